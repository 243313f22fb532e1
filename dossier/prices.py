"""Prices of things, line by line: so that "a shirt 3,20 €" here and "its shirt at 2,90 €" there are seen."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dossier.headings import stands_under_others
from dossier.lexicon import Term, content, met
from dossier.moods import is_plain, speaks_of_others
from dossier.quantities import quantities
from dossier.records import Source
from dossier.rows import lines_and_rows
from dossier.units import PER, UNIT_WORDS
from llm.tasks.words import fold

_SPLIT = re.compile(r"\s[—–|•·/-]\s|[;,](?=\s)|[.!?](?=\s)|\s(?:et|und|and)\s")
_CURRENCIES = frozenset({"eur", "usd", "gbp", "chf"})
# What a price is, not what it is of.
_MEASURES = frozenset({"price", "hourly", "free"})
# Sums that are no price of anything.
_SUMS = frozenset({"turnover", "profit", "capital", "debt", "rent", "staff", "wage"})
# What stands behind these narrows a thing down: « une coupe pour enfants ».
_NARROWS = re.compile(
    r"\b(?:pour|fur|avec|mit|sans|ohne|de|du|des|d|a|au|aux|zu|zur|zum|bis|en|im|in|am|for|with|without|of|to)\s+"
)
_COSTS = re.compile(
    r"\W*(?:(?:en |ne |it )?(?:coute\w*|vaut|revient|est facture\w*|kostet|kosten|costs?)|sont factures?)\b"
)
# What a sentence speaks of first: up to a number or its verb.
_THING = re.compile(
    r"(?:(?!\b(?:dure\w*|est|sont|a|ont|comprend|comprennent|dauer[tn]|ist|sind|hat|haben|umfasst|is|are|has|takes?"
    r"|lasts?)\b)[^\d])+"
)
_FROM = re.compile(
    r"\b(?:a partir de|des|demarre\w*|commenc\w*|beginn\w*|ab|from|starting|au moins|mindestens|jusqu'a"
    r"|bis zu|up to)\b"
)


@dataclass(frozen=True)
class Price:
    """A price: what it is of, for one of what, whether it is only the least, and where it stands."""

    key: str
    unit: str
    of: tuple[Term, ...]
    narrowed: frozenset[str]
    around: tuple[Term, ...]
    per: tuple[Term, ...]
    is_least: bool
    written: str
    quote: str
    source: Source


def prices(sources: Iterable[Source], subject: Sequence[str]) -> list[Price]:
    """Return the prices of the sources, those of partners and competitors left out."""
    names = frozenset(stem for term in content(" ".join(subject)) for stem in term.stems)
    return [
        one
        for source in sources
        for start, line, _ in lines_and_rows(source.text)
        if any(sign in line for sign in ("€", "$", "£", "EUR", "eur", "Eur", "CHF", "Franken"))
        for one in _in_line(line, source, names)
        if not stands_under_others(source.text, start)
    ]


def differing_prices(found: Sequence[Price]) -> list[list[Price]]:
    """Return the prices of one thing that differ, each group with all that is stated."""
    result: list[list[Price]] = []
    for one in found:
        home = next((group for group in result if all(_same_thing(one, other) for other in group)), None)
        if home is None:
            result.append([one])
        elif not any((one.key, one.source.id) == (other.key, other.source.id) for other in home):
            home.append(one)
    return [group for group in result if _differ(group)]


def _in_line(line: str, source: Source, names: frozenset[str]) -> Iterator[Price]:
    at, before = 0, ""
    bounds = [*((gap.start(), gap.end()) for gap in _SPLIT.finditer(line)), (len(line), len(line))]
    for end, following in bounds:
        part, at, above = line[at:end], following, before
        before = part
        found = [one for one in quantities(part, source.language) if one.unit in _CURRENCIES]
        if len(found) != 1 or not is_plain(part) or speaks_of_others("", part):
            continue
        # « La visite dure une heure et coûte 7 € »: what costs is said before.
        thing = _THING.match(above) if _COSTS.match(fold(part)) else None
        terms = (*(content(thing.group()) if thing else ()), *content(part))
        of = tuple(one for one in terms if not one.concepts & _MEASURES and not one.stems & names)
        of = tuple(one for one in of if one.word not in UNIT_WORDS)
        if not of or any(one.concepts & _SUMS for one in terms):
            continue
        per = PER.match(fold(part), found[0].end) if len(fold(part)) == len(part) else None
        unit = content(per["what"])[:1] if per else ()
        if of := tuple(one for one in of if one not in unit):
            narrowed = frozenset(word for one in of for word in [one.word] if _is_narrow(word, part))
            shown = part[found[0].start : found[0].end]
            sign_before = re.search(r"(?:[€$£]|CHF|EUR)\s?$", part[: found[0].start])
            sign = re.match(r"\s?(?:€|\$|£|[Ee]uros?|EUR|CHF|Franken)", part[found[0].end :])
            yield Price(
                *(found[0].key, found[0].unit, of, narrowed, content(line), unit),
                *(
                    _FROM.search(fold(part)) is not None,
                    f"{sign_before.group() if sign_before else ''}{shown}{sign.group() if sign else ''}",
                ),
                *(part.strip()[:240], source),
            )


def _is_narrow(word: str, part: str) -> bool:
    folded = re.sub(r"['’]", " ", fold(part))
    return any(folded.startswith(word, match.end()) for match in _NARROWS.finditer(folded))


def _same_thing(one: Price, other: Price) -> bool:
    if one.unit != other.unit or (one.per and other.per and not met(one.per[0], other.per)):
        return False
    if one.per == other.of or other.per == one.of:
        return True  # "lettering: 14 € a letter", "a letter costs 16 €"
    less, more = sorted((one, other), key=lambda price: len(price.of))
    extra = [term for term in more.of if not met(term, (*less.of, *less.per))]
    lacking = [term for term in less.of if not met(term, more.of)]
    if lacking or (extra and one.source.id == other.source.id):
        return False
    return len(extra) <= 1 and not any(
        term.word in more.narrowed and not met(term, less.around) for term in extra
    )


def _differ(group: Sequence[Price]) -> bool:
    fixed = {one.key for one in group if not one.is_least}
    least = [float(one.key) for one in group if one.is_least]
    if any(float(key) < low for key in fixed for low in least):
        return True
    return len(fixed) > 1 or len(set(least)) > 1
