"""The words the check of names knows, read once."""

import functools
from dataclasses import dataclass
from pathlib import Path

import yaml

from llm.tasks.words import fold
from outreach.draft import Language


@dataclass(frozen=True)
class NameLexicon:
    """Sets of folded words; `allowed`, `starters` and `verbs` by language."""

    allowed: dict[Language, frozenset[str]]
    starters: dict[Language, frozenset[str]]
    verbs: dict[Language, frozenset[str]]
    first_names: frozenset[str]
    people: frozenset[str]
    places: frozenset[str]
    firms: frozenset[str]
    firms_that_are_words: frozenset[str]
    german_nouns: frozenset[str]
    german_tails: frozenset[str]
    german_towns: frozenset[str]
    german_measures: frozenset[str]
    roles: frozenset[str]

    def is_listed_name(self, folded: str) -> bool:
        """Say whether a word is a first name, surname, town or firm we know."""
        return folded in self.people or folded in self.places or folded in self.firms


@functools.cache
def name_lexicon() -> NameLexicon:
    """Return the lexicon of names.yml."""
    data = yaml.safe_load(Path(__file__).with_name("names.yml").read_text(encoding="utf-8"))
    everywhere = _words(data["allowed"]["all"])
    return NameLexicon(
        allowed={one: everywhere | _words(data["allowed"][one.value]) for one in Language},
        starters={one: _words(data["starters"][one.value]) for one in Language},
        verbs={one: _words(data["verbs"][one.value]) for one in Language},
        first_names=_words(data["first_names"]),
        people=_words(data["first_names"]) | _words(data["surnames"]),
        places=_words(data["cities"]),
        firms=_words(data["firms"]),
        firms_that_are_words=_words(data["firms_that_are_words"]),
        german_nouns=_words(data["german_nouns"]),
        german_tails=_words(data["german_tails_of_names"]),
        german_towns=_words(data["german_towns_that_are_words"]),
        german_measures=_words(data["german_measures"]),
        roles=_words(data["roles"]),
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split())
