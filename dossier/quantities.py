"""Figures of a sentence with their units: "20 km" is not "20 m", « douze ans » is "12 Jahre"."""

import re
from dataclasses import dataclass

from dossier.lexicon import Term, concepts_of, content, folded_in_place, met, term_of
from dossier.units import PER, RHYTHMS, UNIT_OF
from llm.tasks.figures import figure_keys, figures, number_key
from llm.tasks.number_words import written_numbers
from llm.tasks.words import fold

_UNIT = re.compile(
    r"\s{0,2}(?:de\s|d['’])?("
    + "|".join(map(re.escape, sorted(UNIT_OF, key=len, reverse=True)))
    + r")(?![\w²€])"
)
_NUMBER = re.compile(r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?")
_BEFORE = {"€": "eur", "$": "usd", "£": "gbp"}
_NAMED_BEFORE = re.compile(r"\b(chf|eur|usd|gbp)\s?$")
_LANGUAGES = ("fr", "de", "en")
_COUNTED = re.compile(r"[ \u00a0\u202f]((?:[^\W\d_][\w’'-]*[ \u00a0\u202f]?){1,3})")
_PERSON = re.compile(
    r"\b(?:personnes?|person(?:en)?|convives?|joueurs?|participants?|gaste?|teilnehmer\w*|tete)\b"
)
_AMONG = re.compile(r"\b(?:davon|darunter|dont|of (?:which|whom)|including)\s$")
_OF_THEM = re.compile(r"\s(?:davon|darunter|d['’]entre|of (?:which|whom|them))\b")
_RANGE = re.compile(r"\b(?:du|von|from)?\s?(\w+)\s?(?:au|bis|-|–|to|a)\s?(\w+)")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHORT_DAYS = {
    short: n
    for n, names in enumerate(
        (
            *("lun mo mon", "mar di tue", "mer mi wed", "jeu do thu"),
            *("ven fr fri", "sam sa sat", "dim so sun"),
        )
    )
    for short in names.split()
}


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, empty where none of those we know follows; where it stands in the text."""

    key: str
    unit: str
    start: int
    end: int


def quantities(text: str, language: str) -> list[Quantity]:
    """Return the numbers of a text, in digits and in words, with their units."""
    plain = folded_in_place(text)
    found = [
        Quantity(
            number_key(match.group()), _unit(plain, match.start(), match.end()), match.start(), match.end()
        )
        for match in _NUMBER.finditer(plain)
    ]
    code = language if language in _LANGUAGES else "fr"
    found += [
        Quantity(str(one.value), _unit(plain, one.start, one.end), one.start, one.end)
        for one in written_numbers(text, code)
    ]
    return sorted(found, key=lambda one: one.start)


def is_year(one: Quantity) -> bool:
    """Tell whether a number without a unit may be a year."""
    return not one.unit and one.key.isdigit() and 1800 <= int(one.key) <= 2100


def missing_figures(claim: str, quote: str, language: str, quote_language: str) -> list[str]:
    """Return the figures of a claim that its quote does not show, or shows of something else."""
    shown = figure_keys(quote)
    in_quote = quantities(quote, quote_language)
    numbers = {one.key for one in in_quote}
    missing = [
        one.written
        for one in figures(claim)
        if (one.kind, one.key) not in shown
        and not (one.kind == "number" and one.key in numbers)
        and not _stands_otherwise(one.kind, one.key, shown)
    ]
    return missing + _other_units(claim, quote, language, in_quote) + _other_dates(claim, quote)


def other_measures(claim: str, quote: str, language: str, quote_language: str) -> list[str]:
    """Return the figures of a claim that its quote may show of something else, or in another rhythm."""
    in_quote = quantities(quote, quote_language)
    counted = _other_things(claim, quote, language, in_quote)
    return counted + _other_bases(claim, quote, language, in_quote) + _other_rhythms(claim, quote)


def _stands_otherwise(kind: str, key: str, shown: frozenset[tuple[str, str]]) -> bool:
    if kind == "url":
        return any(other == kind and one.startswith(f"{key}/") for other, one in shown)
    if kind == "time":
        hour, _, minute = key.partition(":")
        return minute == "00" and ("number", hour) in shown
    return kind == "number" and ("time", f"{key}:00") in shown


def _other_units(claim: str, quote: str, language: str, in_quote: list[Quantity]) -> list[str]:
    """Return the figures of a claim with another unit than in its quote, and those in words it lacks."""
    found = []
    for one in quantities(claim, language):
        same = [other for other in in_quote if other.key == one.key]
        is_word = not claim[one.start : one.end][:1].isdigit()
        if is_word and not same and fold(claim[one.start : one.end]) not in fold(quote).split():
            found.append(claim[one.start : one.end])
        units = {other.unit for other in same if other.unit}
        if one.unit and units and one.unit not in units and len(units) == len(same):
            found.append(f"{claim[one.start : one.end]} {one.unit}")
    return found


def _other_things(claim: str, quote: str, language: str, in_quote: list[Quantity]) -> list[str]:
    """Return the figures of a claim that count other things in the quote: "12 vans", "12 employees"."""
    found = []
    for one in quantities(claim, language):
        same = [other for other in in_quote if other.key == one.key]
        counted = _counted(claim, one)
        if one.unit or not same or not counted or is_year(one) or counted[0].word in UNIT_OF:
            continue
        things = [thing for other in same if not other.unit for thing in _things(quote, other, in_quote)]
        measured = all(other.unit for other in same)
        if measured or (things and not any(mine.meets(theirs) for mine in counted for theirs in things)):
            found.append(f"{claim[one.start : one.end]} {counted[0].word}")
    return found


def _things(quote: str, one: Quantity, in_quote: list[Quantity]) -> tuple[Term, ...]:
    """Return what a number of a quote counts: „38 Pferde, davon zwölf für ...“ counts horses, too."""
    before = [other for other in in_quote if other.end <= one.start and not other.unit]
    among = _AMONG.search(fold(quote[: one.start])) or _OF_THEM.match(fold(quote[one.end :]))
    of = _counted(quote, before[-1]) if among and before else ()
    return (*_counted(quote, one), *of)


def _other_bases(claim: str, quote: str, language: str, in_quote: list[Quantity]) -> list[str]:
    """Return the figures of a claim that are per something else in the quote: "a kilo", "a piece"."""
    found = []
    for one in quantities(claim, language):
        mine = _per(claim, one)
        theirs = [_per(quote, other) for other in in_quote if other.key == one.key and other.unit == one.unit]
        is_of_persons = bool(mine) and _PERSON.match(mine[0].word) and _PERSON.search(fold(quote))
        if mine and theirs and not is_of_persons and not met(mine[0], content(quote)):
            found.append(f"{claim[one.start : one.end]} {mine[0].word}")
    return found


def _per(text: str, one: Quantity) -> tuple[Term, ...]:
    match = PER.match(text, one.end) if one.unit else None
    return content(match["what"])[:1] if match else ()


def _other_rhythms(claim: str, quote: str) -> list[str]:
    """Return how often something is said to be where the quote says another rhythm, or none."""
    said, shown = fold(claim), fold(quote)
    return [name for name, words in RHYTHMS.items() if words.search(said) and not words.search(shown)]


def _counted(text: str, one: Quantity) -> tuple[Term, ...]:
    """Return what a number counts: the content words right behind it, at most two."""
    match = _COUNTED.match(text, one.end)
    return content(match[1])[:2] if match else ()


def _other_dates(claim: str, quote: str) -> list[str]:
    """Return the months and weekdays of a claim that its quote does not name, ranges of days included."""
    wanted = {one for one in concepts_of(claim) if one.startswith(("weekdays_", "month_"))}
    shown = set(concepts_of(quote)) | days_in_ranges(quote)
    return sorted(one.partition("_")[2] for one in wanted - shown)


def days_in_ranges(text: str) -> set[str]:
    """Return the concepts of the weekdays within « du lundi au vendredi », „Mo - Fr“ and the like."""
    found = set()
    for match in _RANGE.finditer(fold(text)):
        ends = [_day(match[1]), _day(match[2])]
        if None not in ends:
            first, last = int(ends[0] or 0), int(ends[1] or 0)
            found |= {f"weekdays_{_DAYS[n % 7]}" for n in range(first, last + 1 + 7 * (last < first))}
    return found


def _day(word: str) -> int | None:
    """Return the number of a weekday, written out or as « lun. », „Mo“, "Mon"."""
    term = term_of(word)
    names = [one for one in (term.concepts if term else ()) if one.startswith("weekdays_")]
    return _DAYS.index(names[0].partition("_")[2]) if names else _SHORT_DAYS.get(word)


def _unit(plain: str, start: int, end: int) -> str:
    if match := _UNIT.match(plain, end):
        return UNIT_OF[match[1]]
    if named := _NAMED_BEFORE.search(plain[:start]):
        return UNIT_OF[named[1]]
    return _BEFORE.get(plain[:start].rstrip()[-1:], "")
