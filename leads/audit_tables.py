"""The tables of audits: those of sites that are no lead, and runs over many leads."""

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from leads.tables import CleanText, UTCDateTime, metadata

# Audits of sites that no lead is of; `site` is the merge key a lead of theirs would have.
site_audits = Table(
    "site_audits",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("site", CleanText, nullable=False),
    Column("url", CleanText, nullable=False),
    Column("score", Float),
    Column("report", JSON, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Index(None, "site", "created_at"),
    Index(None, "created_at"),
)

# `pages` is how many are read of each site, 1 for the start page alone. `round` counts how often a run was
# set going: work handed out in an earlier round is not begun any more.
audit_runs = Table(
    "audit_runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("pages", Integer, nullable=False),
    Column("status", String(32), nullable=False),
    Column("round", Integer, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("started_at", UTCDateTime),
    Column("finished_at", UTCDateTime),
    Column("deleted_at", UTCDateTime),
    Index(None, "created_at"),
    Index(None, "status"),
)

# `starts` counts how often a worker has begun with it: a page that kills its worker is given up after a few.
audit_run_leads = Table(
    "audit_run_leads",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("audit_runs.id", ondelete="CASCADE"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("lead_id", ForeignKey("leads.id", ondelete="CASCADE"), nullable=False),
    Column("site", CleanText, nullable=False),
    Column("state", String(32), nullable=False),
    Column("starts", Integer, nullable=False),
    Column("score", Integer),
    Column("faults", Integer, nullable=False),
    Column("code", CleanText, nullable=False),
    Column("detail", CleanText, nullable=False),
    Column("remedy", CleanText, nullable=False),
    Column("ended_at", UTCDateTime),
    UniqueConstraint("run_id", "lead_id"),
    Index(None, "run_id", "state"),
    Index(None, "lead_id"),
)

__all__ = ["audit_run_leads", "audit_runs", "metadata", "site_audits"]
