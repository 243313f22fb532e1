"""A page -> the contacts of the business behind it, each with evidence and owner. Rules only, no model."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leads.domains import is_carrier
from leads.record import Evidence, Kind, Method, Owner, Value
from scrapers.address_choice import address_values
from scrapers.companies import find_ids
from scrapers.countries import ranked_countries
from scrapers.data_contacts import data_contacts, meta_contacts, meta_entities
from scrapers.dom import Document
from scrapers.dom_walk import read_page
from scrapers.emails import find_emails
from scrapers.evidence import QUOTE_LIMIT
from scrapers.found import Found, attribute_quote, unseen_lines
from scrapers.hours import find_hours
from scrapers.language import detect_language
from scrapers.names import find_names
from scrapers.owner_company import Company
from scrapers.owners import Owners
from scrapers.phones import find_phones
from scrapers.sites import site_key
from scrapers.socials import find_socials, foreign_profiles, is_named_after, profile_key
from scrapers.structured_data import read_entities

MAX_EVIDENCE = 8

_REACHES = frozenset({Kind.EMAIL, Kind.PHONE})
_REACHED = _REACHES | {Kind.FAX}
_FORM_LINK = re.compile(r"formulaire (?:de )?contact|contact form|kontaktformular", re.IGNORECASE)


@dataclass(slots=True)
class Contacts:
    """What one page says about reaching its business: values with evidence, best first of each kind."""

    values: list[Value]
    country: str
    language: str


def extract_contacts(
    html: str, url: str, *, country: str | None = None, fetched_at: datetime | None = None
) -> Contacts:
    """Return the contacts on a page. Never raises; a page without any gives no values.

    `country` (two letters) is how numbers without a prefix are read; without it the page's own signs decide.
    """
    document = read_page(html, url)
    return document_contacts(document, country=country, fetched_at=fetched_at)


def document_contacts(
    document: Document, *, country: str | None = None, fetched_at: datetime | None = None
) -> Contacts:
    """Return the contacts of a page that was already read."""
    entities = [*read_entities(document), *meta_entities(document)]
    language = detect_language(document.text, document.language)
    declared = [fact.value for entity in entities for fact in entity.facts.get("addresscountry", [])]
    countries = ranked_countries(document, declared, language, country)
    owners = Owners(document)
    unseen = unseen_lines(document)
    names = find_names(document, entities, owners)
    found = [
        *names,
        *data_contacts(entities, countries),
        *meta_contacts(document, countries),
        *find_emails(document, unseen),
        *find_phones(document, countries, unseen),
        *find_socials(document),
        *find_ids(document),
        *find_hours(document, entities),
        *_contact_form(document),
    ]
    company = Company(document, owners, found, [name.value for name in names])
    values = _collected(_faxes_apart(found), document, owners, company, fetched_at)
    _set_apart_profiles(values, found, document)
    values += address_values(document, entities, countries, (owners, company), unseen, fetched_at)
    return Contacts(merge_values([values]), countries[0], language)


def _contact_form(document: Document) -> Iterator[Found]:
    """Yield the address of the page when it has a form for messages, else where its link to one leads."""
    for form in document.forms:
        if form.asks_message and form.asks_email and not form.searches and "comment" not in form.name.lower():
            quote = attribute_quote(form.action or form.name) or document.url[:QUOTE_LIMIT]
            yield Found(Kind.CONTACT_FORM, document.url, quote, Method.LINK, form.line)
            return
    for anchor in document.anchors:
        if _FORM_LINK.search(document.anchor_text(anchor)):
            target = document.absolute(anchor.href)
            if target.startswith(("http://", "https://")):
                yield Found(Kind.CONTACT_FORM, target, attribute_quote(anchor.href), Method.LINK, anchor.line)
                return


def _faxes_apart(found: Sequence[Found]) -> list[Found]:
    """Return what was found with each number under one kind.

    A number called a fax somewhere and a telephone nowhere is a fax, whatever dials it; one called both is a
    telephone.
    """
    called_phone = {item.value for item in found if item.kind is Kind.PHONE and item.label}
    faxes = {item.value for item in found if item.kind is Kind.FAX} - called_phone
    numbers = {Kind.PHONE, Kind.FAX}
    return [
        replace(item, kind=Kind.FAX if item.value in faxes else Kind.PHONE, label="")
        if item.kind in numbers
        else item
        for item in found
    ]


def _collected(
    found: Sequence[Found],
    document: Document,
    owners: Owners,
    company: Company,
    fetched_at: datetime | None,
) -> list[Value]:
    """Return one value for each distinct thing found, with its evidence and its owner."""
    groups: dict[tuple[Kind, str], list[Found]] = {}
    for item in found:
        if item.quote:
            groups.setdefault((item.kind, _key(item.kind, item.value)), []).append(item)
    values: list[Value] = []
    doubtful: list[Value] = []
    for (kind, _), items in groups.items():
        evidence = _evidence(items, document.url, fetched_at)
        owner = _owner(kind, items, owners)
        if owner is Owner.BUSINESS and kind in _REACHED and all(map(company.of_others, items)):
            owner = Owner.THIRD_PARTY
        values.append(
            Value(value=items[0].value, kind=kind, evidence=evidence, owner=owner, label=items[0].label)
        )
        if owner is Owner.THIRD_PARTY and owners.only_loosely((item.line, item.position) for item in items):
            doubtful.append(values[-1])
    reached = any(value.kind in _REACHES and value.owner is Owner.BUSINESS for value in values)
    for value in doubtful if not reached else ():
        # A page that gives no other way to reach its business gives this one.
        value.owner = Owner.BUSINESS
    return values


def _set_apart_profiles(values: Sequence[Value], found: Sequence[Found], document: Document) -> None:
    """Mark the profiles of others where a page links to several of one network."""
    profiles = [item for item in found if item.kind is Kind.SOCIAL]
    names = [
        site_key(document.url).partition(".")[0],
        *(item.value for item in found if item.kind is Kind.NAME),
    ]
    foreign = foreign_profiles(profiles, document, names)
    for value in values:
        if value.kind is not Kind.SOCIAL:
            continue
        if _key(value.kind, value.value) in foreign:
            value.owner = Owner.THIRD_PARTY
        elif is_named_after(value.value, names):
            # (Wherever it stands: nobody else's profile bears the name of the business.)
            value.owner = Owner.BUSINESS


def _key(kind: Kind, value: str) -> str:
    """Return what makes two values of a kind the same."""
    if kind is Kind.SOCIAL:
        return profile_key(value)
    return " ".join(value.casefold().split())


def _evidence(items: Sequence[Found], url: str, fetched_at: datetime | None) -> list[Evidence]:
    """Return the different ways in which a page shows a value, at most `MAX_EVIDENCE`."""
    seen = dict.fromkeys((item.quote, item.method) for item in items)
    return [
        Evidence(url=url, quote=quote, method=method, fetched_at=fetched_at)
        for quote, method in list(seen)[:MAX_EVIDENCE]
    ]


def _owner(kind: Kind, items: Sequence[Found], owners: Owners) -> Owner:
    """Tell whose a value is: by its own domain first, then by where on the page it stands."""
    if kind in {Kind.NAME, Kind.OPENING_HOURS, Kind.CONTACT_FORM}:
        return Owner.BUSINESS
    if kind is Kind.EMAIL and (foreign := owners.foreign_address(items[0].value)) is not None:
        return Owner.THIRD_PARTY if foreign else Owner.BUSINESS
    places = [(item.line, item.position) for item in items]
    domain = site_key(f"https://{items[0].value.rpartition('@')[2]}") if kind is Kind.EMAIL else ""
    if domain and not is_carrier(domain) and owners.in_prose_besides(places):
        # A publisher's address again in its own privacy policy.
        return Owner.THIRD_PARTY
    return Owner.THIRD_PARTY if owners.only_elsewhere(places) else Owner.BUSINESS


def identity(value: Value) -> tuple[Kind, str, str]:
    """Return what two values have in common that are the same, however they are written."""
    return value.kind, value.label if value.kind is Kind.FIELD else "", _key(value.kind, value.value)


def merge_values(groups: Iterable[Sequence[Value]]) -> list[Value]:
    """Return the values of several pages as one list: equal ones merged with all their evidence.

    Of each kind the business's own come first, then those of the site's own domain, then those with the most
    evidence. What one page shows as the business's own is its own, wherever else it stands.
    """
    merged: dict[tuple[Kind, str, str], Value] = {}
    for values in groups:
        for value in values:
            key = identity(value)
            known = merged.get(key)
            if known is None:
                merged[key] = value.model_copy(update={"evidence": list(value.evidence)})
                continue
            known.evidence += [item for item in value.evidence if item not in known.evidence]
            if value.owner is Owner.BUSINESS:
                known.owner = Owner.BUSINESS
    order = {kind: index for index, kind in enumerate(Kind)}
    return sorted(merged.values(), key=lambda value: (order[value.kind], *_rank(value)))


def _rank(value: Value) -> tuple[bool, bool, int]:
    """Return the sort key of a value among those of its kind: smaller is better."""
    own_domain = False
    if value.kind is Kind.EMAIL:
        site = site_key(f"https://{value.value.rpartition('@')[2]}")
        own_domain = any(site == site_key(item.url) for item in value.evidence)
    return value.owner is not Owner.BUSINESS, not own_domain, -len(value.evidence)
