"""Words made comparable: accents folded, endings cut, and one tag for words that mean the same thing.

A question in English has to find its answer on a French page, with no model at hand; the concepts are those
analysts ask small businesses about.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

_WORD = re.compile(r"[^\W_]+")
# Words are compared by this many letters: "plombier" meets "plomberie", "tarif" meets "tarifs".
_STEM = 5

# The tag of a concept, the tag of what answers a question about it, and how that is written.
_PATTERNS = (
    ("#price", "#amount", r"\d\s?(?:€|euros?\b|eur\b|£|\$|chf\b)|[€£$]\s?\d"),
    (
        "#hours",
        "#times",
        r"""\b\d{1,2}\s?(?:h\b|:|uhr|am\b|pm\b)?\s?\d{0,2}\s?(?:-|–|à|a|bis|to)
        \s?\d{1,2}\s?(?:h\b|:\d|uhr|am\b|pm\b)""",
    ),
    (
        "#always",
        "#always",
        r"""24\s?h?(?:eures)?\s?(?:/|sur)\s?(?:24|7)|7\s?j?(?:ours)?\s?(?:/|sur)\s?7
        |jour\ et\ nuit|à\ toute\ heure|day\ and\ night|night\ and\ day|round\ the\ clock
        |rund\ um\ die\ uhr|tag\ und\ nacht""",
    ),
    ("#phone", "#number", r"(?:\+|\b0)\d(?:[\ .\-/]?\d{2,3}){3}"),
    ("#email", "#mailbox", r"[\w+-]@[\w-]{1,63}\.\w"),
)
_WRITTEN = tuple(
    (tag, answer, re.compile(pattern, re.IGNORECASE | re.VERBOSE)) for tag, answer, pattern in _PATTERNS
)


@dataclass(frozen=True)
class _Lexicon:
    stop_words: frozenset[str]
    tags: dict[str, str]
    placeholders: frozenset[str]


def fold(text: str) -> str:
    """Return the text without accents and capitals."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def terms(text: str) -> set[str]:
    """Return what a text is about: cut words and concept tags, without words that say nothing."""
    found = {_term(word) for word in _WORD.findall(fold(text))}
    for tag, answer, pattern in _WRITTEN:
        if pattern.search(text):
            found |= {tag, answer}
    return {term for term in found if len(term) > 1 or term.isdigit()}


def wanted_terms(question: str) -> set[str]:
    """Return what a question is about and what would answer it: who asks for prices wants an amount."""
    found = terms(question)
    return found | {answer for tag, answer, _ in _WRITTEN if tag in found}


def shares_terms(one: str, others: Iterable[str]) -> bool:
    """Say whether two texts have anything in common; true where the first says nothing comparable."""
    wanted = terms(one)
    return not wanted or any(wanted & terms(other) for other in others)


def is_placeholder(text: str) -> bool:
    """Say whether a text only says that there is none, such as "N/A" or "non précisé"."""
    return fold(text).strip(" .-") in _lexicon().placeholders


@functools.lru_cache(maxsize=20_000)
def _term(word: str) -> str:
    """Return the tag of a word, else its stem; nothing for a word that says nothing."""
    if word in _lexicon().stop_words:
        return ""
    return _lexicon().tags.get(word) or word[:_STEM].rstrip("sx" if len(word) == _STEM else "")


@functools.cache
def _lexicon() -> _Lexicon:
    data = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return _Lexicon(
        stop_words=frozenset(word for words in data["stop_words"].values() for word in words.split()),
        tags={word: f"#{tag}" for tag, words in data["concepts"].items() for word in words.split()},
        placeholders=frozenset(text for texts in data["placeholders"] for text in texts),
    )
