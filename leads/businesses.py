"""What of a lead tells which business it is, ready for comparing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leads.domains import is_shared, mail_domain
from leads.record import NO_SITE, Kind, Lead, LeadStatus
from leads.suppression import e164
from leads.text import digest, fold

# What a company is in law says nothing about which one it is.
_LEGAL_FORMS = re.compile(
    r"\b(?:s\.?a\.?r\.?l|s\.?a\.?s\.?u?|e\.?u\.?r\.?l|s\.?n\.?c|s\.?c\.?i|s\.?c\.?o\.?p|s\.?a|e\.?i\.?r\.?l"
    r"|s\.?e\.?l\.?a\.?r\.?l|e\.?i|auto[- ]?entrepreneur|micro[- ]?entreprise|entreprise|societe|ste|ets"
    r"|etablissements?|gmbh|ug|mbh|ag|kg|ohg|gbr|e\.?k|e\.?v|co|und|ltd|limited|plc|llp|llc|inc|corp|company"
    r"|cie|et|and|les?|la|du|des|de|der|die|das|the|of|chez)\b\.?"
)
_WORDS = re.compile(r"[a-z0-9]+")
_STREET_TYPES = {
    "bd": "boulevard",
    "av": "avenue",
    "ave": "avenue",
    "r": "rue",
    "pl": "place",
    "str": "strasse",
}


COMPARED = (
    Kind.NAME,
    Kind.EMAIL,
    Kind.PHONE,
    Kind.STREET,
    Kind.POSTCODE,
    Kind.COUNTRY,
    Kind.SIREN,
    Kind.SIRET,
)
"""The kinds of values that are compared."""


@dataclass(frozen=True)
class Business:
    """One lead, reduced to what is compared; `rank` is higher the more the analyst has done with it."""

    id: str
    site: str = ""
    name: str = ""
    sirens: frozenset[str] = frozenset()
    sirets: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    street: str = ""
    postcode: str = ""
    rank: int = 0
    created_at: datetime | None = None


def business_of(lead: Lead) -> Business:
    """Return what tells which business a lead is."""
    texts: dict[str, list[str]] = {}
    for kind in COMPARED:
        texts[kind] = [value.value for value in lead.all(kind)]
    return business(lead.id, lead.site, lead.status, lead.created_at, texts)


def business(
    lead_id: str, site: str, status: LeadStatus, created_at: datetime, texts: Mapping[str, Sequence[str]]
) -> Business:
    """Return the same of a lead whose own values are given by kind."""
    first = {kind: texts[kind][0] if texts.get(kind) else "" for kind in COMPARED}
    country = first[Kind.COUNTRY]
    emails = frozenset(fold(email) for email in texts.get(Kind.EMAIL, ()))
    sirets = frozenset(_digits(text, 14) for text in texts.get(Kind.SIRET, ())) - {""}
    sirens = frozenset(_digits(text, 9) for text in texts.get(Kind.SIREN, ())) - {""}
    return Business(
        id=lead_id,
        site="" if site.startswith(NO_SITE) or is_shared(site) else site,
        name=plain_name(first[Kind.NAME]),
        sirens=sirens | {siret[:9] for siret in sirets},
        sirets=sirets,
        phones=frozenset(e164(phone, country) for phone in texts.get(Kind.PHONE, ())) - {""},
        emails=emails,
        domains=frozenset(map(mail_domain, emails)) - {""},
        street=plain_street(first[Kind.STREET]),
        postcode=fold(first[Kind.POSTCODE]).replace(" ", ""),
        rank=0 if status == LeadStatus.FOUND else list(LeadStatus).index(LeadStatus(status)),
        created_at=created_at,
    )


def site_of_facts(*facts: str) -> str:
    """Return the merge key of a business without a site, from what is known of it."""
    return f"{NO_SITE}{digest(*facts)[:32]}"


def plain_name(name: str) -> str:
    """Return a name without accents, signs, legal forms and small words; empty where nothing is left."""
    folded = fold(name).replace("&", " ").replace("'", " ").replace("’", " ")
    return " ".join(_WORDS.findall(_LEGAL_FORMS.sub(" ", folded)))


def plain_street(street: str) -> str:
    """Return a street without accents and signs, with its kind written in full."""
    return " ".join(_STREET_TYPES.get(word, word) for word in _WORDS.findall(fold(street)))


def _digits(text: str, length: int) -> str:
    digits = "".join(char for char in text if char.isdigit())
    return digits if len(digits) == length else ""
