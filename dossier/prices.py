"""Prices of things, line by line: so that "a shirt 3,20 €" here and "its shirt at 2,90 €" there are seen."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dossier.headings import stands_under_others
from dossier.lexicon import Term, content, met, term_of
from dossier.moods import is_plain, speaks_of_others
from dossier.quantities import Quantity, quantities
from dossier.records import Source
from dossier.rows import lines_and_rows
from dossier.tables import Cell, in_rows, price_cells
from dossier.units import CURRENCIES, PER, UNIT_WORDS
from llm.tasks.words import fold

_SPLIT = re.compile(r"\s[—–|•·/-]\s|[;,](?=\s)|[.!?](?=\s)|\s(?:et|und|and)\s")
# What a price is, not what it is of.
_MEASURES = frozenset({"price", "hourly", "free"})
# Words of a price that say nothing of what it is of: « à partir de », „täglich“, "pay a $9 fee".
_EMPTY = frozenset(
    [
        *(
            "partir",
            "taglich",
            "daily",
            "quotidien",
            "pay",
            "pays",
            "paid",
            "paying",
            "fee",
            "fees",
            "charge",
        ),
        *("payer", "payez", "paie", "zahlen", "zahlst", "zahlt", "bezahlen"),
    ]
)
# Sums that are no price of anything.
_SUMS = frozenset({"turnover", "profit", "capital", "debt", "rent", "staff", "wage"})
_SIGNS = ("€", "$", "£", "EUR", "eur", "Eur", "CHF", "Franken")
# What a thing is let for: each time in one form, whatever its language.
_TIMES = {
    name: re.compile(rf"(?:(?:1|un|une|la|le|l'|par|pro|je|per|a|an|the|ein|der|die)\s?)*(?:{words})\W*")
    for name, words in {
        "half_day": r"(?:demi|1/2|½)[\s-]?journees?|halbe[rn]?[\s-]?tage?|halbtags?|half[\s-]day",
        "day": "jour(?:nee)?|tag|day|24 ?h",
        "weekend": r"(?:fin de semaine|week[\s-]?end|wochenende)",
        "week": "semaine|woche|week",
        "hour": "heure|stunde|hour",
    }.items()
}
_LET_FOR = frozenset(_TIMES)
# Without one of these the same thing is sold, or worked on.
_LET_ONLY_FOR = _LET_FOR - {"hour"}
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


# What a price covers has none of its own: « 169 € : déplacement et première heure compris ».
_COVERED = re.compile(
    r"[:,;(][^:,;()\d.!?]{3,80}?\s(?:compris\w*|inclus\w*|included|inbegriffen|inklusive|enthalten)\b"
)
# One more of what is paid for already.
_FURTHER = re.compile(r"supplementaire|entam[ee]|weiter|zusatzlich|angefangen|additional|further|extra")


@dataclass(frozen=True)
class Price:
    """A price: what it is of, for one of what, whether it is only the least, and where it stands.

    `around` are the words of its line, `beside` the same where no other price stands in it.
    """

    key: str
    unit: str
    of: tuple[Term, ...]
    narrowed: frozenset[str]
    around: tuple[Term, ...]
    beside: tuple[Term, ...]
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
        for start, one in _of_source(source, names)
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


def _of_source(source: Source, names: frozenset[str]) -> Iterator[tuple[int, Price]]:
    """Yield the prices of a source with where their line begins."""
    tabled = in_rows(source.text)
    for start, line, _ in lines_and_rows(source.text):
        if start not in tabled and any(sign in line for sign in _SIGNS):
            yield from ((start, one) for one in _in_line(line, source, names))
    for cell in price_cells(source.text):
        if one := _of_cell(cell, source, names):
            yield cell.start, one


def _in_line(line: str, source: Source, names: frozenset[str]) -> Iterator[Price]:
    at, before, is_joined = 0, "", False
    told = _COVERED.sub(lambda match: " " * len(match.group()), line)
    bounds = [*((gap.start(), gap.end()) for gap in _SPLIT.finditer(told)), (len(line), len(line))]
    around = content(line) if len(_sums(line, source)) == 1 else ()
    for end, following in bounds:
        quote, part = line[at:end], told[at:end]
        thing = _said_before(part, before, is_joined=is_joined)
        before, at, is_joined = part, following, line[end:following].strip().isalpha()
        found = _sums(part, source)
        if len(found) != 1 or not is_plain(part) or speaks_of_others("", part):
            continue
        match = PER.match(fold(part), found[0].end) if len(fold(part)) == len(part) else None
        named = content(match["what"])[:1] if match else ()
        per = (_time_of(fold(part), match.start("what")) or named) if match else ()
        if of := _things((*content(thing), *content(part)), per, named, names):
            narrowed = frozenset(one.word for one in of if _is_narrow(one.word, part))
            written = _written(part, found[0])
            yield Price(
                *(found[0].key, found[0].unit, of, narrowed, content(line), around, per),
                *(_FROM.search(fold(part)) is not None, written, quote.strip()[:240], source),
            )


def _said_before(part: str, before: str, *, is_joined: bool) -> str:
    """Return what a part of a line gives the price of, where the part before says it.

    « La visite dure une heure et coûte 7 € », « La visite coûte 7 € le matin et 9 € le soir ».
    """
    if _COSTS.match(fold(part)):
        thing = _THING.match(before)
        return thing.group() if thing else ""
    costs = _COSTS.search(fold(before)) if is_joined and re.match(r"[€$£]?\s?\d", part.strip()) else None
    return fold(before)[: costs.start()] if costs else ""


def _of_cell(cell: Cell, source: Source, names: frozenset[str]) -> Price | None:
    """Return a price of a table: its row says what it is of, its column for one of what, or which of them."""
    found = _sums(cell.written, source)
    if len(found) != 1 or not is_plain(cell.label) or speaks_of_others("", f"{cell.label}."):
        return None
    per = _time_of(fold(cell.head), whole=True)
    column = () if per else _column(cell.head)
    of = _things((*content(cell.label), *column), per, per, names)
    if not of:
        return None
    narrowed = {one.word for one in of if _is_narrow(one.word, cell.label)} | {one.word for one in column}
    return Price(
        *(found[0].key, found[0].unit, of, frozenset(narrowed), content(cell.row), content(cell.label), per),
        *(_FROM.search(fold(cell.written)) is not None, _written(cell.written, found[0])),
        *(cell.row[:240], source),
    )


def _sums(text: str, source: Source) -> list[Quantity]:
    return [one for one in quantities(text, source.language) if one.unit in CURRENCIES]


def _things(
    terms: Sequence[Term], per: Sequence[Term], taken: Sequence[Term], names: frozenset[str]
) -> tuple[Term, ...]:
    """Return what a price is of, of the words beside it; nothing where it is no price of anything."""
    # What is paid for a day or an hour is what a thing is let for, not the rent of the business.
    is_let = any(one.word in _LET_FOR for one in per)
    of = [one for one in terms if not one.concepts & _MEASURES and not one.stems & names]
    of = [one for one in of if one.word not in UNIT_WORDS | _EMPTY and one not in taken]
    if is_let:
        return tuple(one for one in of if "rent" not in one.concepts)
    return () if any(one.concepts & _SUMS for one in terms) else tuple(of)


def _time_of(folded: str, at: int = 0, *, whole: bool = False) -> tuple[Term, ...]:
    """Return the unit of time a folded text names at a place, in one form: « demi-journée », „halber Tag“."""
    for word, pattern in _TIMES.items():
        if pattern.fullmatch(folded) if whole else pattern.match(folded, at):
            return (Term(word, frozenset([word]), frozenset()),)
    return ()


def _column(head: str) -> tuple[Term, ...]:
    """Return which of several things the head of a column names: « Enfant », « Prix HT », « 3 jours »."""
    folded = fold(head)
    words = [term_of(word) for word in re.findall(r"\w+", folded)]
    if words and all(word is not None and word.concepts & _MEASURES for word in words):
        return ()
    told = tuple(term for term in content(head) if not term.concepts & _MEASURES)
    if told and not re.search(r"\d", head):
        return told
    return (Term(folded, frozenset([folded]), frozenset()),)


def _written(part: str, one: Quantity) -> str:
    sign_before = re.search(r"(?:[€$£]|CHF|EUR)\s?$", part[: one.start])
    sign = re.match(r"\s?(?:€|\$|£|[Ee]uros?|EUR|CHF|Franken)", part[one.end :])
    shown = part[one.start : one.end]
    return f"{sign_before.group() if sign_before else ''}{shown}{sign.group() if sign else ''}"


def _is_narrow(word: str, part: str) -> bool:
    folded = re.sub(r"['’]", " ", fold(part))
    return _FURTHER.match(word) is not None or any(
        folded.startswith(word, match.end()) for match in _NARROWS.finditer(folded)
    )


def _same_thing(one: Price, other: Price) -> bool:
    if one.unit != other.unit or (one.per and other.per and not met(one.per[0], other.per)):
        return False
    if not (one.per and other.per) and any(term.word in _LET_ONLY_FOR for term in (*one.per, *other.per)):
        return False
    if one.per == other.of or other.per == one.of:
        return True  # "lettering: 14 € a letter", "a letter costs 16 €"
    less, more = sorted((one, other), key=lambda price: len(price.of))
    extra = [term for term in more.of if not met(term, (*less.of, *less.per, *less.beside))]
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
