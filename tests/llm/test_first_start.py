"""The embedded engine in the chain, and who switches it on."""

import contextlib
import shutil

import pytest
from pydantic import BaseModel

from config import locations
from config.loader import ConfigLoader
from llm import embedded, health
from llm.errors import AllModelsFailed, ConnectionFailed, Truncated
from llm.first_start import switch_on_embedded
from llm.health import Colour
from llm.router import TaskRouter
from tests.servers import faults

NOBODY = "http://127.0.0.1:9"


class Firm(BaseModel):
    name: str | None = None
    town: str | None = None


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / "config").mkdir()
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, tmp_path / name)
    monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", NOBODY)
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", NOBODY)
    return tmp_path


@pytest.mark.model
def test_it_is_switched_on_once_when_nobody_answers(root):
    loader = ConfigLoader(root)
    assert "starter model" in (switch_on_embedded(loader) or "")
    assert ConfigLoader(root).embedded_enabled() is True
    assert switch_on_embedded(loader) is None


def test_it_stays_off_when_a_server_answers(root, monkeypatch, ollama):
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
    loader = ConfigLoader(root)
    assert switch_on_embedded(loader) is None
    assert loader.embedded_enabled() is False


@pytest.mark.parametrize("said", ["0", "1"])
def test_the_environment_decides(root, monkeypatch, said):
    monkeypatch.setenv("LEADHUNTER_EMBEDDED", said)
    loader = ConfigLoader(root)
    before = (root / "settings.json").read_bytes()
    assert switch_on_embedded(loader) is None
    assert (root / "settings.json").read_bytes() == before
    assert loader.embedded_enabled() is (said == "1")


def test_a_decision_of_the_analyst_is_respected(root):
    ConfigLoader(root).save_settings({"embedded.enabled": False})
    assert switch_on_embedded(ConfigLoader(root)) is None


@pytest.mark.model
def test_the_starter_model_answers_last_and_never_writes(root, monkeypatch):
    monkeypatch.setenv("LEADHUNTER_EMBEDDED", "1")
    router = TaskRouter.from_config(ConfigLoader(root))
    assert router.plan("extraction").fallback == ["The embedded engine: the best of the embedded engine"]
    assert router.tier_of("extraction") == "starter"
    assert router.tier_of("outreach") is None
    page = [{"role": "user", "content": "Plomberie Durand, 12 rue des Faures, Bordeaux."}]
    done = router.run("extraction", page, Firm)
    assert isinstance(done.data, Firm)
    assert (done.endpoint, done.tier) == ("embedded", "starter")
    assert "LM Studio is not running" in done.fallback_reason
    for task in ("answer", "lead_summary", "outreach", "dossier"):
        with pytest.raises(AllModelsFailed):
            router.run(task, page)


def test_lights(root, monkeypatch, lm_studio):
    monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", lm_studio.url)
    config = ConfigLoader(root).get_merged_config()
    studio, ollama = health.lights(config)
    assert (studio.label, studio.colour, studio.loaded_context) == ("LM Studio", Colour.GREEN, 4096)
    assert "mistral" in studio.model
    assert (ollama.label, ollama.colour) == ("Ollama", Colour.RED)
    assert "not running" in ollama.detail
    assert ollama.remedy
    assert health.embedded_light(config) is None


def test_a_server_without_its_model_is_amber(root, monkeypatch, ollama):
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
    monkeypatch.setattr(ollama, "models", {})
    light = health.lights(ConfigLoader(root).get_merged_config())[1]
    assert light.colour is Colour.AMBER
    assert "ollama pull llama3:8b" in light.remedy


def test_a_real_question_tests_a_model(root, monkeypatch, lm_studio):
    monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", lm_studio.url)
    config = ConfigLoader(root).get_merged_config()
    model, seconds = health.try_model(config, "small_model")
    assert "mistral" in model
    assert seconds > 0
    assert lm_studio.chats[0]["max_tokens"] == 16
    lm_studio.fail(faults.TruncatedLength())
    assert "mistral" in health.try_model(config, "small_model")[0]
    lm_studio.stop()
    with pytest.raises(ConnectionFailed):
        health.try_model(config, "small_model")


@pytest.mark.model
def test_own_models_answer_both_at_once(root, monkeypatch):
    starter = next(model for model in embedded.EmbeddedEngine().models() if model.tier == "starter")
    folder = locations.own_models_dir()
    folder.mkdir(parents=True)
    for name in ("small.gguf", "large.gguf"):
        (folder / name).symlink_to(starter.path)
    monkeypatch.setenv("LEADHUNTER_EMBEDDED", "1")
    loader = ConfigLoader(root)
    engine = embedded.configured_engine(loader.get_merged_config())
    assert [model.id for model in engine.models()] == [starter.id, "small", "large"]
    roots = {name: engine.ensure(name) for name in ("small", "large")}
    assert engine.running() == roots
    assert len(set(roots.values())) == 2
    # A model this small may go on until it is stopped.
    with contextlib.suppress(Truncated):
        done = TaskRouter.from_config(loader).run(
            "outreach", [{"role": "user", "content": "Say yes."}], overrides={"max_tokens": 16}
        )
        assert (done.endpoint, done.tier) == ("embedded", "large")
    engine.stop()
