"""The words of a message that have a capital, and what they are held against: records and lexicon."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from llm.tasks.words import fold
from outreach.checks.dictionary import is_german_noun, tail_of_compound
from outreach.checks.name_lexicon import NameLexicon, name_lexicon
from outreach.draft import Language
from outreach.facts import FactBook
from outreach.wording import sentences

TOKEN = re.compile(r"[^\W\d_]+\d*(?:['’ʼ\-.](?=[^\W\d_])[^\W\d_]+)*(?:['’]s\b)?")
CLITIC = re.compile(r"^(?:[ldjcnmst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ]", re.IGNORECASE)
_OPENS = re.compile(r"[«“„\"(:–—•\-*>|]\s*$")
# Listed names that are plain words too, at the start of a sentence and in lower case.
_ALSO_WORDS = {
    Language.FR: frozenset(["tours", "nice", "pau", "orange", "petit", "marchand", "roux", "noel", "claire"]),
    Language.EN: frozenset(
        ["nice", "reading", "orange", "may", "zoom", "jack", "will", "frank", "mark", "brown"]
    ),
    Language.DE: frozenset(["essen", "halle", "orange", "zoom"]),
}
# Bordeaux, bordelais; Göttingen, Göttinger: what belongs to a town of the records is no name of its own.
_OF_A_TOWN = re.compile(r"(?:ois|ais|ien|in|on|at)(?:e|es|s|ne|nes)?$|er(?:in|innen|n)?$|ians?$|ers?$")
_SHORTEST_TOWN_STEM = 4
_SHORTEST_STEM = 4


@dataclass(frozen=True)
class Word:
    """A word with a capital: as written, folded without what clings to it, and where it stands."""

    text: str
    folded: str
    start: int
    end: int
    at_start: bool


@dataclass(frozen=True)
class Known:
    """The words of the records and of the lexicon."""

    records: frozenset[str]
    language: Language
    lexicon: NameLexicon
    towns: frozenset[str] = frozenset()
    second: frozenset[str] = frozenset()

    @classmethod
    def of(cls, book: FactBook, language: Language) -> "Known":
        """Return the words that stand in both records, beside those of a language."""
        towns = _words_of((book.lead.city, book.sender.address))
        return cls(known_words(book), language, name_lexicon(), towns, _second_words(tuple(book.texts)))

    def has(self, folded: str) -> bool:
        """Say whether a word may stand: it is in the records, on the allow-list, or both its parts are."""
        forms = {folded, folded.removesuffix("'s")}
        forms |= {stem for end in ("s", "es") if len(stem := folded.removesuffix(end)) >= _SHORTEST_STEM}
        if forms & self.records or forms & self.lexicon.allowed[self.language]:
            return True
        parts = re.split(r"[-']", folded)
        if self.lexicon.is_listed_name(folded):
            return False
        if len(parts) == 1:
            return self._is_of_a_town(folded)
        return all(
            part in self.records
            or part in self.lexicon.allowed[self.language]
            or part in self.lexicon.starters[self.language]
            or (self.language is Language.DE and self.is_noun(part.capitalize()))
            for part in parts
            if part
        )

    def _is_of_a_town(self, folded: str) -> bool:
        end = _OF_A_TOWN.search(folded)
        stem = folded[: end.start()] if end else ""
        return len(stem) >= _SHORTEST_TOWN_STEM and any(town.startswith(stem) for town in self.towns)

    def is_plain_noun(self, word: str) -> bool:
        """Say whether a German word is a listed noun or a form of one."""
        return fold(word) in self.lexicon.german_nouns or is_german_noun(word)

    def is_noun(self, word: str) -> bool:
        """Say whether a German word is a noun or made of such."""
        return self.is_plain_noun(word) or tail_of_compound(word) != ""

    def is_also_a_word(self, folded: str) -> bool:
        """Say whether a listed name is a plain word of the language too: Nice, Pau, Tours, Essen."""
        return folded in _ALSO_WORDS[self.language]


def known_words(book: FactBook) -> frozenset[str]:
    """Return the folded words that stand in both records."""
    return _words_of(tuple(book.texts))


@functools.lru_cache(maxsize=64)
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for text in texts:
        for match in re.finditer(r"[^\W_]+(?:['’ʼ\-.&][^\W_]+)*", text):
            word = fold(CLITIC.sub("", match.group()).replace("’", "'"))
            found.add(word)
            found.update(part for part in re.split(r"[-.'&]", word) if len(part) > 1)
    return frozenset(found)


@functools.lru_cache(maxsize=64)
def _second_words(texts: tuple[str, ...]) -> frozenset[str]:
    """Return the words that only stand behind another capital in the records: Pebblewick Joinery."""
    second: set[str] = set()
    first: set[str] = set()
    for text in texts:
        for match in re.finditer(r"([A-ZÀ-Ý][\w'’]+[\s\u00a0])?([A-ZÀ-Ý][\w'’]+)", text):
            (second if match[1] else first).add(fold(match[2]))
    return frozenset(second - first)


def capitals(plain: str) -> Iterator[Word]:
    """Yield the words with a capital, those of shouting and of acronyms left out."""
    starts = {run.start for run in sentences(plain)}
    for match in TOKEN.finditer(plain):
        clitic = CLITIC.match(match.group())
        start = match.start() + (clitic.end() if clitic else 0)
        word = match.group()[clitic.end() :] if clitic else match.group()
        if len(word) < 2 or not word[0].isupper():
            continue
        folded = fold(word.replace("’", "'").replace("ʼ", "'"))
        if word.isupper() and not name_lexicon().is_listed_name(folded):
            continue
        before = plain[: match.start()]
        lead = re.search(r"[^\w]*$", before)
        at_start = match.start() in starts or (lead is not None and lead.start() in starts)
        at_start = (
            at_start or before.strip() == "" or _OPENS.search(before) is not None or before.endswith("\n")
        )
        yield Word(word, folded, start, match.end(), at_start and not clitic)


def touches(first: Word, second: Word, plain: str) -> bool:
    """Say whether nothing but a space, a hyphen or an ampersand is between two words."""
    return re.fullmatch(r"[\s\u00a0\u202f\-]{1,2}| & ", plain[first.end : second.start]) is not None
