"""A dossier as a job: real HTTP, a real database, fake models; the work is done here, without workflows."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config import locations
from config.loader import ConfigLoader
from dossier.collect import Rung, RungState
from dossier.records import SentenceKind
from jobs import dossier_changes, dossier_desk, dossier_job
from jobs.dossier_desk import DossierJobError, DossierRequest
from leads.dossier_book import BuildKind, BuildState
from leads.privacy import erase
from leads.record import Evidence, Kind, Lead, Method, Value
from leads.store import Store
from llm.router import TaskRouter
from tests.jobs.conftest import Serve
from tests.jobs.dossiers import own_loader, worked
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
def studio(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLMStudio]:
    models = ["mistralai/mistral-7b-instruct-v0.3"]
    with FakeLMStudio(models=models, reply=reply, context=8192) as server:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", server.url)
        yield server


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOllama]:
    with FakeOllama(models=["llama3:8b"], reply=reply, context=8192) as server:
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", server.url)
        yield server


@pytest.fixture
def router(studio: FakeLMStudio, ollama: FakeOllama) -> TaskRouter:
    return TaskRouter.from_config(ConfigLoader())


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as store:
        yield store


@pytest.fixture
def lead(store: Store, web: SmallWeb) -> Lead:
    name = Value(
        value="Plomberie Fontrouge",
        kind=Kind.NAME,
        evidence=[Evidence(url=web.page("fontrouge"), quote="Plomberie Fontrouge", method=Method.TEXT)],
    )
    saved = Lead(site="fontrouge.localhost", website=web.page("fontrouge"), values=[name])
    return store.save_lead(saved)


def built(
    request: DossierRequest,
    router: TaskRouter | None,
    store: Store,
    files: list[tuple[str, bytes]] | None = None,
    loader: ConfigLoader | None = None,
) -> dossier_job.DossierSnapshot:
    """Build a dossier as a worker does and return what the analyst then sees."""
    worked(dossier_job.start(request, store, files or []), router, loader)
    shown = dossier_job.snapshot(request.lead_id)
    assert shown is not None
    assert shown.error == ""
    assert shown.state is BuildState.DONE
    assert shown.dossier is not None
    return shown


def test_a_dossier_is_built_from_the_site_and_kept_with_its_lead(
    lead: Lead, router: TaskRouter, store: Store, web: SmallWeb
) -> None:
    request = DossierRequest(lead_id=lead.id, rungs=ONLY_SITE, urls=(web.page("gazette"),))
    shown = built(request, router, store, files=[("note.txt", b"Effectif : 14 salaries.")])
    assert shown.dossier is not None
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


def test_a_build_that_is_done_again_reads_and_asks_nothing_twice(
    lead: Lead, router: TaskRouter, store: Store, web: SmallWeb, studio: FakeLMStudio, ollama: FakeOllama
) -> None:
    first = built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), router, store)
    made = dossier_desk.book().latest(lead.id)
    assert made is not None
    assert first.dossier is not None
    asked = len(studio.chats), len(ollama.chats), len(web.asked)
    assert dossier_desk.book().set_going_again(made.id)
    again = dossier_desk.book().latest(lead.id)
    assert again is not None
    assert again.round == made.round + 1
    worked(again, router)
    second = dossier_job.snapshot(lead.id)
    assert second is not None
    assert second.dossier is not None
    assert (len(studio.chats), len(ollama.chats), len(web.asked)) == asked
    # What it had asked before it was interrupted is what it cost.
    assert second.dossier.calls == first.dossier.calls > 0
    assert second.dossier.prompt_tokens == first.dossier.prompt_tokens > 0
    assert second.dossier.reused == 0
    assert len(store.dossiers_of(lead.id)) == 1
    third = built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), router, store)
    assert third.dossier is not None
    assert (third.dossier.calls, third.dossier.prompt_tokens) == (0, 0)
    assert third.dossier.reused > 0


def test_another_model_is_asked_anew(
    lead: Lead, router: TaskRouter, store: Store, ollama: FakeOllama, tmp_path: Path
) -> None:
    built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), router, store)
    loader = own_loader(tmp_path, tasks__dossier__id="mistral-nemo:12b")
    ollama.models["mistral-nemo:12b"] = replace(ollama.models["llama3:8b"], id="mistral-nemo:12b")
    again = built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), TaskRouter.from_config(loader), store)
    assert again.dossier is not None
    assert again.dossier.calls > 0
    assert "mistral-nemo:12b" in again.dossier.models


def test_a_build_that_kills_its_workers_is_given_up_and_told(lead: Lead, store: Store) -> None:
    made = dossier_job.start(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), store)
    for _ in range(6):
        assert dossier_desk.book().begin(made.id, made.round) is not None
    worked(made, None)
    shown = dossier_job.snapshot(lead.id)
    assert shown is not None
    assert (shown.state, shown.error) == (BuildState.FAILED, "The worker died each time it came to this.")


def test_a_second_start_returns_the_build_that_is_going(lead: Lead, store: Store) -> None:
    first = dossier_job.start(DossierRequest(lead_id=lead.id), store, [("a.txt", b"x")])
    second = dossier_job.start(DossierRequest(lead_id=lead.id), store, [("b.txt", b"y")])
    assert second.id == first.id
    assert dossier_desk.book().files_of(first.id) == [("a.txt", b"x")]


def test_what_stands_when_a_build_is_stopped_is_kept_and_goes_on(
    lead: Lead, store: Store, router: TaskRouter, studio: FakeLMStudio
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(body: dict[str, Any]) -> str:
        begun.set()
        go_on.wait(150)
        return reply(body)

    studio.set_reply(slow)
    made = dossier_job.start(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), store)
    work = threading.Thread(target=worked, args=(made, router))
    work.start()
    assert begun.wait(100)
    growing = dossier_job.snapshot(lead.id)
    assert growing is not None
    assert growing.work is not None
    assert growing.dossier is not None
    assert [one.title for one in growing.dossier.sections] == ["Fiche"]
    assert dossier_job.stop(lead.id)
    work.join(100)
    assert not work.is_alive()
    go_on.set()
    shown = dossier_job.snapshot(lead.id)
    assert shown is not None
    assert (shown.state, shown.is_partial, shown.work) == (BuildState.STOPPED, True, None)
    assert shown.sources
    assert shown.dossier is not None
    assert [one.title for one in shown.dossier.sections] == ["Fiche"]
    studio.set_reply(reply)
    assert dossier_job.go_on(lead.id)
    again = dossier_desk.book().latest(lead.id)
    assert again is not None
    worked(again, router)
    done = dossier_job.snapshot(lead.id)
    assert done is not None
    assert (done.state, done.is_partial) == (BuildState.DONE, False)


def test_a_stopped_build_hides_no_whole_dossier(lead: Lead, store: Store) -> None:
    whole = built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), None, store)
    dossier_job.start(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), store)
    assert dossier_job.stop(lead.id)
    shown = dossier_job.snapshot(lead.id)
    assert shown is not None
    assert (shown.state, shown.dossier, shown.is_partial) == (BuildState.STOPPED, whole.dossier, False)


def test_sentences_are_edited_and_outlive_a_section_and_a_build_written_anew(
    lead: Lead, router: TaskRouter, store: Store
) -> None:
    first = built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), router, store)
    assert first.dossier is not None
    edited = dossier_changes.edit_sentence(lead.id, 0, 0, "  Nom vérifié au téléphone. ", store)
    assert edited.sections[0].sentences[0].text == "Nom vérifié au téléphone."
    assert edited.sections[0].sentences[0].kind is SentenceKind.EDITED
    worked(dossier_changes.rebuild_section(lead.id, 0), router)
    shown = dossier_job.snapshot(lead.id)
    assert shown is not None
    assert shown.dossier is not None
    texts = [one.text for one in shown.dossier.sections[0].sentences]
    assert texts[0] == "Nom vérifié au téléphone.", "in its place"
    assert first.dossier.sections[0].sentences[0].text not in texts
    assert len(shown.dossier.sections) == len(first.dossier.sections)
    with pytest.raises(DossierJobError):
        dossier_changes.edit_sentence(lead.id, 99, 0, "x", store)
    again = built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), router, store)
    assert again.dossier is not None
    mine = [one for one in again.dossier.sections[0].sentences if one.kind is SentenceKind.EDITED]
    assert [one.text for one in mine] == ["Nom vérifié au téléphone."]
    assert mine[0].citations


def test_a_section_written_anew_costs_one_call_and_its_check(
    lead: Lead, router: TaskRouter, store: Store, studio: FakeLMStudio, ollama: FakeOllama
) -> None:
    first = built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), router, store)
    assert first.dossier is not None
    titles = [one.title for one in first.dossier.sections if one.question]
    written, checked = len(ollama.chats), len(studio.chats)
    section = [one.title for one in first.dossier.sections].index(titles[0])
    ollama.set_reply("L'équipe : douze personnes [c1].")
    worked(dossier_changes.rebuild_section(lead.id, section), router)
    assert (len(ollama.chats) - written, len(studio.chats) - checked) == (1, 2)
    shown = dossier_job.snapshot(lead.id)
    assert shown is not None
    assert shown.dossier is not None
    assert shown.dossier.sections[section].sentences[0].text == "L'équipe : douze personnes."


def test_the_difference_is_to_the_last_build(lead: Lead, store: Store, web: SmallWeb) -> None:
    request = DossierRequest(lead_id=lead.id, rungs=ONLY_SITE, urls=(web.page("gazette"),))
    built(request, None, store)
    dossier_changes.edit_sentence(lead.id, 0, 0, "Vérifié.", store)
    assert dossier_changes.difference(lead.id, store) is None, "an edit is no build"
    web.sites = {**web.sites, "gazette": {"/": html("Gazette", "Plomberie Fontrouge emploie 11 salariés.")}}
    built(request, None, store)
    found = dossier_changes.difference(lead.id, store)
    assert found is not None
    assert found.changed_sources == ["Gazette"]
    assert any("11" in text for text in found.new)
    assert any("9" in text for text in found.gone)


def test_a_question_is_answered_from_the_sources_or_refused(
    lead: Lead, router: TaskRouter, store: Store
) -> None:
    with pytest.raises(DossierJobError):
        dossier_changes.ask(lead.id, "Combien de salariés ?")
    built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE), router, store)
    worked(dossier_changes.ask(lead.id, "Combien de salariés emploie l'entreprise ?"), router)
    answer = dossier_changes.answer_of(lead.id)
    assert answer is not None
    assert CLAIM in [one.text for section in answer.sections for one in section.sentences]
    asked = dossier_changes.ask(lead.id, "Quel est le loyer des locaux ?")
    assert dossier_changes.answer_of(lead.id) is None
    worked(asked, router)
    answer = dossier_changes.answer_of(lead.id)
    assert answer is not None
    assert not answer.sections
    assert [one.question for one in answer.not_found] == ["Quel est le loyer des locaux ?"]
    assert (asked.kind, asked.target) == (BuildKind.QUESTION, "Quel est le loyer des locaux ?")


def test_a_citation_leads_to_its_page_whatever_is_left_out_since(
    lead: Lead, store: Store, web: SmallWeb
) -> None:
    shown = built(DossierRequest(lead_id=lead.id, rungs=ONLY_SITE, urls=(web.page("gazette"),)), None, store)
    assert shown.dossier is not None
    gazette = next(one for one in shown.dossier.sources if "gazette" in one.url)
    first = next(one for one in shown.sources if "gazette" not in one.url)
    dossier_job.include_source(lead.id, first.key, included=False)
    found = dossier_job.source_text(lead.id, gazette.id)
    assert found is not None
    assert found.url == gazette.url


def test_a_lead_that_is_gone_has_no_dossier(store: Store) -> None:
    with pytest.raises(DossierJobError):
        dossier_job.start(DossierRequest(lead_id="nobody"), store)
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
