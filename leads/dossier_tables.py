"""The tables of dossiers in the making: what a build is doing, and the sources it was built from."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from leads.tables import CleanText, UTCDateTime, metadata

# One row a build, or a question to what was built. `progress` and `report` are JSON of shapes that `jobs` and
# `dossier` define. `round` grows each time it is set going, `starts` each time a worker takes it in hand.
dossier_builds = Table(
    "dossier_builds",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("lead_id", ForeignKey("leads.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("target", CleanText, nullable=False),
    Column("state", String(32), nullable=False),
    Column("round", Integer, nullable=False),
    Column("starts", Integer, nullable=False),
    Column("request", JSON, nullable=False),
    Column("progress", JSON, nullable=False),
    Column("report", JSON, nullable=False),
    Column("error", CleanText, nullable=False),
    Column("remedy", CleanText, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    Index(None, "lead_id", "created_at"),
    Index(None, "state"),
)

# What a dossier is built from. `sha256` is that of `text`; `html` is kept so that facts can be read again.
dossier_sources = Table(
    "dossier_sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lead_id", ForeignKey("leads.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("url", CleanText, nullable=False),
    Column("file", CleanText, nullable=False),
    Column("title", CleanText, nullable=False),
    Column("language", String(8), nullable=False),
    Column("text", CleanText, nullable=False),
    Column("html", CleanText, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("included", Boolean, nullable=False),
    Column("fetched_at", UTCDateTime),
    UniqueConstraint("lead_id", "key"),
)

# What the analyst added to a build, until a worker has read it.
dossier_files = Table(
    "dossier_files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("build_id", ForeignKey("dossier_builds.id", ondelete="CASCADE"), nullable=False),
    Column("name", CleanText, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index(None, "build_id"),
)

__all__ = ["dossier_builds", "dossier_files", "dossier_sources", "metadata"]
