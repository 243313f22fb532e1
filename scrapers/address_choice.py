"""Choose the address of the business among those a page shows, in its data and in its text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from leads.record import Evidence, Kind, Method, Value
from scrapers.address_grammars import DISTRICT
from scrapers.addresses import Address, find_addresses
from scrapers.countries import country_code
from scrapers.dom import Document
from scrapers.entities import Entity
from scrapers.evidence import QUOTE_LIMIT
from scrapers.owner_company import Company
from scrapers.owners import Owners
from scrapers.vocabulary import any_of

MAX_EVIDENCE = 8
# What an occurrence counts for: in structured data, with its street, at the foot of the page, by a contact,
# in a sentence, once more.
DECLARED = 3.0
WITH_STREET = 1.5
AT_THE_FOOT = 1.5
BY_A_CONTACT = 1.0
IN_PROSE = -1.0
AGAIN = 2.0
# A longer line is a sentence; a contact further away stands by another address.
LONG_LINE = 160
NEAR = 3

_CONTACT = re.compile(
    r"@|\(at\)|\[at\]|\+?\d(?:[\s()./-]{0,3}\d){8}|\b(?:t[ée]l|fon|phone|fax)\b", re.IGNORECASE
)
# Streets of templates and manuals.
_SAMPLE_STREET = re.compile(
    any_of(
        r"123_(?:main|street|anywhere|fake|sample|example|business|your|demo|avenue)\b",
        r"1234_(?:street|main)\b 500_terry_(?:a_)?fran(?:cois|cine|çois)",
        r"muster(?:stra(?:ß|ss)e|weg|allee)\b musterstr\. your_(?:street|address)",
        r"(?:votre|your|ihre)_(?:rue|adresse|address|stra(?:ß|ss)e) street_address lorem_ipsum",
    ),
    re.IGNORECASE,
)

Parts = tuple[str, str, str]


@dataclass(slots=True)
class _Place:
    """One address (street, postcode, city) with what speaks for it and the quotes that show its parts."""

    parts: Parts
    country: str
    score: float = 0.0
    street_weight: float = 0.0
    shown: list[tuple[Parts, Method]] = field(default_factory=list)


class _Places:
    """The addresses of a page by postcode, or by town where there is none."""

    def __init__(self) -> None:
        self._by_key: dict[str, _Place] = {}

    def add(self, parts: Parts, country: str, quotes: Parts, method: Method, weight: float) -> None:
        """Let one occurrence speak for its address; the weightiest one with a street gives the street."""
        street, postcode, city = parts
        key = postcode.replace(" ", "").upper() or city.casefold()
        place = self._by_key.setdefault(key, _Place(parts, country))
        place.score += min(weight, AGAIN) if place.shown else weight
        place.shown.append((quotes, method))
        if street and weight > place.street_weight:
            place.street_weight = weight
            place.parts = (street, postcode, place.parts[2] or city)

    def best(self) -> _Place | None:
        """Return the address most speaks for."""
        return max(self._by_key.values(), key=lambda place: place.score, default=None)


def address_values(
    document: Document,
    entities: Sequence[Entity],
    countries: Sequence[str],
    others: Sequence[Owners | Company],
    unseen: frozenset[int],
    fetched_at: datetime | None,
) -> list[Value]:
    """Return street, postcode, city and country of the address the page gives most weight to."""
    places = _Places()
    for entity in entities:
        _add_declared(places, entity, countries)
    for address in find_addresses(document, countries, unseen):
        if not any(other.elsewhere(address.line, address.start) for other in others):
            _add_written(places, address, document)
    best = places.best()
    if best is None:
        return []
    values = []
    for index, kind in enumerate((Kind.STREET, Kind.POSTCODE, Kind.CITY)):
        seen = dict.fromkeys((quotes[index], method) for quotes, method in best.shown if quotes[index])
        evidence = [
            Evidence(url=document.url, quote=quote[:QUOTE_LIMIT], method=method, fetched_at=fetched_at)
            for quote, method in list(seen)[:MAX_EVIDENCE]
        ]
        if best.parts[index] and evidence:
            values.append(Value(value=best.parts[index], kind=kind, evidence=evidence))
    if best.country and values:
        # The country is told by the way the address is written, or declared beside it.
        values.append(Value(value=best.country, kind=Kind.COUNTRY, evidence=values[-1].evidence[:1]))
    return values


def _add_declared(places: _Places, entity: Entity, countries: Sequence[str]) -> None:
    """Add the address of one entity of the structured data."""
    facts = [entity.first(name) for name in ("streetaddress", "postalcode", "addresslocality")]
    street, postcode, city = (fact.value if fact else "" for fact in facts)
    if not (postcode or (street and city)) or _SAMPLE_STREET.match(street):
        return
    street, city = street.strip(" ,;"), DISTRICT.sub("", city.strip(" ,;"))
    declared = entity.first("addresscountry")
    country = (country_code(declared.value) if declared else "") or countries[0]
    first, second, third = (fact.quote if fact else "" for fact in facts)
    places.add((street, postcode, city), country, (first, second, third), entity.method, DECLARED)


def _add_written(places: _Places, address: Address, document: Document) -> None:
    """Add an address of the text."""
    if _SAMPLE_STREET.match(address.street):
        return
    line = document.lines[address.line]
    beside = document.lines[max(0, address.line - NEAR) : address.line + NEAR + 1]
    weight = 1.0 + (WITH_STREET if address.street else 0.0)
    weight += AT_THE_FOOT if line.region in {"footer", "address"} else 0.0
    weight += IN_PROSE if len(line.text) > LONG_LINE else 0.0
    weight += BY_A_CONTACT if any(_CONTACT.search(item.clean) for item in beside) else 0.0
    if weight <= 1.0 and address.country == "US":
        # A town with its state, far from any contact: a place the page speaks of.
        return
    parts = (address.street, address.postcode, address.city)
    places.add(parts, address.country, address.quotes, Method.TEXT, weight)
