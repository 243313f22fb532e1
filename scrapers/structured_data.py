"""Read what the structured data of a page describes, tolerantly: JSON-LD and microdata."""

from scrapers.dom import Document
from scrapers.entities import Entity
from scrapers.json_ld import Script
from scrapers.microdata import microdata


def read_entities(document: Document) -> list[Entity]:
    """Return what a page's JSON-LD and microdata describe, other people's reviews and brands left out."""
    entities: list[Entity] = []
    for script in document.data_scripts:
        entities += Script(script).entities()
    entities += microdata(document)
    return entities
