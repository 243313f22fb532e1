"""Set-ups write what they say, are recognised again, and lead back to two servers."""

import shutil
from datetime import UTC, datetime

import pytest

from config import locations
from config.loader import ConfigLoader
from llm import embedded, setups
from llm.call_log import Call
from llm.call_stats import By, totals
from llm.setups import EXPLAINED, STRUCTURED, WRITING, SetUp


@pytest.fixture
def loader(tmp_path):
    (tmp_path / "root" / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, tmp_path / "root" / name)
    return ConfigLoader(tmp_path / "root")


def use(loader, setup):
    changes = setups.changes_for(setup, loader.get_merged_config())
    loader.save_settings(changes.values, changes.removed)


@pytest.mark.parametrize("setup", list(SetUp))
def test_each_is_recognised_and_leads_back(loader, setup, monkeypatch):
    shipped = loader.get_merged_config()
    use(loader, setup)
    found = setups.current(loader.get_merged_config())
    assert found is setup
    assert loader.problems == []
    use(loader, SetUp.TWO_SERVERS)
    restored = loader.get_merged_config()
    assert restored["models"] == shipped["models"]
    assert restored["endpoints"] == shipped["endpoints"]
    assert EXPLAINED[setup].cost


def test_switching_keeps_everything_else(loader):
    loader.save_settings({"tasks.outreach.temperature": 0.9, "models.large_model.max_tokens": 1000})
    use(loader, SetUp.EMBEDDED)
    use(loader, SetUp.LM_STUDIO)
    outreach = loader.get_task_config("outreach")
    assert (outreach["temperature"], outreach["max_tokens"]) == (0.9, 1000)
    assert (outreach["endpoint"], outreach["id"]) == ("lm_studio", "llama3:8b")


def test_one_model_for_everything_is_that(loader):
    use(loader, SetUp.LARGE_ONLY)
    ids = {loader.get_task_config(task)["id"] for task in (*STRUCTURED, *WRITING)}
    assert ids == {"llama3:8b"}


def test_the_embedded_engine_wants_models_that_can_write(loader):
    config = loader.get_merged_config()
    if embedded.installed():
        assert "the starter model cannot write" in setups.missing_for(SetUp.EMBEDDED, config)
    locations.own_models_dir().mkdir(parents=True)
    (locations.own_models_dir() / "small.gguf").write_bytes(b"GGUF")
    if embedded.installed():
        assert setups.missing_for(SetUp.EMBEDDED, config) == ""
    assert setups.missing_for(SetUp.BY_HAND, config) == ""


def test_a_set_up_of_ones_own_is_none_of_ours(loader):
    loader.save_settings({"tasks.audit.model": "large_model"})
    assert setups.current(loader.get_merged_config()) is None


def test_calls_are_summed_by_task_model_and_day():
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    calls = [
        Call(at=at, task="audit", served_model="m", seconds=2, prompt_tokens=10, completion_tokens=5),
        Call(at=at, task="audit", served_model="n", fallback_reason="off", repaired=True, seconds=1),
        Call(at=at.replace(day=1), requested_model="m", error="TimedOut: x"),
        Call(at=at, task="audit", served_model="m", cached=True, prompt_tokens=10),
    ]
    by_task = totals(calls, By.TASK)
    assert [(one.name, one.calls) for one in by_task] == [("audit", 3), ("without a task", 1)]
    audit = by_task[0]
    assert (audit.tokens, audit.seconds, audit.fallbacks, audit.repairs, audit.kept) == (15, 3.0, 1, 1, 1)
    assert [one.name for one in totals(calls, By.MODEL)] == ["m", "n"]
    assert [one.name for one in totals(calls, By.DAY)] == ["2026-03-01", "2026-03-02"]
    assert totals(calls, By.DAY)[0].failures == 1
