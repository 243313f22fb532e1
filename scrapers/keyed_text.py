"""What a page's structured data says about its business, as lines of `key: value` for a model.

Models read keyed text far better than markup (NEXT-EVAL, arXiv 2505.17125: record F1 0.96 with flat keys).
"""

from scrapers.dom import Document, without_invisible
from scrapers.entities import Entity
from scrapers.structured_data import read_entities

MAX_VALUE = 200
MAX_LINES = 40
# Longer texts say in prose what the page says as well.
_KEYS = {
    "name": "name",
    "legalname": "legal name",
    "description": "description",
    "slogan": "slogan",
    "email": "email",
    "telephone": "telephone",
    "faxnumber": "fax",
    "streetaddress": "street",
    "postalcode": "postcode",
    "addresslocality": "city",
    "addresscountry": "country",
    "areaserved": "area served",
    "pricerange": "price range",
    "servescuisine": "cuisine",
    "foundingdate": "founded",
    "numberofemployees": "employees",
    "paymentaccepted": "payment",
    "currenciesaccepted": "currencies",
    "vatid": "VAT",
    "taxid": "tax id",
    "openinghours": "opening hours",
}


def keyed_facts(document: Document) -> list[tuple[str, str]]:
    """Return (key, value) pairs of the businesses a page's structured data describes, each once."""
    found: dict[tuple[str, str], None] = {}
    for entity in read_entities(document):
        if entity.is_business:
            found.update(dict.fromkeys(_pairs(entity)))
    return list(found)[:MAX_LINES]


def _pairs(entity: Entity) -> list[tuple[str, str]]:
    pairs = [(key, _plain(fact.value)) for name, key in _KEYS.items() for fact in entity.facts.get(name, [])]
    pairs += [("opening hours", _plain(fact.value)) for fact in entity.hours]
    return [(key, value) for key, value in pairs if value]


def _plain(value: str) -> str:
    return " ".join(without_invisible(value).split())[:MAX_VALUE]
