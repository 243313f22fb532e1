"""The lead a message goes to and the sender it comes from, read tolerantly from files written by anyone.

Everything here is untrusted text: it is cleaned of what cannot be seen, cut to a length, and orders to
language models in it are left out.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from leads.record import Kind, Lead
from leads.record_file import read_record
from leads.text import storable
from llm.tasks.orders import is_addressed_to_models

_LONGEST_TEXT = 600
_MOST_ITEMS = 60
_NO = {"", "false", "no", "0", "non", "nein", "none", "null"}


def clean(text: str, limit: int = _LONGEST_TEXT) -> str:
    """Return a text as one visible line of at most `limit` characters."""
    visible = (
        " " if unicodedata.category(char) == "Cc" else char
        for char in storable(text)
        if unicodedata.category(char) != "Cf"
    )
    line = " ".join("".join(visible).split())
    return line if len(line) <= limit else line[:limit].rsplit(" ", 1)[0]


def _text(raw: object) -> str:
    if isinstance(raw, (list, tuple)):
        raw = next((item for item in raw if item), "")
    if isinstance(raw, Mapping):
        raw = raw.get("value") or raw.get("text") or raw.get("name") or ""
    if isinstance(raw, (datetime, date)):
        return raw.isoformat()
    if raw is None or isinstance(raw, bool):
        return ""
    line = clean(str(raw))
    return "" if is_addressed_to_models(line) else line


def _texts(raw: object) -> list[str]:
    items = raw if isinstance(raw, (list, tuple)) else re.split(r"[;\n]", raw) if isinstance(raw, str) else []
    return [text for text in map(_text, items[:_MOST_ITEMS]) if text]


def _truth(raw: object) -> bool:
    return str(raw).strip().casefold() not in _NO if raw is not None else False


def _networks(raw: object) -> dict[str, list[str]]:
    if not isinstance(raw, Mapping):
        return {}
    return {
        clean(str(name), 40): _texts([urls] if isinstance(urls, str) else urls) for name, urls in raw.items()
    }


def _objects(raw: object) -> list[object]:
    """Return the objects of a list; a bare text stands for an object with only that text."""
    items = raw if isinstance(raw, (list, tuple)) else [raw] if raw else []
    kept = [item for item in items[:_MOST_ITEMS] if item and isinstance(item, (str, Mapping, BaseModel))]
    return [{"text": item} if isinstance(item, str) else item for item in kept]


def _object(raw: object) -> object:
    return raw if isinstance(raw, (Mapping, BaseModel)) else {}


def _mapping_of_objects(raw: object) -> dict[str, list[object]]:
    if not isinstance(raw, Mapping):
        return {}
    return {
        str(key): [row for row in _objects(rows) if isinstance(row, Mapping)] for key, rows in raw.items()
    }


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
Truth = Annotated[bool, BeforeValidator(_truth)]


class _Record(BaseModel):
    """Fields of files may be missing, null or of another type; keys we do not know are left alone."""

    model_config = ConfigDict(extra="ignore")


class Person(_Record):
    """Who the message is for; empty where the record does not say."""

    civility: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    role: Text = ""


class Statement(_Record):
    """A finding of an audit or a claim of a dossier: what it says, and where that stands."""

    id: Text = ""
    text: Text = ""
    url: Text = ""
    quote: Text = ""


class Origin(_Record):
    """Where the contact was found, and when."""

    url: Text = ""
    fetched_at: Text = ""


class Consent(_Record):
    """A recorded permission for one channel."""

    channel: Text = ""
    date: Text = ""
    source: Text = ""


class Quoted(_Record):
    """One piece of evidence of a field, as `extract` prints it."""

    value: Text = ""
    url: Text = ""
    quote: Text = ""
    method: Text = ""


Statements = Annotated[list[Statement], BeforeValidator(_objects)]


class LeadFile(_Record):
    """A lead as the lead file holds it: what `extract` prints, and what the analyst and the audits know."""

    name: Text = ""
    website: Text = ""
    trade: Text = ""
    language: Text = ""
    emails: Texts = Field(default_factory=list)
    phones: Texts = Field(default_factory=list)
    faxes: Texts = Field(default_factory=list)
    street: Text = ""
    postcode: Text = ""
    city: Text = ""
    country: Text = ""
    socials: Annotated[dict[str, list[str]], BeforeValidator(_networks)] = Field(default_factory=dict)
    siren: Text = ""
    siret: Text = ""
    vat: Text = ""
    opening_hours: Text = ""
    contact: Annotated[Person, BeforeValidator(_object)] = Field(default_factory=Person)
    findings: Statements = Field(default_factory=list)
    claims: Statements = Field(default_factory=list)
    source: Annotated[Origin, BeforeValidator(_object)] = Field(default_factory=Origin)
    consent: Annotated[list[Consent], BeforeValidator(_objects)] = Field(default_factory=list)
    suppressed: Truth = False
    contacted_at: Text = ""
    evidence: Annotated[dict[str, list[Quoted]], BeforeValidator(_mapping_of_objects)] = Field(
        default_factory=dict
    )


class SenderFile(_Record):
    """Who writes: what they offer, what they can prove, how they sign."""

    name: Text = ""
    company: Text = ""
    role: Text = ""
    offer: Text = ""
    proof: Text = ""
    phone: Text = ""
    email: Text = ""
    website: Text = ""
    address: Text = ""
    siren: Text = ""


def read_lead(path: Path) -> LeadFile:
    """Return the lead in a file.

    Raises:
        RecordFileError: it is missing, too large, or no JSON object.
    """
    return read_record(path, LeadFile, "lead")


def read_sender(path: Path) -> SenderFile:
    """Return the sender in a file.

    Raises:
        RecordFileError: it is missing, too large, or no JSON object.
    """
    return read_record(path, SenderFile, "sender")


def lead_input(
    lead: Lead,
    *,
    findings: Iterable[Statement] = (),
    claims: Iterable[Statement] = (),
    contact: Person | None = None,
    consent: Iterable[Consent] = (),
    suppressed: bool = False,
    language: str = "",
) -> LeadFile:
    """Return a stored lead as the outreach room takes it, with what audits and dossier say of it.

    The source is the page the first e-mail, else the first value, was read from.
    """
    single = {
        kind.value: lead.first(kind) or ""
        for kind in (Kind.NAME, Kind.STREET, Kind.POSTCODE, Kind.CITY, Kind.COUNTRY, Kind.TRADE)
    }
    ids = {
        kind.value: lead.first(kind) or "" for kind in (Kind.SIREN, Kind.SIRET, Kind.VAT, Kind.OPENING_HOURS)
    }
    evidence: dict[str, list[dict[str, str]]] = {}
    for value in lead.values:
        rows = [
            {"value": value.value, "url": one.url, "quote": one.quote, "method": one.method.value}
            for one in value.evidence
        ]
        evidence.setdefault(_FIELD_OF.get(value.kind, value.kind.value), []).extend(rows)
    socials: dict[str, list[str]] = {}
    for value in lead.all(Kind.SOCIAL):
        socials.setdefault(value.label, []).append(value.value)
    read_from = (lead.all(Kind.EMAIL) or lead.values)[:1]
    first = read_from[0].evidence[0] if read_from else None
    fetched = first.fetched_at.isoformat() if first and first.fetched_at else ""
    return LeadFile.model_validate(
        {
            **single,
            **ids,
            "website": lead.website,
            "language": language,
            "emails": [value.value for value in lead.all(Kind.EMAIL)],
            "phones": [value.value for value in lead.all(Kind.PHONE)],
            "faxes": [value.value for value in lead.all(Kind.FAX)],
            "socials": socials,
            "evidence": evidence,
            "findings": [one.model_dump() for one in findings],
            "claims": [one.model_dump() for one in claims],
            "contact": (contact or Person()).model_dump(),
            "consent": [one.model_dump() for one in consent],
            "source": {"url": first.url if first else lead.website, "fetched_at": fetched},
            "suppressed": suppressed,
        }
    )


_FIELD_OF = {Kind.EMAIL: "emails", Kind.PHONE: "phones", Kind.FAX: "faxes", Kind.SOCIAL: "socials"}
