"""Several pages of a site -> one business: whose each value is, which comes first, an address that fits."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from leads.record import Kind, Owner, Value
from scrapers.contacts import identity, merge_values

_ADDRESS = (Kind.POSTCODE, Kind.CITY, Kind.STREET)


@dataclass(frozen=True)
class Said:
    """What one page says, and how much its word counts."""

    weight: int
    values: Sequence[Value]


def merge_pages(pages: Sequence[Said]) -> list[Value]:
    """Return the values of all pages, equal ones merged with all their evidence.

    Pages may differ about whose a value is: the weightier ones decide, the business's own in a tie. Of each
    kind the business's own come first, then what the most pages show. Postcode, city and street that come
    first stand together on one page.
    """
    support = _support(pages)
    merged = merge_values([page.values for page in pages])
    for value in merged:
        own, foreign = support[identity(value)]
        value.owner = Owner.BUSINESS if own >= foreign else Owner.THIRD_PARTY
    rank = {id(value): number for number, value in enumerate(merged)}
    order = {kind: number for number, kind in enumerate(Kind)}
    merged.sort(
        key=lambda value: (
            order[value.kind],
            value.owner is not Owner.BUSINESS,
            -sum(support[identity(value)]) if value.kind in _BY_SUPPORT else 0,
            rank[id(value)],
        )
    )
    return _with_one_address(merged, pages)


# (E-mails and numbers keep the order of `merge_values`: the site's own domain first.)
_BY_SUPPORT = frozenset({Kind.NAME, Kind.PHONE, Kind.SIREN, Kind.SIRET, Kind.VAT, *_ADDRESS})


def _support(pages: Sequence[Said]) -> defaultdict[tuple[Kind, str, str], tuple[int, int]]:
    """Return the weight of the pages that call each value the business's own, and another's."""
    support: defaultdict[tuple[Kind, str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for page in pages:
        for value in page.values:
            own, foreign = support[identity(value)]
            if value.owner is Owner.BUSINESS:
                own += page.weight
            else:
                foreign += page.weight
            support[identity(value)] = own, foreign
    return support


def _with_one_address(values: list[Value], pages: Sequence[Said]) -> list[Value]:
    """Put the parts of the best address first: those of the weightiest page that shows its postcode."""
    best = next((value for value in values if _is_own(value, Kind.POSTCODE)), None)
    if best is None:
        return values
    shown = [
        page
        for page in pages
        if any(_is_own(value, Kind.POSTCODE) and identity(value) == identity(best) for value in page.values)
    ]
    first = {identity(best)}
    for kind in (Kind.CITY, Kind.STREET):
        of_page = [(page.weight, value) for page in shown for value in page.values if _is_own(value, kind)]
        if of_page:
            first.add(identity(max(of_page, key=lambda pair: pair[0])[1]))
    order = {kind: number for number, kind in enumerate(Kind)}
    return sorted(
        values,
        key=lambda value: (
            order[value.kind],
            value.owner is not Owner.BUSINESS,
            value.kind in _ADDRESS and identity(value) not in first,
        ),
    )


def _is_own(value: Value, kind: Kind) -> bool:
    return value.kind is kind and value.owner is Owner.BUSINESS
