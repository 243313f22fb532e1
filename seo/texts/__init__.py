"""What checks say in the language of a report."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

_FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class CheckText:
    """What a check is about, why that matters and what to do, in one language."""

    title: str
    why: str
    how_to_fix: str


@functools.cache
def translations(language: str) -> Mapping[str, CheckText]:
    """Return the texts of the checks by their ids; empty for English, which the checks themselves have."""
    if language == "en":
        return {}
    given = yaml.safe_load((_FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    return {name: CheckText(*texts) for name, texts in given.items()}


def text_of(name: str, title: str, why: str, how_to_fix: str, language: str) -> CheckText:
    """Return the text of a check in a language; its own English where there is no other."""
    return translations(language).get(name) or CheckText(title, why, how_to_fix)
