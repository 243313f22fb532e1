"""Read contacts from structured data and from the metas that may hold them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from leads.record import Kind, Method
from scrapers import email_decoders as decoders
from scrapers.companies import siren_number, siret_number, vat_number
from scrapers.countries import country_code
from scrapers.dom import Document, Line
from scrapers.email_addresses import addresses_in, contact_address, trimmed
from scrapers.entities import Entity, Fact
from scrapers.evidence import QUOTE_LIMIT
from scrapers.found import Found
from scrapers.phone_numbers import written_number
from scrapers.phones import find_phones
from scrapers.socials import profile

_EMAIL_METAS = frozenset(
    {"og:email", "email", "contact", "reply-to", "author", "business:contact_data:email"}
)
_PHONE_METAS = frozenset({"og:phone_number", "phone", "telephone", "business:contact_data:phone_number"})
_FAX_METAS = frozenset({"og:fax_number", "fax", "business:contact_data:fax_number"})
# Several numbers in one field: "04 65 71 00 10 / 06 39 98 00 10".
_SEVERAL = re.compile(r"\s*[/;|,]\s+|\s+[/;|,]\s*|\s+(?:ou|or|oder|et|und|and)\s+")
_TEXT_METAS = frozenset({"og:description", "og:title", "og:site_name"})
_ADDRESS_METAS = {
    "og:street-address": "streetaddress",
    "og:postal-code": "postalcode",
    "og:locality": "addresslocality",
    "og:country-name": "addresscountry",
    "business:contact_data:street_address": "streetaddress",
    "business:contact_data:postal_code": "postalcode",
    "business:contact_data:locality": "addresslocality",
    "business:contact_data:country_name": "addresscountry",
}


def data_contacts(entities: Sequence[Entity], countries: Sequence[str]) -> Iterator[Found]:
    """Yield the contacts in structured data; position 1 says that they are a person's."""
    for entity in entities:
        local = [
            code for fact in entity.facts.get("addresscountry", []) if (code := country_code(fact.value))
        ]
        person = int({kind.lower() for kind in entity.types} == {"person"})
        for name, facts in entity.facts.items():
            for fact in facts:
                for kind, value, label in _read_fact(name, fact, [*local, *countries]):
                    yield Found(kind, value, fact.quote[:QUOTE_LIMIT], entity.method, -1, person, label)


def _read_fact(name: str, fact: Fact, countries: Sequence[str]) -> Iterator[tuple[Kind, str, str]]:
    """Yield (kind, value, label) of what one property of structured data holds."""
    text = fact.value
    if name == "email":
        for value, _, _, _ in _addresses(text.replace("mailto:", " ")):
            yield Kind.EMAIL, value, ""
    elif name in {"telephone", "phone", "mobile"}:
        for part in (text, *_SEVERAL.split(text)):
            if value := written_number(part, countries):
                yield Kind.PHONE, value, "tel"
                if part is text:
                    break
    elif name in {"faxnumber", "fax"}:
        if value := written_number(text, countries):
            yield Kind.FAX, value, ""
    elif name in {"sameas", "url"}:
        if seen := profile(text):
            yield Kind.SOCIAL, seen[1], seen[0]
    elif name in {"vatid", "taxid", "identifier", "siret", "siren", "leicode"}:
        yield from _ids(text)


def _addresses(text: str) -> Iterator[tuple[str, int, int, bool]]:
    """Yield the addresses of a field, plain or spelt with words: (address, start, end, spelt?)."""
    for address, start, end in addresses_in(text):
        if value := contact_address(address):
            yield value, start, end, False
    for match in decoders.spoken_in(text):
        if value := contact_address(trimmed(decoders.spoken(match))):
            yield value, match.start(), match.end(), True


def _ids(text: str) -> Iterator[tuple[Kind, str, str]]:
    if value := vat_number(text):
        yield Kind.VAT, value, ""
        if value.startswith("FR") and siren_number(value[4:]):
            yield Kind.SIREN, value[4:], ""
    elif value := siret_number(text):
        yield Kind.SIRET, value, ""
        yield Kind.SIREN, value[:9], ""
    elif value := siren_number(text):
        yield Kind.SIREN, value, ""


def meta_entities(document: Document) -> list[Entity]:
    """Return the address that metas give, as an entity."""
    entity = Entity((), Method.META)
    for name, content in document.metas:
        if name in _ADDRESS_METAS and content.strip():
            text = " ".join(content.split())
            entity.add(_ADDRESS_METAS[name], Fact(text, text[:QUOTE_LIMIT]))
    return [entity] if entity.facts else []


def meta_contacts(document: Document, countries: Sequence[str]) -> Iterator[Found]:
    """Yield the e-mails and phones in the metas that may hold contacts."""
    for name, content in document.metas:
        text = " ".join(content.split())
        if name in _EMAIL_METAS | _TEXT_METAS:
            for value, start, end, spelt in _addresses(text):
                method = Method.DECODED if spelt else Method.META
                yield Found(Kind.EMAIL, value, Line(text).quote(start, end), method, -1)
        if name in _PHONE_METAS | _FAX_METAS:
            if value := written_number(text, countries):
                kind = Kind.FAX if name in _FAX_METAS else Kind.PHONE
                yield Found(kind, value, text[:QUOTE_LIMIT], Method.META, -1)
        elif name in _TEXT_METAS:
            described = Document(document.url, lines=[Line(text)])
            for item in find_phones(described, countries, frozenset()):
                yield replace(item, method=Method.META, line=-1)
