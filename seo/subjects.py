"""What customers of a trade ask, and which of it a site does not speak of: by the words it has, no model.

The questions stand in config/verticals; where the trade is not known, those people ask of any business.
"""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from config.verticals import load_verticals
from leads.scoring_rules import ScoringRules
from leads.text import fold
from seo.page_view import PageView

GENERAL = "general"
_FILE = Path(__file__).parent / "texts" / "questions.yml"


class Subject(BaseModel):
    """One thing customers ask, in each language, and what it is called in the configuration."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: Mapping[str, str]

    def said(self, language: str) -> str:
        """Return the question in a language, in English where there is none in it."""
        return (
            self.question.get(language) or self.question.get("en") or next(iter(self.question.values()), "")
        )


@dataclass(frozen=True)
class Subjects:
    """What customers of one kind of business ask; `vertical` is the name of its file, or `general`."""

    vertical: str
    subjects: tuple[Subject, ...]
    _patterns: Mapping[str, re.Pattern[str]] = field(repr=False)

    def answered(self, text: str) -> frozenset[str]:
        """Return the ids of the subjects a text has a word of."""
        plain = _folded(text)
        return frozenset(name for name, pattern in self._patterns.items() if pattern.search(plain))

    def missing(self, answered: Iterable[str]) -> list[Subject]:
        """Return the subjects that are not among the answered ones, in the order of the configuration."""
        known = set(answered)
        return [subject for subject in self.subjects if subject.id not in known]

    def questions(self, language: str) -> list[str]:
        """Return all questions in a language."""
        return [subject.said(language) for subject in self.subjects]


def subjects_of(*told: str) -> Subjects:
    """Return the subjects of the trade the first of some texts names: a lead's trade, a title, a heading."""
    blocks = load_verticals().verticals
    rules = ScoringRules.from_config({}, {name: _without(block) for name, block in blocks.items()})
    for text in told:
        vertical = rules.vertical_of(fold(text)) if text else None
        if vertical is not None and blocks[vertical.name].get("questions"):
            return _made(vertical.name, blocks[vertical.name]["questions"])
    return _made(GENERAL, _general())


def subjects_of_page(page: PageView, trade: str = "") -> Subjects:
    """Return the subjects of a lead's trade, else of the one the page names in its title or main heading."""
    headings = [element.words() for element in page.tags("title", "h1")[:4]]
    description = page.named_meta("description")
    return subjects_of(trade, *headings, description.get("content") if description else "")


def _without(block: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in block.items() if key != "questions"}


def _made(vertical: str, given: Mapping[str, Mapping[str, Any]]) -> Subjects:
    asked = {
        name: {key: text for key, text in question.items() if key != "words"}
        for name, question in given.items()
    }
    return Subjects(
        vertical,
        tuple(Subject(id=name, question=question) for name, question in asked.items() if question),
        {name: _pattern(question.get("words", ())) for name, question in given.items()},
    )


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    names = [re.escape(_folded(word)) for word in words if word.strip()]
    starts = [rf"\b{name}" if name[:1].isalnum() else name for name in names]
    return re.compile("|".join(starts) or r"(?!)")


def _folded(text: str) -> str:
    return fold(text).replace("’", "'")


@functools.cache
def _general() -> Mapping[str, Mapping[str, Any]]:
    given: Mapping[str, Mapping[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return given
