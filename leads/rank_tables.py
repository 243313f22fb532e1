"""The table of looks at search results."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table

from leads.tables import CleanText, UTCDateTime, metadata

rank_snapshots = Table(
    "rank_snapshots",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("site", CleanText, nullable=False),
    Column("keyword", CleanText, nullable=False),
    Column("engine", CleanText, nullable=False),
    Column("language", String(8), nullable=False),
    Column("country", String(8), nullable=False),
    Column("position", Integer),
    Column("depth", Integer, nullable=False),
    Column("url", CleanText, nullable=False),
    Column("above", JSON, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Index(None, "site", "created_at"),
)
