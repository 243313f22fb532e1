"""What the Review tab asks of the store: light rows, filters, sorting, counts, saved views."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from leads.record import LeadStatus, new_id, now


class LeadRow(BaseModel):
    """A lead as one line of a table, without its evidence."""

    model_config = ConfigDict(frozen=True)

    id: str
    project: str
    name: str
    trade: str
    trade_group: str
    street: str
    postcode: str
    city: str
    country: str
    area: str
    email: str
    phone: str
    website: str
    site: str
    language: str
    source: str
    status: LeadStatus
    quality: float
    fit: float
    score: float
    audit: float | None
    disputed: bool
    tags: list[str]
    created_at: datetime
    updated_at: datetime


class LeadFilter(BaseModel):
    """Which leads are wanted; what is left empty does not count.

    `text` is searched word by word in names, places, contacts, services, tags and notes. `place` is part of
    the name of a town, or the beginning of a postcode; `area` is a country with two digits, as in FR-33.
    `trade` is a name of the closed list of trades, or part of the words of a page. Audits go from 0 to 100.
    `is_disputed` is what models have read differently. `hunt` is the id of the hunt that found
    them, `run` that of the question.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    project: str = ""
    hunt: str = ""
    run: str = ""
    ids: tuple[str, ...] | None = None
    statuses: tuple[LeadStatus, ...] = ()
    text: str = ""
    trade: str = ""
    place: str = ""
    area: str = ""
    country: str = ""
    language: str = ""
    source: str = ""
    tag: str = ""
    min_score: float | None = Field(default=None, ge=0, le=10)
    max_score: float | None = Field(default=None, ge=0, le=10)
    min_quality: float | None = Field(default=None, ge=0, le=10)
    max_quality: float | None = Field(default=None, ge=0, le=10)
    min_fit: float | None = Field(default=None, ge=0, le=10)
    max_fit: float | None = Field(default=None, ge=0, le=10)
    min_audit: float | None = Field(default=None, ge=0, le=100)
    max_audit: float | None = Field(default=None, ge=0, le=100)
    has_email: bool | None = None
    has_phone: bool | None = None
    has_website: bool | None = None
    is_disputed: bool | None = None


class SortBy(StrEnum):
    """The columns a list may be sorted by."""

    NAME = "name"
    TRADE = "trade"
    CITY = "city"
    POSTCODE = "postcode"
    EMAIL = "email"
    PHONE = "phone"
    WEBSITE = "website"
    STATUS = "status"
    QUALITY = "quality"
    FIT = "fit"
    SCORE = "score"
    AUDIT = "audit"
    TAGS = "tags"
    SOURCE = "source"
    LANGUAGE = "language"
    DISPUTED = "disputed"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


class Sort(BaseModel):
    """How a list is sorted; leads that are equal in it follow by id, so that pages never overlap."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: SortBy = SortBy.SCORE
    descending: bool = True


class Count(BaseModel):
    """How many leads have one value in a column."""

    model_config = ConfigDict(frozen=True)

    value: str
    leads: int


class Facet(StrEnum):
    """What leads can be counted by."""

    STATUS = "status"
    TRADE = "trade"
    CITY = "city"
    AREA = "area"
    LANGUAGE = "language"
    SOURCE = "source"
    SCORE = "score"
    MISSING = "missing"
    AUDITED = "audited"
    TAG = "tag"


class Facets(BaseModel):
    """The filtered leads, counted: `score` has ten steps, 0 to 9, where the last one includes 10.

    `trade` holds names of the closed list of trades, or the words of pages where those name none of it. What
    was not asked for is empty; only `total` is always there.
    """

    model_config = ConfigDict(frozen=True)

    total: int
    status: list[Count] = []
    trade: list[Count] = []
    city: list[Count] = []
    area: list[Count] = []
    language: list[Count] = []
    source: list[Count] = []
    tag: list[Count] = []
    score: list[Count] = []
    without_email: int = 0
    without_phone: int = 0
    without_website: int = 0
    audited: int = 0


class SavedView(BaseModel):
    """A filter, a sorting and a choice of columns under a name. The default view cannot be deleted."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    name: str
    filter: LeadFilter = LeadFilter()
    sort: Sort = Sort()
    columns: tuple[str, ...] = ()
    is_default: bool = False
    created_at: datetime = Field(default_factory=now)
