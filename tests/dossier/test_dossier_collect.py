"""The ladder of sources: each rung is read through the door and answers for itself."""

import asyncio
import io
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import respx
from docx import Document

from dossier.collect import Ladder, Pasted, Rung, RungState, collect
from dossier.facts import facts_of
from dossier.lead import DossierLead
from dossier.records import Source, SourceKind
from scrapers.fetch import Door
from scrapers.search.registry_api import URL
from tests.servers.small_web import SmallWeb, html

SEAT = {
    "siret": "73282932000074",
    "adresse": "14 RUE DES LILAS 33000 BORDEAUX",
    "code_postal": "33000",
    "libelle_commune": "BORDEAUX",
    "etat_administratif": "A",
}
COMPANY = {
    "siren": "732829320",
    "nom_complet": "PLOMBERIE FONTROUGE",
    "siege": SEAT,
    "matching_etablissements": [SEAT],
    "date_creation": "2004-05-01",
}
ANSWER = {"results": [COMPANY], "total_results": 1, "page": 1, "per_page": 25, "total_pages": 1}


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallWeb]:
    own = {
        "/": html("Plomberie Fontrouge", "Nous sommes 12 salariés.", links={"/contact": "Contact"}),
        "/contact": html("Contact", "12 rue des Lilas, 33000 Bordeaux. Tél. 05 36 49 12 34"),
    }
    press = {"/a": html("Gazette", "Plomberie Fontrouge recrute un apprenti."), "/b": html("Autre", "Rien.")}
    with SmallWeb({"fontrouge": own, "gazette": press}) as served:
        served.results = [
            served.page("gazette", "/a"),
            served.page("gazette", "/b"),
            served.page("fontrouge"),
        ]
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", ",".join(served.hosts))
        yield served


def config_for(web: SmallWeb) -> dict[str, Any]:
    search = {"provider": "searxng", "searxng_url": f"http://127.0.0.1:{web.port}"}
    return {"search": search, "network": {"cache_hours": 0}, "locale": {"country": "FR"}}


def read(ladder: Ladder, config: dict[str, Any]) -> list[Source]:
    async def work() -> list[Source]:
        async with Door.from_config(config) as door:
            return await collect(ladder, door, config)

    return asyncio.run(work())


def ladder(web: SmallWeb, *rungs: Rung, **more: Any) -> tuple[Ladder, dict[Rung, tuple[RungState, int, str]]]:
    states: dict[Rung, tuple[RungState, int, str]] = {}

    def note(rung: Rung, state: RungState, count: int, detail: str) -> None:
        states[rung] = (state, count, detail)

    lead = DossierLead(
        name="Plomberie Fontrouge", website=web.page("fontrouge"), city="Bordeaux", siren="732829320"
    )
    return Ladder(lead=lead, rungs=frozenset(rungs), on_state=note, **more), states


def test_the_own_site_is_read_page_by_page(web: SmallWeb) -> None:
    wanted, states = ladder(web, Rung.SITE)
    found = read(wanted, config_for(web))
    assert [one.id for one in found] == ["S1", "S2"]
    assert {one.kind for one in found} == {SourceKind.SITE}
    assert all(one.sha256 and one.fetched_at and one.html for one in found)
    assert states[Rung.SITE] == (RungState.READ, 2, "")
    assert states[Rung.PRESS][0] is RungState.SKIPPED


def test_the_registry_is_asked_and_its_facts_are_read(web: SmallWeb) -> None:
    wanted, states = ladder(web, Rung.REGISTRY)
    with respx.mock(assert_all_mocked=False, assert_all_called=False) as router:
        router.get(url__startswith=URL).mock(return_value=httpx.Response(200, json=ANSWER))
        found = read(wanted, config_for(web))
    assert states[Rung.REGISTRY][0] is RungState.READ
    facts = {fact.id: fact.written for fact in facts_of(found, "fr", country="FR")}
    assert facts["siren"] == "732829320"
    assert facts["founded"] == "2004"
    assert facts["street"].casefold() == "14 rue des lilas"


def test_press_is_searched_and_only_pages_that_name_the_business_are_kept(web: SmallWeb) -> None:
    wanted, states = ladder(web, Rung.PRESS, Rung.JOBS)
    found = read(wanted, config_for(web))
    assert [one.url for one in found] == [web.page("gazette", "/a")]
    assert found[0].kind is SourceKind.PRESS
    assert states[Rung.JOBS][0] is RungState.NOTHING  # the same page again is no new source


def test_what_is_pasted_is_read_and_what_cannot_be_is_named(web: SmallWeb) -> None:
    letter = io.BytesIO()
    document = Document()
    document.add_paragraph("Chiffre d'affaires : 300 000 €")
    document.save(letter)
    pasted = Pasted(
        urls=[web.page("gazette", "/a"), web.page("gazette", "/none")],
        texts=["Rencontrés au salon."],
        files=[("lettre.docx", letter.getvalue()), ("photo.jpg", b"\xff\xd8")],
    )
    wanted, states = ladder(web, pasted=pasted)
    found = read(wanted, config_for(web))
    assert [one.file or one.url for one in found] == [web.page("gazette", "/a"), "note-1.txt", "lettre.docx"]
    assert "300 000 €" in found[2].text
    state, count, detail = states[Rung.PASTED]
    assert (state, count) == (RungState.READ, 3)
    assert "photo.jpg" in detail


def test_a_rung_that_fails_costs_the_others_nothing(web: SmallWeb) -> None:
    wanted, states = ladder(web, Rung.SITE, Rung.PRESS)
    config = config_for(web)
    config["search"]["searxng_url"] = "http://127.0.0.1:9"
    found = read(wanted, config)
    assert len(found) == 2
    assert states[Rung.PRESS][0] is RungState.FAILED
    assert states[Rung.PRESS][2]


def test_a_stopped_ladder_keeps_what_was_read(web: SmallWeb) -> None:
    cancel = threading.Event()
    wanted, _ = ladder(web, Rung.SITE, Rung.PRESS, cancel=cancel)

    def stop_after_site(rung: Rung, state: RungState, count: int, detail: str) -> None:
        if rung is Rung.SITE and state is RungState.READ:
            cancel.set()

    stopped = Ladder(lead=wanted.lead, rungs=wanted.rungs, on_state=stop_after_site, cancel=cancel)
    assert len(read(stopped, config_for(web))) == 2
    assert not [one for one in web.asked if one.startswith("gazette")]
