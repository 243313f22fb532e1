"""Choose the address of the business among those a page shows, in its data and in its text."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from leads.record import Evidence, Kind, Method, Value
from scrapers.addresses import Address, find_addresses
from scrapers.countries import country_code
from scrapers.dom import Document
from scrapers.entities import Entity
from scrapers.evidence import QUOTE_LIMIT
from scrapers.owners import Owners

MAX_EVIDENCE = 8
# What an occurrence counts for: in structured data, with its street, at the foot of the page, once more.
DECLARED = 3.0
WITH_STREET = 1.5
AT_THE_FOOT = 1.0
AGAIN = 2.0

Parts = tuple[str, str, str]


@dataclass(slots=True)
class _Place:
    """One address (street, postcode, city) with what speaks for it and the quotes that show its parts."""

    parts: Parts
    country: str
    score: float = 0.0
    shown: list[tuple[Parts, Method]] = field(default_factory=list)


class _Places:
    """The addresses of a page by postcode, or by town where there is none."""

    def __init__(self) -> None:
        self._by_key: dict[str, _Place] = {}

    def add(self, parts: Parts, country: str, quotes: Parts, method: Method, weight: float) -> None:
        """Let one occurrence speak for its address; the first one with a street gives the street."""
        street, postcode, city = parts
        key = postcode.replace(" ", "").upper() or city.casefold()
        place = self._by_key.setdefault(key, _Place(parts, country))
        place.score += min(weight, AGAIN) if place.shown else weight
        place.shown.append((quotes, method))
        place.parts = (place.parts[0] or street, postcode, place.parts[2] or city)

    def best(self) -> _Place | None:
        """Return the address most speaks for."""
        return max(self._by_key.values(), key=lambda place: place.score, default=None)


def address_values(
    document: Document,
    entities: Sequence[Entity],
    countries: Sequence[str],
    owners: Owners,
    unseen: frozenset[int],
    fetched_at: datetime | None,
) -> list[Value]:
    """Return street, postcode, city and country of the address the page gives most weight to."""
    places = _Places()
    for entity in entities:
        _add_declared(places, entity, countries)
    for address in find_addresses(document, countries, unseen):
        if not owners.elsewhere(address.line, address.start):
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
    if not (postcode or (street and city)):
        return
    declared = entity.first("addresscountry")
    country = (country_code(declared.value) if declared else "") or countries[0]
    first, second, third = (fact.quote if fact else "" for fact in facts)
    places.add((street, postcode, city), country, (first, second, third), entity.method, DECLARED)


def _add_written(places: _Places, address: Address, document: Document) -> None:
    """Add an address of the text."""
    at_the_foot = document.lines[address.line].region in {"footer", "address"}
    weight = 1.0 + (WITH_STREET if address.street else 0.0) + (AT_THE_FOOT if at_the_foot else 0.0)
    parts = (address.street, address.postcode, address.city)
    places.add(parts, address.country, address.quotes, Method.TEXT, weight)
