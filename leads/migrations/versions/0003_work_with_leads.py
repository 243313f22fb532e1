"""Projects, the analyst's work with leads, merges, suppression, and the index the lists are read from."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from leads.tables import CleanText, UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _change_leads()
    _create_index()
    _create_work()
    _create_documents()
    _create_merges()


def _change_leads() -> None:
    op.add_column("leads", sa.Column("project", sa.String(64), server_default="default", nullable=False))
    op.add_column("leads", sa.Column("source", sa.String(32), server_default="", nullable=False))
    op.add_column("leads", sa.Column("updated_at", UTCDateTime()))
    op.add_column("leads", sa.Column("merged_into", sa.String(64)))
    op.create_index("ix_leads_merged_into", "leads", ["merged_into"])
    op.add_column("lead_values", sa.Column("position", sa.Integer(), server_default="0", nullable=False))


def _create_index() -> None:
    op.create_table(
        "lead_index",
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("project", sa.String(64), nullable=False),
        sa.Column("name", CleanText(), nullable=False),
        sa.Column("name_key", CleanText(), nullable=False),
        sa.Column("trade", CleanText(), nullable=False),
        sa.Column("trade_key", CleanText(), nullable=False),
        sa.Column("trade_group", CleanText(), nullable=False),
        sa.Column("street", CleanText(), nullable=False),
        sa.Column("postcode", CleanText(), nullable=False),
        sa.Column("city", CleanText(), nullable=False),
        sa.Column("city_key", CleanText(), nullable=False),
        sa.Column("country", CleanText(), nullable=False),
        sa.Column("area", sa.String(16), nullable=False),
        sa.Column("email", CleanText(), nullable=False),
        sa.Column("phone", CleanText(), nullable=False),
        sa.Column("website", CleanText(), nullable=False),
        sa.Column("site", CleanText(), nullable=False),
        sa.Column("language", CleanText(), nullable=False),
        sa.Column("source", CleanText(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("quality", sa.Float(), nullable=False),
        sa.Column("fit", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("audit", sa.Float()),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("tags", CleanText(), nullable=False),
        sa.Column("words", CleanText(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_lead_index_lead_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("lead_id", name="pk_lead_index"),
    )
    op.create_index(
        "ix_lead_index_counted",
        "lead_index",
        [
            "status",
            "trade_group",
            "city",
            "area",
            "language",
            "source",
            "score",
            "audit",
            "missing",
            "project",
        ],
    )
    op.create_index("ix_lead_index_created_at_lead_id", "lead_index", ["created_at", "lead_id"])
    op.create_index("ix_lead_index_score_lead_id", "lead_index", ["score", "lead_id"])
    op.create_index("ix_lead_index_status_score_lead_id", "lead_index", ["status", "score", "lead_id"])
    op.create_index("ix_lead_index_updated_at_lead_id", "lead_index", ["updated_at", "lead_id"])


def _create_work() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", CleanText(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("deleted_at", UTCDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.UniqueConstraint("name", name="uq_projects_name"),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", CleanText(), nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("sort", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("deleted_at", UTCDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
    )
    op.create_table(
        "lead_notes",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("text", CleanText(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("deleted_at", UTCDateTime()),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_lead_notes_lead_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_notes"),
    )
    op.create_index("ix_lead_notes_lead_id", "lead_notes", ["lead_id"])
    op.create_table(
        "lead_tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("tag", CleanText(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_lead_tags_lead_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_tags"),
        sa.UniqueConstraint("lead_id", "tag", name="uq_lead_tags_lead_id_tag"),
    )
    op.create_table(
        "status_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("before", sa.String(32), nullable=False),
        sa.Column("after", sa.String(32), nullable=False),
        sa.Column("reason", CleanText(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name="fk_status_changes_lead_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_status_changes"),
    )
    op.create_index("ix_status_changes_lead_id", "status_changes", ["lead_id"])
    projects = sa.table(
        "projects", sa.column("id"), sa.column("name"), sa.column("created_at", UTCDateTime())
    )
    op.bulk_insert(projects, [{"id": "default", "name": "Default", "created_at": datetime.now(UTC)}])


def _create_documents() -> None:
    op.create_table(
        "audits",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("url", CleanText(), nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("deleted_at", UTCDateTime()),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_audits_lead_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_audits"),
    )
    op.create_index("ix_audits_lead_id", "audits", ["lead_id"])
    op.create_table(
        "dossiers",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("deleted_at", UTCDateTime()),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_dossiers_lead_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
    )
    op.create_index("ix_dossiers_lead_id", "dossiers", ["lead_id"])
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("language", sa.String(32), nullable=False),
        sa.Column("angle", CleanText(), nullable=False),
        sa.Column("subject", CleanText(), nullable=False),
        sa.Column("body", CleanText(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("deleted_at", UTCDateTime()),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_drafts_lead_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("draft_id", "version", name="uq_drafts_draft_id_version"),
    )
    op.create_index("ix_drafts_lead_id", "drafts", ["lead_id"])
    op.create_table(
        "opinions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("model", CleanText(), nullable=False),
        sa.Column("trade", sa.JSON(none_as_null=True)),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.Column("issues", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_opinions_lead_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_opinions"),
        sa.UniqueConstraint("lead_id", "source", name="uq_opinions_lead_id_source"),
    )
    op.create_table(
        "outreach_events",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("result", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("angle", CleanText(), nullable=False),
        sa.Column("draft_id", sa.String(64), nullable=False),
        sa.Column("note", CleanText(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("deleted_at", UTCDateTime()),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name="fk_outreach_events_lead_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outreach_events"),
    )
    op.create_index("ix_outreach_events_lead_id", "outreach_events", ["lead_id"])


def _create_merges() -> None:
    op.create_table(
        "suppressions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reason", CleanText(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_suppressions"),
    )
    op.create_table(
        "merge_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.String(64), nullable=False),
        sa.Column("other_id", sa.String(64), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("reason", CleanText(), nullable=False),
        sa.Column("answer", sa.String(32), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["one_id"], ["leads.id"], name="fk_merge_questions_one_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["leads.id"], name="fk_merge_questions_other_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_merge_questions"),
        sa.UniqueConstraint("one_id", "other_id", name="uq_merge_questions_one_id_other_id"),
    )
    op.create_index("ix_merge_questions_other_id", "merge_questions", ["other_id"])
    op.create_table(
        "merges",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kept_id", sa.String(64), nullable=False),
        sa.Column("gone_id", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("reason", CleanText(), nullable=False),
        sa.Column("undo", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("undone_at", UTCDateTime()),
        sa.ForeignKeyConstraint(["gone_id"], ["leads.id"], name="fk_merges_gone_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["kept_id"], ["leads.id"], name="fk_merges_kept_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
    )
    op.create_index("ix_merges_gone_id", "merges", ["gone_id"])
    op.create_index("ix_merges_kept_id", "merges", ["kept_id"])


def downgrade() -> None:
    for table in (
        "merge_questions",
        "merges",
        "suppressions",
        "opinions",
        "outreach_events",
        "dossiers",
        "drafts",
        "audits",
        "saved_views",
        "status_changes",
        "lead_notes",
        "lead_tags",
        "lead_index",
        "projects",
    ):
        op.drop_table(table)
    op.drop_column("lead_values", "position")
    op.drop_index("ix_leads_merged_into", "leads")
    for column in ("merged_into", "updated_at", "source", "project"):
        op.drop_column("leads", column)
