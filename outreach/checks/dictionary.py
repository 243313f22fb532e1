"""Whether a word is one of a language, in any of its forms, and whether a German one is a noun."""

import functools
import gzip
from pathlib import Path

import simplemma
from simplemma.strategies import DictionaryLookupStrategy

from outreach.draft import Language

# What joins the parts of a German compound, and the letter its first part may have lost: Schul-haus.
_JOINTS = ("", "s", "es", "n", "en", "er", "e")
_LOST = ("", "e", "en", "n")
_ADJECTIVE_ENDINGS = ("es", "er", "en", "em", "e")
_SHORTEST_HEAD, _SHORTEST_TAIL = 3, 4
_DICTIONARY = DictionaryLookupStrategy()


@functools.lru_cache(maxsize=8192)
def is_word(word: str, language: Language) -> bool:
    """Say whether a word, or each part of one with hyphens, is a word in small letters."""
    return all(_is_word(part.lower(), language) for part in word.replace("’", "'").split("-") if part)


@functools.lru_cache(maxsize=8192)
def is_german_noun(word: str) -> bool:
    """Say whether a German word is a listed noun or a form of one; names of people and places are none."""
    return any(one in _german_nouns() for one in (word, _lemma(word)))


@functools.lru_cache(maxsize=8192)
def tail_of_compound(word: str) -> str:
    """Return the noun a German compound ends in, the longest first; empty where it cannot be taken apart."""
    for cut in range(_SHORTEST_HEAD, len(word) - _SHORTEST_TAIL + 1):
        tail = word[cut:].capitalize()
        if is_german_noun(tail) and _is_head(word[:cut]):
            return tail
    return ""


def is_plural(word: str) -> bool:
    """Say whether a German noun is another form than the one a dictionary lists."""
    return _lemma(word) != word


def _is_word(lower: str, language: Language) -> bool:
    forms = [lower]
    if language is Language.FR and lower.startswith("e"):
        forms.append("é" + lower[1:])  # capitals often go without their accents
    if language is Language.DE:
        forms += [lower[: -len(end)] for end in _ADJECTIVE_ENDINGS if lower.endswith(end)]
    return any(_DICTIONARY.is_dictionary_member(form, language.value) for form in forms)


def _is_head(head: str) -> bool:
    for joint in _JOINTS:
        if not head.endswith(joint):
            continue
        bare = head[: len(head) - len(joint)] if joint else head
        if len(bare) < _SHORTEST_HEAD:
            continue
        if any(is_german_noun(bare.capitalize() + lost) for lost in _LOST):
            return True
        if any(_is_word(bare.lower() + lost, Language.DE) for lost in ("", "en", "n")):
            return True
        if len(bare) > _SHORTEST_HEAD + _SHORTEST_TAIL and tail_of_compound(bare.capitalize()):
            return True
    return False


def _lemma(word: str) -> str:
    return str(simplemma.lemmatize(word, lang=Language.DE.value))


@functools.cache
def _german_nouns() -> frozenset[str]:
    packed = Path(__file__).with_name("german_nouns.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split("\n"))
