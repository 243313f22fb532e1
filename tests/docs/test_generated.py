"""The pages that are made from the code are in step with it, and leave nothing out."""

import re

import pytest

from config.locations import ROOT
from config.schema import DefaultsFile, ModelsFile, SettingsFile
from config.shipped import SHIPPED_DEFAULTS, SHIPPED_MODELS, SHIPPED_SETTINGS
from llm.errors import SchemaRefused
from scrapers.fetch_error import FetchCode
from scripts import docs

PAGES = (
    "README.md",
    "docs/configuration.md",
    "docs/dossier-proof.md",
    "docs/hardware.md",
    "docs/troubleshooting.md",
)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_pages_are_in_step() -> None:
    made = docs.pages()
    assert sorted(made) == sorted(PAGES)
    behind = [name for name in PAGES if text(name) != made[name]]
    assert behind == [], "run: python -m scripts.docs"


@pytest.mark.parametrize(
    ("shape", "shipped"),
    [(DefaultsFile, SHIPPED_DEFAULTS), (ModelsFile, SHIPPED_MODELS), (SettingsFile, SHIPPED_SETTINGS)],
    ids=["defaults", "models", "settings"],
)
def test_every_shipped_key_is_listed(shape: type, shipped: dict[str, object]) -> None:
    def leaves(values: dict[str, object], prefix: str = "") -> list[str]:
        found = []
        for key, value in values.items():
            found += leaves(value, f"{prefix}{key}.") if isinstance(value, dict) else [prefix + key]
        return found

    listed = [re.escape(key).replace(r"\*", r"[^.]+") for key, _ in docs.keys_of(shape)]
    assert [key for key in leaves(shipped) if not any(re.fullmatch(one, key) for one in listed)] == []


def test_every_key_has_its_range_and_a_key_is_no_example() -> None:
    for shape in (DefaultsFile, ModelsFile, SettingsFile):
        assert all(expects for _, expects in docs.keys_of(shape))
    assert "| `llm_key` | a text |" in text("docs/configuration.md")


def test_every_cause_and_class_is_told() -> None:
    page = text("docs/troubleshooting.md")
    assert [code for code in FetchCode if f"| `{code}` |" not in page] == []
    classes = docs.errors()
    assert SchemaRefused in classes
    assert [error.__name__ for error in classes if f"### {error.__name__}\n" not in page] == []


def test_words_of_an_error_come_with_their_remedy() -> None:
    words = docs.raised_words()
    assert ("… is busy.", "Wait a moment, then try again.") in words["Busy"], "a row of a table"
    assert ("There is no message to send.", "Write something first.") in words["InvalidMessages"]
    assert all(".example" not in message for message, _ in words["InvalidURL"]), "another room's error"


def test_what_is_written_by_hand_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("configuration", "troubleshooting"):
        monkeypatch.setattr(docs, part, lambda: "nothing")
    page = docs.pages()["docs/configuration.md"]
    assert page.startswith(text("docs/configuration.md").partition(docs.BEGIN)[0])
    assert page.rstrip().endswith(docs.END)
