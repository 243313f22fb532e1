"""A dossier as a job: over real HTTP, a real database, and fake models."""

import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from config import locations
from config.loader import ConfigLoader
from dossier.collect import Rung, RungState
from dossier.records import SentenceKind
from jobs import dossier_changes, dossier_desk, dossier_job, interactive
from jobs.dossier_desk import DossierJobError, DossierRequest
from leads.dossier_book import BuildState
from leads.privacy import erase
from leads.record import Evidence, Kind, Lead, Method, Value
from leads.store import Store
from llm.router import TaskRouter
from tests.jobs.conftest import Serve
from tests.servers.fake_lm_studio import FakeLMStudio
from tests.servers.fake_ollama import FakeOllama
from tests.servers.replies import asked_schema
from tests.servers.small_web import SmallWeb, html

CLAIM = "L'entreprise emploie 12 personnes."
QUOTE = "Notre équipe compte douze salariés"
ONLY_SITE = (Rung.SITE,)


def reply(body: dict[str, Any]) -> str:
    text = body["messages"][-1]["content"]
    properties = (asked_schema(body) or {}).get("properties", {})
    if "claims" in properties:
        chunks = [name for name, words in re.findall(r"^\[(S[\d.]+)\] (.*)", text, re.M) if QUOTE in words]
        return json.dumps({"claims": [{"claim": CLAIM, "quote": QUOTE, "chunk": one} for one in chunks[:1]]})
    if "supported" in properties:
        return json.dumps({"supported": True})
    if "contradicted" in properties:
        return json.dumps({"contradicted": False})
    return "Rien de plus."


@pytest.fixture
def web(serve: Serve) -> SmallWeb:
    pages = {
        "/": html("Plomberie Fontrouge", f"{QUOTE}.", "Fondée en 2009.", links={"/contact": "Contact"}),
        "/contact": html("Contact", "12 rue des Lilas, 33000 Bordeaux", "Tél. 05 36 49 12 34"),
    }
    press = {"/": html("Gazette", "Plomberie Fontrouge emploie 9 salariés.")}
    return serve({"fontrouge": pages, "gazette": press})


@pytest.fixture
def router(monkeypatch: pytest.MonkeyPatch) -> Iterator[TaskRouter]:
    mistral, llama = "mistralai/mistral-7b-instruct-v0.3", "llama3:8b"
    with (
        FakeLMStudio(models=[mistral], reply=reply, context=8192) as studio,
        FakeOllama(models=[llama], reply=reply, context=8192) as ollama,
    ):
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
        yield TaskRouter.from_config(ConfigLoader())


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as store:
        yield store
    while dossier_desk._books:
        dossier_desk._books.popitem()[1].database.close()


@pytest.fixture
def lead(store: Store, web: SmallWeb) -> Lead:
    name = Value(
        value="Plomberie Fontrouge",
        kind=Kind.NAME,
        evidence=[Evidence(url=web.page("fontrouge"), quote="Plomberie Fontrouge", method=Method.TEXT)],
    )
    saved = Lead(site="fontrouge.localhost", website=web.page("fontrouge"), values=[name])
    return store.save_lead(saved)


def built(request: DossierRequest, router: TaskRouter | None, store: Store, **more: Any) -> None:
    job = dossier_job.start(request, ConfigLoader(), router, store, **more)
    assert job.wait(30)
    assert job.error is None, job.error
    assert job.state is interactive.JobState.DONE


def test_a_dossier_is_built_from_the_site_and_kept_with_its_lead(
    lead: Lead, router: TaskRouter, store: Store, web: SmallWeb
) -> None:
    request = DossierRequest(lead_id=lead.id, rungs=ONLY_SITE, urls=(web.page("gazette"),))
    built(request, router, store, files=[("note.txt", b"Effectif : 14 salaries.")])
    shown = dossier_job.snapshot(lead.id)
    assert shown is not None
    assert shown.dossier is not None
    assert shown.state is BuildState.DONE
    assert {one.url for one in shown.sources} >= {web.page("fontrouge"), web.page("gazette")}
    states = {one.rung: one.state for one in shown.progress.rungs}
    assert states[Rung.SITE] is RungState.READ
    assert states[Rung.PASTED] is RungState.READ
    assert states[Rung.REGISTRY] is RungState.SKIPPED
    assert [one.state for one in shown.progress.steps] == ["done"] * 5
    texts = [one.text for section in shown.dossier.sections for one in section.sentences]
    assert CLAIM in texts
    assert any(
        {"douze", "9"} <= {value.value for value in one.values} for one in shown.dossier.contradictions
    )
    kept = store.dossier_of(lead.id)
    assert kept is not None
    assert kept.report == shown.dossier.model_dump(mode="json")


def test_a_source_that_is_left_out_is_not_read_again(lead: Lead, store: Store, web: SmallWeb) -> None:
    request = DossierRequest(lead_id=lead.id, rungs=ONLY_SITE, urls=(web.page("gazette"),))
    built(request, None, store)
    shown = dossier_job.snapshot(lead.id)
    assert shown is not None
    gazette = next(one for one in shown.sources if "gazette" in one.url)
    assert dossier_job.include_source(lead.id, gazette.key, included=False)
    before = len(web.asked)
    built(request.model_copy(update={"collect": False}), None, store)
    again = dossier_job.snapshot(lead.id)
    assert again is not None
    assert again.dossier is not None
    assert not any("gazette" in one.url for one in again.dossier.sources)
    assert len(web.asked) == before
    built(request, None, store)  # read anew, it stays left out
    third = dossier_job.snapshot(lead.id)
    assert third is not None
    assert [one.included for one in third.sources if "gazette" in one.url] == [False]


