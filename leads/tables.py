"""The tables of the database, in normal form."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from leads.text import storable


class CleanText(TypeDecorator[str]):
    """Text from anywhere; what a database cannot hold is taken out on the way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Clean what is about to be stored."""
        return None if value is None else storable(value)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC; SQLite has no time zones. A moment without a zone is taken as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Move the moment to UTC."""
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Say that the moment is in UTC."""
        return None if value is None else _in_utc(value)


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# `merged_into` names the lead that has taken this one over; what its site still gives goes there.
leads = Table(
    "leads",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("site", CleanText, nullable=False),
    Column("website", CleanText, nullable=False),
    Column("status", String(32), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("deleted_at", UTCDateTime),
    Column("project", String(64), nullable=False, server_default="default"),
    Column("source", String(32), nullable=False, server_default=""),
    Column("updated_at", UTCDateTime),
    Column("merged_into", String(64)),
    UniqueConstraint("site"),
    Index(None, "status", "created_at", "id"),
    Index(None, "created_at", "id"),
    Index(None, "merged_into"),
)

# `normalised` is what makes two spellings the same value; leads.merge bounds its length so that a PostgreSQL
# index row (2,704 bytes at most) can hold it. Values stand in the order of `position`, then as they came:
# what the analyst has typed comes first.
lead_values = Table(
    "lead_values",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lead_id", ForeignKey("leads.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("owner", String(32), nullable=False),
    Column("label", CleanText, nullable=False),
    Column("normalised", CleanText, nullable=False),
    Column("value", CleanText, nullable=False),
    Column("position", Integer, nullable=False, server_default="0"),
    UniqueConstraint("lead_id", "kind", "owner", "normalised", "label"),
)

# `fingerprint` is the digest of url, method and quote: a URL and a quote are too long for an index.
evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("value_id", ForeignKey("lead_values.id", ondelete="CASCADE"), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("url", CleanText, nullable=False),
    Column("quote", CleanText, nullable=False),
    Column("method", String(32), nullable=False),
    Column("fetched_at", UTCDateTime),
    UniqueConstraint("value_id", "fingerprint"),
)

# Here and in `run_documents` columns carry the names of the fields of SearchRun; `sources` and `lead_ids`
# have tables of their own.
runs = Table(
    "runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("question", CleanText, nullable=False),
    Column("mode", String(32), nullable=False),
    Column("provider", CleanText, nullable=False),
    Column("limit", Integer, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("json_schema", JSON(none_as_null=True)),
    Column("status", String(32), nullable=False),
    Column("phase", CleanText, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
    Column("deleted_at", UTCDateTime),
    Index(None, "created_at"),
    Index(None, "status"),
)

# Apart from `runs`, as SQLite writes all of a row when one column changes, and these grow to megabytes.
run_documents = Table(
    "run_documents",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("rows", JSON, nullable=False),
    Column("answer", JSON(none_as_null=True)),
    Column("markdown", CleanText, nullable=False),
    Column("dropped", JSON, nullable=False),
    Column("notices", JSON, nullable=False),
)

run_sources = Table(
    "run_sources",
    metadata,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("url", CleanText, nullable=False),
    Column("title", CleanText, nullable=False),
    Column("site", CleanText, nullable=False),
    Column("state", String(32), nullable=False),
    Column("code", CleanText, nullable=False),
    Column("detail", CleanText, nullable=False),
    Column("remedy", CleanText, nullable=False),
    Column("leads", Integer, nullable=False),
    Column("dropped", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("read_by", CleanText, nullable=False),
)

run_leads = Table(
    "run_leads",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("lead_id", ForeignKey("leads.id", ondelete="CASCADE"), nullable=False),
    UniqueConstraint("run_id", "lead_id"),
    Index(None, "lead_id"),
)

# `url_digest` stands in the index for the URL, which may be too long for one.
pages = Table(
    "pages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
    Column("url_digest", String(64), nullable=False),
    Column("url", CleanText, nullable=False),
    Column("final_url", CleanText, nullable=False),
    Column("title", CleanText, nullable=False),
    Column("text", CleanText, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("fetched_at", UTCDateTime, nullable=False),
    UniqueConstraint("run_id", "url_digest"),
)
