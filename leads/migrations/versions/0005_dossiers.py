"""Dossiers in the making, and the sources they are built from."""

import sqlalchemy as sa
from alembic import op

from leads.tables import CleanText, UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_builds",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("error", CleanText(), nullable=False),
        sa.Column("remedy", CleanText(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name="fk_dossier_builds_lead_id_leads", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_builds"),
    )
    op.create_index("ix_dossier_builds_lead_id_created_at", "dossier_builds", ["lead_id", "created_at"])
    op.create_index("ix_dossier_builds_state", "dossier_builds", ["state"])
    op.create_table(
        "dossier_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("url", CleanText(), nullable=False),
        sa.Column("file", CleanText(), nullable=False),
        sa.Column("title", CleanText(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("text", CleanText(), nullable=False),
        sa.Column("html", CleanText(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("fetched_at", UTCDateTime()),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name="fk_dossier_sources_lead_id_leads", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_sources"),
        sa.UniqueConstraint("lead_id", "key", name="uq_dossier_sources_lead_id_key"),
    )


def downgrade() -> None:
    op.drop_table("dossier_sources")
    op.drop_table("dossier_builds")
