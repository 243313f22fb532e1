"""What the words of a sentence mean, across French, German and English: content words and their concepts."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import snowballstemmer
import yaml

from llm.tasks.words import fold, terms

LANGUAGES = ("fr", "de", "en")
_NAMES = {"fr": "french", "de": "german", "en": "english"}
_WORD = re.compile(r"\w+")
# A German noun that a sentence begins with: its verb follows, and its ending is that of no adverb.
_FIRST_THING = re.compile(
    r"(?!Ge|Ver)[A-ZÄÖÜ]\w{3,}(?<![shz])\s(?!(?:d|ein|ihr|sein|unser|kein)en\b|nicht|mit|seit)"
    r"(?:sind|ist|hat|[a-zäöüß]+(?:en|t))\s"
)
_INFINITIVE = re.compile(r"(?:er|ir|re|oir)$")
# The first of two nouns says less than the second: « la taille de barbe ».
_OF = re.compile(r"\s+(?:de\s|d['’]|du\s|des\s|von\s|of\s)")
_TOKEN = re.compile(r"[ldnsq]u?(?=['’])|[^\W_]+(?:-[^\W_]+)*")
# Endings that are gone inside a compound.
_FLEXION = re.compile(r"(?<=\w{4})(?:en|es|e|n|s)$")
# German compounds are compared by their parts from this length on.
_PART = 6


@dataclass(frozen=True)
class Term:
    """A content word: as written without accents, its stems, and the concepts it stands for."""

    word: str
    stems: frozenset[str]
    concepts: frozenset[str]

    def meets(self, other: "Term") -> bool:
        """Tell whether two words say the same: a stem, a concept or the part of a compound in common."""
        if self.stems & other.stems or self.concepts & other.concepts:
            return True
        short, long = sorted((self.word, other.word), key=len)
        if short.isdigit() or len(short) < _PART - 1:
            return False
        part = _FLEXION.sub("", short)
        return long.startswith(part) or long.endswith(short) or (len(short) >= _PART and part in long)


@dataclass(frozen=True)
class _Lexicon:
    generic: frozenset[str]
    kinds: dict[str, frozenset[str]]
    small_words: dict[str, frozenset[str]]
    articles: dict[str, frozenset[str]]
    whole: dict[str, frozenset[str]]
    beginnings: tuple[tuple[str, str], ...]
    inner: tuple[tuple[str, str], ...]
    phrases: re.Pattern[str]


@functools.lru_cache(maxsize=4_000)
def content(text: str) -> tuple[Term, ...]:
    """Return the content words of a text in order: no numbers, no words that every such text has."""
    found = (term_of(word) for word in _words(text))
    return tuple(term for term in found if term is not None)


def folded_in_place(text: str) -> str:
    """Return a text without accents and capitals, each character still in its place."""
    return "".join((fold(char) or " ")[0] if not char.isascii() else char.lower() for char in text)


def concepts_of(text: str) -> frozenset[str]:
    """Return the concepts a text names, those of words that count as generic included."""
    return frozenset(concept for word in _words(text) for concept in _concepts(word))


@functools.lru_cache(maxsize=50_000)
def term_of(word: str) -> Term | None:
    """Return a folded word as a term, None where it says nothing."""
    concepts = _concepts(word)
    if word.isdigit() or len(word) < 2 or word in _lexicon().generic:
        return None
    if not concepts and (len(word) < 3 or not terms(word.replace("_", " "))):
        return None
    return Term(word, frozenset(_stems(word)), concepts)


def spoken(text: str, otherwise: str) -> str:
    """Return the language of a short sentence by its small words; `otherwise` where they do not tell."""
    found = re.findall(r"[^\W\d_]+", fold(text))
    counts = {code: sum(word in small for word in found) for code, small in _lexicon().small_words.items()}
    best = max(counts, key=lambda code: (counts[code], code == otherwise))
    return best if counts[best] else otherwise


def things_in(text: str, language: str) -> frozenset[str]:
    """Return the folded nouns of a text, as far as articles and German capitals tell them."""
    found = set()
    before = ""
    for n, match in enumerate(_TOKEN.finditer(text)):
        token = match.group()
        if language == "de":
            is_thing = (n > 0 and token[:1].isupper()) or (n == 0 and _FIRST_THING.match(text) is not None)
        else:
            is_verb = before.lower() in {"d", "de"} and _INFINITIVE.search(token) is not None
            is_thing = fold(before) in _lexicon().articles.get(language, ()) and not is_verb
        if is_thing and not _OF.match(text, match.end()):
            found |= set(_words(token))
        before = token
    return frozenset(found)


def met(term: Term, others: Iterable[Term]) -> bool:
    """Tell whether any of some words says the same as a term, or names a kind of it."""
    kinds = _kinds(term.concepts)
    return any(term.meets(other) or bool(kinds & other.concepts) for other in others)


def _words(text: str) -> list[str]:
    plain = re.sub(r"[’'\-]", " ", fold(text))
    return _WORD.findall(_lexicon().phrases.sub(lambda match: match.group().replace(" ", "_"), plain))


def _stems(word: str) -> Iterable[str]:
    yield from (stem(word, language) for language in LANGUAGES)
    if len(word) > 7:
        yield f"{word[:7]}~"


@functools.cache
def _stemmer(language: str) -> "snowballstemmer.base.BaseStemmer":
    return snowballstemmer.stemmer(_NAMES[language])


@functools.lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word."""
    return str(_stemmer(language).stemWord(word))


@functools.lru_cache(maxsize=5_000)
def _kinds(concepts: frozenset[str]) -> frozenset[str]:
    return frozenset(kind for concept in concepts for kind in _lexicon().kinds.get(concept, ()))


@functools.lru_cache(maxsize=50_000)
def _concepts(word: str) -> frozenset[str]:
    lexicon = _lexicon()
    found = set(lexicon.whole.get(word, ()))
    found |= {concept for begin, concept in lexicon.beginnings if word.startswith(begin)}
    # „Parkplatz“ is one thing, and no kind of place.
    known = max((len(begin) for begin, _ in lexicon.beginnings if word.startswith(begin)), default=0)
    found |= {concept for part, concept in lexicon.inner if word.find(part) > 0 and known <= len(part)}
    if word.startswith("ge") and len(word) > _PART:  # a German participle: geliefert, gewartet
        found |= _concepts(word[2:])
    return frozenset(found)


@functools.cache
def _lexicon() -> _Lexicon:
    data = yaml.safe_load((Path(__file__).parent / "lexicon.yml").read_text(encoding="utf-8"))
    whole: dict[str, set[str]] = {}
    beginnings, inner, phrases = [], [], set()
    for concept, text in data["concepts"].items():
        for word in text.split():
            bare = word.strip("*")
            if "_" in bare:
                phrases.add(bare.replace("_", " "))
            if word.startswith("*"):
                inner.append((bare, concept))
                whole.setdefault(bare, set()).add(concept)
            elif word.endswith("*"):
                beginnings.append((bare, concept))
            else:
                whole.setdefault(bare, set()).add(concept)
    longest_first = sorted(phrases, key=len, reverse=True)
    return _Lexicon(
        generic=frozenset(data["generic"].split()),
        articles={code: frozenset(text.split()) for code, text in data["articles"].items()},
        kinds={concept: frozenset(kinds.split()) for concept, kinds in data["kinds"].items()},
        small_words={code: frozenset(text.split()) for code, text in data["small_words"].items()},
        whole={word: frozenset(concepts) for word, concepts in whole.items()},
        beginnings=tuple(beginnings),
        inner=tuple(inner),
        phrases=re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"),
    )
