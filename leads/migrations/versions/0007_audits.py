"""Audits of sites that are no lead, and runs over many leads."""

import sqlalchemy as sa
from alembic import op

from leads.tables import CleanText, UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_audits",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("site", CleanText(), nullable=False),
        sa.Column("url", CleanText(), nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_site_audits"),
    )
    op.create_index("ix_site_audits_site_created_at", "site_audits", ["site", "created_at"])
    op.create_index("ix_site_audits_created_at", "site_audits", ["created_at"])
    op.create_table(
        "audit_runs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("started_at", UTCDateTime()),
        sa.Column("finished_at", UTCDateTime()),
        sa.Column("deleted_at", UTCDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_audit_runs"),
    )
    op.create_index("ix_audit_runs_created_at", "audit_runs", ["created_at"])
    op.create_index("ix_audit_runs_status", "audit_runs", ["status"])
    _create_run_leads()


def _create_run_leads() -> None:
    op.create_table(
        "audit_run_leads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.String(64), nullable=False),
        sa.Column("site", CleanText(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer()),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("code", CleanText(), nullable=False),
        sa.Column("detail", CleanText(), nullable=False),
        sa.Column("remedy", CleanText(), nullable=False),
        sa.Column("ended_at", UTCDateTime()),
        sa.ForeignKeyConstraint(
            ["run_id"], ["audit_runs.id"], name="fk_audit_run_leads_run_id_audit_runs", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["leads.id"], name="fk_audit_run_leads_lead_id_leads", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit_run_leads"),
        sa.UniqueConstraint("run_id", "lead_id", name="uq_audit_run_leads_run_id_lead_id"),
    )
    op.create_index("ix_audit_run_leads_run_id_state", "audit_run_leads", ["run_id", "state"])
    op.create_index("ix_audit_run_leads_lead_id", "audit_run_leads", ["lead_id"])


def downgrade() -> None:
    op.drop_table("audit_run_leads")
    op.drop_table("audit_runs")
    op.drop_table("site_audits")
