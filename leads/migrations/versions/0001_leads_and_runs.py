"""Leads with their values and evidence; runs with their sources and pages."""

import sqlalchemy as sa
from alembic import op

from leads.tables import CleanText, UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_leads()
    _create_runs()


def _create_leads() -> None:
    op.create_table(
        "leads",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("site", CleanText(), nullable=False),
        sa.Column("website", CleanText(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("deleted_at", UTCDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_leads"),
        sa.UniqueConstraint("site", name="uq_leads_site"),
    )
    op.create_index("ix_leads_status_created_at_id", "leads", ["status", "created_at", "id"])
    op.create_index("ix_leads_created_at_id", "leads", ["created_at", "id"])
    op.create_table(
        "lead_values",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("owner", sa.String(32), nullable=False),
        sa.Column("label", CleanText(), nullable=False),
        sa.Column("normalised", CleanText(), nullable=False),
        sa.Column("value", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lead_values"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_lead_values_lead_id", ondelete="CASCADE"),
        sa.UniqueConstraint(
            "lead_id",
            "kind",
            "owner",
            "normalised",
            "label",
            name="uq_lead_values_lead_id_kind_owner_normalised_label",
        ),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("url", CleanText(), nullable=False),
        sa.Column("quote", CleanText(), nullable=False),
        sa.Column("method", sa.String(32), nullable=False),
        sa.Column("fetched_at", UTCDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.ForeignKeyConstraint(
            ["value_id"], ["lead_values.id"], name="fk_evidence_value_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("value_id", "fingerprint", name="uq_evidence_value_id_fingerprint"),
    )


def _create_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("question", CleanText(), nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("provider", CleanText(), nullable=False),
        sa.Column("limit", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("json_schema", sa.JSON(none_as_null=True)),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("phase", CleanText(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime()),
        sa.Column("deleted_at", UTCDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_created_at", "runs", ["created_at"])
    op.create_index("ix_runs_status", "runs", ["status"])
    _create_parts_of_runs()


def _create_parts_of_runs() -> None:
    op.create_table(
        "run_documents",
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True)),
        sa.Column("markdown", CleanText(), nullable=False),
        sa.Column("dropped", sa.JSON(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_run_documents"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_documents_run_id", ondelete="CASCADE"),
    )
    op.create_table(
        "run_sources",
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("url", CleanText(), nullable=False),
        sa.Column("title", CleanText(), nullable=False),
        sa.Column("site", CleanText(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("code", CleanText(), nullable=False),
        sa.Column("detail", CleanText(), nullable=False),
        sa.Column("remedy", CleanText(), nullable=False),
        sa.Column("leads", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("read_by", CleanText(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "n", name="pk_run_sources"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_sources_run_id", ondelete="CASCADE"),
    )
    op.create_table(
        "run_leads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run_leads"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_leads_run_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_run_leads_lead_id", ondelete="CASCADE"),
        sa.UniqueConstraint("run_id", "lead_id", name="uq_run_leads_run_id_lead_id"),
    )
    op.create_index("ix_run_leads_lead_id", "run_leads", ["lead_id"])
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("url_digest", sa.String(64), nullable=False),
        sa.Column("url", CleanText(), nullable=False),
        sa.Column("final_url", CleanText(), nullable=False),
        sa.Column("title", CleanText(), nullable=False),
        sa.Column("text", CleanText(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("fetched_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_pages_run_id", ondelete="CASCADE"),
        sa.UniqueConstraint("run_id", "url_digest", name="uq_pages_run_id_url_digest"),
    )


def downgrade() -> None:
    for table in (
        "pages",
        "run_leads",
        "run_sources",
        "run_documents",
        "evidence",
        "lead_values",
        "runs",
        "leads",
    ):
        op.drop_table(table)
