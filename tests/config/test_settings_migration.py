import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from config.loader import ConfigLoader
from config.shipped import SHIPPED_SETTINGS
from tests.config.project_files import Project

Load = Callable[..., ConfigLoader]
OLD = {"llm_model": "llama-3-8b-instruct-64k", "llm_temperature": 0.2}


@pytest.mark.parametrize(
    "old",
    [
        OLD,
        {"llm_model": "llama-3-8b-instruct-64k"},
        {**OLD, "llm_base": "http://box.lan:1234", "llm_key": "sk-a", "language": "de", "zzz": [1]},
        {**OLD, "llm_max_tokens": 512, "llm_top_k": None},
    ],
)
def test_the_old_single_model_becomes_the_shipped_values(
    load: Load, project: Project, old: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    text = json.dumps(old, indent=7)
    loader = load(text)
    kept = {key: value for key, value in old.items() if key not in SHIPPED_SETTINGS}
    assert project.settings() == {**kept, **SHIPPED_SETTINGS}
    backup = project.settings_file.with_name("settings.json.bak")
    assert backup.read_text() == text
    assert len(loader.notices) == 1
    assert "settings.json.bak" in loader.notices[0]["remedy"]
    assert loader.notices[0]["message"] in caplog.text
    llm = loader.get_merged_config()["llm"]
    assert (llm["model"], llm["temperature"]) == ("mistralai/mistral-7b-instruct-v0.3", 0.4)
    assert llm["base_url"] == old.get("llm_base", "http://localhost:1234")
    # once is enough
    assert ConfigLoader(project.root).notices == []
    assert backup.read_text() == text


@pytest.mark.parametrize(
    "other",
    [
        {"llm_model": "llama-3-8b-instruct"},
        {**OLD, "llm_temperature": 0.3},
        {**OLD, "tasks": {"outreach": {"temperature": 0.2}}},
        {**OLD, "tasks.outreach.temperature": 0.2},
        {**OLD, "models": {"small_model": {"id": "x"}}},
        {"llm_temperature": 0.2},
        {"llm_model": ["llama-3-8b-instruct-64k"]},
    ],
)
def test_what_the_analyst_chose_is_left_alone(load: Load, project: Project, other: dict[str, Any]) -> None:
    text = json.dumps(other)
    loader = load(text)
    assert project.settings_file.read_text() == text
    assert loader.notices == []


def test_a_file_that_comes_back_later(load: Load, project: Project) -> None:
    loader = load({})
    project.write(OLD)
    assert loader.get_merged_config()["llm"]["temperature"] == 0.4
    assert len(loader.notices) == 1


def test_where_nothing_can_be_written(load: Load, project: Project, caplog: pytest.LogCaptureFixture) -> None:
    project.settings_file.with_name("settings.json.bak").mkdir()
    with caplog.at_level(logging.WARNING):
        loader = load(OLD)
        loader.reload()
        loader.reload()
    assert project.settings() == OLD
    assert loader.get_merged_config()["llm"]["model"] == "mistralai/mistral-7b-instruct-v0.3"
    assert len(loader.notices) == 1
    assert "could not be written" in loader.notices[0]["remedy"]
    assert caplog.text.count("single-model") == 1
    project.settings_file.with_name("settings.json.bak").rmdir()
    loader.save_settings({"tasks.outreach.top_k": 3})
    assert project.settings() == {**SHIPPED_SETTINGS, "tasks": {"outreach": {"top_k": 3}}}
