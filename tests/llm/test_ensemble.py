"""Several models at one structured task: agreement, union of what the page shows, disagreement told."""

import json
import shutil

import pytest
from pydantic import BaseModel, Field

from config import locations
from config.loader import ConfigLoader
from llm import call_log
from llm.messages import document
from llm.router import TaskRouter
from tests.servers.fake_lm_studio import FakeLMStudio
from tests.servers.fake_ollama import FakeOllama

PAGE = "> Plomberie Durand, Bordeaux\n> Dépannage de fuite, chauffe-eau. Ancien nom : Durand Frères."
MESSAGES = [{"role": "user", "content": [{"type": "text", "text": "Who?"}, document(PAGE)]}]


class Firm(BaseModel):
    name: str
    town: str | None = None
    services: list[str] = Field(default_factory=list)


@pytest.fixture
def servers(monkeypatch):
    with FakeLMStudio() as studio, FakeOllama(context=8192) as ollama:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
        yield studio, ollama


@pytest.fixture
def loader(tmp_path, servers):
    (tmp_path / "root" / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, tmp_path / "root" / name)
    loader = ConfigLoader(tmp_path / "root")
    loader.save_settings({"tasks.classification.ensemble": ["large_model"]})
    assert loader.problems == []
    return loader


def asked(loader, servers, small, large):
    servers[0].set_reply(json.dumps(small, ensure_ascii=False))
    servers[1].set_reply(json.dumps(large, ensure_ascii=False))
    return TaskRouter.from_config(loader).run("classification", MESSAGES, Firm, overrides={"fresh": True})


def test_agreement_is_counted_and_lists_are_joined_by_evidence(loader, servers):
    done = asked(
        loader,
        servers,
        {"name": "Plomberie Durand", "town": "Bordeaux", "services": ["dépannage de fuite"]},
        {
            "name": "PLOMBERIE DURAND",
            "town": "Bordeaux",
            "services": ["Chauffe-eau", "Dépannage de fuite", "climatisation"],
        },
    )
    assert (done.agreement, done.disagreements) == (1.0, [])
    assert done.data.services == ["dépannage de fuite", "Chauffe-eau"]
    assert done.attempts == 2
    assert call_log.read()[-1].agreement == 1.0


VALUES = [
    ("Plomberie Durand", "Durand Frères", "Plomberie Durand"),  # both stand there: the task's own model
    ("Dupont SARL", "Durand Frères", "Durand Frères"),  # one stands there
    ("Dupont SARL", "Martin", "Dupont SARL"),  # none does: left to the verifier
]


@pytest.mark.parametrize(("small", "large", "expected"), VALUES)
def test_a_disagreement_is_told(loader, servers, small, large, expected):
    done = asked(loader, servers, {"name": small, "town": "Bordeaux"}, {"name": large, "town": "Bordeaux"})
    assert done.data.name == expected
    assert done.agreement == 0.5
    assert done.disagreements == [f"name: {small} or {large}"]


def test_a_value_only_the_other_found_is_taken_where_the_page_shows_it(loader, servers):
    done = asked(
        loader, servers, {"name": "Plomberie Durand"}, {"name": "Plomberie Durand", "town": "Bordeaux"}
    )
    assert done.data.town == "Bordeaux"
    done = asked(loader, servers, {"name": "Durand Frères"}, {"name": "Durand Frères", "town": "Genève"})
    assert done.data.town is None


def test_one_model_alone_answers_where_the_other_cannot(loader, servers):
    servers[1].stop()
    servers[0].set_reply('{"name": "Plomberie Durand"}')
    done = TaskRouter.from_config(loader).run("classification", MESSAGES, Firm)
    assert done.data.name == "Plomberie Durand"
    assert done.agreement is None


def test_a_put_together_answer_is_kept_apart_from_a_single_one(loader, servers):
    asked(loader, servers, {"name": "Plomberie Durand"}, {"name": "Plomberie Durand"})
    loader.save_settings({}, ["tasks.classification"])
    done = TaskRouter.from_config(loader).run("classification", MESSAGES, Firm)
    assert not done.cached
    assert len(servers[1].chats) == 1


def test_unknown_models_are_reported(tmp_path, loader):
    path = tmp_path / "root" / "settings.json"
    path.write_text('{"tasks": {"classification": {"ensemble": ["huge_model"]}}}')
    loader.reload()
    assert any("huge_model" in problem["message"] for problem in loader.problems)
