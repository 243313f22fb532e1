"""Typed facts of a business by rules: contacts, ids and address from its pages, and what sentences state."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dossier.identity import form_key, forms_beside, streets_before_postcodes
from dossier.labels import fact_labels
from dossier.markup import marked_up
from dossier.moods import speaks_of_others
from dossier.presence import presence
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
    "social": "web",
    "technology": "web",
}
_READ_BY_COUNTRY = {Kind.PHONE, Kind.STREET, Kind.POSTCODE}
# What an entry of a directory says of the business; its e-mail and ids may be those of the directory.
_OF_ENTRIES = frozenset({"phone", "street", "postcode", "city", "opening_hours"})
_LONGEST_ENTRY = 1_500
# Numbers of registers that a page may give of itself, its host or its editor.
_OF_NOBODY_ELSE = frozenset({"siren", "register"})
_DIGITS = re.compile(r"\D")
_DIGIT = re.compile(r"\d")
_NUMBERED = {Kind.SIREN.value, Kind.SIRET.value, Kind.VAT.value}
_YEAR = re.compile(r"(?:18|19|20)\d\d")


@dataclass(frozen=True)
class Fact:
    """One typed fact: its id, what it is called, the value as a source writes it, and where it stands.

    `as_of` is the year the source gives for it, empty where it gives none. `code` is where only the code of
    the page says so: nobody can read it there, so it proves nothing, but may contradict.
    """

    id: str
    label: str
    key: str
    written: str
    citation: Citation
    source: Source
    topics: frozenset[str]
    as_of: str = ""
    code: str = ""

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
            found += [
                _fact(one.id, fold(one.written), one.written, one.quote, source, language)
                for one in presence(source)
            ]
        elif name and _is_entry(source, name):
            found += (one for one in _contacts(source, language, country) if one.id in _OF_ENTRIES)
    found += [
        _stated(one, language)
        for one in statements(sources)
        if one.rule.id not in _OF_NOBODY_ELSE or _is_about(one.source, own, name) or _names(one.quote, name)
    ]
    found += _beside_name(sources, language, name, found)
    order = {
        name: n for n, name in enumerate([*(kind.value for kind in _KINDS), *(rule.id for rule in rules())])
    }
    return sorted(_once(found), key=lambda fact: order.get(fact.id, len(order)))


def _once(facts: Sequence[Fact]) -> Iterable[Fact]:
    """Return each value of a source once, with the quote that says most around it."""
    found: dict[tuple[str, ...], Fact] = {}
    for fact in facts:
        place = (fact.source.id, fact.id, fact.key, fact.as_of)
        if place not in found or len(fact.citation.quote) > len(found[place].citation.quote):
            found[place] = fact
    return found.values()


def hidden_facts(
    sources: Sequence[Source], facts: Sequence[Fact], language: str, own: str = "", name: str = ""
) -> list[Fact]:
    """Return what only the code of pages states: JSON-LD and microdata that people cannot read as a fact.

    Args:
        sources: all that was read.
        facts: what people can read.
        language: that of the labels.
        own: the site of the business.
        name: that of the business.
    """
    shown = {(fact.source.id, fact.id, _bare(fact.key)) for fact in facts}
    return [
        replace(_fact(one.id, one.key, one.written, "", source, language), code=one.code)
        for source in sources
        for one in marked_up(source, name, is_own=source.site in {own, source.file, ""})
        if (source.id, one.id, _bare(one.key)) not in shown
    ]


def _bare(key: str) -> str:
    """Return a key without signs; of a phone number the part all ways of writing it share."""
    bare = re.sub(r"\W", "", fold(key))
    return bare[-9:] if bare.isdigit() and len(bare) > 9 else bare


def _is_about(source: Source, own: str, name: str) -> bool:
    """Tell whether a source is the business's own, a registry's, or an entry about it."""
    is_own = source.kind is SourceKind.REGISTRY or source.site in {own, source.file, ""}
    return is_own or bool(name and _is_entry(source, name))


def _names(text: str, name: str) -> bool:
    words = re.findall(r"\w{3,}", fold(name))
    return bool(words) and all(word in fold(text) for word in words)


def _beside_name(
    sources: Sequence[Source], language: str, name: str, known: Sequence[Fact]
) -> Iterable[Fact]:
    """Yield the legal form beside the name of the business, once a source, where nothing else states it."""
    stated = {(fact.source.id, fact.key) for fact in known if fact.id == "legal_form"}
    for source in sources:
        for line in source.text.splitlines():
            for written, quote in forms_beside(name, line):
                key = form_key(written)
                if (source.id, key) not in stated and not speaks_of_others("", line):
                    stated.add((source.id, key))
                    yield _fact("legal_form", key, written, quote, source, language)


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
    markup = source.html or _as_page(source)
    url = source.url or "https://page.invalid/"
    values = extract_contacts(markup, url).values
    if country and not any(value.kind in _READ_BY_COUNTRY for value in values):
        values = extract_contacts(markup, url, country=country).values
    found = merge_values([values])
    if not any(value.kind is Kind.STREET for value in found):
        for street in streets_before_postcodes(source.text):
            yield _fact("street", fold(street), street, street, source, language)
    for value in found:
        if value.kind not in _KINDS or value.owner.value != "business":
            continue
        if value.kind is Kind.NAME and not source.html:
            continue  # the first line of a text is its title, not a business
        if value.kind is Kind.NAME and not re.search(r"[^\W\d_]{3}", value.value):
            continue
        if written := _as_written(value, source):
            name = value.kind.value
            yield _fact(name, value.value.casefold(), written, written, source, language)


def _as_page(source: Source) -> str:
    """Return a text as a page in its language: in which country its numbers are dialled hangs on that."""
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in source.text.splitlines())
    return f'<html lang="{html.escape(source.language)}"><body>{lines}</body></html>'


def _fact(name: str, key: str, written: str, quote: str, source: Source, language: str) -> Fact:
    return Fact(
        id=name,
        label=label_of(name, language),
        key=_compared(name, written, key),
        written=written,
        citation=Citation(source=source.name, url=source.url, quote=quote),
        source=source,
        topics=frozenset({_TOPICS[name]} if name in _TOPICS else ())
        or next((rule.topics for rule in rules() if rule.id == name), frozenset()),
    )


def _compared(name: str, written: str, key: str) -> str:
    """Return a key; a number of a register is compared by its signs, however people space them."""
    return re.sub(r"\W", "", written.casefold()) if name in _NUMBERED else key


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
            start, end = span
            if value.kind is Kind.OPENING_HOURS and not _DIGIT.search(source.text, start, end):
                # A table has the days in one cell and the hours in the next.
                end = source.text.find("\n", end + 1)
                end = end if end > 0 else len(source.text)
            return " ".join(source.text[start:end].split())
    digits = _DIGITS.sub("", value.value)
    if value.kind in {Kind.PHONE, Kind.FAX}:
        if whole := _with_extension(value.value, source.text):
            return whole
        shown = (one for one in figures(source.text) if one.kind == "phone" and one.key == digits[-9:])
        return next((one.written for one in shown), "") or _dialled(digits, source.text)
    if value.kind in {Kind.SIREN, Kind.SIRET, Kind.VAT}:
        spaced = r"[\s.\u00a0\u202f]?".join(re.escape(char) for char in value.value)
        match = re.search(rf"(?<!\d){spaced}(?!\d)", source.text)
        return " ".join(match.group().split()) if match else ""
    return ""


def _with_extension(number: str, text: str) -> str:
    """Return a German number with the last group that stands behind it: „05141 / 900 81 0“."""
    if not number.startswith("+49"):
        return ""
    spaced = r"[\s.()/\u00a0\u202f–-]{0,3}".join(number.removeprefix("+49")[-7:])
    match = re.search(
        rf"(?<!\d)[+(]{{0,2}}\d[\d() /.-]{{0,12}}?{spaced}[ -]\d{{1,2}}(?=\W*$)", text, re.MULTILINE
    )
    return " ".join(match.group().split()) if match else ""


def _dialled(digits: str, text: str) -> str:
    """Return a phone number as it stands in a text whose next digits belong to something else."""
    spaced = r"[\s.()/\u00a0\u202f–-]{0,3}".join(digits[-7:])
    match = re.search(rf"(?<!\d)[+(]{{0,2}}\d[\d\s().+/\u00a0\u202f–-]{{0,14}}?{spaced}(?!\d)", text)
    return " ".join(match.group().split()) if match else ""


def _stated(one: Statement, language: str) -> Fact:
    return Fact(
        id=one.rule.id,
        label=label_of(one.rule.id, language),
        key=_compared(one.rule.id, one.written, one.key),
        written=one.written,
        citation=Citation(source=one.source.name, url=one.source.url, quote=one.quote),
        source=one.source,
        topics=one.rule.topics,
        as_of=one.as_of,
    )
