"""Figures of the record in an order or with an event the record does not give them."""

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from llm.tasks.words import fold
from outreach.draft import Language
from outreach.figures import figures

_ORDINALS = (
    r"1er|1re|1st|premi(?:er|ere)|first|erste[nrms]?",
    r"2e|2eme|2nd|deuxieme|seconde?|second|zweite[nrms]?",
    r"3e|3eme|3rd|troisieme|third|dritte[nrms]?",
    r"4e|4eme|4th|quatrieme|fourth|vierte[nrms]?",
    r"derni(?:er|ere)|last|letzte[nrms]?",
)
_DAYS = (
    "lundi|monday|montag",
    "mardi|tuesday|dienstag",
    "mercredi|wednesday|mittwoch",
    "jeudi|thursday|donnerstag",
    "vendredi|friday|freitag",
    "samedi|saturday|samstag|sonnabend",
    "dimanche|sunday|sonntag",
)
_ORDINAL_DAY = re.compile(rf"\b({'|'.join(_ORDINALS)})[\s\u00a0]+({'|'.join(_DAYS)})")
_BETWEEN = re.compile(
    r"[\s\u00a0\u202f]*(?:€|£|%|euros?)?[\s\u00a0\u202f]*(?:\b(?:to|until|till|à|au|aux|bis(?: zum)?)\b|[–-])"
    r"[\s\u00a0]*(?:le |zum )?"
)
# Founded in 1953, repris en 2019: a year and what happened in it.
_EVENT = re.compile(
    r"([^\W\d_]{4,})[\s\u00a0]+(?:en|in|im(?: Jahre?)?|depuis|since|seit)[\s\u00a0]+((?:1[89]|20)\d\d)(?!\d)"
)
_STEM = 5
Place = tuple[int, int]


def out_of_order(text: str, language: Language, stating: Sequence[str]) -> list[Place]:
    """Return where a text turns a range round, moves a day of the month or gives an event another's year."""
    known = _known(tuple(stating))
    found = [place for (day, of), place in _ordinal_days(text) if _is_moved(day, of, known)]
    for (first, last), place in _ranges(text, language):
        if ("range", f"{last}|{first}") in known and ("range", f"{first}|{last}") not in known:
            found.append(place)
    found += [place for (event, year), place in _events(text) if _is_moved(event, year, known)]
    return found


def _is_moved(what: str, of: str, known: frozenset[tuple[str, str]]) -> bool:
    shown = {value for name, value in known if name == what}
    return bool(shown) and of not in shown


@functools.lru_cache(maxsize=64)
def _known(texts: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for text in texts:
        found |= {pair for pair, _ in (*_ordinal_days(text), *_events(text))}
        for language in Language:
            found |= {("range", "|".join(pair)) for pair, _ in _ranges(text, language)}
    return frozenset(found)


def _ordinal_days(text: str) -> Iterator[tuple[tuple[str, str], Place]]:
    for match in _ORDINAL_DAY.finditer(plain := fold(text)):
        if len(plain) != len(text):
            return  # a letter folded to two: no place can be told
        day = next(n for n, names in enumerate(_DAYS) if re.fullmatch(names, match[2]))
        nth = next(n for n, names in enumerate(_ORDINALS) if re.fullmatch(names, match[1]))
        yield (f"day {day}", str(nth)), match.span(1)


def _ranges(text: str, language: Language) -> Iterator[tuple[tuple[str, str], Place]]:
    stated = figures(text, language)
    for one, other in itertools.pairwise(stated):
        if one.kind is other.kind and _BETWEEN.fullmatch(text, one.end, other.start):
            yield (one.key, other.key), (one.start, other.end)


def _events(text: str) -> Iterator[tuple[tuple[str, str], Place]]:
    for match in _EVENT.finditer(text):
        yield (f"event {fold(match[1])[:_STEM]}", match[2]), match.span(2)
