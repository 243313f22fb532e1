"""What is audited: one answer of a server, with what is known of the site's robots.txt."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, field_validator

from seo.lead_facts import LeadFacts


class PageKind(StrEnum):
    """What the content type says a page is; it decides how the page is parsed."""

    HTML = "html"
    XHTML = "xhtml"
    SVG = "svg"
    XML = "xml"
    OTHER = "other"

    @property
    def is_page(self) -> bool:
        """Whether people see it as a page of a site."""
        return self in {PageKind.HTML, PageKind.XHTML}


class Vitals(BaseModel):
    """What a browser has measured: seconds to the largest paint (None: none), shift of the layout.

    `octets` is what the page and all its files weigh on the wire, `images` the same for each image.
    `tbt_seconds` is how long scripts kept taps waiting.
    """

    model_config = ConfigDict(frozen=True)

    lcp_seconds: float | None
    cls: float = 0.0
    tbt_seconds: float = 0.0
    octets: int | None = None
    images: Mapping[str, int] = {}


class PageInput(BaseModel):
    """One page to audit.

    `headers` and `robots_txt` None: not supplied, so nothing is inferred; `robots_status` 0: the request
    failed. A header may have several values. `vitals` is what a browser has measured, if one was asked;
    `vitals_problem` says why it could not. `seconds` is what the answer took, None where it was not timed.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    url: str = ""
    status: int = 200
    headers: Mapping[str, str | list[str]] | None = None
    html: str = ""
    robots_txt: str | None = None
    robots_status: int | None = None
    vitals: Vitals | None = None
    vitals_problem: str = ""
    seconds: float | None = None
    lead: LeadFacts | None = None

    @field_validator("html", "url", mode="before")
    @classmethod
    def _no_text(cls, value: object) -> object:
        return "" if value is None else value


class Headers:
    """Headers of an answer by name, whatever its case; one name may have several values."""

    def __init__(self, given: Mapping[str, str | list[str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in given.items():
            values = [value] if isinstance(value, str) else value
            self._values.setdefault(name.strip().lower(), []).extend(map(str, values))

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __bool__(self) -> bool:
        return bool(self._values)

    def all(self, name: str) -> list[str]:
        """Return every value of a header, given by its lower-case name."""
        return self._values.get(name, [])

    def first(self, name: str, default: str = "") -> str:
        """Return the first value of a header."""
        return self._values.get(name, [default])[0]


def kind_of(content_type: str) -> PageKind:
    """Return what a content type stands for; HTML where there is none."""
    essence = content_type.partition(";")[0].strip().lower()
    if essence in {"", "text/html"}:
        return PageKind.HTML
    if essence == "application/xhtml+xml":
        return PageKind.XHTML
    if essence == "image/svg+xml":
        return PageKind.SVG
    if essence in {"text/xml", "application/xml"} or essence.endswith("+xml"):
        return PageKind.XML
    return PageKind.OTHER
