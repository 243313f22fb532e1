from collections.abc import Callable
from typing import Any

import pytest

from config.hosts import is_plain_and_public, leaves_machine
from config.loader import ConfigLoader
from tests.config.project_files import Project

Load = Callable[..., ConfigLoader]


@pytest.mark.parametrize(
    ("level", "lm_studio", "base_url"),
    [
        (0, "http://localhost:1234", "http://localhost:1234"),
        (1, "http://defaults:1", "http://defaults:1"),
        (2, "http://models:2", "http://defaults:1"),
        (3, "http://endpoints:3", "http://defaults:1"),
        (4, "http://llm-base:4", "http://llm-base:4"),
        (5, "http://environment:5", "http://environment:5"),
    ],
)
def test_address_of_lm_studio(
    load: Load, monkeypatch: pytest.MonkeyPatch, level: int, lm_studio: str, base_url: str
) -> None:
    settings: dict[str, Any] = {}
    defaults = {"llm": {"base_url": "http://defaults:1"}} if level >= 1 else None
    endpoints: dict[str, Any] = {"ollama": {"parallel": 2}}
    if level >= 2:
        endpoints["lm_studio"] = {"url": "http://models:2"}
    if level >= 3:
        settings["endpoints.lm_studio.url"] = "http://endpoints:3"
    if level >= 4:
        settings["llm_base"] = "http://llm-base:4"
    if level >= 5:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", "http://environment:5")
    config = load(settings, {"endpoints": endpoints}, defaults).get_merged_config()
    assert config["endpoints"]["lm_studio"]["url"] == lm_studio
    assert config["llm"]["base_url"] == base_url


def test_address_of_ollama(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = load({"llm_base": "http://other:1"})

    def url() -> str:
        return str(loader.get_merged_config()["endpoints"]["ollama"]["url"])

    assert url() == "http://localhost:11434"
    loader.save_settings({"endpoints.ollama.url": "http://settings:2/"})
    assert url() == "http://settings:2/"
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "http://environment:3/v1")
    assert url() == "http://environment:3/v1"
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "")
    assert url() == "http://settings:2/"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEADHUNTER_LM_STUDIO_URL", "ftp://a"),
        ("LEADHUNTER_OLLAMA_URL", "http://user:hunter2@a"),
        ("LEADHUNTER_EMBEDDED", "maybe"),
        ("LEADHUNTER_EMBEDDED", "2"),
    ],
)
def test_wrong_variables(load: Load, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    loader = load({})
    (problem,) = loader.problems
    assert (problem["file"], problem["line"], problem["key"]) == ("environment", 0, name)
    assert value not in str(problem)
    assert loader.get_merged_config()["endpoints"]["ollama"]["url"] == "http://localhost:11434"
    assert not loader.embedded_decided()


@pytest.mark.parametrize(
    ("settings", "models", "defaults", "variable", "enabled", "decided"),
    [
        ({}, {}, {}, None, False, False),
        ({}, {}, {"embedded": {"enabled": True}}, None, True, False),
        ({}, {"embedded": {"enabled": True}}, {}, None, True, False),
        ({}, {"endpoints": {"embedded": {"enabled": True}}}, {}, None, True, False),
        ({"embedded.enabled": True}, {}, {}, None, True, True),
        ({"embedded": {"enabled": False}}, {"embedded": {"enabled": True}}, {}, None, False, True),
        ({"endpoints.embedded.enabled": True}, {}, {}, None, True, True),
        ({"embedded.enabled": True}, {}, {}, "0", False, True),
        ({"embedded.enabled": False}, {}, {}, "1", True, True),
        *[({}, {}, {}, word, True, True) for word in ("true", "YES", " on ")],
        *[({}, {}, {}, word, False, True) for word in ("false", "No", "off")],
        ({}, {}, {}, "", False, False),
    ],
)
def test_embedded_switch(
    load: Load,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, Any],
    models: dict[str, Any],
    defaults: dict[str, Any],
    variable: str | None,
    enabled: bool,
    decided: bool,
) -> None:
    if variable is not None:
        monkeypatch.setenv("LEADHUNTER_EMBEDDED", variable)
    loader = load(settings, models, defaults)
    assert loader.problems == []
    assert (loader.embedded_enabled(), loader.embedded_decided()) == (enabled, decided)
    assert loader.get_merged_config()["embedded"]["enabled"] is enabled


