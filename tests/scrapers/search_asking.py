"""How tests ask a search provider: through a door that notes how long it would wait."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from scrapers.fetch import Door
from scrapers.pace import Turns
from scrapers.page_store import PageStore
from scrapers.search.base import Hit, SearchProvider
from scrapers.web_url import WebURL


@dataclass
class Asking:
    """Asks providers, each time through a new door.

    Attributes:
        gaps: the host and the least seconds since the question before, one pair a question that went out.
        notes: what the last provider noted.
        store: where doors keep answers; None keeps none.
    """

    gaps: list[tuple[str, float]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    store: PageStore | None = None

    def __call__(
        self,
        make: Callable[[Door], SearchProvider],
        question: str,
        *,
        limit: int = 10,
        language: str = "fr",
        country: str = "FR",
    ) -> list[Hit]:
        """Return what a provider finds."""

        async def run() -> list[Hit]:
            async with Door(pause=0, store=self.store) as door:
                provider = make(door)
                try:
                    return await provider.search(question, limit=limit, language=language, country=country)
                finally:
                    self.notes = provider.notes

        return asyncio.run(run())


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Questions without waiting."""
    found = Asking()

    async def wait(_: Turns, url: WebURL, gap: float) -> None:
        found.gaps.append((url.host, gap))

    monkeypatch.setattr(Turns, "wait", wait)
    return found
