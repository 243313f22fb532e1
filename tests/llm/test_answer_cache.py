"""Structured answers are kept by what was asked, and only those of the model that was asked."""

import shutil
import sqlite3
import time
from contextlib import closing

import pytest
from pydantic import BaseModel

from config import locations
from config.loader import ConfigLoader
from leads.erasure_files import erase_from_files
from leads.suppression import Target
from leads.traces import traces
from llm import answer_cache, call_log
from llm.answer_cache import AnswerCache
from llm.completion import Completion
from llm.messages import document
from llm.router import TaskRouter
from tests.servers import faults
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio
from tests.servers.fake_ollama import FakeOllama


def page(text):
    return [{"role": "user", "content": [{"type": "text", "text": "Who is it?"}, document(text)]}]


PAGE = page("Plomberie Durand, Bordeaux")
GOOD = '{"name": "Durand", "town": "Bordeaux"}'


class Firm(BaseModel):
    name: str
    town: str | None = None


class Firm2(BaseModel):
    name: str
    town: str | None = None
    phone: str | None = None


@pytest.fixture
def studio():
    with FakeLMStudio(reply=GOOD) as server:
        yield server


@pytest.fixture
def loader(tmp_path, monkeypatch, studio):
    monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "http://127.0.0.1:9")
    (tmp_path / "root" / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, tmp_path / "root" / name)
    return ConfigLoader(tmp_path / "root")


@pytest.fixture
def router(loader):
    return TaskRouter.from_config(loader)


def test_the_same_question_costs_one_call_and_says_so(router, studio):
    first = router.run("extraction", PAGE, Firm)
    again = router.run("extraction", PAGE, Firm)
    assert len(studio.chats) == 1
    assert (first.cached, again.cached) == (False, True)
    assert again.data == first.data == Firm(name="Durand", town="Bordeaux")
    assert isinstance(again.data, Firm)
    assert (again.attempts, again.seconds, again.served_model) == (0, 0.0, MISTRAL)
    assert [call.cached for call in call_log.read()] == [False, True]


def test_another_process_finds_it_too(router, studio, monkeypatch):
    router.run("extraction", PAGE, Firm)
    monkeypatch.setattr(answer_cache, "_caches", {})
    assert router.run("extraction", PAGE, Firm).cached


def other_page(loader, router):
    router.run("extraction", page("Plomberie Durand, Lyon"), Firm)


def other_schema(loader, router):
    router.run("extraction", PAGE, Firm2)


def other_task(loader, router):
    router.run("audit", PAGE, Firm)


def other_temperature(loader, router):
    loader.save_settings({"tasks.extraction.temperature": 0.1})
    router.run("extraction", PAGE, Firm)


def other_tokens(loader, router):
    router.run("extraction", PAGE, Firm, overrides={"max_tokens": 99})


def fresh(loader, router):
    router.run("extraction", PAGE, Firm, overrides={"fresh": True})


@pytest.mark.parametrize(
    "change", [other_page, other_schema, other_task, other_temperature, other_tokens, fresh]
)
def test_whatever_shapes_an_answer_asks_again(loader, router, studio, change):
    router.run("extraction", PAGE, Firm)
    change(loader, router)
    assert len(studio.chats) == 2
    assert "fresh" not in studio.chats[-1]


def test_a_fresh_answer_replaces_the_kept_one(router, studio):
    router.run("extraction", PAGE, Firm)
    studio.set_reply('{"name": "Martin"}')
    router.run("extraction", PAGE, Firm, overrides={"fresh": True})
    assert router.run("extraction", PAGE, Firm).data.name == "Martin"


def test_prose_is_never_kept(router, studio):
    router.run("answer", PAGE)
    router.run("answer", PAGE)
    assert len(studio.chats) == 2


def test_a_question_without_a_document_is_asked_each_time(router, studio):
    for _ in range(2):
        router.run("extraction", [{"role": "user", "content": "Who is it?"}], Firm)
    assert len(studio.chats) == 2


def test_answers_of_stand_ins_are_not_kept(tmp_path, monkeypatch, loader, router, studio):
    done = router.run("dossier", PAGE, Firm)
    assert done.endpoint == "lm_studio"
    assert done.fallback_reason
    with FakeOllama(reply='{"name": "Large"}', context=8192) as ollama:
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
        assert router.run("dossier", PAGE, Firm).data.name == "Large"


def test_an_answer_of_whatever_is_loaded_is_not_kept_for_the_asked_model(router, studio):
    studio.fail(faults.WrongModel("another/model"))
    router.run("extraction", PAGE, Firm)
    router.run("extraction", PAGE, Firm)
    assert len(studio.chats) == 2


def test_a_failure_is_not_kept(router, studio):
    studio.set_reply(["no", "no", "no", GOOD])
    with pytest.raises(Exception, match="form"):
        router.run("extraction", PAGE, Firm)
    assert router.run("extraction", PAGE, Firm).data.name == "Durand"


def completion(name="Durand"):
    return Completion(text="{}", data=Firm(name=name), task="t", served_model="m")


def test_the_file_is_bounded_in_number_and_age(tmp_path):
    path = tmp_path / "answers.db"
    cache = AnswerCache(path)
    for n in range(10):
        cache.put(f"k{n}", completion())
    cache.close()
    cache = AnswerCache(path, most=4)
    assert cache.count() == 4
    assert cache.get("k9", Firm)
    assert not cache.get("k0", Firm)
    cache.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE answers SET at = ?", (time.time() - 100,))
        db.commit()
    cache = AnswerCache(path, keep_seconds=50)
    assert cache.count() == 0
    cache.close()


def test_a_file_that_is_none_costs_calls_and_no_more(tmp_path):
    path = tmp_path / "answers.db"
    path.write_text("this is no database, but it is long enough to be taken for one at first sight " * 20)
    cache = AnswerCache(path)
    cache.put("k", completion())
    assert cache.get("k", Firm) is None


def test_a_kept_answer_of_another_shape_is_none(tmp_path):
    cache = AnswerCache(tmp_path / "answers.db")
    cache.put("k", completion())

    class Other(BaseModel):
        price: float

    assert cache.get("k", Other) is None
    cache.close()


def test_erasing_a_person_finds_the_answers(router, studio, tmp_path):
    studio.set_reply('{"name": "Durand", "town": "marie.durand@durand-plomberie.example"}')
    router.run("extraction", PAGE, Firm)
    router.run("audit", PAGE, Firm)
    assert answer_cache.opened().count() == 2
    wanted = traces([(Target.EMAIL, "marie.durand@durand-plomberie.example")])
    erase_from_files(locations.data_dir(), locations.exports_dir(), wanted)
    assert answer_cache.opened().count() == 0
