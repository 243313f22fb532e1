"""Every sentence of the screens has its French, with the same places to fill."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from config.locations import ROOT
from ui import language

FRENCH = sorted((language.LOCALES / "fr").glob("*.yml"))
PLACE = re.compile(r"\{\w*(?::[^{}]*)?\}")
TRANSLATING = {"t": 1, "tn": 2, "mark": 1}
# What rooms below say; it stands in no call of t().
BELOW = "said"
SCREENS = [path for path in FRENCH if not path.stem.startswith(BELOW)]


def sources() -> list[Path]:
    return sorted([ROOT / "app.py", *(ROOT / "ui").rglob("*.py")])


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def texts(path: Path) -> set[str]:
    """Return the English sentences a module asks a translation of."""
    return {
        argument.value
        for call in calls(path)
        for argument in call.args[: TRANSLATING.get(name_of(call), 0)]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def catalogue(path: Path) -> dict[str, str]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_sentence_has_its_french(path: Path) -> None:
    french = language.catalogue("fr")
    assert sorted(text for text in texts(path) if text not in french) == []


@pytest.mark.parametrize("path", FRENCH, ids=lambda path: path.stem)
def test_a_translation_has_the_places_of_its_sentence(path: Path) -> None:
    for english, other in catalogue(path).items():
        assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(other)), english


@pytest.mark.parametrize(
    "path", [path for path in FRENCH if not path.stem.startswith(BELOW)], ids=lambda p: p.stem
)
def test_no_translation_is_left_of_a_sentence_that_is_gone(path: Path) -> None:
    used = {text for source in sources() for text in texts(source)}
    assert sorted(text for text in catalogue(path) if text not in used) == []


def test_a_sentence_is_translated_the_same_everywhere() -> None:
    pairs = {pair for path in FRENCH for pair in catalogue(path).items()}
    assert len(pairs) == len({english for english, _ in pairs})


@pytest.mark.parametrize(
    ("said", "french"),
    [
        ("Save", "Enregistrer"),
        ("No such sentence.", "No such sentence."),
        ("3 models on 2 servers", "3 modèles sur 2 serveurs"),
    ],
)
def test_finished_sentences_find_their_french(
    said: str, french: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "current", lambda: "fr")
    assert language.said(said) == french


def test_english_is_the_language_outside_of_a_run() -> None:
    assert language.current() == "en"
    assert language.t("Save") == "Save"
    assert language.tn("{count} lead", "{count} leads", 1) == "1 lead"


@pytest.mark.parametrize(
    ("count", "english", "french"), [(0, "many", "one"), (1, "one", "one"), (2, "many", "many")]
)
def test_french_counts_none_as_one(
    count: int, english: str, french: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert language.tn("one", "many", count) == english
    monkeypatch.setattr(language, "current", lambda: "fr")
    assert language.tn("one", "many", count) == french


def test_numbers_are_written_as_the_language_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert language.t("{count:,} of {share:.1f}", count=12345, share=0.5) == "12,345 of 0.5"
    monkeypatch.setattr(language, "current", lambda: "fr")
    shown = language.t("{count:,} of {share:.1f}", count=12345, share=0.5)
    assert shown == "12\N{NARROW NO-BREAK SPACE}345 of 0,5"


def test_french_signs_do_not_begin_a_line() -> None:
    shown = language.catalogue("fr")
    assert all(not re.search(r" (?:[;!?»](?:\s|$)|:(?:\s|$))|« ", text) for text in shown.values())
