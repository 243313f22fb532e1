"""`model: auto`: small first where it will do, large where the answer or the work asks for it."""

import json
import re
import shutil

import pytest

from config import locations
from config.loader import ConfigLoader
from llm import auto_model
from llm.bench import keep
from llm.bench.cases import cases_of, messages_of, schema_of
from llm.bench.judge import judge
from llm.bench.records import BenchResult, Machine, Row
from llm.completion import Completion
from llm.router import TaskRouter
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio
from tests.servers.fake_ollama import LLAMA3, FakeOllama

CASES = cases_of("extraction")


def known_answer(case):
    known = {key: words[0] for key, words in case.known.items()}
    price = re.search(rf"{known.get('prices', 'none')}(,00)? €", case.text)
    return {**known, "services": [], "prices": [price[0]] if price else []}


def case_in(body):
    text = body["messages"][-1]["content"]
    return next((case for case in CASES if case.title in text), None)


def large(body):
    case = case_in(body)
    return json.dumps(known_answer(case), ensure_ascii=False) if case else None


def small(body):
    """Right in four of five cases; in the fifth it invents everything."""
    case = case_in(body)
    if case is None:
        return None
    if CASES.index(case) % 5 == 0:
        return json.dumps(
            {"name": "Dupont SARL", "trade": "avocat", "town": "Genève", "services": [], "prices": []}
        )
    return large(body)


@pytest.fixture
def servers(monkeypatch):
    with FakeLMStudio(reply=small) as studio, FakeOllama(context=8192, reply=large) as ollama:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
        monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
        yield studio, ollama


@pytest.fixture
def loader(tmp_path, servers):
    (tmp_path / "root" / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, tmp_path / "root" / name)
    return ConfigLoader(tmp_path / "root")


@pytest.fixture
def router(loader):
    loader.save_settings({"tasks.extraction.model": "auto", "tasks.outreach.model": "auto"})
    assert loader.problems == []
    return TaskRouter.from_config(loader)


def test_it_is_off_unless_asked_for(loader):
    assert not any(entry.get("auto") for entry in loader.get_merged_config()["models"].values())


def test_only_tasks_may_choose_by_themselves(loader):
    with pytest.raises(Exception, match="auto"):
        loader.save_settings({"models.large_model.model": "auto"})


def test_it_keeps_the_large_models_quality_with_a_fifth_of_its_calls(router, servers):
    """Scripted servers: what is shown is the choice, not a model."""
    studio, ollama = servers
    right = asked = 0
    for case in CASES:
        schema = schema_of(case)
        done = router.run("extraction", messages_of(case), schema)
        verdict = judge(case, done.text, done.data)
        right, asked = right + verdict.right, asked + verdict.asked
    assert right / asked >= 0.95
    assert len(studio.chats) == len(CASES)
    assert len(ollama.chats) == len(CASES[::5])


def test_an_escalated_answer_says_so(router):
    done = router.run("extraction", messages_of(CASES[0]), schema_of(CASES[0]))
    assert (done.requested_model, done.served_model, done.attempts) == (MISTRAL, LLAMA3, 2)
    assert "stands in the text" in done.fallback_reason


def test_a_doubted_answer_is_better_than_none(router, servers):
    servers[1].stop()
    done = router.run("extraction", messages_of(CASES[0]), schema_of(CASES[0]))
    assert done.served_model == MISTRAL
    assert done.data.name == "Dupont SARL"


def test_a_static_task_is_never_escalated_for_its_evidence(loader, servers):
    TaskRouter.from_config(loader).run("extraction", messages_of(CASES[0]), schema_of(CASES[0]))
    assert servers[1].chats == []


def test_long_work_and_writing_go_to_the_large_model(router, servers):
    studio, ollama = servers
    router.run("extraction", [{"role": "user", "content": "mot " * 2500}])
    router.run("outreach", [{"role": "user", "content": "Écris."}])
    assert (len(studio.chats), len(ollama.chats)) == (0, 2)
    assert ollama.chats[1]["temperature"] == 0.7


def measured(task, model, right):
    return Row(
        model=model,
        served_model=model,
        endpoint="e",
        task=task,
        cases=10,
        failed=0,
        seconds=1,
        fields_right=right,
        invented=0,
    )


BENCHES = [(0.9, 0.92, "small_model"), (0.4, 0.9, "large_model")]


@pytest.mark.parametrize(("small_right", "large_right", "expected"), BENCHES)
def test_the_bench_decides_where_it_has_measured_both(loader, small_right, large_right, expected):
    rows = [measured("outreach", MISTRAL, small_right), measured("outreach", LLAMA3, large_right)]
    machine = Machine(processor="p", cores=1, memory=1)
    keep.save(
        BenchResult(
            id="1", at="2026-01-01T00:00:00Z", seconds=1, machine=machine, scripted=False, rows=rows, cases={}
        )
    )
    config = loader.get_merged_config()
    assert auto_model.first_choice("outreach", config, [{"role": "user", "content": "Écris."}]) == expected


def test_prose_is_doubted_for_what_it_invents_and_repeats():

    messages = [{"role": "user", "content": "Le site a 3 pages."}]
    assert auto_model.doubt(Completion(text="Votre site a 3 pages."), messages, 0.5) is None
    assert "87" in auto_model.doubt(Completion(text="Vous perdez 87 % de vos clients."), messages, 0.5)
    assert "repeats" in auto_model.doubt(Completion(text="le site est beau " * 9), messages, 0.5)
