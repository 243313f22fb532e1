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
        trade: what it does, in words.
        activity: the same as a code of a register, such as 43.22A.
        legal_form: code of a register, such as 1000 for a person in business on their own.
        state: `active`, `closed`, or nothing where the provider does not say.
        staff: number of employees in the provider's words.
        is_lasting: whether the provider lets us keep more of it than `kept` returns.
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
    activity: str = ""
    legal_form: str = ""
    state: str = ""
    staff: str = ""
    founded: str = ""
    opening_hours: str = ""
    rating: float | None = None
    ratings: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    is_lasting: bool = True

    @property
    def key(self) -> str:
        """What names it among the listings of all providers."""
        return f"{self.provider} {self.id}"

    def kept(self) -> "Listing":
        """Return what of it may be stored for longer than the search: of some providers the id alone."""
        if self.is_lasting:
            return self
        return Listing(
            provider=self.provider,
            id=self.id,
            name="",
            page=self.page,
            attribution=self.attribution,
            is_lasting=False,
        )


class Hit(BaseModel):
    """One result of a search: a page, a listed business, or both. Title and snippet are scraped text.

    `url` is empty only where a listing names no website; `provider` is who found it, joined by commas.
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
        """Return at most `limit` pages, the best first, and as many businesses without a page after them.

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
    """Return the first `limit` pages and the first `limit` listed businesses without one, each once."""
    pages: dict[str, Hit] = {}
    pageless: dict[str, Hit] = {}
    for hit in hits:
        if is_web_address(hit.url):
            group, key, found = pages, canonical_url(hit.url), hit
        elif hit.listings:
            group, key, found = pageless, hit.listings[0].key, hit.model_copy(update={"url": ""})
        else:
            continue
        if len(group) < limit:
            group.setdefault(key, found)
    return [*pages.values(), *pageless.values()]
