import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from leads.rank import RankSnapshot, rank_changes
from leads.record import now
from leads.store import Store
from scrapers.search.base import Hit, Listing, SearchError
from seo.rank_tracker import look, track

RESULTS = ["https://annuaire.example/plombiers", "https://www.durand.example/", "https://durand.example/prix"]


class Provider:
    """Answers every question with the same pages; the question "panne" with an error."""

    name = "essai"

    def __init__(self, urls: list[str]) -> None:
        self.urls = urls
        self.notes: list[str] = []
        self.asked: list[tuple[str, int, str, str]] = []

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        self.asked.append((question, limit, language, country))
        if question == "panne":
            raise SearchError("No answer.", "Try again.")
        listed = Hit(listings=[Listing(provider="carte", id="1", name="Durand")])
        return [listed, *(Hit(url=url) for url in self.urls)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'leads.db'}") as opened:
        yield opened


def see(urls: list[str], site: str = "https://www.durand.example/") -> RankSnapshot:
    return asyncio.run(
        look(Provider(urls), site, " plombier  Bordeaux ", language="fr", country="FR", depth=20)
    )


def test_the_first_page_of_the_site_counts() -> None:
    seen = see(RESULTS)

    assert (seen.position, seen.url) == (2, "https://www.durand.example/")
    assert (seen.site, seen.keyword, seen.engine, seen.depth) == (
        "durand.example",
        "plombier Bordeaux",
        "essai",
        3,
    )
    assert seen.above == ["annuaire.example"]


def test_a_site_that_is_not_there_has_no_place_and_the_depth_is_told() -> None:
    seen = see(RESULTS, "martin.example")

    assert seen.position is None
    assert seen.depth == 3
    assert seen.above == ["annuaire.example", "durand.example"]


def test_results_beyond_the_depth_do_not_count() -> None:
    urls = [f"https://a{number}.example/" for number in range(30)] + ["https://durand.example/"]

    assert see(urls).position is None
    assert see(urls).depth == 20


def test_each_answer_is_kept_and_an_error_is_no_rank(store: Store) -> None:
    async def run() -> list[RankSnapshot | SearchError]:
        keywords = ["plombier Bordeaux", "panne", "  ", "plombier  Bordeaux", "chauffagiste"]
        found = track(store, Provider(RESULTS), "durand.example", keywords, language="fr", country="FR")
        return [one async for one in found]

    told = asyncio.run(run())

    assert [type(one) for one in told] == [RankSnapshot, SearchError, RankSnapshot]
    assert [one.keyword for one in store.ranks_of("durand.example")] == ["plombier Bordeaux", "chauffagiste"]
    assert store.ranks_of("durand.example", "chauffagiste")[0].position == 2
    assert store.ranks_of("martin.example") == []


def snapshot(position: int | None, days_ago: int, keyword: str = "plombier") -> RankSnapshot:
    moment = now() - timedelta(days=days_ago)
    return RankSnapshot(
        site="durand.example", keyword=keyword, engine="essai", position=position, depth=50, created_at=moment
    )


@pytest.mark.parametrize(
    ("positions", "gained", "best"),
    [([9], None, 9), ([9, 4], 5, 4), ([4, 9], -5, 4), ([None, 9], None, 9), ([3, 9, None], None, 3)],
)
def test_changes_compare_the_last_two_looks(
    positions: list[int | None], gained: int | None, best: int
) -> None:
    history = [snapshot(place, 10 - number) for number, place in enumerate(positions)]
    change = rank_changes(reversed(history))[0]

    assert (change.gained, change.best, change.latest.position) == (gained, best, positions[-1])


def test_keywords_are_compared_apart() -> None:
    changes = rank_changes([snapshot(1, 2), snapshot(2, 1, "chauffagiste"), snapshot(3, 0, "Plombier")])

    assert {change.keyword: change.gained for change in changes} == {"Plombier": -2, "chauffagiste": None}
