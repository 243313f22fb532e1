"""DuckDuckGo and its neighbours through the `ddgs` library, which brings its own client.

The one exception to the door: the library talks to search engines only, never to an address they return.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any

from ddgs import DDGS
from ddgs.exceptions import DDGSException, RatelimitException, TimeoutException

from scrapers.search.base import Hit, SearchError, unique

# The library's own choice puts two encyclopedias first.
BACKENDS = "duckduckgo,brave,mojeek,startpage,yahoo"
ENGINE_SECONDS = 10
# The library turns to the next engines when the first fail.
TOTAL_SECONDS = 45.0

_REMEDY = "Wait a minute and try again, use a SearXNG instance, or paste addresses."
_NOTHING = "The search engines found nothing; they also say so to a machine that asks too often."
# ISO 3166 has GB; the engines' regions have uk-en. No region is wt-wt.
_REGIONS = {"gb": "uk"}

Results = list[dict[str, Any]]


class DuckDuckGoProvider:
    """Asks DuckDuckGo, Brave, Mojeek, Startpage and Yahoo; needs no key and no server.

    Attributes:
        notes: what the analyst should know about the last search.
    """

    name = "duckduckgo"

    def __init__(self) -> None:
        self.notes: list[str] = []

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        """Search in a thread of its own.

        Raises:
            SearchError: the engines limit us, cannot be reached or cannot be read.
        """
        self.notes = []
        region = _region(language.lower(), country.lower())
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                found = await _in_thread(lambda: _ask(question, region, limit))
        except (TimeoutError, TimeoutException) as error:
            raise SearchError("The search engines did not answer in time.", _REMEDY) from error
        except DDGSException as error:
            if "no results found" not in str(error).lower():
                raise _failure(error) from error
            found = []
        if not found:
            self.notes.append(f"{_NOTHING} {_REMEDY}")
        return unique((_hit(result) for result in found), limit)


def _ask(question: str, region: str, limit: int) -> Results:
    results: Results = DDGS(timeout=ENGINE_SECONDS).text(
        question, region=region, max_results=limit, backend=BACKENDS
    )
    return results


def _region(language: str, country: str) -> str:
    return f"{_REGIONS.get(country, country)}-{language}" if language and country else "wt-wt"


def _hit(result: dict[str, Any]) -> Hit:
    url, title, snippet = (str(result.get(key) or "") for key in ("href", "title", "body"))
    return Hit(url=url, title=title, snippet=snippet)


def _failure(error: DDGSException) -> SearchError:
    words = str(error).lower()
    if isinstance(error, RatelimitException) or "ratelimit" in words:
        return SearchError("The search engines limit the number of searches from this machine.", _REMEDY)
    if "dns" in words or "connect" in words:
        return SearchError(
            "The search engines could not be reached.",
            "Check that this machine is online, or paste addresses of sites it can reach.",
        )
    return SearchError("The search engines gave no answer that can be read.", _REMEDY)


async def _in_thread(work: Callable[[], Results]) -> Results:
    """Run a blocking search. Unlike a thread of the loop's own, it keeps nobody from closing the loop."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Results] = loop.create_future()

    def deliver(results: Results, error: Exception | None) -> None:
        if outcome.cancelled():
            return
        if error:
            outcome.set_exception(error)
        else:
            outcome.set_result(results)

    def run() -> None:
        results: Results = []
        failure: Exception | None = None
        try:
            results = work()
        except Exception as error:  # noqa: BLE001 - handed to the one who waits
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(deliver, results, failure)

    threading.Thread(target=run, name="ddgs", daemon=True).start()
    return await outcome
