"""The table of saved sessions: what was open when work was put aside."""

from sqlalchemy import JSON, Column, String, Table, UniqueConstraint

from leads.tables import CleanText, UTCDateTime, metadata

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("tab", String(32), nullable=False),
    Column("project", String(64), nullable=False),
    Column("lead_id", String(64), nullable=False),
    Column("view", JSON, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("name"),
)

__all__ = ["metadata", "sessions"]
