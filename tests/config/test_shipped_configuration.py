import json
from pathlib import Path

import pytest
import yaml

from config import locations, shipped
from config.loader import ConfigLoader

TASK_TABLE = {
    "extraction": ("small_model", 0.4, "starter"),
    "answer": ("small_model", 0.4, "small"),
    "audit": ("small_model", 0.4, "starter"),
    "classification": ("small_model", 0.4, "starter"),
    "lead_summary": ("large_model", 0.6, "small"),
    "outreach": ("large_model", 0.7, "small"),
    "dossier": ("large_model", 0.6, "small"),
}
SMALL = {"id": "mistralai/mistral-7b-instruct-v0.3", "endpoint": "lm_studio", "top_k": 30, "top_p": 0.9}
SMALL |= {"max_tokens": 4096, "context": 4096, "tier": "small"}
LARGE = {"id": "llama3:8b", "endpoint": "ollama", "top_k": 40, "top_p": 0.9}
LARGE |= {"max_tokens": 8192, "context": 8192, "tier": "large"}
FLAT = {"model": "mistralai/mistral-7b-instruct-v0.3", "temperature": 0.4, "top_k": 40, "top_p": 0.9}
FLAT |= {"max_tokens": 2048, "timeout": 60}


@pytest.mark.parametrize(
    ("file", "built_in"),
    [
        ("config/defaults.yml", shipped.SHIPPED_DEFAULTS),
        ("config/models.yml", shipped.SHIPPED_MODELS),
        ("settings.json", shipped.SHIPPED_SETTINGS),
    ],
)
def test_files_hold_what_is_built_in(file: str, built_in: object) -> None:
    text = (locations.ROOT / file).read_text(encoding="utf-8")
    assert (json.loads(text) if file.endswith("json") else yaml.safe_load(text)) == built_in


def test_settings_json_has_flat_keys_only() -> None:
    shipped = json.loads((locations.ROOT / "settings.json").read_text(encoding="utf-8"))
    assert shipped == {f"llm_{key}": value for key, value in FLAT.items()}


@pytest.fixture(params=["shipped files", "no file at all"])
def shipped(request: pytest.FixtureRequest, tmp_path: Path) -> ConfigLoader:
    if request.param == "no file at all":
        return ConfigLoader(tmp_path / "nowhere")
    return ConfigLoader()


def test_no_problem_and_no_warning(shipped: ConfigLoader) -> None:
    assert shipped.problems == []
    assert shipped.notices == []
    assert shipped.endpoint_warnings() == []


@pytest.mark.parametrize("task", TASK_TABLE)
def test_tasks(shipped: ConfigLoader, task: str) -> None:
    model, temperature, min_tier = TASK_TABLE[task]
    config = shipped.get_task_config(task)
    expected = {
        **(SMALL if model == "small_model" else LARGE),
        "temperature": temperature,
        "min_tier": min_tier,
    }
    assert {key: config[key] for key in expected} == expected
    assert (config["alias"], config["task"], config["fallback"], config["timeout"]) == (model, task, [], 60)
    assert config["system_role"] == "fold"
    assert shipped.get_merged_config()["models"][task] == config


def test_models(shipped: ConfigLoader) -> None:
    for name, expected in (("small_model", SMALL), ("large_model", LARGE)):
        config = shipped.get_model_config(name)
        assert {key: config[key] for key in expected} == expected
    starter = shipped.get_model_config("starter_model")
    assert (starter["id"], starter["endpoint"]) == ("smollm2-135m-instruct", "embedded")
    assert (starter["tier"], starter["context"], starter["max_tokens"]) == ("starter", 2048, 256)


def test_merged_config(shipped: ConfigLoader) -> None:
    config = shipped.get_merged_config()
    assert config["llm"] == {**FLAT, "base_url": "http://localhost:1234", "api_key": "not-needed"}
    assert config["locale"] == {"language": "fr", "country": "FR", "city": "", "interface": ""}
    assert {name: endpoint["url"] for name, endpoint in config["endpoints"].items()} == {
        "lm_studio": "http://localhost:1234",
        "ollama": "http://localhost:11434",
        "embedded": "",
    }
    assert config["endpoints"]["lm_studio"]["parallel"] == 4
    assert config["endpoints"]["ollama"] == {
        "url": "http://localhost:11434",
        "kind": "ollama",
        "parallel": 1,
        "api_key": "not-needed",
        "send_top_k": False,
        "load_timeout": 300,
    }
    assert config["embedded"] == {"enabled": False, "small": None, "large": None}
    assert config["search"]["sources"] == 10
    assert set(config) == {
        *("llm", "locale", "search", "network", "extraction", "scoring", "export", "privacy", "sender"),
        *("embedded", "embeddings", "outreach", "models", "endpoints"),
    }


def test_endpoint_presets(shipped: ConfigLoader) -> None:
    assert shipped.endpoint_presets() == {
        "local": {"lm_studio": "http://localhost:1234", "ollama": "http://localhost:11434"},
        "remote": {"lm_studio": "https://lm.leophir.com/", "ollama": "http://oll.leophir.com/"},
    }


def test_what_is_returned_is_the_callers_own(shipped: ConfigLoader) -> None:
    config = shipped.get_merged_config()
    config["models"]["outreach"]["fallback"].append("small_model")
    config["llm"].clear()
    assert shipped.get_merged_config()["models"]["outreach"]["fallback"] == []
    assert shipped.get_merged_config()["llm"]["temperature"] == 0.4
