"""SearXNG: a search page of one's own, asked through its JSON interface."""

from pydantic import BaseModel, Field, ValidationError

from scrapers.fetch import ApiAnswer, Door, FetchError
from scrapers.search.base import Hit, SearchError, unique

# An instance gives about ten results a page; one that repeats itself ends the search before.
MAX_PAGES = 10

_OTHER_WAY = "or choose another search provider, or paste addresses"


class _Result(BaseModel):
    url: str | None = None
    title: str | None = None
    content: str | None = None


class _Results(BaseModel):
    results: list[_Result]
    unresponsive_engines: list[list[str]] = Field(default_factory=list)


class SearxngProvider:
    """Asks one SearXNG instance.

    Attributes:
        notes: what the analyst should know about the last search, such as engines that gave no answer.
    """

    name = "searxng"

    def __init__(self, door: Door, url: str) -> None:
        address = url.strip().rstrip("/").removesuffix("/search")
        self._door = door
        self._url = f"{address if '://' in address else f'http://{address}'}/search"
        self._is_set = bool(address)
        self.notes: list[str] = []

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        """Follow the pages of results until there are enough, or none that is new.

        Raises:
            SearchError: no address is set, or the instance refuses, fails or cannot be reached.
        """
        self.notes = []
        if not self._is_set:
            raise SearchError(
                "No address of a SearXNG instance is set.",
                "Enter it in the sidebar under Search, such as http://localhost:8888.",
            )
        hits: list[Hit] = []
        for number in range(1, MAX_PAGES + 1):
            try:
                page = await self._page(question, number, language, country)
            except SearchError as error:
                if not hits:
                    raise
                self.notes.append(f"Page {number} of the results was not read. {error.message}")
                break
            before = len(hits)
            hits = unique([*hits, *page], limit)
            if len(hits) in (before, limit):
                break
        return hits

    async def _page(self, question: str, number: int, language: str, country: str) -> list[Hit]:
        try:
            answer = await self._door.api(
                "GET",
                self._url,
                params={
                    "q": question,
                    "format": "json",
                    "language": f"{language}-{country.upper()}"
                    if language and country
                    else language or "all",
                    "categories": "general",
                    "pageno": number,
                },
            )
        except FetchError as error:
            raise SearchError(
                f"The SearXNG instance at {self._url} gave no answer. {error.message}",
                f"Check its address and that it is running, {_OTHER_WAY}.",
            ) from error
        found = self._read(answer)
        self._note_silent_engines(found)
        return [Hit(url=r.url or "", title=r.title or "", snippet=r.content or "") for r in found.results]

    def _read(self, answer: ApiAnswer) -> _Results:
        if answer.status != 200:
            raise _refusal(answer.status)
        try:
            return _Results.model_validate_json(answer.text)
        except ValidationError as error:
            raise SearchError(
                f"What answers at {self._url} is not the JSON interface of SearXNG.",
                f"Check the address, and that `search.formats` in its settings.yml lists json, {_OTHER_WAY}.",
            ) from error

    def _note_silent_engines(self, found: _Results) -> None:
        for engine in found.unresponsive_engines:
            note = "No answer from " + ": ".join(engine) + "."
            if engine and note not in self.notes:
                self.notes.append(note)


def _refusal(status: int) -> SearchError:
    if status == 403:
        return SearchError(
            "The SearXNG instance does not give its results as JSON.",
            "Add json to `search.formats` in its settings.yml (formats: [html, json]) and restart it, "
            f"{_OTHER_WAY}.",
        )
    if status == 429:
        return SearchError(
            "The SearXNG instance limits the number of searches.",
            f"Wait a minute, use an instance of your own, {_OTHER_WAY}.",
        )
    return SearchError(
        f"The SearXNG instance answered with status {status}.",
        f"Check its address and its log, {_OTHER_WAY}.",
    )
