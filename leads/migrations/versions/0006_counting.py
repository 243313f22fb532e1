"""What is counted in lists, in one index, and where models disagree."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INDEX = "ix_lead_index_counted"
_LENGTHS = {
    "trade_group": 80,
    "trade_key": 80,
    "city": 80,
    "city_key": 80,
    "country": 32,
    "postcode": 32,
    "language": 32,
}
_COLUMNS = (
    "status",
    "trade_group",
    "area",
    "city",
    "language",
    "source",
    "score_step",
    "missing",
    "project",
    "disputed",
    "score",
    "quality",
    "fit",
    "audit",
    "country",
    "postcode",
    "city_key",
    "trade_key",
)
_BEFORE = (
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
)


def upgrade() -> None:
    op.drop_index(_INDEX, "lead_index")
    op.add_column("lead_index", sa.Column("score_step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "lead_index", sa.Column("disputed", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    lead_index = sa.table("lead_index", *map(sa.column, ("score", "score_step", *_LENGTHS)))
    column = lead_index.c
    step = sa.case(*((column.score >= step, step) for step in range(9, 0, -1)), else_=0)
    cut = {name: sa.func.substr(column[name], 1, length) for name, length in _LENGTHS.items()}
    op.execute(sa.update(lead_index).values(score_step=step, **cut))
    op.create_index(_INDEX, "lead_index", _COLUMNS)
    op.add_column("opinions", sa.Column("disagreements", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("opinions", "disagreements")
    op.drop_index(_INDEX, "lead_index")
    op.drop_column("lead_index", "disputed")
    op.drop_column("lead_index", "score_step")
    op.create_index(_INDEX, "lead_index", _BEFORE)
