"""A dossier in the hands of `cli.py worker`, which is killed again and again: the end is the same."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from config import locations
from config.locations import ROOT
from dossier.collect import Rung
from dossier.records import Dossier
from jobs import dossier_changes, dossier_job
from jobs.dossier_desk import DossierRequest
from jobs.dossier_job import DossierSnapshot
from leads.dossier_book import BuildState
from leads.record import Lead
from leads.store import Store
from tests.jobs.conftest import Serve
from tests.servers.fake_lm_studio import FakeLMStudio
from tests.servers.fake_ollama import FakeOllama
from tests.servers.postgresql import postgresql
from tests.servers.replies import asked_schema
from tests.servers.small_web import SmallWeb, html

TIMEOUT = 300
# The text of this section is asked for when about four fifths of all answers are there.
NEAR_THE_END = 3
FACTS = {
    "Notre équipe compte douze salariés": "L'entreprise emploie 12 personnes.",
    "Nous dépannons les particuliers et les copropriétés": "Elle dépanne particuliers et copropriétés.",
    "Nous installons des chaudières à gaz": "L'entreprise installe des chaudières à gaz.",
    "En mars 2026 nous avons ouvert une seconde agence": "Elle a ouvert une seconde agence en mars 2026.",
    "Nos clients nous donnent 4,8 sur 5": "Ses clients lui donnent 4,8 sur 5.",
}


def reply(body: dict[str, Any]) -> str:
    text = body["messages"][-1]["content"]
    properties = (asked_schema(body) or {}).get("properties", {})
    if "claims" in properties:
        excerpts = re.findall(r"^\[(S[\d.]+)\] (.*)", text, re.M)
        found = [
            {"claim": claim, "quote": quote, "chunk": name}
            for quote, claim in FACTS.items()
            for name, words in excerpts
            if quote in words
        ]
        return json.dumps({"claims": found})
    if properties:
        return json.dumps({name: name == "supported" for name in properties})
    keys = re.findall(r"^\[(c\d+)\] (.*)", text, re.M)
    return " ".join(f"{claim.rstrip('.')} [{key}]." for key, claim in keys)


class Workers:
    """Starts a worker, and the next when one was killed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.kills = 0

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), "worker", "--parent", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()
        self.kills += 1

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()


class Judge:
    """Answers like `reply`, but kills the worker that waits for certain answers; counts what was answered."""

    def __init__(self, workers: Workers, deadly: Callable[[str, int], bool]) -> None:
        self.answered: Counter[str] = Counter()
        self.killed_at: Counter[str] = Counter()
        self.answered_before = 0
        self._seen: Counter[str] = Counter()
        self._workers = workers
        self._deadly = deadly
        self._lock = threading.Lock()

    def __call__(self, body: dict[str, Any]) -> str:
        asked = next(iter((asked_schema(body) or {}).get("properties", {})), "prose")
        prompt = json.dumps(body, sort_keys=True)
        asked_by = self._workers.kills
        with self._lock:
            if asked_by != self._workers.kills:
                return reply(body)  # whoever asked side by side with the deadly call is dead too
            self._seen[asked] += 1
            if self._deadly(asked, self._seen[asked]):
                self.killed_at[asked] += 1
                self.answered_before = len(self.answered)
                wait_until(lambda: kept_answers() >= self.answered_before)
                self._workers.kill()
                self._workers.start()
            else:
                self.answered[prompt] += 1
        return reply(body)


def kept_answers() -> int:
    """Return how many answers of models the worker has on the disk."""
    with closing(sqlite3.connect(locations.dossier_cache_file())) as file:
        (count,) = file.execute("SELECT count(*) FROM answers").fetchone()
        return int(count)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def workers() -> Iterator[Workers]:
    started = Workers()
    yield started
    started.end()


@pytest.fixture
def web(serve: Serve) -> SmallWeb:
    pages = {
        "/": html("Plomberie Fontrouge", *(f"{quote}." for quote in FACTS), links={"/contact": "Contact"}),
        "/contact": html("Contact", "12 rue des Lilas, 33000 Bordeaux", "Tél. 05 36 49 12 34"),
    }
    return serve({"fontrouge": pages})


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[FakeLMStudio, FakeOllama]]:
    mistral, llama = "mistralai/mistral-7b-instruct-v0.3", "llama3:8b"
    with (
        FakeLMStudio(models=[mistral], reply=reply, context=8192) as studio,
        FakeOllama(models=[llama], reply=reply, context=8192) as ollama,
    ):
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
        yield studio, ollama


def saved(web: SmallWeb) -> str:
    with Store() as store:
        return store.save_lead(Lead(site="fontrouge.localhost", website=web.page("fontrouge"))).id


def until(lead_id: str, condition: Callable[[DossierSnapshot], bool]) -> DossierSnapshot:
    end = time.monotonic() + TIMEOUT
    while True:
        shown = dossier_job.snapshot(lead_id)
        if shown is not None and condition(shown):
            return shown
        assert time.monotonic() < end, shown
        time.sleep(0.05)


