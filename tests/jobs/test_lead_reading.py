"""One lead's site read by the model once more: asked anew, kept, stopped, and told where it fails."""

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from config.loader import ConfigLoader
from jobs import interactive, lead_reading
from jobs.interactive import Job, JobState
from leads.record import Kind, Lead
from leads.store import Store
from leads.work import Opinion, OpinionSource
from llm.completion import Completion
from llm.errors import ConnectionFailed
from tests.jobs.hunting import Oracle, business
from tests.leads.records import lead, value
from tests.servers.small_web import SmallWeb

ANSWER = {"trade": "plumber", "trade_quote": "Plombier à Bordeaux", "services": ["Devis gratuit"]}


class Listening(Oracle):
    """An oracle that remembers with what it was asked, and waits where it is told to."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.overrides: list[Mapping[str, Any]] = []
        self.asked = threading.Event()
        self.hold: threading.Event | None = None

    async def run_async(
        self, task: str, messages: Sequence[Mapping[str, Any]], *given: Any, **more: Any
    ) -> Completion:
        self.overrides.append(more["overrides"])
        self.asked.set()
        if self.hold is not None:
            await asyncio.to_thread(self.hold.wait, 20)
        return await super().run_async(task, messages, *given, **more)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallWeb]:
    with SmallWeb({"s1": business(1)}) as served:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", ",".join(served.hosts))
        yield served


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as opened:
        yield opened


@pytest.fixture
def known(web: SmallWeb, store: Store) -> Iterator[Lead]:
    one = lead("s1.localhost", value("Durand", Kind.NAME))
    saved = store.save_lead(one.model_copy(update={"website": web.page("s1")}))
    store.save_opinion(Opinion(lead_id=saved.id, source=OpinionSource.MODEL, model="before"))
    yield saved
    interactive.forget(lead_reading.key_of(saved.id))


def read(known: Lead, store: Store, router: Oracle) -> Job:
    job = lead_reading.start(known, ConfigLoader(), router, store)
    assert job.wait(100)
    return job


def test_the_model_is_asked_anew_and_its_answer_is_kept(known: Lead, store: Store) -> None:
    router = Listening(ANSWER)
    assert read(known, store, router).state is JobState.DONE
    assert [asked["fresh"] for asked in router.overrides] == [True]
    opinion = store.opinions_of(known.id)[OpinionSource.MODEL]
    assert (opinion.model, [one.label for one in opinion.services]) == ("facts-7b", ["Devis gratuit"])
    stored = store.lead(known.id)
    assert stored is not None
    assert (stored.first(Kind.TRADE), stored.first(Kind.NAME)) == ("Plombier", "Durand")


def test_a_model_that_fails_leaves_what_was_read_before(known: Lead, store: Store) -> None:
    job = read(known, store, Listening(ConnectionFailed("LM Studio is off.", "Start it.")))
    assert job.error is not None
    assert (job.state, job.error.message[:17]) == (JobState.FAILED, "LM Studio is off.")
    assert store.opinions_of(known.id)[OpinionSource.MODEL].model == "before"


def test_a_site_that_is_off_is_told(known: Lead, store: Store, web: SmallWeb) -> None:
    gone = known.model_copy(update={"website": web.page("nobody")})
    job = read(gone, store, Listening(ANSWER))
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert job.error.remedy


def test_stop_ends_it_within_a_second(known: Lead, store: Store) -> None:
    router = Listening(ANSWER)
    router.hold = threading.Event()
    job = lead_reading.start(known, ConfigLoader(), router, store)
    assert router.asked.wait(100)
    lead_reading.stop(known.id)
    router.hold.set()
    assert job.wait(100)
    assert job.state is JobState.STOPPED
    assert store.opinions_of(known.id)[OpinionSource.MODEL].model == "before"


def test_a_lead_that_is_removed_meanwhile_stays_away(known: Lead, store: Store) -> None:
    router = Listening(ANSWER)
    router.hold = threading.Event()
    job = lead_reading.start(known, ConfigLoader(), router, store)
    assert router.asked.wait(100)
    store.remove([known.id])
    router.hold.set()
    assert job.wait(100)
    assert job.state is JobState.DONE
    assert store.lead(known.id) is None
