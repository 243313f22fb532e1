"""The sites of a hunt: results, listings, directories."""

import asyncio
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from config.loader import ConfigLoader
from jobs import hunt_search, hunts
from jobs.hunt_command import HuntCommand
from jobs.hunt_search import Finds, find_sites
from jobs.listing_values import listing_values
from leads.hunt import Hunt, HuntOptions
from leads.record import Kind
from leads.store import Store
from scrapers.fetch import Door
from scrapers.search.base import Hit, Listing
from scrapers.search.catalog import OPENSTREETMAP
from tests.jobs.conftest import Serve
from tests.jobs.hunting import submitted, worked

CARD = Listing(
    provider="overpass",
    id="node/1",
    name="Durand Plomberie",
    page="https://www.openstreetmap.org/node/1",
    phones=("+33536490001",),
    street="1 rue des Lilas",
    city="Bordeaux",
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Results:
    """A provider that finds what a test says."""

    name = "scripted"

    def __init__(self, *hits: Hit) -> None:
        self.hits = list(hits)
        self.notes = ["One engine gave no answer."]
        self.limit = 0

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        self.limit = limit
        return self.hits[:limit]


def finds(monkeypatch: pytest.MonkeyPatch, results: Results, sites: int = 3) -> Finds:
    def named(*_: Any, **__: Any) -> Results:
        return results

    monkeypatch.setattr(hunt_search, "providers_from_config", named)
    hunt = Hunt(query="plombiers Bordeaux", options=HuntOptions(sites=sites))

    async def run() -> Finds:
        return await find_sites(hunt, ConfigLoader().get_merged_config(), Door())

    return asyncio.run(run())


def test_what_a_hunt_filters_by_reaches_its_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Mapping[str, Any]] = []

    def named(config: Mapping[str, Any], *_: Any) -> Results:
        asked.append(config["search"])
        return Results()

    monkeypatch.setattr(hunt_search, "providers_from_config", named)
    config = ConfigLoader().get_merged_config()
    for options in (HuntOptions(radius_km=12, company_size="10-49"), HuntOptions()):
        asyncio.run(find_sites(Hunt(query="plombiers Bordeaux", options=options), config, Door()))
    assert [(search["radius_km"], search["company_size"]) for search in asked] == [(12, "10-49"), (0, "")]


def test_one_entry_a_business_and_as_many_as_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    results = Results(
        Hit(url="https://www.pagesjaunes.fr/bordeaux/plombiers"),
        Hit(url="https://durand.example/blog/fuites", title="Fuites"),
        Hit(url="https://www.durand.example/", listings=[CARD]),
        Hit(url="https://petit.example/"),
        Hit(listings=[CARD.model_copy(update={"id": "node/2", "name": "Sans site"})]),
        Hit(url="https://un-de-trop.example/"),
    )
    found = finds(monkeypatch, results)
    assert [(site.site, site.url) for site in found.sites] == [
        ("durand.example", "https://durand.example/blog/fuites"),
        ("petit.example", "https://petit.example/"),
        ("overpass:node/2", ""),
    ]
    assert [listing["name"] for listing in found.sites[0].listings] == ["Durand Plomberie"]
    assert results.limit > 3, "directories take places"
    assert any("1 page of a directory" in notice.message for notice in found.notices)
    assert any("One engine" in notice.message for notice in found.notices)


def test_nothing_found_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    found = finds(monkeypatch, Results())
    assert found.sites == []
    assert "The search found nothing." in [notice.message for notice in found.notices]


def test_a_listing_vouches_for_its_own_values_only() -> None:
    values = {value.kind: value for value in listing_values([CARD, CARD], NOON)}
    assert values[Kind.PHONE].value == "+33536490001"
    [proof] = values[Kind.PHONE].evidence
    assert (proof.url, proof.fetched_at) == (CARD.page, NOON)
    assert "+33536490001" in proof.quote


@pytest.mark.parametrize("name", ["Durand Plomberie", "D" * 300, ""])
def test_what_a_provider_wants_shown_goes_with_each_of_its_values(name: str) -> None:
    hours = "Mo-Fr 08:00-12:00,14:00-18:00"
    listing = CARD.model_copy(update={"attribution": OPENSTREETMAP, "name": name, "opening_hours": hours})
    for value in listing_values([listing], NOON):
        [proof] = value.evidence
        assert proof.quote.endswith(f"({OPENSTREETMAP})")
        assert len(proof.quote) <= 200
        assert value.value in proof.quote or value.kind is Kind.NAME


def test_a_hunt_in_the_terminal_names_its_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hunt_search, "providers_from_config", lambda *_, **__: Results(Hit(listings=[CARD])))
    hunt = submitted(query="plombiers Bordeaux", use_model=False, provider="osm,ddg")
    worked(hunt)
    told: list[str] = []
    last = hunts.snapshot(hunt.id)
    assert last is not None
    HuntCommand(threading.Event(), told.append)._conclude(last)
    assert OPENSTREETMAP in told


def test_a_listed_business_without_a_site_is_a_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hunt_search, "providers_from_config", lambda *_, **__: Results(Hit(listings=[CARD])))
    worked(submitted(query="plombiers Bordeaux", use_model=False))
    with Store() as store:
        [lead] = store.leads()
    assert (lead.site, lead.website) == ("overpass:node/1", "")
    assert lead.first(Kind.PHONE) == "+33536490001"


def test_a_listed_business_whose_site_is_down_is_a_lead(
    monkeypatch: pytest.MonkeyPatch, serve: Serve
) -> None:
    web = serve({"s1": {"/": 404}})
    hit = Hit(url=web.page("s1"), listings=[CARD])
    monkeypatch.setattr(hunt_search, "providers_from_config", lambda *_, **__: Results(hit))
    hunt = submitted(query="plombiers Bordeaux", use_model=False)
    book = worked(hunt)
    [site] = book.sites(hunt.id)
    assert (site.state, site.code) == ("done", "http_error")
    with Store() as store:
        [lead] = store.leads()
    assert {proof.url for value in lead.values for proof in value.evidence} == {CARD.page}


def test_a_page_a_search_found_without_a_contact_is_no_lead(
    monkeypatch: pytest.MonkeyPatch, serve: Serve
) -> None:
    web = serve({"s1": {"/": "<title>Histoire de la plomberie</title><p>Un article sans contact.</p>"}})
    monkeypatch.setattr(
        hunt_search, "providers_from_config", lambda *_, **__: Results(Hit(url=web.page("s1")))
    )
    hunt = submitted(query="plombiers Bordeaux", use_model=False)
    book = worked(hunt)
    [site] = book.sites(hunt.id)
    assert (site.state, site.code) == ("skipped", "no_contact")
    worked(submitted(web.page("s1"), use_model=False))  # named by the analyst it is one
    with Store() as store:
        assert len(store.leads()) == 1