@pytest.mark.parametrize("place", ["settings", "models"])
def test_the_engine_keeps_its_kind(load: Load, place: str) -> None:
    loader = load(**{place: {"endpoints": {"embedded": {"kind": "ollama", "parallel": 3}}}})
    assert [problem["key"] for problem in loader.problems] == ["endpoints.embedded.kind"]
    embedded = loader.get_merged_config()["endpoints"]["embedded"]
    assert (embedded["kind"], embedded["parallel"]) == ("llama_cpp", 3)


def test_own_model_files(load: Load) -> None:
    loader = load({"embedded.large": "/models/b.gguf"}, {"embedded": {"small": "a.gguf", "large": "c.gguf"}})
    embedded = loader.get_merged_config()["embedded"]
    assert (embedded["small"], embedded["large"]) == ("a.gguf", "/models/b.gguf")


@pytest.mark.parametrize(
    ("url", "leaves", "in_the_open"),
    [
        ("http://localhost:1234", False, False),
        ("localhost:1234", False, False),
        ("http://LOCALHOST.:1234/v1", False, False),
        ("http://a.localhost", False, False),
        ("http://127.0.0.1:1", False, False),
        ("http://127.9.9.9", False, False),
        ("http://127.1:1", False, False),
        ("http://2130706433", False, False),
        ("http://[::1]:1", False, False),
        ("http://[::ffff:127.0.0.1]:1", False, False),
        ("http://0.0.0.0:1", False, False),
        ("http://host.docker.internal:1", False, False),
        ("http://192.168.1.5:1", True, False),
        ("http://10.0.0.1", True, False),
        ("http://[fd00::1]", True, False),
        ("http://169.254.1.1", True, False),
        ("http://nas", True, False),
        ("http://nas.local", True, False),
        ("http://box.lan:1", True, False),
        ("http://llm.example", True, True),
        ("http://8.8.8.8", True, True),
        ("llm.example:1234", True, True),
        ("http://localhost.example", True, True),
        ("https://llm.example", True, False),
        ("https://192.168.1.5", True, False),
    ],
)
def test_where_an_address_is(url: str, leaves: bool, in_the_open: bool) -> None:
    assert (leaves_machine(url), is_plain_and_public(url)) == (leaves, in_the_open)


def test_endpoint_warnings(load: Load) -> None:
    remote = ConfigLoader().endpoint_presets()["remote"]
    loader = load(
        {"endpoints.lm_studio.url": remote["lm_studio"], "endpoints.ollama.url": remote["ollama"]},
        {"models": {"far": {"id": "x", "endpoint": "http://10.0.0.7:8080"}}},
        {"llm": {"base_url": "http://llm.example"}},
    )
    warnings = {warning["name"]: warning for warning in loader.endpoint_warnings()}
    assert set(warnings) == {"lm_studio", "ollama", "http://10.0.0.7:8080", "llm"}
    assert all(warning["leaves_machine"] for warning in warnings.values())
    assert all("ead data leaves this machine" in warning["message"] for warning in warnings.values())
    assert {name for name, warning in warnings.items() if warning["remedy"]} == {"ollama", "llm"}
    assert "without encryption" in warnings["ollama"]["message"]


def test_environment_is_watched(load: Load, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = load({})
    version = loader.version
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "http://new:1")
    assert loader.get_merged_config()["endpoints"]["ollama"]["url"] == "http://new:1"
    assert loader.version == version + 1
