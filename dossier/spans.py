"""Facts that leave room: "10 to 19 employees" beside 15, "for 30 years" beside a year of founding."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from dossier.facts import Fact
from dossier.moods import is_denied, is_plain, speaks_of_others
from dossier.names import people_and_firms
from dossier.records import Source
from llm.tasks.words import fold

# A round age is said long after the birthday; "more than" reaches further.
_ROUND, _PLAIN, _MORE = 4, 1, 9
_LOOSE = ("plus de", "uber", "mehr als", "more than", "over")
_SOON = 2
_SINCE = re.compile(r"\b(?:[Dd]epuis|[Ss]eit|[Ss]ince)\s(?:l’an\s|dem Jahr\s)?(?P<year>(?:18|19|20)\d\d)\b")
_SENTENCE = re.compile(r"[^.!?]+")


@dataclass(frozen=True)
class Since:
    """Something done since a year: the year, the sentence, its source."""

    year: int
    quote: str
    source: Source


def done_before(sources: Iterable[Source], facts: Sequence[Fact]) -> list[Since]:
    """Return what is done since before a year in which the business is said to have been founded."""
    founded = [int(fact.key) for fact in facts if fact.id == "founded" and fact.key.isdigit()]
    return [one for one in _since(sources) if any(one.year < year for year in founded)] if founded else []


def _since(sources: Iterable[Source]) -> Iterator[Since]:
    for source in sources:
        for match in _SENTENCE.finditer(source.text.replace("\n", ".")):
            quote = match.group().strip()
            if (since := _SINCE.search(quote)) is None:
                continue
            plain = is_plain(quote) and not is_denied(fold(quote)) and not speaks_of_others("", quote)
            if plain and not people_and_firms(quote):  # the years of a person are no years of the business
                yield Since(int(since["year"]), quote, source)


def differing_staff(facts: Sequence[Fact]) -> list[Fact]:
    """Return the statements of staff where two of them cannot both be true."""
    stated = [(fact, span) for fact in facts if fact.id == "staff" and (span := staff_span(fact.key))]
    apart = any(one[1] < other[0] or other[1] < one[0] for (_, one), (_, other) in combinations(stated, 2))
    return [fact for fact, _ in stated] if apart else []


def staff_span(key: str) -> tuple[int, int] | None:
    """Return the least and the most that a number of staff stands for: "15", "10-19", "50+"."""
    low, dash, high = key.partition("-")
    if key.endswith("+") and key[:-1].isdigit():
        return int(key[:-1]), 1_000_000
    if not low.isdigit() or (dash and not high.isdigit()):
        return None
    return int(low), int(high or low)


def differing_ages(facts: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Yield an age and a year of founding that do not fit, as of the day the age was read."""
    for age in facts:
        read = age.source.fetched_at
        if age.id != "age" or read is None or not age.key.split()[0].isdigit():
            continue
        years = int(age.key.split()[0])
        slack = _MORE if _is_loose(age) else _ROUND if years % 5 == 0 else _PLAIN
        for founded in facts:
            if founded.id == "founded" and founded.key.isdigit():
                since = read.year - int(founded.key)
                if not years - _SOON <= since <= years + slack:
                    yield age, founded


def _is_loose(age: Fact) -> bool:
    before = age.citation.quote.casefold().replace("ü", "u")
    return any(word in before for word in _LOOSE)
