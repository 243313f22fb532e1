"""What checks say in the language of a report, and to the owner of a site."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

_FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("fr", "en", "de")


@dataclass(frozen=True, slots=True)
class CheckText:
    """What a check is about, why that matters and what to do, in one language."""

    title: str
    why: str
    how_to_fix: str


@functools.cache
def translations(language: str) -> Mapping[str, CheckText]:
    """Return the texts of the checks by their ids; empty for English, which the checks themselves have."""
    if language == "en" or language not in LANGUAGES:
        return {}
    given = yaml.safe_load((_FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    return {name: CheckText(*texts) for name, texts in given.items()}


def text_of(name: str, title: str, why: str, how_to_fix: str, language: str) -> CheckText:
    """Return the text of a check in a language; its own English where there is no other."""
    return translations(language).get(name) or CheckText(title, why, how_to_fix)


def note_text(note: str, values: Mapping[str, str], language: str) -> str:
    """Return what is to be said of a page or link a check points at; empty without a note."""
    if not note:
        return ""
    said = _notes()[note]
    return said.get(language, said["en"]).format_map(values)


def sentence_of(name: str, language: str) -> str:
    """Return what a fault says to the owner of the site, as a whole sentence; empty where we have none.

    French, English and German are spoken; English stands for any other language.
    """
    said = sentences().get(name, {})
    return said.get(language) or said.get("en", "")


@functools.cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences for owners by check and language."""
    return _read("sentences.yml")


@functools.cache
def report_words(language: str) -> Mapping[str, str]:
    """Return the words of a report that are not those of a check; English where there is no other."""
    return {name: said.get(language, said["en"]) for name, said in _read("report.yml").items()}


@functools.cache
def _notes() -> Mapping[str, Mapping[str, str]]:
    return _read("notes.yml")


def _read(name: str) -> Mapping[str, Mapping[str, str]]:
    texts: Mapping[str, Mapping[str, str]] = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    return texts
