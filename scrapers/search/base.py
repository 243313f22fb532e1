"""What every search provider takes and gives."""

from collections.abc import Iterable
from typing import Protocol

from pydantic import BaseModel

from config.errors import UserFacingError
from scrapers.sites import canonical_url
from scrapers.web_url import InvalidURL, parse


class Hit(BaseModel):
    """One result of a search. Title and snippet are scraped text."""

    url: str
    title: str = ""
    snippet: str = ""


class SearchError(UserFacingError):
    """A provider gave no answer. No result is an answer: an empty list."""


class SearchProvider(Protocol):
    """Finds pages for a question."""

    name: str

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
    """Return the first `limit` web addresses, each page once."""
    found: dict[str, Hit] = {}
    for hit in hits:
        if len(found) >= limit:
            break
        if is_web_address(hit.url):
            found.setdefault(canonical_url(hit.url), hit)
    return list(found.values())
