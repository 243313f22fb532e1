"""Hunts with their sites, and the workers that read them."""

import sqlalchemy as sa
from alembic import op

from leads.tables import CleanText, UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hunts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("query", CleanText(), nullable=False),
        sa.Column("project", CleanText(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reason", CleanText(), nullable=False),
        sa.Column("remedy", CleanText(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("after", sa.String(64)),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("started_at", UTCDateTime()),
        sa.Column("finished_at", UTCDateTime()),
        sa.Column("deleted_at", UTCDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_hunts"),
    )
    op.create_index("ix_hunts_created_at", "hunts", ["created_at"])
    op.create_index("ix_hunts_status", "hunts", ["status"])
    _create_sites()
    op.create_table(
        "workers",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("host", CleanText(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workers"),
    )
    op.create_index("ix_workers_seen_at", "workers", ["seen_at"])


def _create_sites() -> None:
    op.create_table(
        "hunt_sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hunt_id", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("site", CleanText(), nullable=False),
        sa.Column("url", CleanText(), nullable=False),
        sa.Column("title", CleanText(), nullable=False),
        sa.Column("listings", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("code", CleanText(), nullable=False),
        sa.Column("detail", CleanText(), nullable=False),
        sa.Column("remedy", CleanText(), nullable=False),
        sa.Column("lead_id", sa.String(64)),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("read_by", CleanText(), nullable=False),
        sa.Column("note", CleanText(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("ended_at", UTCDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_hunt_sites"),
        sa.ForeignKeyConstraint(["hunt_id"], ["hunts.id"], name="fk_hunt_sites_hunt_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name="fk_hunt_sites_lead_id", ondelete="SET NULL"),
        sa.UniqueConstraint("hunt_id", "site", name="uq_hunt_sites_hunt_id_site"),
    )
    op.create_index("ix_hunt_sites_hunt_id_state", "hunt_sites", ["hunt_id", "state"])
    op.create_index("ix_hunt_sites_hunt_id_ended_at", "hunt_sites", ["hunt_id", "ended_at"])
    op.create_index("ix_hunt_sites_lead_id", "hunt_sites", ["lead_id"])


def downgrade() -> None:
    for table in ("workers", "hunt_sites", "hunts"):
        op.drop_table(table)
