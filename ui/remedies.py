"""Which button belongs to what went wrong, and its likely cause, by the sentences of the rooms: remedies.yml.

By sentences, not by classes: most errors reach the screen as words, kept in the database by a job that ended
long ago, and one class has remedies of different kinds.
"""

import functools
import re
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import yaml

_FILE: Final = Path(__file__).with_suffix(".yml")
_PLACE: Final = "…"
_SENTENCES: Final = re.compile(r"(?<=\.) (?=[A-Z])")


class Button(StrEnum):
    """What a button beside an error does; `SERVER`: a model server is missing, the engine may do."""

    AGAIN = "again"
    SERVER = "server"
    MODELS = "models"
    ENDPOINTS = "endpoints"
    LIMITS = "limits"
    SEARCH = "search"
    PLACE = "place"
    REVIEW = "review"
    HUNT = "hunt"


def button_for(message: str, remedy: str) -> Button | None:
    """Return what the app can do about it, None where a person must."""
    # A paused hunt is told to go on after the remedy; a provider's sentence ends in what else could be done.
    found = _found(_buttons(), remedy or message) or _found(_buttons(), remedy.partition(" Then ")[0])
    found = found or _first_found(_buttons(), remedy)
    return Button(found) if found else None


def cause_of(message: str) -> str:
    """Return the likely cause of what happened, empty where the sentence says it itself."""
    return _found(_causes(), message) or _first_found(_causes(), message)


def sentences(part: str) -> Any:
    """Return a part of the file: `buttons`, `by_hand` or `causes`."""
    return yaml.safe_load(_FILE.read_text(encoding="utf-8"))[part]


_Table = tuple[tuple[re.Pattern[str], str], ...]


def _found(table: _Table, text: str) -> str:
    return next((value for pattern, value in table if pattern.fullmatch(text)), "")


def _first_found(table: _Table, text: str) -> str:
    """Return what belongs to one of the sentences, as when several providers failed, each in its own way."""
    return next(filter(None, (_found(table, one) for one in _SENTENCES.split(text))), "")


@functools.cache
def _buttons() -> _Table:
    groups: dict[str, list[str]] = sentences("buttons")
    return _table({sentence: name for name, group in groups.items() for sentence in group})


@functools.cache
def _causes() -> _Table:
    return _table(sentences("causes"))


def _table(values: dict[str, str]) -> _Table:
    """Return the sentences as patterns, those with the most words of their own first."""
    ordered = sorted(values.items(), key=lambda pair: -len(pair[0].replace(_PLACE, "")))
    return tuple(
        (re.compile("(.+?)".join(map(re.escape, sentence.split(_PLACE))), re.DOTALL), value)
        for sentence, value in ordered
    )
