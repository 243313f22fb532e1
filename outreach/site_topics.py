"""What sentences about a site are about, in three languages: its speed, its security, its legal notice..."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from llm.tasks.words import fold

_SITE = re.compile(r"\b(?:sites?|website|webseite|homepage|pages?|seiten?|startseite)\b")


@dataclass(frozen=True)
class _Topic:
    """One topic: how its words begin, and whether a fault of it must be on record."""

    name: str
    words: re.Pattern[str]
    findings: frozenset[str]
    strict: bool


@functools.lru_cache(maxsize=1024)
def topics_of(text: str, finding_id: str = "") -> frozenset[str]:
    """Return the topics a text, or the finding of an audit, is about."""
    plain = fold(text).replace("’", "'")
    return frozenset(
        topic.name for topic in _topics() if finding_id in topic.findings or topic.words.search(plain)
    )


def says_finding(sentence: str, finding_id: str) -> bool:
    """Say whether a sentence about a site tells what a check of the audit found, in words of its own."""
    own = frozenset(topic.name for topic in _topics() if finding_id in topic.findings)
    return bool(own & topics_of(sentence)) and _SITE.search(fold(sentence)) is not None


def strict_only(names: Iterable[str]) -> frozenset[str]:
    """Return those of the topics a fault of which must be on record."""
    return frozenset(names) & frozenset(topic.name for topic in _topics() if topic.strict)


def _either(words: str) -> str:
    return "|".join(words.split()).replace("_", " ")


@functools.cache
def _topics() -> tuple[_Topic, ...]:
    data = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return tuple(
        _Topic(
            name,
            re.compile(rf"(?<!\w)(?:{_either(row['words'])})"),
            frozenset(row["findings"].split()),
            bool(row.get("strict")),
        )
        for name, row in data.items()
    )
