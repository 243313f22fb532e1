"""The records every room shares: a value, the evidence behind it, the lead it belongs to."""

from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field


class Method(StrEnum):
    """How a value was read from a page."""

    TEXT = "text"
    MAILTO = "mailto"
    TEL = "tel"
    LINK = "link"
    JSONLD = "jsonld"
    MICRODATA = "microdata"
    META = "meta"
    DECODED = "decoded"
    MODEL = "model"


class Owner(StrEnum):
    """Whose value it is: the business's own, or a host's, an agency's, a mediator's."""

    BUSINESS = "business"
    THIRD_PARTY = "third_party"


class Kind(StrEnum):
    """What a value is."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    FAX = "fax"
    STREET = "street"
    POSTCODE = "postcode"
    CITY = "city"
    COUNTRY = "country"
    SOCIAL = "social"
    SIREN = "siren"
    SIRET = "siret"
    VAT = "vat"
    OPENING_HOURS = "opening_hours"
    CONTACT_FORM = "contact_form"
    TRADE = "trade"
    SERVICE = "service"
    SIGNAL = "signal"
    ISSUE = "issue"
    LANGUAGE = "language"
    FIELD = "field"


class Evidence(BaseModel):
    """Where a value stands: a verbatim run of at most 200 characters that contains it as written there."""

    model_config = ConfigDict(frozen=True)

    url: str
    quote: str
    method: Method
    fetched_at: datetime | None = None


class Value(BaseModel):
    """One value of a lead with everything that vouches for it.

    `label` names the network of a social profile, the field an analyst asked for, or what a trade, signal or
    issue is called in its closed list.
    """

    value: str
    kind: Kind
    evidence: list[Evidence] = Field(min_length=1)
    owner: Owner = Owner.BUSINESS
    label: str = ""


class LeadStatus(StrEnum):
    """Where a lead stands in the analyst's work, in the order of that work.

    `FOUND` is what a run has brought and nobody has looked at; `OPPOSED` asked never to be contacted.
    """

    FOUND = "found"
    NEW = "new"
    TO_QUALIFY = "to_qualify"
    QUALIFIED = "qualified"
    TO_CONTACT = "to_contact"
    CONTACTED = "contacted"
    FOLLOWED_UP = "followed_up"
    IN_DISCUSSION = "in_discussion"
    WON = "won"
    LOST = "lost"
    OFF_TARGET = "off_target"
    REJECTED = "rejected"
    OPPOSED = "opposed"


NO_SITE = "nosite-"
"""How the merge key of a business without a site begins."""

DEFAULT_PROJECT = "default"
"""The id of the project that is always there."""


def new_id() -> str:
    """Return a fresh random identifier of 32 hex digits."""
    return uuid4().hex


def now() -> datetime:
    """Return the current moment, in UTC."""
    return datetime.now(UTC)


class Lead(BaseModel):
    """One business.

    `site` is its merge key: the registrable domain, or host:port where there is none. `source` tells what
    brought the lead: a hunt, a search, an import.
    """

    id: str = Field(default_factory=new_id)
    site: str
    website: str
    status: LeadStatus = LeadStatus.FOUND
    values: list[Value] = Field(default_factory=list)
    created_at: datetime = Field(default_factory=now)
    project: str = DEFAULT_PROJECT
    source: str = ""

    def all(self, kind: Kind, owner: Owner = Owner.BUSINESS) -> list[Value]:
        """Return the values of one kind, best first."""
        return [value for value in self.values if value.kind is kind and value.owner is owner]

    def first(self, kind: Kind) -> str | None:
        """Return the best value of one kind of the business itself, or None."""
        found = self.all(kind)
        return found[0].value if found else None

    @property
    def title(self) -> str:
        """What to call the lead: its name, or else its site or a contact."""
        site = "" if self.site.startswith(NO_SITE) else self.site
        contact = self.first(Kind.EMAIL) or self.first(Kind.PHONE) or ""
        return self.first(Kind.NAME) or site or self.website or contact
