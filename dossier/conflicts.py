"""Values of one thing that differ between sources, or within one, side by side."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from dossier.choices import is_choice
from dossier.facts import Fact, label_of
from dossier.hours import LABELS, DayHours, day_hours
from dossier.lead import DossierLead
from dossier.measures import Measure, groups, measures
from dossier.prices import Price, differing_prices, prices
from dossier.quantities import quantities
from dossier.records import Contradiction, Source, StatedValue
from dossier.registry import STAFF_BANDS
from dossier.spans import differing_ages, differing_staff, done_before
from llm.tasks.words import fold

# Things a business has one of at a time; where two are stated one is old or wrong.
_SINGLE = (
    *(
        "siren",
        "register",
        "branches",
        "founded",
        "director",
        "capital",
        "turnover",
        "rating",
        "reviews",
        "radius",
    ),
    *("warranty", "legal_form", "land"),
)
# Several of these are usual on one site; sources that have none in common are worth a look.
_BY_SOURCE = ("phone", "street", "postcode", "city", "email")
LEAD = "lead"
_LIST = 3


def contradictions(
    facts: Sequence[Fact], sources: Sequence[Source], lead: DossierLead, language: str
) -> list[Contradiction]:
    """Return what is stated differently: typed facts, hours, anything measured, and the lead's record."""
    typed = [*_of_facts(facts)]
    found = [*typed, *_between_sources(facts)]
    found += _of_hours(day_hours(sources), language)
    found += _with_band(facts)
    found += _of_ages(facts, sources)
    named = [lead.name, *(fact.written for fact in facts if fact.id == "name")]
    known = prices(sources, named)
    priced = differing_prices(known)
    compared = [_of_prices(group) for group in priced]
    shown = {
        value.source + number for one in typed for value in one.values for number in _numbers(value.value)
    }
    shown |= {one.source.name + one.key for group in priced for one in group}
    # "From 40 €" and "45 €" are no contradiction.
    least = {one.source.name + one.key for one in known if one.is_least}
    for group in groups(measures(sources)):
        names = {one.source.name + one.key for one in group}
        if not names <= shown and not names & least:
            compared.append(_of_measures(group))
    found += [one for one in compared if not is_choice(one, sources)]
    found = [one for one in found if not _is_list(one)]
    return [*found, *_with_lead(facts, lead, found, language)]


def _is_list(one: Contradiction) -> bool:
    """Tell whether one source states three values or more: members 80 €, students 60 €, juniors 40 €."""
    stated: dict[str, set[str]] = {}
    for value in one.values:
        stated.setdefault(value.source, set()).add(value.value)
    return any(len(values) >= _LIST for values in stated.values())


def _of_facts(facts: Sequence[Fact]) -> Iterator[Contradiction]:
    for name in _SINGLE:
        stated = [fact for fact in facts if fact.id == name]
        if len({fact.key for fact in stated}) > 1:
            yield _side_by_side(stated)
    if staff := differing_staff(facts):
        yield _side_by_side(staff)


def _of_ages(facts: Sequence[Fact], sources: Sequence[Source]) -> Iterator[Contradiction]:
    founded = [fact for fact in facts if fact.id == "founded"]
    if (before := done_before(sources, facts)) and len({fact.key for fact in founded}) == 1:
        values = [_stated(str(one.year), one.source, one.quote) for one in before]
        yield Contradiction(
            subject=founded[0].label, values=[*values, *(_value(fact, fact.shown) for fact in founded)]
        )
    apart = [*differing_ages(facts)]
    if apart:
        stated = dict.fromkeys(fact for pair in apart for fact in pair)
        yield Contradiction(subject=apart[0][1].label, values=[_value(fact, fact.shown) for fact in stated])


def _of_prices(group: Sequence[Price]) -> Contradiction:
    shortest = min(group, key=lambda one: len(one.of))
    return Contradiction(
        subject=_as_written((term.word for term in shortest.of), shortest.quote),
        values=[_stated(one.written, one.source, one.quote) for one in group],
    )


def _as_written(words: Iterable[str], quote: str) -> str:
    """Return words with the accents they have in a quote, as a title."""
    shown = {fold(word): word for word in re.findall(r"\w+", quote)}
    title = " ".join(shown.get(word, word) for word in words)
    return title[:1].upper() + title[1:]


