"""What every search provider takes and gives."""

from collections.abc import Iterable
from typing import Protocol

from pydantic import BaseModel, Field

from config.errors import UserFacingError
from scrapers.sites import canonical_url
from scrapers.web_url import InvalidURL, parse


class Listing(BaseModel):
    """A business as a map or a register lists it; text of strangers.

    Attributes:
        provider: who lists it; with `id` it names the listing for good.
        page: where a person can look the listing up.
        attribution: what has to be shown next to it.
        phones: in E.164.
        country: code of two letters.
        trade: what it does, in the provider's words or code.
        state: `active`, `closed`, or nothing where the provider does not say.
        staff: number of employees in the provider's words.
    """

    provider: str
    id: str
    name: str
    page: str = ""
    attribution: str = ""
    website: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    siren: str = ""
    siret: str = ""
    trade: str = ""
    state: str = ""
    staff: str = ""
    founded: str = ""
    opening_hours: str = ""
    rating: float | None = None
    ratings: int | None = None
    latitude: float | None = None
    longitude: float | None = None


class Hit(BaseModel):
    """One result of a search: a page, a listed business, or both. Title and snippet are scraped text.

    `url` is empty only where a listing names no website.
    """

    url: str = ""
    title: str = ""
    snippet: str = ""
    provider: str = ""
    listings: list[Listing] = Field(default_factory=list)


class SearchError(UserFacingError):
    """A provider gave no answer. No result is an answer: an empty list."""


class SearchProvider(Protocol):
    """Finds pages or businesses for a question."""

    name: str
    notes: list[str]

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        """Return at most `limit` pages, the best first, no page twice.

        Args:
            question: what the analyst typed.
            limit: how many results are wanted.
            language: code of two letters, such as `fr`.
            country: code of two letters, such as `FR`.

        Raises:
            SearchError: the provider gave no answer.
        """
        ...


def is_web_address(text: str) -> bool:
    """Tell whether a text is an http or https address."""
    try:
        parse(text)
    except InvalidURL:
        return False
    return True


def unique(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """Return the first `limit` results, each page and each listed business without a page once."""
    found: dict[str, Hit] = {}
    for hit in hits:
        if len(found) >= limit:
            break
        if is_web_address(hit.url):
            found.setdefault(canonical_url(hit.url), hit)
        elif hit.listings:
            listing = hit.listings[0]
            found.setdefault(f"{listing.provider} {listing.id}", hit.model_copy(update={"url": ""}))
    return list(found.values())
