from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from config.keys import place
from config.loader import ConfigLoader, UnknownModel
from config.shipped import SHIPPED_MODELS

Load = Callable[..., ConfigLoader]

# The six sources of a parameter of the task `outreach`, lowest first: document, path, file and key told.
SOURCES = [
    ("defaults", ("llm", "{}"), "defaults.yml", "llm.{}"),
    ("settings", ("llm_{}",), "settings.json", "llm_{}"),
    ("models", ("models", "large_model", "{}"), "models.yml", "models.large_model.{}"),
    ("models", ("models", "outreach", "{}"), "models.yml", "models.outreach.{}"),
    ("settings", ("models", "large_model", "{}"), "settings.json", "models.large_model.{}"),
    ("settings", ("tasks", "outreach", "{}"), "settings.json", "tasks.outreach.{}"),
]
VALUES: dict[str, list[Any]] = {
    "temperature": [0.11, 0.22, 0.33, 0.44, 0.55, 0.66],
    "top_k": [11, 22, 33, 44, None, 66],
    "top_p": [0.11, 0.22, 0.33, 0.44, 0.55, 0.66],
    "max_tokens": [1100, 2200, 3300, None, 5500, 6600],
    "timeout": [11, 22, 33, 44, 55, 66],
}
# These have no flat key and no default below the entries.
ENTRY_VALUES: dict[str, list[Any]] = {
    "context": [None, None, 1024, 2048, 4000, 8192],
    "system_role": [None, None, "native", "fold", "native", "fold"],
    "quantization": [None, None, "Q4", "Q5", "Q6", "Q8"],
    "fallback": [None, None, ["small_model"], [], ["small_model"], []],
    "tier": [None, None, "starter", "small", "large", "starter"],
    "min_tier": [None, None, "starter", "small", "large", "starter"],
    "endpoint": [None, None, "ollama", "lm_studio", "http://server.lan:9", "ollama"],
    "id": [None, None, "a", "b", "c", "d"],
}


def documents(parameter: str, values: list[Any], levels: range) -> dict[str, dict[str, Any]]:
    files: dict[str, dict[str, Any]] = {"defaults": {}, "settings": {}, "models": {}}
    place(files["models"], ("models", "large_model", "id"), "llama3:8b")
    place(files["models"], ("models", "small_model", "id"), "mistral")
    place(files["models"], ("models", "outreach", "model"), "large_model")
    for level in levels:
        file, path, _, _ = SOURCES[level]
        place(files[file], tuple(part.format(parameter) for part in path), deepcopy(values[level]))
    return files


@pytest.mark.parametrize(
    ("parameter", "first", "level"),
    [(parameter, 0, level) for parameter in VALUES for level in range(6)]
    + [(parameter, 2, level) for parameter in ENTRY_VALUES for level in range(2, 6)],
)
def test_highest_source_wins(load: Load, parameter: str, first: int, level: int) -> None:
    values = (VALUES | ENTRY_VALUES)[parameter]
    loader = load(**documents(parameter, values, range(first, level + 1)))
    assert loader.problems == []
    assert loader.get_task_config("outreach")[parameter] == values[level]
    _, _, file, key = SOURCES[level]
    assert loader.explain("outreach")[parameter] == {
        "value": values[level],
        "file": file,
        "key": key.format(parameter),
    }
    assert loader.get_merged_config()["models"]["outreach"][parameter] == values[level]


@pytest.mark.parametrize("parameter", VALUES)
def test_each_source_alone(load: Load, parameter: str) -> None:
    for level in range(6):
        files = documents(parameter, VALUES[parameter], range(level, level + 1))
        loader = load(**files)
        assert loader.get_task_config("outreach")[parameter] == VALUES[parameter][level], level


def test_built_in_below_everything(load: Load) -> None:
    loader = load(models={"models": {"plain": {"id": "some/model"}}})
    assert loader.explain("plain")["temperature"] == {
        "value": 0.4,
        "file": "built-in",
        "key": "llm.temperature",
    }
    assert loader.explain("plain")["endpoint"] == {
        "value": "lm_studio",
        "file": "built-in",
        "key": "endpoint",
    }


