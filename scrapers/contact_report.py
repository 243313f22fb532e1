"""The contacts of a business as the one JSON object that `extract` prints."""

from collections.abc import Sequence

from leads.record import Kind, Owner, Value
from scrapers.contacts import Contacts, merge_values

_SINGLE = {
    "name": Kind.NAME,
    "street": Kind.STREET,
    "postcode": Kind.POSTCODE,
    "city": Kind.CITY,
    "country": Kind.COUNTRY,
    "siren": Kind.SIREN,
    "siret": Kind.SIRET,
    "vat": Kind.VAT,
    "opening_hours": Kind.OPENING_HOURS,
    "contact_form": Kind.CONTACT_FORM,
}
_LISTS = {"emails": Kind.EMAIL, "phones": Kind.PHONE, "faxes": Kind.FAX}


def extract_json(contacts: Contacts, *others: Contacts) -> dict[str, object]:
    """Return the contacts of one page, or of several pages of one site, as plain data for JSON.

    Fields without a value are null or empty lists; `evidence` has an entry for every value reported.
    """
    values = merge_values([page.values for page in (contacts, *others)])
    own = [value for value in values if value.owner is Owner.BUSINESS]
    foreign = [value for value in values if value.owner is Owner.THIRD_PARTY]
    report: dict[str, object] = {"name": None, "emails": [], "phones": [], "faxes": []}
    evidence: dict[str, list[dict[str, str]]] = {}
    for field, kind in _LISTS.items():
        found = _of(own, kind)
        report[field] = [value.value for value in found]
        _vouch(evidence, field, found)
    for field, kind in _SINGLE.items():
        found = _of(own, kind)[:1]
        report[field] = found[0].value if found else None
        _vouch(evidence, field, found)
    report["country"] = report["country"] or contacts.country
    socials = _of(own, Kind.SOCIAL)
    report["socials"] = _by_network(socials)
    _vouch(evidence, "socials", socials)
    report["third_party"] = {
        "emails": [value.value for value in _of(foreign, Kind.EMAIL)],
        "phones": [value.value for value in _of(foreign, Kind.PHONE)],
    }
    for field, kind in (("third_party.emails", Kind.EMAIL), ("third_party.phones", Kind.PHONE)):
        _vouch(evidence, field, _of(foreign, kind))
    report["evidence"] = evidence
    return report


def _of(values: Sequence[Value], kind: Kind) -> list[Value]:
    return [value for value in values if value.kind is kind]


def _by_network(values: Sequence[Value]) -> dict[str, str | list[str]]:
    """Return the profiles by network: an address, or a list where there are several."""
    networks: dict[str, list[str]] = {}
    for value in values:
        networks.setdefault(value.label, []).append(value.value)
    return {name: urls[0] if len(urls) == 1 else urls for name, urls in networks.items()}


def _vouch(evidence: dict[str, list[dict[str, str]]], field: str, values: Sequence[Value]) -> None:
    """Add the evidence of values to a field's entry."""
    rows = [
        {"value": value.value, "url": item.url, "quote": item.quote, "method": item.method.value}
        for value in values
        for item in value.evidence
    ]
    if rows:
        evidence[field] = rows
