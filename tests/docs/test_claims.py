"""Tables of the guide that are written by hand say what the code does."""

import ast
import re
from datetime import timedelta

import pytest

from config.locations import ROOT
from config.schema import TASKS, ModelsFile
from config.shipped import SHIPPED_DEFAULTS, SHIPPED_MODELS
from leads.privacy import DELETED_AFTER, PAGES_KEPT, REVIEW_AFTER
from llm.answer_cache import KEEP_SECONDS
from llm.targets import Target
from llm.wire import request_options
from scripts import docs
from tests.docs.test_documentation import TEXTS

_ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)
ROOMS = ("jobs", "scrapers", "seo", "outreach", "dossier", "llm", "leads", "config")


def rows(page: str) -> dict[str, list[str]]:
    """Return the rows of all tables of a page by their first cell, without backticks."""
    cells = [row.split(" | ") for row in _ROW.findall(TEXTS[page])]
    return {first.replace("`", ""): rest for first, *rest in cells}


def imported(room: str) -> set[str]:
    found = set()
    for path in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
    return found & {"ui", "commands", *ROOMS} - {room}


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_call_only_what_the_architecture_says(room: str) -> None:
    words = rows("docs/architecture.md")[room][1]
    allowed = set(re.findall(r"`(\w+)`", words))
    if words == "all below":
        allowed = set(ROOMS) - {room}
    assert imported(room) <= allowed


@pytest.mark.parametrize("task", TASKS)
def test_tasks_have_the_models_and_temperatures_of_the_table(task: str) -> None:
    preset = SHIPPED_MODELS["models"][task]
    _, model, temperature, _ = rows("docs/dual-models.md")[task]
    assert (f"{model}_model", float(temperature)) == (preset["model"], preset["temperature"])


def test_the_table_of_parameters_says_what_is_sent() -> None:
    target = Target(
        alias="small_model",
        model="m",
        endpoint="lm_studio",
        root="http://127.0.0.1:9",
        temperature=0.4,
        top_k=40,
        top_p=0.9,
        max_tokens=64,
    )
    table = rows("docs/dual-models.md")
    said = {
        name for name in ("temperature", "top_k", "top_p", "max_tokens") if table[name][2].startswith("yes")
    }
    assert said == set(request_options(target, {}))


@pytest.mark.parametrize("name", ["temperature", "top_p", "max_tokens", "top_k", "timeout", "context"])
def test_ranges_of_the_table_are_those_of_the_schema(name: str) -> None:
    expects = dict(docs.keys_of(ModelsFile))[f"models.*.{name}"]
    said = rows("docs/dual-models.md")[name][1].partition("; extraction")[0]
    assert set(re.findall(r"\d+", expects)) <= set(re.findall(r"[\d.]+", said))
    assert ("above" in expects) is ("above" in said)


def test_switches_are_shipped_as_the_page_on_privacy_says() -> None:
    shown = {True: "`true`", False: "`false`", "": "empty"}
    switches = {
        key: cells[0] for key, cells in rows("docs/privacy.md").items() if re.match(r"\w+\.\w+$", key)
    }
    assert {key for key in switches if key.startswith("privacy.")} == {
        f"privacy.{key}" for key in SHIPPED_DEFAULTS["privacy"]
    }
    values: dict[str, dict[str, object]] = {**SHIPPED_DEFAULTS}  # type: ignore[typeddict-item]
    for key, said in switches.items():
        section, _, name = key.partition(".")
        assert said == shown[values[section][name]], key  # type: ignore[index]


def test_periods_are_those_of_the_page_on_privacy() -> None:
    assert timedelta(days=30) == PAGES_KEPT == timedelta(seconds=KEEP_SECONDS)
    assert (timedelta(days=3 * 365), timedelta(days=365)) == (DELETED_AFTER, REVIEW_AFTER)
    page = TEXTS["docs/privacy.md"]
    assert "30 days" in page
    assert "three years; after one year" in page
