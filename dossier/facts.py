"""Typed facts of a business by rules: contacts, ids and address from its pages, and what sentences state."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dossier.labels import fact_labels
from dossier.quantities import quantities
from dossier.records import Citation, Source, SourceKind
from dossier.registry import entries_of
from dossier.statements import Statement, rules, statements
from leads.record import Kind, Value
from llm.tasks.figures import figures
from llm.tasks.words import fold
from scrapers.contacts import extract_contacts, merge_values
from scrapers.evidence import find_span

_KINDS = (
    *(
        Kind.NAME,
        Kind.SIREN,
        Kind.SIRET,
        Kind.VAT,
        Kind.STREET,
        Kind.POSTCODE,
        Kind.CITY,
        Kind.PHONE,
        Kind.FAX,
    ),
    *(Kind.EMAIL, Kind.OPENING_HOURS),
)
_TOPICS = {
    "street": "place",
    "postcode": "place",
    "city": "place",
    "phone": "contact",
    "email": "contact",
    "opening_hours": "hours",
    "siren": "legal",
    "siret": "legal",
    "vat": "legal",
    "staff_band": "staff",
    "state": "legal",
}
_READ_BY_COUNTRY = {Kind.PHONE, Kind.STREET, Kind.POSTCODE}
# What an entry of a directory says of the business; its e-mail and ids may be those of the directory.
_OF_ENTRIES = frozenset({"phone", "street", "postcode", "city", "opening_hours"})
_LONGEST_ENTRY = 1_500
_DIGITS = re.compile(r"\D")
_YEAR = re.compile(r"(?:18|19|20)\d\d")


@dataclass(frozen=True)
class Fact:
    """One typed fact: its id, what it is called, the value as a source writes it, and where it stands.

    `as_of` is the year the source gives for it, empty where it gives none.
    """

    id: str
    label: str
    key: str
    written: str
    citation: Citation
    source: Source
    topics: frozenset[str]
    as_of: str = ""

    @property
    def shown(self) -> str:
        """The value with its year."""
        return f"{self.written} ({self.as_of})" if self.as_of else self.written


def facts_of(
    sources: Sequence[Source], language: str, own: str = "", country: str = "", name: str = ""
) -> list[Fact]:
    """Return the typed facts of all sources, each value of a source once, in the order a reader expects.

    Args:
        sources: all that was read.
        language: that of the labels.
        own: the site of the business; contacts on a page of another site are that site's.
        country: how phone numbers and addresses are read where a page does not tell.
        name: that of the business, by which its entry in a directory is known.
    """
    found: list[Fact] = []
    for source in sources:
        if source.file.endswith(".json"):
            found += _registered(source, language)
        elif source.kind in {SourceKind.REGISTRY, SourceKind.LISTING} or source.site in {
            own,
            source.file,
            "",
        }:
            found += _contacts(source, language, country)
        elif name and _is_entry(source, name):
            found += (one for one in _contacts(source, language, country) if one.id in _OF_ENTRIES)
    found += [_stated(one, language) for one in statements(sources)]
    order = {
        name: n for n, name in enumerate([*(kind.value for kind in _KINDS), *(rule.id for rule in rules())])
    }
    return sorted(found, key=lambda fact: order.get(fact.id, len(order)))


def _is_entry(source: Source, name: str) -> bool:
    """Tell whether a source of another site is a short entry that begins with the business itself."""
    head = fold(" ".join(source.text.splitlines()[:2]))
    words = re.findall(r"\w{3,}", fold(name))
    return len(source.text) <= _LONGEST_ENTRY and bool(words) and all(word in head for word in words)


def label_of(name: str, language: str) -> str:
    """Return what a fact is called."""
    labels = fact_labels().get(name) or next((rule.labels for rule in rules() if rule.id == name), {})
    return labels.get(language, labels.get("fr", name))


def _contacts(source: Source, language: str, country: str) -> Iterable[Fact]:
    markup = source.html or "".join(f"<p>{html.escape(line)}</p>" for line in source.text.splitlines())
    url = source.url or "https://page.invalid/"
    values = extract_contacts(markup, url).values
    if country and not any(value.kind in _READ_BY_COUNTRY for value in values):
        values = extract_contacts(markup, url, country=country).values
    for value in merge_values([values]):
        if value.kind not in _KINDS or value.owner.value != "business":
            continue
        if value.kind is Kind.NAME and not source.html:
            continue  # the first line of a text is its title, not a business
        if value.kind is Kind.NAME and not re.search(r"[^\W\d_]{3}", value.value):
            continue
        if written := _as_written(value, source):
            name = value.kind.value
            yield _fact(name, value.value.casefold(), written, written, source, language)


def _fact(name: str, key: str, written: str, quote: str, source: Source, language: str) -> Fact:
    return Fact(
        id=name,
        label=label_of(name, language),
        key=key,
        written=written,
        citation=Citation(source=source.name, url=source.url, quote=quote),
        source=source,
        topics=frozenset({_TOPICS[name]} if name in _TOPICS else ())
        or next((rule.topics for rule in rules() if rule.id == name), frozenset()),
    )


def _registered(source: Source, language: str) -> Iterable[Fact]:
    """Yield the facts a record of a registry states, comparable with those of pages."""
    for entry in entries_of(source):
        key = entry.written.casefold()
        if entry.id == "founded" and (year := _YEAR.search(entry.written)):
            key = year.group()
        elif entry.id == "director":
            key = " ".join(sorted(fold(entry.written).split()))
        elif entry.id in {"staff", "capital"} and (found := quantities(entry.written, "fr")):
            key = found[0].key
        elif entry.id == "phone":
            key = next((one.key for one in figures(entry.written)), key)
        yield _fact(entry.id, key, entry.written, entry.quote, source, language)


def _as_written(value: Value, source: Source) -> str:
    """Return a value as people can read it on the page, empty where only its code shows it."""
    for wanted in (value.value, *(one.quote for one in value.evidence if value.kind is Kind.OPENING_HOURS)):
        if span := find_span(wanted, source.text):
            return " ".join(source.text[slice(*span)].split())
    digits = _DIGITS.sub("", value.value)
    if value.kind in {Kind.PHONE, Kind.FAX}:
        shown = (one for one in figures(source.text) if one.kind == "phone" and one.key == digits[-9:])
        return next((one.written for one in shown), "") or _dialled(digits, source.text)
    if value.kind in {Kind.SIREN, Kind.SIRET, Kind.VAT}:
        spaced = r"[\s.\u00a0\u202f]?".join(re.escape(char) for char in value.value)
        match = re.search(rf"(?<!\d){spaced}(?!\d)", source.text)
        return " ".join(match.group().split()) if match else ""
    return ""


def _dialled(digits: str, text: str) -> str:
    """Return a phone number as it stands in a text whose next digits belong to something else."""
    spaced = r"[\s.()/\u00a0\u202f–-]{0,3}".join(digits[-7:])
    match = re.search(rf"(?<!\d)[+(]{{0,2}}\d[\d\s().+/\u00a0\u202f–-]{{0,14}}?{spaced}(?!\d)", text)
    return " ".join(match.group().split()) if match else ""


def _stated(one: Statement, language: str) -> Fact:
    return Fact(
        id=one.rule.id,
        label=label_of(one.rule.id, language),
        key=one.key,
        written=one.written,
        citation=Citation(source=one.source.name, url=one.source.url, quote=one.quote),
        source=one.source,
        topics=one.rule.topics,
        as_of=one.as_of,
    )
