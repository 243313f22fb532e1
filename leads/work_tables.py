"""The tables of the analyst's work with leads, of merges, and of what must not come back."""

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
    false,
)

from leads.tables import CleanText, UTCDateTime, metadata


def _lead() -> Column[str]:
    return Column("lead_id", ForeignKey("leads.id", ondelete="CASCADE"), nullable=False)


projects = Table(
    "projects",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("deleted_at", UTCDateTime),
    Column("archived_at", UTCDateTime),
    UniqueConstraint("name"),
)

COUNTED = ("status", "trade_group", "area", "city", "language", "source", "score_step", "missing")
"""The columns of `lead_index` that are counted, in the order in which an index holds them."""

# With these the index answers filters too, so that counting does not read whole rows.
_FILTERED = (
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

# One row for each lead that is not removed, with all that a list shows, filters and sorts by: written in the
# transaction that changes the lead. `words` is folded text to search in, the keys are folded to sort and
# compare by, `missing` adds up what the lead lacks, `tags` is ";a;b;", `score_step` is the score without its
# decimals, 9 at most, and `disputed` what models have read differently.
lead_index = Table(
    "lead_index",
    metadata,
    Column("lead_id", ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True),
    Column("project", String(64), nullable=False),
    Column("name", CleanText, nullable=False),
    Column("name_key", CleanText, nullable=False),
    Column("trade", CleanText, nullable=False),
    Column("trade_key", CleanText, nullable=False),
    Column("trade_group", CleanText, nullable=False),
    Column("street", CleanText, nullable=False),
    Column("postcode", CleanText, nullable=False),
    Column("city", CleanText, nullable=False),
    Column("city_key", CleanText, nullable=False),
    Column("country", CleanText, nullable=False),
    Column("area", String(16), nullable=False),
    Column("email", CleanText, nullable=False),
    Column("phone", CleanText, nullable=False),
    Column("website", CleanText, nullable=False),
    Column("site", CleanText, nullable=False),
    Column("language", CleanText, nullable=False),
    Column("source", CleanText, nullable=False),
    Column("status", String(32), nullable=False),
    Column("quality", Float, nullable=False),
    Column("fit", Float, nullable=False),
    Column("score", Float, nullable=False),
    Column("audit", Float),
    Column("score_step", Integer, nullable=False, server_default="0"),
    Column("missing", Integer, nullable=False),
    Column("disputed", Boolean, nullable=False, server_default=false()),
    Column("tags", CleanText, nullable=False),
    Column("words", CleanText, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("updated_at", UTCDateTime, nullable=False),
    Index(None, "score", "lead_id"),
    Index(None, "created_at", "lead_id"),
    Index(None, "updated_at", "lead_id"),
    Index(None, "status", "score", "lead_id"),
    Index("ix_lead_index_counted", *COUNTED, *_FILTERED),
)

lead_tags = Table(
    "lead_tags",
    metadata,
    Column("id", Integer, primary_key=True),
    _lead(),
    Column("tag", CleanText, nullable=False),
    UniqueConstraint("lead_id", "tag"),
)

lead_notes = Table(
    "lead_notes",
    metadata,
    Column("id", String(64), primary_key=True),
    _lead(),
    Column("text", CleanText, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("deleted_at", UTCDateTime),
    Index(None, "lead_id"),
)

status_changes = Table(
    "status_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    _lead(),
    Column("before", String(32), nullable=False),
    Column("after", String(32), nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Index(None, "lead_id"),
)

audits = Table(
    "audits",
    metadata,
    Column("id", String(64), primary_key=True),
    _lead(),
    Column("url", CleanText, nullable=False),
    Column("score", Float),
    Column("report", JSON, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("deleted_at", UTCDateTime),
    Index(None, "lead_id"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("draft_id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    _lead(),
    Column("channel", String(32), nullable=False),
    Column("language", String(32), nullable=False),
    Column("angle", CleanText, nullable=False),
    Column("subject", CleanText, nullable=False),
    Column("body", CleanText, nullable=False),
    Column("details", JSON, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("deleted_at", UTCDateTime),
    UniqueConstraint("draft_id", "version"),
    Index(None, "lead_id"),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", String(64), primary_key=True),
    _lead(),
    Column("report", JSON, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("deleted_at", UTCDateTime),
    Index(None, "lead_id"),
)

outreach_events = Table(
    "outreach_events",
    metadata,
    Column("id", String(64), primary_key=True),
    _lead(),
    Column("result", String(32), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("angle", CleanText, nullable=False),
    Column("draft_id", String(64), nullable=False),
    Column("note", CleanText, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("deleted_at", UTCDateTime),
    Index(None, "lead_id"),
)

opinions = Table(
    "opinions",
    metadata,
    Column("id", Integer, primary_key=True),
    _lead(),
    Column("source", String(32), nullable=False),
    Column("model", CleanText, nullable=False),
    Column("trade", JSON(none_as_null=True)),
    Column("services", JSON, nullable=False),
    Column("signals", JSON, nullable=False),
    Column("issues", JSON, nullable=False),
    Column("disagreements", JSON, nullable=False, server_default="[]"),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("lead_id", "source"),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("filter", JSON, nullable=False),
    Column("sort", JSON, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("deleted_at", UTCDateTime),
)

# `undo` tells what the merge has added to the lead that is kept and what it has moved there.
merges = Table(
    "merges",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kept_id", ForeignKey("leads.id", ondelete="CASCADE"), nullable=False),
    Column("gone_id", ForeignKey("leads.id", ondelete="CASCADE"), nullable=False),
    Column("rule", String(32), nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("undo", JSON, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    Column("undone_at", UTCDateTime),
    Index(None, "kept_id"),
    Index(None, "gone_id"),
)

# Pairs that may be one business. `answer` is empty until the analyst has decided: "same" or "different".
merge_questions = Table(
    "merge_questions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("one_id", ForeignKey("leads.id", ondelete="CASCADE"), nullable=False),
    Column("other_id", ForeignKey("leads.id", ondelete="CASCADE"), nullable=False),
    Column("similarity", Float, nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("answer", String(32), nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
    UniqueConstraint("one_id", "other_id"),
    Index(None, "other_id"),
)

# `digest` is a keyed hash: the list knows again what it must not keep, and tells nobody what that is.
suppressions = Table(
    "suppressions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("created_at", UTCDateTime, nullable=False),
)

__all__ = [
    "audits",
    "dossiers",
    "drafts",
    "lead_index",
    "lead_notes",
    "lead_tags",
    "merge_questions",
    "merges",
    "metadata",
    "opinions",
    "outreach_events",
    "projects",
    "saved_views",
    "status_changes",
    "suppressions",
]
