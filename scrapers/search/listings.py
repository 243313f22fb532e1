"""What the providers that list businesses have in common: plain text, real websites, one hit a business."""

import re
from collections.abc import Iterable

from scrapers.communes import fold_words
from scrapers.dom import without_invisible
from scrapers.email_addresses import well_formed
from scrapers.phone_numbers import written_number
from scrapers.search.base import Hit, Listing, is_web_address
from scrapers.search.directories import is_directory
from scrapers.vocabulary import words

MAX_TEXT = 200
_LEGAL_FORMS = words(
    "sarl sas sasu eurl sa sci scp snc selarl selas ei eirl scop gie ets etablissements societe entreprise",
    "gmbh ug ag kg ohg gbr ek mbh ltd limited llc inc plc",
)
# "12 Rue des Lilas, 33000 Bordeaux, France"
_ADDRESS = re.compile(r"(?:(?P<street>.*?),\s*)?(?P<postcode>\d{4,5})\s+(?P<city>[^,]+)(?:,.*)?")


def plain(value: object) -> str:
    """Return a field of an answer as one line of text, empty where it is none."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    visible = "".join(char if char.isprintable() else " " for char in without_invisible(str(value)))
    return " ".join(visible.split())[:MAX_TEXT]


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


def emails(values: Iterable[object]) -> tuple[str, ...]:
    """Return the well-formed e-mail addresses of a listing, each once; several may stand in one field."""
    pieces = (piece.strip() for value in values for piece in plain(value).replace(",", ";").split(";"))
    return tuple(dict.fromkeys(filter(None, map(well_formed, pieces))))


def core_words(name: str) -> list[str]:
    """Return the words of a name without its legal form, folded; all of them where nothing else is left."""
    # (Figures tell "Bar 22" from "Bar 33".)
    parts = [*fold_words(name), *re.findall(r"\d+", name)]
    return [part for part in parts if part not in _LEGAL_FORMS] or parts


def split_address(text: str) -> tuple[str, str, str]:
    """Return street, postcode and city of an address in one line; of another form the whole as street."""
    found = _ADDRESS.fullmatch(text)
    return (found["street"] or "", found["postcode"], found["city"].strip()) if found else (text, "", "")


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
