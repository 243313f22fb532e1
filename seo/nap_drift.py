"""Do the pages of a site give the same phone number and address? Pure facts in, contradictions out.

What most pages agree on is the norm. A page of a branch has its own address and number and is not accused; a
page with the address of the others and another number, or their street and another house number, is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from seo.local_view import numbers_of
from seo.page_view import PageView
from seo.phone_text import Dialled, any_same, nearly_same
from seo.postal import Place

# So many of the pages that give any must give the same one for it to be the norm (squirrelscan: 0.7).
AGREEMENT = 0.7

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class PageNap:
    """The numbers and addresses of the business that one page shows."""

    url: str
    phones: tuple[Dialled, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """One page that contradicts the others: `what` is `phone` or `address`."""

    url: str
    what: str
    shown: str
    norm: str


def page_nap(page: PageView) -> PageNap:
    """Return what one page shows."""
    places = tuple(Place(one.street, one.postcode, one.city) for one in page.local.addresses)
    return PageNap(page.url, tuple(numbers_of(page.local.phones)), places)


def nap_drift(pages: Sequence[PageNap]) -> list[Drift]:
    """Return the pages whose number or address contradicts the norm of the site; none without a norm."""
    norm_phone = _norm([page.phones for page in pages], lambda one, other: one.same_as(other))
    norm_place = _norm([page.places for page in pages], lambda one, other: not one.difference(other))
    found: list[Drift] = []
    for page in pages:
        if norm_phone is not None and page.phones and not any_same(norm_phone, page.phones):
            typo = any(nearly_same(norm_phone, phone) for phone in page.phones)
            if typo or _is_at(page, norm_place):
                found.append(Drift(page.url, "phone", str(page.phones[0]), str(norm_phone)))
        if norm_place is None or any(not norm_place.difference(place) for place in page.places):
            continue
        wrong = [
            place
            for place in page.places
            if norm_place.difference(place) == "street" and norm_place.shares_street_with(place)
        ]
        found += [Drift(page.url, "address", str(place), str(norm_place)) for place in wrong[:1]]
    return found


def _is_at(page: PageNap, norm: Place | None) -> bool:
    """Tell whether a page gives no other address than the norm."""
    return norm is None or all(not norm.difference(place) for place in page.places)


def _norm(groups: Sequence[Sequence[Item]], same: Callable[[Item, Item], bool]) -> Item | None:
    """Return the thing that most pages with any show; None where no two pages, or too few of them, agree."""
    given = [group for group in groups if group]
    best: Item | None = None
    most = 1
    for group in given:
        for item in group:
            count = sum(any(same(item, other) for other in others) for others in given)
            if count > most:
                best, most = item, count
    return best if most >= AGREEMENT * len(given) else None
