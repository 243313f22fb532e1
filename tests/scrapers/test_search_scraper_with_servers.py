"""The whole way over real HTTP: sites on one side, a strict LM Studio on the other."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.loader import ConfigLoader
from leads.record import Kind
from leads.search_run import AnswerKind, RunStatus
from leads.store import Store
from scrapers.search_scraper import SearchScraper
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio
from tests.servers.replies import asked_schema, count_tokens
from tests.servers.small_web import SmallWeb, html

QUESTION = "Quels plombiers à Bordeaux dépannent la nuit et à quel prix ?"
LONG = [f"Paragraphe {n} sur la plomberie de nuit à Bordeaux, et ses robinets." for n in range(600)]


@pytest.fixture
def web() -> Iterator[SmallWeb]:
    sites: dict[str, dict[str, str | int]] = {
        f"plombier{n}": {
            "/": html(
                f"Plomberie {n}", f"Tél. 05 36 49 00 1{n}", f"Dépannage de nuit à Bordeaux : {n}9 €.", *LONG
            )
        }
        for n in range(1, 7)
    }
    with SmallWeb(sites) as served:
        yield served


def reply(body: dict[str, Any]) -> str:
    if asked_schema(body):
        title = body["messages"][-1]["content"].split("Page title: ")[1].splitlines()[0]
        return json.dumps({"name": title, "trade": "Piscines", "town": None, "services": [], "prices": []})
    return "Plomberie 1 vient la nuit pour 19 € [1]. Plomberie 2 vient pour 7777 € [2]."


def test_a_model_of_four_thousand_tokens_reads_long_pages_and_writes_from_six_of_them(
    web: SmallWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        FakeLMStudio(reply=reply, context=4096) as lm_studio,
        Store(f"sqlite:///{tmp_path / 'leads.db'}") as store,
    ):
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", lm_studio.url)
        monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
        texts: list[str] = []
        run = SearchScraper(store=store, loader=ConfigLoader(tmp_path)).run(
            QUESTION,
            urls=[web.page(f"plombier{n}") for n in range(1, 7)],
            allow_hosts=web.hosts,
            on_text=texts.append,
        )
        chats = lm_studio.chats
        leads = store.leads_of_run(run.id)

    assert run.status is RunStatus.DONE
    assert run.notices == []
    assert len(leads) == 6
    assert all(source.read_by == MISTRAL for source in run.sources)
    assert all("left out" in source.detail for source in run.sources)
    assert all(source.dropped == 1 for source in run.sources)  # the trade nobody has
    for lead in leads:
        (name,) = lead.all(Kind.NAME)[:1]
        assert name.evidence[0].url.startswith(f"http://{lead.site}")
    assert run.answer is not None
    assert (run.answer.kind, run.answer.model, run.answer.endpoint) == (
        AnswerKind.WRITTEN,
        MISTRAL,
        "lm_studio",
    )
    assert run.answer.text == "Plomberie 1 vient la nuit pour 19 €. [1]"
    assert len(texts) > 2

    assert len(chats) == 7
    for chat in chats:
        assert [message["role"] for message in chat["messages"]] == ["user"]
        assert count_tokens(chat["messages"][0]["content"]) <= 2048
    (written,) = [chat for chat in chats if not asked_schema(chat)]
    assert all(f'<source n="{n}">' in written["messages"][0]["content"] for n in range(1, 7))
    assert "19 €" in written["messages"][0]["content"]


def test_a_server_that_dies_on_the_way_costs_no_lead(
    web: SmallWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeLMStudio(reply=reply) as lm_studio, Store(f"sqlite:///{tmp_path / 'leads.db'}") as store:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", lm_studio.url)
        monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")

        def die(body: dict[str, Any]) -> str:
            lm_studio.refuse()
            return reply(body)

        lm_studio.set_reply(die)
        run = SearchScraper(store=store, loader=ConfigLoader(tmp_path)).run(
            QUESTION, urls=[web.page(f"plombier{n}") for n in range(1, 7)], allow_hosts=web.hosts
        )
        leads = store.leads_of_run(run.id)
    assert run.status is RunStatus.DONE
    assert len(leads) == 6
    assert run.answer is not None
    assert run.answer.kind is AnswerKind.QUOTED
    assert any(source.code == "model" for source in run.sources) or run.answer.note
    assert run.notices
    assert all(notice.remedy for notice in run.notices)
