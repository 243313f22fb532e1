"""Typed facts of a business by rules: contacts, ids and address from its pages, and what sentences state."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dossier.records import Citation, Source
from dossier.statements import Statement, statements
from leads.record import Kind, Value
from llm.tasks.figures import figures
from scrapers.contacts import extract_contacts, merge_values
from scrapers.evidence import find_span

_LABELS = {
    Kind.NAME: {"fr": "Nom", "de": "Name", "en": "Name"},
    Kind.SIREN: {"fr": "SIREN", "de": "SIREN", "en": "SIREN"},
    Kind.SIRET: {"fr": "SIRET", "de": "SIRET", "en": "SIRET"},
    Kind.VAT: {"fr": "TVA", "de": "USt-IdNr.", "en": "VAT number"},
    Kind.STREET: {"fr": "Rue", "de": "Straße", "en": "Street"},
    Kind.POSTCODE: {"fr": "Code postal", "de": "Postleitzahl", "en": "Postcode"},
    Kind.CITY: {"fr": "Ville", "de": "Ort", "en": "Town"},
    Kind.PHONE: {"fr": "Téléphone", "de": "Telefon", "en": "Phone"},
    Kind.FAX: {"fr": "Fax", "de": "Fax", "en": "Fax"},
    Kind.EMAIL: {"fr": "E-mail", "de": "E-Mail", "en": "E-mail"},
    Kind.OPENING_HOURS: {"fr": "Horaires", "de": "Öffnungszeiten", "en": "Opening hours"},
}
_TOPICS = {
    Kind.STREET: "place",
    Kind.POSTCODE: "place",
    Kind.CITY: "place",
    Kind.PHONE: "contact",
    Kind.EMAIL: "contact",
    Kind.OPENING_HOURS: "hours",
    Kind.SIREN: "legal",
    Kind.SIRET: "legal",
    Kind.VAT: "legal",
}
_DIGITS = re.compile(r"\D")


@dataclass(frozen=True)
class Fact:
    """One typed fact: its id, what it is called, the value as a source writes it, and where it stands."""

    id: str
    label: str
    key: str
    written: str
    citation: Citation
    source: Source
    topics: frozenset[str]


def facts_of(sources: Sequence[Source], language: str) -> list[Fact]:
    """Return the typed facts of all sources, each value of a source once, in the order a reader expects."""
    code = language if language in {"fr", "de", "en"} else "fr"
    contacts = [fact for source in sources for fact in _contacts(source, code)]
    stated = [_stated(one, code) for one in statements(sources)]
    order = {kind.value: n for n, kind in enumerate(_LABELS)}
    return sorted(contacts, key=lambda fact: order[fact.id]) + stated


def _contacts(source: Source, language: str) -> Iterable[Fact]:
    if not source.html:
        return
    url = source.url or "https://page.invalid/"
    for value in merge_values([extract_contacts(source.html, url).values]):
        if value.kind not in _LABELS or value.owner.value != "business":
            continue
        written = _as_written(value, source)
        if not written:
            continue
        yield Fact(
            id=value.kind.value,
            label=_LABELS[value.kind][language],
            key=value.value.casefold(),
            written=written,
            citation=Citation(source=source.name, url=source.url, quote=written),
            source=source,
            topics=frozenset({_TOPICS[value.kind]} if value.kind in _TOPICS else ()),
        )


def _as_written(value: Value, source: Source) -> str:
    """Return a value as people can read it on the page, empty where only its code shows it."""
    for wanted in (value.value, *(one.quote for one in value.evidence if value.kind is Kind.OPENING_HOURS)):
        if span := find_span(wanted, source.text):
            return " ".join(source.text[slice(*span)].split())
    digits = _DIGITS.sub("", value.value)
    if value.kind in {Kind.PHONE, Kind.FAX}:
        shown = (one for one in figures(source.text) if one.kind == "phone" and one.key == digits[-9:])
        return next((one.written for one in shown), "")
    if value.kind in {Kind.SIREN, Kind.SIRET, Kind.VAT}:
        spaced = r"[\s.\u00a0\u202f]?".join(re.escape(char) for char in value.value)
        match = re.search(rf"(?<!\d){spaced}(?!\d)", source.text)
        return " ".join(match.group().split()) if match else ""
    return ""


def _stated(one: Statement, language: str) -> Fact:
    return Fact(
        id=one.rule.id,
        label=one.rule.labels[language],
        key=one.key,
        written=one.written,
        citation=Citation(source=one.source.name, url=one.source.url, quote=one.quote),
        source=one.source,
        topics=one.rule.topics,
    )
