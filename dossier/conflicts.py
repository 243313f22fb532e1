"""Values of one thing that differ between sources, or within one, side by side."""

from collections.abc import Sequence
from itertools import combinations

from dossier.facts import Fact
from dossier.quantities import quantities
from dossier.records import Claim, Contradiction, Source, StatedValue
from dossier.topics import content_stems, topics_of
from llm.tasks.words import fold

# Things a business has one of at a time; where two are stated one is old or wrong.
_SINGLE = (
    *("siren", "staff", "founded", "director", "capital", "turnover", "rating", "reviews", "radius"),
    *("warranty", "legal_form", "opening_hours"),
)
# Several of these are usual on one site; other ones elsewhere are worth a look.
_BY_SOURCE = ("phone", "street", "postcode", "city", "email")
_OVERLAP = 0.5


def contradictions(
    facts: Sequence[Fact], claims: Sequence[Claim], sources: Sequence[Source], own: str
) -> list[Contradiction]:
    """Return what is stated differently.

    Args:
        facts: typed facts of all sources.
        claims: proven claims.
        sources: all that was read.
        own: the site of the business; a telling, a listing or a registry may differ from it.
    """
    found = [*_of_facts(facts), *_between_sites(facts, own)]
    shown = {frozenset(fold(value.value) for value in one.values) for one in found}
    for one in _of_claims(claims, sources):
        if frozenset(fold(value.value) for value in one.values) not in shown:
            found.append(one)
    return found


def _of_facts(facts: Sequence[Fact]) -> list[Contradiction]:
    found = []
    for name in _SINGLE:
        stated = [fact for fact in facts if fact.id == name]
        if len({fact.key for fact in stated}) > 1:
            found.append(_side_by_side(stated))
    return found


def _between_sites(facts: Sequence[Fact], own: str) -> list[Contradiction]:
    """Return where pages have no value in common: two pages that show different numbers only."""
    found = []
    for name in _BY_SOURCE:
        stated = [fact for fact in facts if fact.id == name]
        by_source: dict[str, set[str]] = {}
        for fact in stated:
            by_source.setdefault(fact.source.id, set()).add(fact.key)
        apart = any(
            not one & other and (len(one) == 1 or len(other) == 1)
            for one, other in combinations(by_source.values(), 2)
        )
        if apart and (name != "email" or len({fact.source.site for fact in stated} | {own}) > 1):
            found.append(_side_by_side(stated))
    return found


def _side_by_side(stated: Sequence[Fact]) -> Contradiction:
    return Contradiction(
        subject=stated[0].label,
        values=[
            StatedValue(
                value=fact.written,
                source=fact.source.name,
                url=fact.source.url,
                quote=fact.citation.quote,
                fetched_at=fact.source.fetched_at,
            )
            for fact in stated
        ],
    )


def _of_claims(claims: Sequence[Claim], sources: Sequence[Source]) -> list[Contradiction]:
    """Return pairs of claims that say the same of a thing with other figures."""
    found = []
    by_name = {source.name: source for source in sources}
    for one, other in combinations(claims, 2):
        mine, theirs = _figures(one), _figures(other)
        if not mine or not theirs or one.citations[0].quote == other.citations[0].quote:
            continue
        if mine & theirs or not {unit for _, unit in mine} & {unit for _, unit in theirs}:
            continue
        if _about_one_thing(one, other):
            found.append(
                Contradiction(
                    subject=one.text,
                    values=[
                        StatedValue(
                            value=claim.text,
                            source=claim.citations[0].source,
                            url=claim.citations[0].url,
                            quote=claim.citations[0].quote,
                            fetched_at=by_name[claim.citations[0].source].fetched_at,
                        )
                        for claim in (one, other)
                    ],
                )
            )
    return found


def _figures(claim: Claim) -> frozenset[tuple[str, str]]:
    return frozenset((one.key, one.unit) for one in quantities(claim.text, ""))


def _about_one_thing(one: Claim, other: Claim) -> bool:
    mine = {stem for stem in content_stems(one.text) if not stem[0].isdigit() and not stem.startswith("#")}
    theirs = {
        stem for stem in content_stems(other.text) if not stem[0].isdigit() and not stem.startswith("#")
    }
    if not mine or not theirs:
        return False
    shared = len(mine & theirs) / min(len(mine), len(theirs))
    return shared >= _OVERLAP and bool(topics_of(one.text) & topics_of(other.text) or shared == 1)