def built(lead_id: str) -> Dossier:
    with Store() as store:
        dossier_job.start(DossierRequest(lead_id=lead_id, rungs=(Rung.SITE,)), store)
    shown = until(lead_id, lambda one: one.state not in (BuildState.QUEUED, BuildState.RUNNING))
    assert (shown.state, shown.error) == (BuildState.DONE, "")
    assert shown.dossier is not None
    return shown.dossier


def said(dossier: Dossier) -> dict[str, Any]:
    """Return a dossier without what time and place it was made at."""
    return dossier.model_dump(mode="json", exclude={"seconds", "made_at", "sources"})


def test_killed_workers_change_nothing_and_no_answered_call_is_made_again(
    web: SmallWeb,
    workers: Workers,
    servers: tuple[FakeLMStudio, FakeOllama],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deadly = {("supported", 3), ("prose", NEAR_THE_END)}
    judge = Judge(workers, lambda asked, n: (asked, n) in deadly)
    for server in servers:
        server.set_reply(judge)
    workers.start()
    lead_id = saved(web)
    interrupted = built(lead_id)
    assert workers.kills == len(deadly)
    assert set(judge.killed_at) == {"supported", "prose"}
    assert len(judge.answered) > 15
    assert [prompt for prompt, count in judge.answered.items() if count > 1] == []
    assert web.asked.count("fontrouge/contact") == 1
    with Store() as store:
        assert len(store.dossiers_of(lead_id)) == 1
    workers.kill()
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", str(tmp_path_factory.mktemp("undisturbed")))
    for server in servers:
        server.set_reply(reply)
    workers.start()
    undisturbed = built(saved(web))
    assert said(interrupted) == said(undisturbed)
    assert interrupted.calls == len(judge.answered)
    assert [one.sha256 for one in interrupted.sources] == [one.sha256 for one in undisturbed.sources]


def test_on_postgresql_a_dossier_killed_near_its_end_goes_on_from_there(
    web: SmallWeb,
    workers: Workers,
    servers: tuple[FakeLMStudio, FakeOllama],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    address = ExitStack()
    request.addfinalizer(address.close)
    monkeypatch.setenv("LEADHUNTER_DATABASE_URL", address.enter_context(postgresql()))
    request.addfinalizer(workers.end)
    judge = Judge(workers, lambda asked, n: (asked, n) == ("prose", NEAR_THE_END))
    for server in servers:
        server.set_reply(judge)
    workers.start()
    dossier = built(saved(web))
    assert workers.kills == 1
    assert 0.75 <= judge.answered_before / len(judge.answered) < 1
    assert [prompt for prompt, count in judge.answered.items() if count > 1] == []
    assert dossier.calls == len(judge.answered)
    assert web.asked.count("fontrouge/contact") == 1


def test_a_worker_answers_questions_and_stops_when_told(
    web: SmallWeb, workers: Workers, servers: tuple[FakeLMStudio, FakeOllama]
) -> None:
    workers.start()
    lead_id = saved(web)
    built(lead_id)
    dossier_changes.ask(lead_id, "Combien de personnes emploie l'entreprise ?")
    wait_until(lambda: dossier_changes.answer_of(lead_id) is not None)
    answer = dossier_changes.answer_of(lead_id)
    assert answer is not None
    assert "L'entreprise emploie 12 personnes." in [
        sentence.text for section in answer.sections for sentence in section.sentences
    ]
    # Another model than before, so that it has to be asked: it writes a word a second.
    servers[1].tokens_per_second = 1.0
    dossier_changes.ask(lead_id, "Quels travaux sur les chaudières proposent-ils ?")
    with Store() as store:
        dossier_job.start(DossierRequest(lead_id=lead_id, rungs=(Rung.SITE,), language="de"), store)
    servers[1].wait_for(lambda: servers[1].in_flight > 0, TIMEOUT)
    assert until(lead_id, lambda one: one.work is not None and one.has_worker).progress.steps
    assert dossier_job.stop(lead_id)
    stopped = until(lead_id, lambda one: one.work is None)
    assert stopped.state is BuildState.STOPPED
    assert stopped.dossier is not None, "the whole one of before"


def test_a_worker_that_is_told_to_end_hands_its_build_on(
    web: SmallWeb, workers: Workers, servers: tuple[FakeLMStudio, FakeOllama]
) -> None:
    servers[1].tokens_per_second = 1.0
    workers.start()
    lead_id = saved(web)
    with Store() as store:
        made = dossier_job.start(DossierRequest(lead_id=lead_id, rungs=(Rung.SITE,)), store)
    servers[1].wait_for(lambda: servers[1].in_flight > 0, TIMEOUT)
    assert workers.process is not None
    workers.process.terminate()
    assert workers.process.wait(TIMEOUT) == 0
    workers.process.communicate()
    waiting = until(lead_id, lambda one: one.work is not None).work
    assert waiting is not None
    assert (waiting.id, waiting.state, waiting.round) == (made.id, BuildState.QUEUED, 2)
    servers[1].tokens_per_second = None
    workers.start()
    done = until(lead_id, lambda one: one.work is None)
    assert (done.state, done.build_id) == (BuildState.DONE, made.id)
    assert web.asked.count("fontrouge/contact") == 1
