"""The tables of hunts: what was asked for, how far each site is, and which workers are alive."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from leads.tables import CleanText, UTCDateTime, metadata

# `round` counts how often a hunt was set going: work handed out in an earlier round is not begun any more.
hunts = Table(
    "hunts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("query", CleanText, nullable=False),
    Column("project", CleanText, nullable=False),
    Column("options", JSON, nullable=False),
    Column("status", String(32), nullable=False),
    Column("round", Integer, nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("remedy", CleanText, nullable=False),
    Column("notices", JSON, nullable=False),
    Column("after", String(64)),
    Column("created_at", UTCDateTime, nullable=False),
    Column("started_at", UTCDateTime),
    Column("finished_at", UTCDateTime),
    Column("deleted_at", UTCDateTime),
    Index(None, "created_at"),
    Index(None, "status"),
)

# `site` is the merge key of the lead the site gives. `starts` counts how often a worker has begun with it:
# a page that kills its worker is given up after a few. `round` is the one it was queued in.
hunt_sites = Table(
    "hunt_sites",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hunt_id", ForeignKey("hunts.id", ondelete="CASCADE"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("site", CleanText, nullable=False),
    Column("url", CleanText, nullable=False),
    Column("title", CleanText, nullable=False),
    Column("listings", JSON, nullable=False),
    Column("state", String(32), nullable=False),
    Column("starts", Integer, nullable=False),
    Column("code", CleanText, nullable=False),
    Column("detail", CleanText, nullable=False),
    Column("remedy", CleanText, nullable=False),
    Column("lead_id", ForeignKey("leads.id", ondelete="SET NULL")),
    Column("is_new", Boolean, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("read_by", CleanText, nullable=False),
    Column("note", CleanText, nullable=False),
    Column("dropped", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("ended_at", UTCDateTime),
    UniqueConstraint("hunt_id", "site"),
    Index(None, "hunt_id", "state"),
    Index(None, "hunt_id", "ended_at"),
    Index(None, "lead_id"),
)

# One row a worker process, renewed while it lives. `host` tells whether its pid means anything here.
workers = Table(
    "workers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("host", CleanText, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
    Index(None, "seen_at"),
)

__all__ = ["hunt_sites", "hunts", "metadata", "workers"]
