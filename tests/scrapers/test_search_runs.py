"""Whole runs through maps and registers on this machine, over real HTTP: from a trade and a town to leads."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from config.loader import ConfigLoader
from leads.record import Kind
from leads.search_run import RunStatus, SearchRun
from leads.store import Store
from scrapers.research_command import as_text
from scrapers.search.base import Hit, Listing
from scrapers.search_scraper import SearchScraper
from tests.servers.loopback import LoopbackWeb, answer
from tests.servers.small_web import SmallWeb, html

QUESTION = "plombiers à Bordeaux"
PAGES = {
    "durand": {"/": html("Plomberie Durand", "Plombier à Bordeaux.", "Tél. 05 36 49 12 34")},
    "petit": {"/": html("Petit Plombier", "Plombier à Bordeaux.", "contact@petit-plombier.example")},
}


def served(data: object, status: int = 200) -> bytes:
    return answer(status, json.dumps(data).encode(), kind="application/json")


@pytest.fixture
def web() -> Iterator[SmallWeb]:
    with SmallWeb(PAGES) as served_pages:
        yield served_pages


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path / 'leads.db'}") as opened:
        yield opened


@pytest.fixture
def services(web: SmallWeb) -> Iterator[LoopbackWeb]:
    """A map that knows both sites and a shop without one, and a registry that knows a company."""
    tags = [
        {"name": "Durand", "website": web.page("durand")},
        {"name": "Petit", "contact:website": web.page("petit"), "phone": "05 36 49 98 76"},
        {"name": "Sans Site"},
    ]
    elements = [
        {"type": "node", "id": n, "lat": 1.0, "lon": 2.0, "tags": {"craft": "plumber", **one}}
        for n, one in enumerate(tags, 1)
    ]
    seat = {"siret": "12345678200010", "adresse": "1 RUE X 33000 BORDEAUX", "code_postal": "33000"}
    company = {
        "siren": "123456782",
        "nom_complet": "PLOMBERIE X",
        "siege": seat,
        "activite_principale": "43.22A",
    }
    found = {"results": [company], "total_results": 1, "page": 1, "per_page": 25, "total_pages": 1}
    with LoopbackWeb(
        {"/api/interpreter": served({"elements": elements}), "/search": served(found)}, robots=answer(500)
    ) as opened:
        yield opened


@pytest.fixture
def ask(store: Store, web: SmallWeb, services: LoopbackWeb, tmp_path: Path) -> Callable[..., SearchRun]:
    search = {"overpass_url": f"{services.url}/api/interpreter", "registry_url": services.url}
    (tmp_path / "settings.json").write_text(json.dumps({"search": search}), encoding="utf-8")

    def run(provider: Any, **options: Any) -> SearchRun:
        scraper = SearchScraper(store=store, loader=ConfigLoader(tmp_path), **options)
        return scraper.run(QUESTION, provider=provider, use_model=False, allow_hosts=web.hosts)

    return run


def messages(run: SearchRun) -> str:
    return " ".join(notice.message for notice in run.notices)


def test_a_map_leads_to_the_businesses_own_pages(
    ask: Callable[..., SearchRun], store: Store, web: SmallWeb, services: LoopbackWeb
) -> None:
    run = ask("openstreetmap")
    assert run.status is RunStatus.DONE
    # (Of two with a site the one with a phone comes first.)
    assert [source.url for source in run.sources] == [web.page("petit"), web.page("durand")]
    found = {value.value for lead in store.leads_of_run(run.id) for value in lead.all(Kind.PHONE)}
    # What only the map says is on no page that was read.
    assert found == {"+33536491234"}
    assert "1 of the businesses found are listed without a website" in messages(run)
    assert "© OpenStreetMap contributors (ODbL)" in as_text(run, [])
    query = parse_qs(services.requests[0].body.decode())["data"][0]
    assert '["name"="Bordeaux"]' in query
    assert "LeadHunterToolkit" in services.requests[0].headers["user-agent"]


def test_map_and_registry_together(ask: Callable[..., SearchRun], services: LoopbackWeb) -> None:
    run = ask(["osm", "registry"])
    assert run.provider == "openstreetmap,registry"
    assert len(run.sources) == 2
    assert "2 of the businesses found are listed without" in messages(run)
    assert {request.target.partition("?")[0] for request in services.requests} == {
        "/api/interpreter",
        "/search",
    }
    assert as_text(run, []).count("Licence Ouverte") == 1


def test_one_provider_that_fails_is_a_note_and_the_run_goes_on(
    ask: Callable[..., SearchRun], services: LoopbackWeb
) -> None:
    services.pages["/api/interpreter"] = answer(504, b"<html>busy")
    run = ask("openstreetmap,registry,brave")
    assert run.status is RunStatus.DONE
    assert "status 504" in messages(run)
    assert "Brave Search needs a key" in messages(run)


def test_where_all_fail_the_run_has_failed(ask: Callable[..., SearchRun], services: LoopbackWeb) -> None:
    services.pages.update({"/api/interpreter": answer(504), "/search": answer(500)})
    run = ask("openstreetmap,registry")
    assert run.status is RunStatus.FAILED
    assert "status 504" in messages(run)
    assert "status 500" in messages(run)


class OneListing:
    """A provider that may not be stored."""

    name = "google_places"
    notes: list[str] = []  # noqa: RUF012

    def __init__(self, url: str) -> None:
        listing = Listing(
            provider=self.name,
            id="x",
            name="Nom de Google",
            website=url,
            is_lasting=False,
            phones=("+33556001122",),
        )
        self.hits = [Hit(url=url, title=listing.name, provider=self.name, listings=[listing])]

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        del question, limit, language, country
        return self.hits


def test_what_may_not_be_kept_is_in_no_file(
    ask: Callable[..., SearchRun], web: SmallWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_PLACES_API_KEY", "sk-secret-google")
    run = ask("google_places", provider_factory=lambda *_: OneListing(web.page("durand")))
    assert run.status is RunStatus.DONE
    assert run.sources[0].title != "Nom de Google"
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Plomberie Durand" in kept
    for secret in ("Nom de Google", "+33556001122", "sk-secret-google"):
        assert secret.encode() not in kept
