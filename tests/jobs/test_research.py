"""A question as a job of the process, on the sample sites and without any model."""

import pytest

from config.loader import ConfigLoader
from jobs import interactive, research
from jobs.interactive import JobState
from leads.search_run import RunStatus, SearchRun
from leads.store import Store
from llm.router import TaskRouter
from sample_web import sample_web


@pytest.fixture
def services(tmp_path, monkeypatch):
    monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
    loader = ConfigLoader(tmp_path)
    with Store() as store:
        yield loader, TaskRouter.from_config(loader), store
        interactive.forget(research.KEY)
        sample_web().stop()


QUESTION = research.Question("plombier urgence Bordeaux", sources=5, provider=research.SAMPLES)


def test_a_question_runs_to_its_end_and_is_kept(services):
    store = services[2]
    job = research.start(QUESTION, *services)
    assert job.wait(100)
    assert job.state is JobState.DONE
    run = research.live_run()
    assert isinstance(run, SearchRun)
    kept = store.run(run.id)
    assert (kept.status, kept.provider) == (RunStatus.DONE, research.SAMPLES)
    assert kept.answer.sentences
    assert all(sentence.citations for sentence in kept.answer.sentences)
    leads = store.leads_of_run(run.id)
    assert len(leads) >= 2
    assert all(value.evidence for lead in leads for value in lead.values)


def test_the_run_names_the_samples_from_its_beginning_on(services, monkeypatch):
    """Were the process killed in the middle, asking again would go to the web otherwise."""
    begun = []
    saved = Store.save_run

    def noted(store, run):
        begun.append(run.provider)
        saved(store, run)

    monkeypatch.setattr(Store, "save_run", noted)
    assert research.start(QUESTION, *services).wait(100)
    assert set(begun) == {research.SAMPLES}


def test_a_second_start_meets_the_running_question(services):
    first = research.start(QUESTION, *services)
    assert research.start(QUESTION, *services) is first
    research.stop()
    assert first.wait(100)
    assert research.live_run().status in {RunStatus.STOPPED, RunStatus.DONE}


def test_nonsense_fails_with_a_remedy(services):
    job = research.start(research.Question("x", sources=2, provider=research.SAMPLES), *services)
    assert job.wait(100)
    assert job.state is JobState.FAILED
    assert job.error.remedy
