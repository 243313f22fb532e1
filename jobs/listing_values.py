"""What maps and registers say of a business, as values of a lead: each names the listing it comes from.

Such a value is vouched for by its listing, not by the pages of the business: the address of its evidence says
so.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from leads.record import Evidence, Kind, Method, Value
from scrapers.search.base import Listing
from scrapers.trades import trade_key

_QUOTE = 200


def listing_values(listings: Sequence[Listing], fetched_at: datetime) -> list[Value]:
    """Return the values of all listings of one business."""
    values: dict[tuple[Kind, str], Value] = {}
    for listing in listings:
        for kind, text in _fields(listing):
            proof = Evidence(
                url=listing.page, quote=_quote(listing, text), method=Method.TEXT, fetched_at=fetched_at
            )
            label = trade_key(text) if kind is Kind.TRADE else ""
            value = Value(value=text, kind=kind, evidence=[proof], label=label)
            known = values.setdefault((kind, text), value)
            if proof not in known.evidence:
                known.evidence.append(proof)
    return list(values.values())


def listing_site(listing: Listing) -> str:
    """Return the merge key of a business without a site: its number in the register, else the listing's."""
    return f"siren:{listing.siren}" if listing.siren else f"{listing.provider}:{listing.id}"


def read_listings(stored: Iterable[dict[str, object]]) -> list[Listing]:
    """Return listings as they were before they were stored."""
    return [Listing.model_validate(one) for one in stored]


def _fields(listing: Listing) -> Iterator[tuple[Kind, str]]:
    one_each = (
        (Kind.NAME, listing.name),
        (Kind.STREET, listing.street),
        (Kind.POSTCODE, listing.postcode),
        (Kind.CITY, listing.city),
        (Kind.COUNTRY, listing.country),
        (Kind.SIREN, listing.siren),
        (Kind.SIRET, listing.siret),
        (Kind.TRADE, listing.trade),
        (Kind.OPENING_HOURS, listing.opening_hours),
    )
    yield from ((kind, text) for kind, text in one_each if text)
    yield from ((Kind.PHONE, number) for number in listing.phones)
    yield from ((Kind.EMAIL, address) for address in listing.emails)


def _quote(listing: Listing, text: str) -> str:
    """Return the value with who lists it, as a map or a register has no text of its own to quote.

    What has to be shown next to it goes wherever the value goes: screens, records and exports.
    """
    source = listing.attribution or listing.provider
    room = _QUOTE - len(f" ({source})")
    name = listing.name[: max(0, room - len(f": {text}"))] if text != listing.name else ""
    said = f"{name}: {text}" if name else text
    return f"{said[:room]} ({source})"
