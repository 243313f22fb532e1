"""What the providers that list businesses have in common: plain text, real websites, one hit a business."""

from collections.abc import Iterable

from scrapers.dom import without_invisible
from scrapers.phone_numbers import written_number
from scrapers.search.base import Hit, Listing, is_web_address
from scrapers.search.directories import is_directory

MAX_TEXT = 200


def plain(value: object) -> str:
    """Return a field of an answer as one line of text, empty where it is none."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    return " ".join(without_invisible(str(value)).split())[:MAX_TEXT]


def website(value: object) -> str:
    """Return the address of a business's own site, empty where a listing names none or only a profile."""
    text = plain(value)
    if text and "://" not in text:
        text = f"https://{text}"
    return text if text and is_web_address(text) and not is_directory(text) else ""


def phones(values: Iterable[object], country: str) -> tuple[str, ...]:
    """Return the phone numbers of a listing in E.164, each once; several may stand in one field."""
    pieces = (piece for value in values for piece in plain(value).replace(",", ";").split(";"))
    found = (written_number(piece.strip(), [country]) for piece in pieces if piece.strip())
    return tuple(dict.fromkeys(filter(None, found)))


def as_hit(listing: Listing) -> Hit:
    """Return a listing as a result of a search."""
    place = ", ".join(filter(None, (listing.street, f"{listing.postcode} {listing.city}".strip())))
    return Hit(
        url=listing.website,
        title=listing.name,
        snippet=" · ".join(filter(None, (listing.trade, place))),
        provider=listing.provider,
        listings=[listing],
    )
