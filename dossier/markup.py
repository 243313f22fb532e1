"""What only the code of a page states: JSON-LD and microdata, to be held against what people can read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dossier.records import Source
from llm.tasks.figures import figures, number_key
from llm.tasks.words import fold
from scrapers.dom_walk import read_page
from scrapers.entities import Entity, Fact
from scrapers.structured_data import read_entities

# Property -> typed fact; of a thing that is the business.
_FACTS = {
    "telephone": "phone",
    "foundingdate": "founded",
    "streetaddress": "street",
    "postalcode": "postcode",
    "addresslocality": "city",
    "numberofemployees": "staff",
    "email": "email",
}
# The same of a thing that belongs to the business before it.
_OF_PARTS = {"ratingvalue": "rating", "reviewcount": "reviews", "ratingcount": "reviews", "value": "staff"}
_PARTS = frozenset({"aggregaterating"})
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Marked:
    """A typed fact of a page's code: its id, what it is compared by, the value, and the code that says so."""

    id: str
    key: str
    written: str
    code: str


def marked_up(source: Source, name: str, *, is_own: bool) -> Iterator[Marked]:
    """Yield what the code of a page states about a business, each fact once.

    Args:
        source: the page.
        name: that of the business; on a page of others only what bears it is read.
        is_own: whether the page is one of its own.
    """
    if not source.html:
        return
    seen: set[str] = set()
    of_business = False
    for entity in read_entities(read_page(source.html, source.url or "https://page.invalid/")):
        is_part = _is_part(entity)
        if not is_part:
            of_business = entity.is_business and (is_own or _bears(entity, name))
        if not of_business:
            continue
        for property_, known in (_OF_PARTS if is_part else _FACTS).items():
            fact = entity.first(property_)
            one = _marked(known, fact) if fact and known not in seen else None
            if one is not None:
                seen.add(known)
                yield one


def _is_part(entity: Entity) -> bool:
    kinds = {kind.lower() for kind in entity.types}
    return bool(kinds & _PARTS) or entity.role == "numberofemployees"


def _bears(entity: Entity, name: str) -> bool:
    theirs = entity.first("name")
    words = re.findall(r"\w{3,}", fold(name))
    return theirs is not None and bool(words) and all(word in fold(theirs.value) for word in words)


def _marked(name: str, fact: Fact) -> Marked | None:
    key = _key(name, fact.value)
    return Marked(name, key, fact.value[:120], fact.quote) if key else None


def _key(name: str, value: str) -> str:
    if name == "phone":
        return next((one.key for one in figures(value) if one.kind == "phone"), "")
    if name == "founded":
        year = _YEAR.search(value)
        return year.group() if year else ""
    if name in {"staff", "rating", "reviews"}:
        number = _NUMBER.search(value)
        return number_key(number.group()) if number else ""
    return fold(value)