def _between_sources(facts: Sequence[Fact]) -> Iterator[Contradiction]:
    """Yield where sources have no value in common: two pages that show different numbers only."""
    for name in _BY_SOURCE:
        stated = [fact for fact in facts if fact.id == name]
        by_source: dict[str, set[str]] = {}
        for fact in stated:
            by_source.setdefault(fact.source.id, set()).add(_plain(fact.key))
        apart = any(
            not one & other and (len(one) == 1 or len(other) == 1)
            for one, other in combinations(by_source.values(), 2)
        )
        if apart and (name != "email" or len({fact.source.site for fact in stated}) > 1):
            yield _side_by_side(stated)


def _side_by_side(stated: Sequence[Fact]) -> Contradiction:
    return Contradiction(subject=stated[0].label, values=[_value(fact, fact.shown) for fact in stated])


def _value(fact: Fact, shown: str) -> StatedValue:
    return StatedValue(
        value=shown,
        source=fact.source.name,
        url=fact.source.url,
        quote=fact.citation.quote,
        code=fact.code,
        fetched_at=fact.source.fetched_at,
    )


def _of_hours(found: Sequence[DayHours], language: str) -> Iterator[Contradiction]:
    """Yield where hours differ, days of which the same is said in one."""
    alike: dict[tuple[tuple[str, str], ...], tuple[list[str], list[StatedValue]]] = {}
    days = enumerate(LABELS.get(language, LABELS["fr"]))
    for (day, name), of in product(days, dict.fromkeys(one.of for one in found)):
        stated = [one for one in found if one.day == day and one.of == of]
        by_source: dict[str, set[str]] = {}
        for one in stated:
            by_source.setdefault(one.source.id, set()).update(one.spans)
        if len({frozenset(spans) for spans in by_source.values()}) > 1:
            values = [_stated(one.written, one.source, one.written) for one in _first_of_each(stated)]
            said = tuple((value.source, value.value) for value in values)
            alike.setdefault(said, ([], values))[0].append(name)
    for names, values in alike.values():
        yield Contradiction(
            subject=f"{label_of('opening_hours', language)} · {', '.join(names)}", values=values
        )


def _first_of_each(stated: Iterable[DayHours]) -> list[DayHours]:
    return list({(one.source.id, one.spans): one for one in reversed([*stated])}.values())[::-1]


def _of_measures(group: Sequence[Measure]) -> Contradiction:
    first = group[0]
    words = dict.fromkeys(term.word for term in (*first.of[:4], *first.counted))
    return Contradiction(
        subject=_as_written(words, first.quote),
        values=[_stated(one.written, one.source, one.quote) for one in group],
    )


def _stated(value: str, source: Source, quote: str) -> StatedValue:
    return StatedValue(
        value=value, source=source.name, url=source.url, quote=quote, fetched_at=source.fetched_at
    )


def _with_band(facts: Sequence[Fact]) -> Iterator[Contradiction]:
    """Yield the number of employees against the band of the registry, where it lies outside."""
    bands = [fact for fact in facts if fact.id == "staff_band" and fact.key in STAFF_BANDS]
    stated = [fact for fact in facts if fact.id == "staff" and fact.key.isdigit()]
    for band in bands[:1]:
        low, high = STAFF_BANDS[band.key]
        outside = [fact for fact in stated if not low <= int(fact.key) <= high]
        if outside:
            values = [_value(fact, fact.shown) for fact in outside]
            yield Contradiction(
                subject=outside[0].label,
                values=[*values, _value(band, f"{low}-{high} (code {band.written})")],
            )


def _with_lead(
    facts: Sequence[Fact], lead: DossierLead, found: Sequence[Contradiction], language: str
) -> Iterator[Contradiction]:
    """Yield where no source has the value the lead's record has."""
    known = {one.subject for one in found}
    for name, values in lead.values().items():
        stated = [fact for fact in facts if fact.id == name]
        theirs = {_plain(fact.key) for fact in stated}
        apart = [
            value
            for value in values
            if not any(_plain(value) in one or one in _plain(value) for one in theirs)
        ]
        if stated and apart and label_of(name, language) not in known:
            yield Contradiction(
                subject=label_of(name, language),
                values=[
                    *(StatedValue(value=one, source=LEAD, url=lead.website, quote=one) for one in apart),
                    *(_value(fact, fact.shown) for fact in stated),
                ],
            )


def _plain(value: str) -> str:
    """Return a value without signs; of a phone number the part all ways of writing it share."""
    bare = re.sub(r"\W", "", fold(value))
    return bare[-9:] if bare.isdigit() and len(bare) >= 9 else bare


def _numbers(value: str) -> list[str]:
    return [one.key for one in quantities(value, "fr")]
