"""What customers of a trade ask, and which of it a site does not speak of."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from pydantic import BaseModel

from config.verticals import load_verticals
from jobs.audits import audited_page
from llm.completion import Completion
from llm.messages import fold
from llm.router import TaskRouter
from scrapers.fetch import Door
from seo.audit_record import record_of_site
from seo.content_audit import content_audit
from seo.lead_facts import LeadFacts
from seo.page_input import PageInput
from seo.page_view import PageView
from seo.site import audit_site
from seo.subjects import GENERAL, subjects_of
from tests.seo.cases import URL, page
from tests.servers.loopback import LoopbackWeb, answer

VERTICALS = sorted(load_verticals().verticals)
TRADES = {
    "hairdresser_and_beauty": ("coiffeuse", "Friseur"),
    "health": ("dentiste", "Zahnarzt"),
    "plumbing_and_trades": ("Plomberie Durand", "Dachdecker"),
    "professional_services": ("avocat", "Steuerberater"),
    "restaurant": ("pizzeria", "Gasthaus"),
    "retail": ("fleuriste", "Buchhandlung"),
}


@pytest.mark.parametrize("name", VERTICALS)
def test_each_vertical_has_questions_in_three_languages(name: str) -> None:
    for trade in TRADES[name]:
        subjects = subjects_of(trade)
        assert subjects.vertical == name, trade
        assert len(subjects.subjects) >= 8
        for language in ("fr", "en", "de"):
            asked = subjects.questions(language)
            assert len(set(asked)) == len(asked)
            assert all(question.endswith("?") for question in asked)
        assert subjects.missing(()) == list(subjects.subjects)
        words = {
            key: question["words"] for key, question in load_verticals().verticals[name]["questions"].items()
        }
        for key, given in words.items():
            assert key in subjects.answered(" ".join(given)), key


def test_a_trade_that_is_not_known_is_asked_what_people_ask_anyone() -> None:
    assert subjects_of("cordonnier de licornes").vertical == GENERAL
    assert subjects_of("", "Xyz", "Restaurant Chez Paul").vertical == "restaurant"
    assert len(subjects_of("").subjects) >= 8


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("Nos TARIFS et nos délais, dans les environs d’Angers", {"price", "delay", "area"}),
        ("Devis gratuit sous 24 h – zone d'intervention : Angers", {"quote", "delay", "area"}),
        ("Notdienst am Wochenende, Meisterbetrieb", {"emergency", "certificates"}),
        ("Bienvenue chez nous", set()),
    ],
)
def test_a_subject_is_answered_by_a_word_of_it(text: str, answered: set[str]) -> None:
    assert subjects_of("plombier").answered(text) == answered


class Listening(TaskRouter):
    """A router that remembers what the model was asked."""

    def __init__(self) -> None:
        self.asked = ""

    async def run_async(
        self,
        task: str,
        messages: Sequence[Mapping[str, Any]],
        schema: type[BaseModel] | None = None,
        **_: object,
    ) -> Completion:
        assert (task, schema is not None) == ("audit", True)
        self.asked = str(fold(messages)[0]["content"])
        assert schema is not None
        return Completion(text="{}", data=schema(), served_model="facts-7b")


@pytest.mark.parametrize(
    ("title", "trade", "language", "question"),
    [
        ("Chez Paul", "restaurant", "fr", "Comment réserver une table ?"),
        ("Gasthaus Krone", "", "de", "Wie reserviere ich einen Tisch?"),
        ("Plomberie Durand", "", "fr", "Avez-vous une assurance décennale ?"),
        ("Xyz", "", "en", "What do other customers say?"),
    ],
)
def test_the_model_gets_the_questions_of_the_trade(
    title: str, trade: str, language: str, question: str
) -> None:
    body = f"<h1>{title}</h1><p>{'Nous vous accueillons bien. ' * 10}</p>"
    view = PageView(PageInput(url=URL, html=f"<title>{title}</title>{body}"))
    router = Listening()
    asyncio.run(content_audit(router, view, trade=trade, language=language))
    assert question in router.asked


def test_a_page_and_a_site_tell_what_no_word_speaks_of(monkeypatch: pytest.MonkeyPatch) -> None:
    start = page('<h1>Plombier à Angers</h1><p>Devis gratuit.</p><a href="/tarifs">Tarifs</a>')
    prices = page("<h1>Nos tarifs</h1><p>Nous sommes assurés.</p>")
    pages = {"/": answer(200, start.encode()), "/tarifs": answer(200, prices.encode())}
    with LoopbackWeb(pages) as web:
        config = {"network": {"cache_hours": 0}}

        async def audited() -> tuple[Any, Any]:
            async with Door.from_config(config, allow_hosts=(web.pair,)) as door:
                facts = LeadFacts(name="", trade="plombier", phones=[], street="", postcode="", city="")
                one, _ = await audited_page(door, f"{web.url}/", facts)
                return one, record_of_site(await audit_site(door, f"{web.url}/", outside=False))

        one, site = asyncio.run(audited())
    assert one.subjects == site.subjects == "plumbing_and_trades"
    missing_on_page = {subject.id for subject in one.missing}
    missing_on_site = {subject.id for subject in site.missing}
    assert "insurance" in missing_on_page - missing_on_site
    assert "emergency" in missing_on_page & missing_on_site
    assert "quote" not in missing_on_page