def test_an_interrupted_build_goes_on_and_asks_no_model_twice(
    lead: Lead, router: TaskRouter, store: Store
) -> None:
    request = DossierRequest(lead_id=lead.id, rungs=ONLY_SITE)
    built(request, router, store)
    made = dossier_desk.book().latest(lead.id)
    assert made is not None
    dossier_desk.book().change(made.id, state=BuildState.RUNNING, pid=2**22 + 7)
    shown = dossier_job.snapshot(lead.id)
    assert shown is not None
    assert shown.state is BuildState.INTERRUPTED
    assert dossier_job.resume(ConfigLoader(), router, store) == [lead.id]
    job = interactive.job(dossier_desk.key_of(lead.id))
    assert job is not None
    assert job.wait(30)
    again = dossier_job.snapshot(lead.id)
    assert again is not None
    assert again.dossier is not None
    assert again.state is BuildState.DONE
    assert again.dossier.calls == 0
    assert dossier_job.resume(ConfigLoader(), router, store) == []


def test_what_stands_when_a_build_is_stopped_is_kept(
    lead: Lead, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(body: dict[str, Any]) -> str:
        if "claims" in (asked_schema(body) or {}).get("properties", {}):
            return reply(body)
        begun.set()
        go_on.wait(10)
        return reply(body)

    mistral = "mistralai/mistral-7b-instruct-v0.3"
    with (
        FakeLMStudio(models=[mistral], reply=slow, context=8192) as studio,
        FakeOllama(models=["llama3:8b"], reply=reply, context=8192) as ollama,
    ):
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        router = TaskRouter.from_config(ConfigLoader())
        job = dossier_job.start(
            DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), ConfigLoader(), router, store
        )
        assert begun.wait(20)
        assert dossier_job.stop(lead.id)
        go_on.set()
        assert job.wait(20)
    assert job.state is interactive.JobState.STOPPED
    shown = dossier_job.snapshot(lead.id)
    assert shown is not None
    assert shown.state is BuildState.STOPPED
    assert shown.sources
    assert shown.dossier is not None
    assert [one.title for one in shown.dossier.sections] == ["Fiche"]


def test_sentences_are_edited_and_sections_written_anew(lead: Lead, router: TaskRouter, store: Store) -> None:
    built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), router, store)
    edited = dossier_changes.edit_sentence(lead.id, 0, 0, "  Nom vérifié au téléphone. ", store)
    assert edited.sections[0].sentences[0].text == "Nom vérifié au téléphone."
    assert edited.sections[0].sentences[0].kind is SentenceKind.EDITED
    job = dossier_changes.rebuild_section(lead.id, 0, router, store)
    assert job.wait(30)
    assert job.error is None
    shown = dossier_job.snapshot(lead.id)
    assert shown is not None
    assert shown.dossier is not None
    assert "Nom vérifié au téléphone." in [one.text for one in shown.dossier.sections[0].sentences]
    with pytest.raises(DossierJobError):
        dossier_changes.edit_sentence(lead.id, 99, 0, "x", store)
    difference = dossier_changes.difference(lead.id, store)
    assert difference is not None
    assert difference.new == ["Nom : Plomberie Fontrouge"]


def test_a_question_is_answered_from_the_sources_or_refused(
    lead: Lead, router: TaskRouter, store: Store
) -> None:
    with pytest.raises(DossierJobError):
        dossier_changes.ask(lead.id, "Combien de salariés ?", router, store)
    built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), router, store)
    asked = dossier_changes.ask(lead.id, "Combien de salariés emploie l'entreprise ?", router, store)
    assert asked.wait(30)
    answer = dossier_changes.answer_of(lead.id)
    assert answer is not None
    assert CLAIM in [one.text for section in answer.sections for one in section.sentences]
    refused = dossier_changes.ask(lead.id, "Quel est le loyer des locaux ?", router, store)
    assert refused.wait(30)
    answer = dossier_changes.answer_of(lead.id)
    assert answer is not None
    assert not answer.sections
    assert [one.question for one in answer.not_found] == ["Quel est le loyer des locaux ?"]


def test_a_lead_that_is_gone_has_no_dossier(store: Store) -> None:
    with pytest.raises(DossierJobError):
        dossier_job.start(DossierRequest(lead_id="nobody"), ConfigLoader(), None, store)
    assert dossier_job.snapshot("nobody") is None


def test_erasing_leaves_no_trace_in_sources_answers_or_the_dossier(
    store: Store, router: TaskRouter, web: SmallWeb
) -> None:
    address = "anna@fontrouge.example"
    pages: dict[str, str | int] = {"/": html("Plomberie Fontrouge", f"{QUOTE}.", f"Écrivez à {address}.")}
    web.sites = {"fontrouge": pages}
    saved = store.save_lead(Lead(site="fontrouge.localhost", website=web.page("fontrouge")))
    built(DossierRequest(lead_id=saved.id, rungs=ONLY_SITE), router, store)
    assert erase(store, address).files.remaining == []
    files = (path for path in locations.data_dir().rglob("*") if path.is_file())
    assert [path.name for path in files if address.encode() in path.read_bytes()] == []
