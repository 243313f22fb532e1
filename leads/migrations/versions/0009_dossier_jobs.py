"""Builds of dossiers become work of the workers, and wait there with the files the analyst added."""

import sqlalchemy as sa
from alembic import op

from leads.tables import CleanText

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dossier_builds") as table:
        table.add_column(sa.Column("kind", sa.String(16), nullable=False, server_default="build"))
        table.add_column(sa.Column("target", CleanText(), nullable=False, server_default=""))
        table.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("starts", sa.Integer(), nullable=False, server_default="0"))
        table.drop_column("pid")
    # What a process of the app was building is now to be built by a worker.
    op.execute("UPDATE dossier_builds SET state = 'queued' WHERE state IN ('running', 'interrupted')")
    op.create_table(
        "dossier_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("build_id", sa.String(64), nullable=False),
        sa.Column("name", CleanText(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["build_id"],
            ["dossier_builds.id"],
            name="fk_dossier_files_build_id_dossier_builds",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dossier_files"),
    )
    op.create_index("ix_dossier_files_build_id", "dossier_files", ["build_id"])


def downgrade() -> None:
    op.drop_table("dossier_files")
    with op.batch_alter_table("dossier_builds") as table:
        table.add_column(sa.Column("pid", sa.Integer(), nullable=False, server_default="0"))
        for name in ("starts", "round", "target", "kind"):
            table.drop_column(name)
