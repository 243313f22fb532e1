"""Whatever is measured or counted in the sources: "call-out 89 €", "4 vans", "deposit 30 %"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dossier.clauses import clauses
from dossier.lexicon import Term, content, met
from dossier.moods import speaks_of_others
from dossier.quantities import Quantity, is_year, quantities
from dossier.records import Source
from dossier.units import CURRENCIES, RHYTHMS, UNIT_WORDS
from llm.tasks.figures import figures
from llm.tasks.words import fold
from scrapers.communes import town_after

_COUNTED = re.compile(r"[ \u00a0\u202f]((?:[^\W\d_][\w’'-]*[ \u00a0\u202f]?){1,2})")
# "Two former technicians" are none of those that work there.
_FORMER = re.compile(r"[ \u00a0\u202f](?:anciens?|anciennes?|ehemalig\w+|fr[uü]here\w?|former)\b")
# Behind these a number is a name: « palier 2 », "Tier 1".
_NUMBERED = re.compile(
    r"\b(?:tier|level|step|phase|stage|part|chapter|version|type|class|zone|lot|niveau|palier|etape|partie|chapitre"
    r"|classe|formule|option|stufe|schritt|klasse|teil|kapitel|nr\.?|no\.?|n°)\s?$"
)
_REGISTERED = re.compile(r"\bHR\s?[AB]\s?(?:Nr\.?\s?)?\d+")
# What a figure is, not what it is of.
_MEASURES = frozenset({"price", "hourly", "founded", "hours", "delay", "staff", "experience"})
# When, or from how much: a sum with these words alone is of nothing that another could be of.
_WHEN = re.compile(
    r"partir|pay\w*|pai(?:e|ent|ement)|payer|zahl\w*|fees?|charge[ds]?|(?:jour|journee|nuit|soir|matin|semaine|ferie|weekend|week|day|night|evening|hour)s?|daily|quotidien\w*"
    r"|(?:dimanche|samedi|lundi|mardi|mercredi|jeudi|vendredi)s?|(?:sun|satur|mon|tues|wednes|thurs|fri)days?"
    r"|tag(?:lich|suber|s)?\w{0,2}|nachts?|abends?|morgens|wochenenden?"
    r"|(?:sonn|sams|mon|diens|donners|frei|feier|werk)tag(?:e|s|en)?"
)
# What a number before these is of is an address, and held against others as such.
_STREETS = frozenset(
    [
        *("rue", "avenue", "boulevard", "place", "chemin", "allee", "impasse", "quai", "route", "cours"),
        *("square", "street", "road", "lane", "drive", "bis", "ter"),
    ]
)
# Words two measures of one thing share at the least, of all that either has; more within one source, where
# things that resemble each other stand side by side.
_ALIKE, _ALIKE_WITHIN = 0.6, 0.99
# Where one source only counts a thing, what the other adds to it may say where it is, not which.
_AROUND = 2
_LONGEST = 240
# The ending of who does something, and how much of a word it leaves as that of the thing.
_DOER = re.compile(r"(?:i?ers?|ern|i?eres?|eurs?|euses?|istes?|iens?|iennes?|ists?|ians?|erinn?(?:en)?)$")
_ROOT = 4


@dataclass(frozen=True)
class Measure:
    """One figure with its unit, or what it counts, and the words that say what it is of."""

    key: str
    unit: str
    counted: tuple[Term, ...]
    of: tuple[Term, ...]
    rhythm: frozenset[str]
    written: str
    quote: str
    source: Source


def measures(sources: Iterable[Source]) -> list[Measure]:
    """Return what the sources measure, partners' and competitors' things left out."""
    return [
        one
        for source in sources
        for line in source.text.splitlines()
        if quantities(line, source.language)
        for one in _in_line(line, source)
    ]


def groups(found: Sequence[Measure]) -> list[list[Measure]]:
    """Return the measures of one thing that differ, each group with all that is stated."""
    result: list[list[Measure]] = []
    for one in found:
        home = next((group for group in result if _same_thing(group[0], one)), None)
        if home is None:
            result.append([one])
        elif not any(one.key == other.key and one.source.id == other.source.id for other in home):
            home.append(one)
    return [group for group in result if len({one.key for one in group}) > 1]


def _in_line(line: str, source: Source) -> Iterator[Measure]:
    taken = {one.written for one in figures(line) if one.kind in {"phone", "time", "url", "email"}}
    for part in clauses(line):
        plain = _REGISTERED.sub(lambda match: " " * len(match.group()), part.text)
        for written in taken:
            plain = plain.replace(written, " " * len(written))
        found = [one for one in quantities(plain, source.language) if one.unit or not is_year(one)]
        if len(found) != 1 or speaks_of_others("", part.text):
            continue  # of several figures in one clause none can be told what it is of
        one = found[0]
        match = _COUNTED.match(plain, one.end)
        counted = content(match[1])[:1] if match and not one.unit else ()
        if not one.unit and (
            not counted
            or counted[0].word in _STREETS
            or _FORMER.match(plain, one.end) is not None
            or _NUMBERED.search(fold(plain[: one.start])) is not None
            or _is_postcode(plain, one)
        ):
            continue
        terms = content(f"{plain[: one.start]} {plain[one.end :]}")
        of = tuple(
            term
            for term in terms
            if not term.concepts & _MEASURES and term.word not in UNIT_WORDS and not met(term, counted)
        )
        is_of_nothing = one.unit in CURRENCIES and all(_WHEN.fullmatch(term.word) for term in of)
        if (not of or is_of_nothing) and not counted:
            continue
        quote = part.text.strip()[:_LONGEST]
        said = fold(part.text)
        rhythm = frozenset(name for name, pattern in RHYTHMS.items() if pattern.search(said))
        yield Measure(one.key, one.unit, counted, of, rhythm, _written(plain, one, match), quote, source)


def _is_postcode(plain: str, one: Quantity) -> bool:
    """Tell whether a number is that of the town behind it: an address, and held against others as such."""
    return town_after(plain[one.start : one.end], plain[one.end :].lstrip()) > 0


def _written(plain: str, one: Quantity, match: re.Match[str] | None) -> str:
    figure = plain[one.start : one.end]
    if one.unit and (sign := re.search(r"(?:[€$£]|CHF|EUR)\s?$", plain[: one.start])):
        return f"{sign.group()}{figure}"
    if one.unit:
        behind = re.match(r"\s?[^\W\d_]*[€$£%²]?", plain[one.end :])
        return f"{figure}{behind.group() if behind else ''}".strip()
    return f"{figure} {match[1].split()[0]}" if match else figure


def _same_noun(one: Term, other: Term) -> bool:
    """Tell whether two words name the same things: who drives ambulances is none."""
    is_doer = _DOER.search(one.word) is not None
    apart = is_doer != (_DOER.search(other.word) is not None)
    return one.meets(other) and not (apart and one.word[:_ROOT] == other.word[:_ROOT])


def _same_thing(one: Measure, other: Measure) -> bool:
    if one.rhythm and other.rhythm and one.rhythm != other.rhythm:
        return False
    if one.unit != other.unit or bool(one.counted) != bool(other.counted):
        return False
    if one.counted and not _same_noun(one.counted[0], other.counted[0]):
        return False
    if not one.of or not other.of:
        apart = one.source.id != other.source.id
        return bool(one.counted) and apart and len((*one.of, *other.of)) <= _AROUND
    shared = sum(met(term, other.of) for term in one.of)
    share = shared / max(len(one.of), len(other.of))
    return share >= (_ALIKE_WITHIN if one.source.id == other.source.id else _ALIKE)
