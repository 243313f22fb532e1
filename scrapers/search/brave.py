"""Brave Search through its API: web pages, with a key.

Question: GET with `q`, `count` (20 at most), `offset` (a page, 9 at most), `country`, `search_lang`; the key
in X-Subscription-Token. Answer: {query: {more_results_available}, web: {results: [{title, url,
description}]}}; 401 or 422 for a bad key or parameter, 429 beyond the plan.

Policy: one question a second (the smallest plan), results not stored.
"""

import html
import re

from pydantic import BaseModel, Field, ValidationError

from config.secrets import Secret
from scrapers.fetch import Door
from scrapers.search.base import Hit, SearchError, unique
from scrapers.search.listings import plain
from scrapers.search.service import Service
from scrapers.vocabulary import words

URL = "https://api.search.brave.com/res/v1/web/search"
PER_PAGE = 20
MOST_PAGES = 10
# A little more than the second of the plan: its clock is not ours.
PAUSE = 1.1
# Longer or wordier questions are refused.
MAX_CHARACTERS, MAX_WORDS = 400, 50
_COUNTRIES = words(
    "ar at au be br ca ch cl cn de dk es fi fr gb hk id in it jp kr mx my nl no nz ph pl pt ru sa se",
    "tr tw us za",
)
_LANGUAGES = words("cs da de en es fi fr hu it nl pl ro sv tr")
_TAG = re.compile(r"</?\w+[^>]*>")


class _Result(BaseModel):
    url: str = ""
    title: str | None = None
    description: str | None = None


class _Web(BaseModel):
    results: list[_Result] = Field(default_factory=list)


class _Query(BaseModel):
    more_results_available: bool = False


class _Answer(BaseModel):
    query: _Query = Field(default_factory=_Query)
    web: _Web | None = None


class BraveProvider:
    """Asks Brave Search.

    Attributes:
        notes: what the analyst should know about the last search.
    """

    name = "brave"

    def __init__(self, door: Door, key: Secret) -> None:
        self._door = door
        self._service = Service("Brave Search", "brave", "X-Subscription-Token", key, PAUSE)
        self.notes: list[str] = []

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        """Follow the pages of results until there are enough.

        Raises:
            SearchError: there is no key, or Brave gives no answer.
        """
        self.notes = []
        params: dict[str, str | int] = {
            "q": " ".join(question.split()[:MAX_WORDS])[:MAX_CHARACTERS],
            "count": min(PER_PAGE, max(limit, 1)),
            "country": country.upper() if country.lower() in _COUNTRIES else "ALL",
        }
        if language.lower() in _LANGUAGES:
            params["search_lang"] = language.lower()
        hits: list[Hit] = []
        for page in range(MOST_PAGES):
            try:
                answer = await self._page({**params, "offset": page})
            except SearchError as error:
                if not hits:
                    raise
                self.notes.append(f"Page {page + 1} of Brave's results was not read. {error.message}")
                break
            before = len(hits)
            hits = unique([*hits, *map(_hit, answer.web.results if answer.web else ())], limit)
            if len(hits) in (before, limit) or not answer.query.more_results_available:
                break
        return hits

    async def _page(self, params: dict[str, str | int]) -> _Answer:
        text = await self._service.ask(self._door, "GET", URL, params=params)
        try:
            return _Answer.model_validate_json(text)
        except ValidationError as error:
            raise self._service.unreadable() from error


def _hit(result: _Result) -> Hit:
    return Hit(url=result.url, title=_text(result.title), snippet=_text(result.description))


def _text(value: str | None) -> str:
    """Return a text without the marks Brave puts around the words that were found."""
    return plain(html.unescape(_TAG.sub("", value or "")))
