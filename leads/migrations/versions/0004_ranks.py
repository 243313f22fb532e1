"""Where sites stand in search results, look by look."""

import sqlalchemy as sa
from alembic import op

from leads.tables import CleanText, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rank_snapshots",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("site", CleanText(), nullable=False),
        sa.Column("keyword", CleanText(), nullable=False),
        sa.Column("engine", CleanText(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("country", sa.String(8), nullable=False),
        sa.Column("position", sa.Integer()),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("url", CleanText(), nullable=False),
        sa.Column("above", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rank_snapshots"),
    )
    op.create_index("ix_rank_snapshots_site_created_at", "rank_snapshots", ["site", "created_at"])


def downgrade() -> None:
    op.drop_table("rank_snapshots")
