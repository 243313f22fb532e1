"""The ladder of sources: each rung is read through the door and answers for itself."""

import asyncio
import io
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import respx
from docx import Document
from reportlab.pdfgen.canvas import Canvas

from dossier.collect import Ladder, Pasted, Rung, RungState, collect
from dossier.facts import facts_of
from dossier.lead import DossierLead
from dossier.records import Source, SourceKind
from dossier.sources import kind_of
from scrapers.fetch import Door
from scrapers.search.registry_api import URL
from tests.servers.http_base import Exchange, LoopbackServer
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


class Services(LoopbackServer):
    """The company registry and the map, on loopback."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.elements: list[dict[str, Any]] = []

    def handle(self, exchange: Exchange) -> None:
        """Answer as the one or the other does."""
        self.asked.append(f"{exchange.request.method} {exchange.request.path}")
        body = {"elements": self.elements, "osm3s": {}} if exchange.request.method == "POST" else ANSWER
        exchange.send(200, json.dumps(body).encode(), "application/json")


def test_every_rung_of_the_ladder_is_read_over_loopback(web: SmallWeb) -> None:
    spot = {"type": "node", "id": 7, "lat": 44.8, "lon": -0.5}
    tags = {
        "craft": "plumber",
        "name": "Plomberie Fontrouge",
        "phone": "05 36 49 99 99",
        "addr:city": "Bordeaux",
    }
    profile = {"/fontrouge": html("Plomberie Fontrouge", "Nouvelle camionnette livrée en juin 2026.")}
    web.sites = {**web.sites, "profile": profile}
    contract = io.BytesIO()
    canvas = Canvas(contract)
    canvas.drawString(72, 700, "Contrat du 3 mai 2026 : 12 chantiers.")
    canvas.save()
    with Services() as services, pytest.MonkeyPatch.context() as environment:
        environment.setenv("LEADHUNTER_ALLOW_HOSTS", ",".join(web.hosts))
        services.elements = [{**spot, "id": 8, "tags": {**tags, "name": "Autre"}}, {**spot, "tags": tags}]
        config = config_for(web)
        config["search"] |= {
            "registry_url": services.url,
            "overpass_url": f"{services.url}/api/interpreter",
        }
        wanted, states = ladder(
            web,
            *Rung,
            socials=[web.page("profile", "/fontrouge")],
            pasted=Pasted(texts=["Vu au salon."], files=[("contrat.pdf", contract.getvalue())]),
        )
        lead = wanted.lead.model_copy(update={"trade": "plumber"})
        found = read(replace(wanted, lead=lead), config)
        assert {one.split()[0] for one in services.asked} == {"GET", "POST"}
    kinds = [one.kind for one in found]
    assert kinds == [
        SourceKind.SITE,
        SourceKind.SITE,
        SourceKind.REGISTRY,
        SourceKind.LISTING,
        SourceKind.SOCIAL,
        SourceKind.PRESS,
        SourceKind.DOCUMENT,
        SourceKind.DOCUMENT,
    ]
    assert "12 chantiers" in found[-1].text
    assert "+33536499999" in found[3].text
    assert all(one.sha256 and one.fetched_at for one in found)
    assert {rung: state for rung, (state, _, _) in states.items() if state is not RungState.READ} == {
        Rung.JOBS: RungState.NOTHING
    }


def test_at_most_fifteen_pages_of_the_own_site_are_read(web: SmallWeb) -> None:
    links = {f"/p{n}": f"Page {n}" for n in range(30)}
    pages = {f"/p{n}": html(f"Page {n}", f"Texte de la page {n}.") for n in range(30)}
    web.sites = {
        **web.sites,
        "fontrouge": {"/": html("Plomberie Fontrouge", "Accueil.", links=links), **pages},
    }
    wanted, states = ladder(web, Rung.SITE)
    assert len(read(wanted, config_for(web))) == 15
    assert states[Rung.SITE][1] == 15


def test_a_profile_that_a_search_finds_is_no_press(web: SmallWeb) -> None:
    assert kind_of("https://www.facebook.com/fontrouge") is SourceKind.SOCIAL
    assert kind_of(web.page("gazette", "/a")) is SourceKind.SITE


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
    page, note, letter_read = [one.file or one.url for one in found]
    assert (page, letter_read) == (web.page("gazette", "/a"), "lettre.docx")
    assert re.fullmatch(r"note-[0-9a-f]{8}\.txt", note)
    assert found[1].title == "Rencontrés au salon."
    assert "300 000 €" in found[2].text
    state, count, detail = states[Rung.PASTED]
    assert (state, count) == (RungState.READ, 3)
    assert "photo.jpg" in detail
    assert f"{web.page('gazette', '/none')}: " in detail


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