def test_flat_keys_rule_calls_without_task_only(load: Load) -> None:
    loader = load({"llm_temperature": 1.5, "llm_model": "other"}, SHIPPED_MODELS)
    assert loader.get_merged_config()["llm"]["temperature"] == 1.5
    assert loader.get_merged_config()["llm"]["model"] == "other"
    assert loader.get_task_config("outreach")["temperature"] == 0.7
    assert loader.get_task_config("outreach")["id"] == "llama3:8b"


def test_llm_section(load: Load) -> None:
    flat = {"llm_top_k": None, "llm_max_tokens": 0, "llm_timeout": 5}
    llm = load(flat, defaults={"llm": {"temperature": 0.9, "timeout": 7}}).get_merged_config()["llm"]
    assert (llm["top_k"], llm["max_tokens"], llm["timeout"]) == (None, None, 5)
    assert llm["temperature"] == 0.9


@pytest.mark.parametrize(
    ("settings", "entry", "expected"),
    [
        # a model named
        ({}, {"model": "small"}, ("id-small", "lm_studio", 0.1, "small")),
        # an id of a model: its endpoint and parameters
        ({}, {"id": "id-large"}, ("id-large", "ollama", 0.2, "large")),
        ({}, {"id": "id-large", "temperature": 0.5}, ("id-large", "ollama", 0.5, "large")),
        # an id of no model: LM Studio and the flat keys
        ({}, {"id": "id-new"}, ("id-new", "lm_studio", 0.9, "")),
        ({}, {"id": "id-new", "endpoint": "ollama"}, ("id-new", "ollama", 0.9, "")),
        # the same id on another server is another model
        ({}, {"id": "id-large", "endpoint": "lm_studio"}, ("id-large", "lm_studio", 0.9, "")),
        ({}, {"id": "id-large", "endpoint": "ollama"}, ("id-large", "ollama", 0.2, "large")),
        # nothing but a parameter: the flat model
        ({}, {"top_k": 3}, ("id-flat", "lm_studio", 0.9, "")),
        # an address for an endpoint
        ({}, {"id": "x", "endpoint": "http://box.lan:8080/v1"}, ("x", "http://box.lan:8080/v1", 0.9, "")),
        # moved by settings.json
        ({"tasks.audit.model": "large"}, {"model": "small"}, ("id-large", "ollama", 0.2, "large")),
        (
            {"tasks.audit.model": "large"},
            {"id": "a", "endpoint": "b.lan:1"},
            ("id-large", "ollama", 0.2, "large"),
        ),
        (
            {"tasks.audit.model": "large"},
            {"model": "small", "temperature": 0.7},
            ("id-large", "ollama", 0.7, "large"),
        ),
        ({"tasks.audit.id": "id-large"}, {"model": "small"}, ("id-large", "ollama", 0.2, "large")),
        ({"tasks.audit.id": "id-new"}, {"model": "large"}, ("id-new", "ollama", 0.2, "large")),
        ({"tasks.audit.endpoint": "ollama"}, {"model": "small"}, ("id-small", "ollama", 0.1, "small")),
        ({"models.large.id": "id-newer"}, {"model": "large"}, ("id-newer", "ollama", 0.2, "large")),
        ({"models.large.id": "id-newer"}, {"id": "id-newer"}, ("id-newer", "ollama", 0.2, "large")),
        ({"models.large.temperature": 0.8}, {"id": "id-large"}, ("id-large", "ollama", 0.8, "large")),
    ],
)
def test_what_an_entry_is_built_on(
    load: Load, settings: dict[str, Any], entry: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    models = {
        "small": {"id": "id-small", "temperature": 0.1},
        "large": {"id": "id-large", "temperature": 0.2, "endpoint": "ollama"},
        "audit": entry,
    }
    loader = load({"llm_model": "id-flat", "llm_temperature": 0.9, **settings}, {"models": models})
    assert loader.problems == []
    config = loader.get_task_config("audit")
    assert (config["id"], config["endpoint"], config["temperature"], config["alias"]) == expected
    assert loader.get_merged_config()["endpoints"][config["endpoint"]]["url"].startswith("http")


@pytest.mark.parametrize(
    ("settings", "large_model", "expected"),
    [
        ({}, {"model": "small_model"}, ("s", "lm_studio", 0.6, 11)),
        ({}, {"model": "small_model", "top_k": 22}, ("s", "lm_studio", 0.6, 22)),
        ({}, {"model": "small_model", "id": "own"}, ("own", "lm_studio", 0.6, 11)),
        ({"models.small_model.top_k": 3}, {"model": "small_model", "top_k": 22}, ("s", "lm_studio", 0.6, 3)),
        ({"models.large_model.model": "small_model"}, {"id": "l"}, ("s", "lm_studio", 0.6, 11)),
    ],
)
def test_a_model_may_be_built_on_another(
    load: Load, settings: dict[str, Any], large_model: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    models = {"small_model": {"id": "s", "top_k": 11}, "large_model": large_model}
    loader = load(settings, {"models": models})
    assert loader.problems == []
    config = loader.get_task_config("lead_summary")
    assert (config["id"], config["endpoint"], config["temperature"], config["top_k"]) == expected
    assert config["alias"] == "large_model"
    large = loader.get_model_config("large_model")
    assert (large["id"], large["alias"], "task" in large) == (expected[0], "small_model", False)


def test_a_fine_tune_has_its_own_id_and_the_rest_of_its_base(load: Load) -> None:
    entries = {
        "large_model": {"id": "llama3:8b", "endpoint": "ollama", "context": 8192, "layers": 32},
        "letters": {"id": "own/letters", "base": "large_model", "temperature": 0.9},
        "outreach": {"model": "letters"},
    }
    loader = load(models={"models": entries})
    assert loader.problems == []
    tune = loader.get_merged_config()["models"]["letters"]
    assert (tune["id"], tune["endpoint"], tune["context"]) == ("own/letters", "ollama", 8192)
    assert (tune["temperature"], tune["layers"], tune["base"]) == (0.9, 32, "large_model")
    assert "task" not in tune
    assert loader.get_task_config("outreach")["id"] == "own/letters"


def test_a_base_must_be_a_model_and_lead_somewhere(load: Load) -> None:
    entries = {"a": {"id": "a", "base": "b"}, "b": {"id": "b", "base": "a"}, "c": {"id": "c", "base": "gone"}}
    problems = load(models={"models": entries}).problems
    assert {problem["key"] for problem in problems} >= {"models.a.base", "models.c.base"}


def test_models_built_on_each_other(load: Load) -> None:
    loader = load(
        models={"models": {"a": {"model": "b"}, "b": {"model": "a", "top_k": 5}, "c": {"model": "a"}}}
    )
    assert {problem["key"] for problem in loader.problems} >= {"models.a.model", "models.b.model"}
    assert loader.get_task_config("b")["top_k"] == 5
    assert len(loader.problems) == 2


def test_a_task_whose_only_key_leads_nowhere_is_the_shipped_one(load: Load) -> None:
    loader = load(models={"models": {"outreach": {"endpoint": "nowhere"}}})
    assert loader.get_task_config("outreach")["alias"] == "large_model"
    assert len(loader.problems) == 1


def test_two_models_of_one_id_do_not_build_on_each_other(load: Load) -> None:
    models = {
        "calm": {"id": "same", "endpoint": "ollama", "temperature": 0.1, "top_k": 5},
        "wild": {"id": "same", "endpoint": "ollama", "temperature": 1.9},
        "short": {"id": "same", "max_tokens": 5},
    }
    loader = load(models={"models": models}, defaults={"llm": {"top_k": 77}})
    assert loader.get_model_config("wild")["top_k"] == 77
    assert loader.get_model_config("calm")["top_k"] == 5
    short = loader.get_model_config("short")
    assert (short["endpoint"], short["alias"], short["temperature"]) == ("ollama", "calm", 0.1)


def test_an_entry_of_the_file_takes_nothing_from_the_shipped_one(load: Load) -> None:
    loader = load(
        {"llm_temperature": 0.15},
        {"models": {"small_model": {"id": "tiny"}, "outreach": {"model": "small_model"}}},
    )
    assert loader.get_task_config("outreach")["temperature"] == 0.15
    # a task the file does not name is the shipped one, on the file's model
    assert loader.get_task_config("audit")["id"] == "tiny"
    assert loader.get_task_config("dossier")["id"] == "llama3:8b"


def test_settings_may_add_models_tasks_and_endpoints(load: Load) -> None:
    loader = load(
        {
            "endpoints": {"box": {"url": "http://box.lan:8000", "parallel": 8}},
            "models": {"llama3.1": {"id": "llama3.1:8b", "endpoint": "box"}},
            "tasks": {"translate": {"model": "llama3.1", "temperature": 0.1}},
        }
    )
    assert loader.problems == []
    config = loader.get_task_config("translate")
    assert (config["id"], config["endpoint"], config["temperature"]) == ("llama3.1:8b", "box", 0.1)
    assert loader.get_merged_config()["endpoints"]["box"]["parallel"] == 8


@pytest.mark.parametrize(
    "settings",
    [
        {"tasks": {"outreach": {"temperature": 0.5}}},
        {"tasks.outreach.temperature": 0.5},
        {"tasks.outreach": {"temperature": 0.5}},
        {"tasks": {"outreach.temperature": 0.5}},
    ],
)
def test_nested_and_dotted_keys_are_the_same(load: Load, settings: dict[str, Any]) -> None:
    loader = load(settings)
    assert loader.problems == []
    assert loader.explain("outreach")["temperature"] == {
        "value": 0.5,
        "file": "settings.json",
        "key": "tasks.outreach.temperature",
    }


@pytest.mark.parametrize(
    ("settings", "section", "key", "value"),
    [
        ({"language": "DE"}, "locale", "language", "de"),
        ({"country": "de"}, "locale", "country", "DE"),
        ({"city": "Köln"}, "locale", "city", "Köln"),
        ({"locale.city": "Köln"}, "locale", "city", "Köln"),
        ({"search_provider": "searxng"}, "search", "provider", "searxng"),
        (
            {"search": {"searxng_url": "http://localhost:8888"}},
            "search",
            "searxng_url",
            "http://localhost:8888",
        ),
        ({"network.allow_hosts": ["localhost:8000"]}, "network", "allow_hosts", ["localhost:8000"]),
        ({"network": {"pause": 0}}, "network", "pause", 0),
        ({"extraction.max_characters": 900}, "extraction", "max_characters", 900),
        ({"scoring.email": 5}, "scoring", "email", 5),
        ({"export.profile": "brevo"}, "export", "profile", "brevo"),
        ({"privacy.log_prompts": True}, "privacy", "log_prompts", True),
        ({"embedded.small": "~/a.gguf"}, "embedded", "small", "~/a.gguf"),
    ],
)
def test_sections_may_be_overridden(
    load: Load, settings: dict[str, Any], section: str, key: str, value: object
) -> None:
    loader = load(settings)
    assert loader.problems == []
    assert loader.get_merged_config()[section][key] == value


def test_explain_tells_every_parameter(load: Load) -> None:
    loader = load()
    for name in ("outreach", "large_model"):
        config = loader.get_model_config(name)
        explained = loader.explain(name)
        assert {key: explained[key]["value"] for key in config.keys() & explained.keys()} == {
            key: value for key, value in config.items() if key not in {"alias", "task"}
        }
    assert loader.explain("outreach")["model"] == {
        "value": "large_model",
        "file": "built-in",
        "key": "models.outreach.model",
    }


@pytest.mark.parametrize("method", ["get_model_config", "get_task_config", "explain"])
def test_unknown_name(load: Load, method: str) -> None:
    with pytest.raises(UnknownModel) as caught:
        getattr(load(), method)("outreech")
    assert 'Did you mean "outreach"?' in str(caught.value)
    assert isinstance(caught.value, KeyError)
