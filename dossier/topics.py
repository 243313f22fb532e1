"""What a question is about, across French, German and English, and whether a text speaks of it."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from dossier.lexicon import LANGUAGES, stem
from llm.tasks.words import fold

_WORD = re.compile(r"[^\W_]+")
_RIVALS = re.compile(r"\b(?:concurren|wettbewerb|mitbewerb|konkurren|competitor|rival)")


@dataclass(frozen=True)
class Outline:
    """One question of the outline, in one language."""

    id: str
    title: str
    question: str
    topics: frozenset[str]


def outline(language: str) -> tuple[Outline, ...]:
    """Return the questions a dossier asks when the analyst asked none, in a language (French if unknown)."""
    code = language if language in LANGUAGES else "fr"
    rows = yaml.safe_load((Path(__file__).parent / "outline.yml").read_text(encoding="utf-8"))
    return tuple(
        Outline(row["id"], row["title"][code], row["question"][code], frozenset(row["topics"]))
        for row in rows
    )


@functools.cache
def _topics() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Return whole words and beginnings of each topic."""
    data = yaml.safe_load((Path(__file__).parent / "topics.yml").read_text(encoding="utf-8"))
    return {
        name: (
            frozenset(word for word in words.split() if not word.endswith("*")),
            tuple(word[:-1] for word in words.split() if word.endswith("*")),
        )
        for name, words in data.items()
    }


def topics_of(text: str) -> frozenset[str]:
    """Return the topics a text speaks of."""
    words = set(_WORD.findall(fold(text)))
    return frozenset(
        name
        for name, (whole, beginnings) in _topics().items()
        if words & whole or any(word.startswith(beginnings) for word in words)
    )


def speaks_of_rivals(text: str) -> bool:
    """Tell whether a text is about competitors, by that word."""
    return _RIVALS.search(fold(text)) is not None


def topic_words(topics: Iterable[str]) -> frozenset[str]:
    """Return the words of some topics, beginnings included."""
    return frozenset(word for name in topics for part in _topics()[name] for word in part)


def stems(text: str, languages: Iterable[str]) -> list[str]:
    """Return the stems of a text in each language, accents folded first so that all texts meet."""
    words = _WORD.findall(fold(text))
    return [stem(word, language) for language in languages for word in words]
