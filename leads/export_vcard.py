"""Leads as vCards 4.0 (RFC 6350), which address books and phones read."""

import re
from collections.abc import Iterator
from urllib.parse import quote
from uuid import UUID

from leads.export_rows import ExportRecord
from leads.record import Kind
from leads.text import storable

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_URI_SAFE = ":/?#[]@!$&'()*+,;=%~"
_LINE_OCTETS = 75


def vcard(record: ExportRecord) -> str:
    """Return one lead as a card, its lines folded at 75 octets and ended by CR LF."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(record))


def _lines(record: ExportRecord) -> Iterator[str]:
    lead = record.lead
    name = lead.title
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield "KIND:org"
    yield f"FN:{_text(name)}"
    yield f"ORG:{_text(name)}"
    yield from (f"EMAIL;TYPE=work:{_text(value.value)}" for value in lead.all(Kind.EMAIL))
    yield from (f"TEL;TYPE=work,voice:{_text(value.value)}" for value in lead.all(Kind.PHONE))
    parts = (lead.first(kind) or "" for kind in (Kind.STREET, Kind.CITY, Kind.POSTCODE, Kind.COUNTRY))
    street, city, postcode, country = map(_text, parts)
    if street or city or postcode or country:
        yield f"ADR;TYPE=work:;;{street};{city};;{postcode};{country}"
    for url in (lead.website, *(value.value for value in lead.all(Kind.SOCIAL))):
        if url.lower().startswith(("http://", "https://")):
            yield f"URL:{quote(storable(url), safe=_URI_SAFE)}"
    if trade := lead.first(Kind.TRADE):
        yield f"ROLE:{_text(trade)}"
    if record.extra.notes:
        yield f"NOTE:{_text(record.extra.notes)}"
    if record.extra.tags:
        yield f"CATEGORIES:{','.join(map(_text, record.extra.tags))}"
    if record.score:
        yield f"X-SCORE:{record.score}"
    yield f"UID:{_uid(lead.id)}"
    yield f"REV:{lead.created_at:%Y%m%dT%H%M%SZ}"
    yield "END:VCARD"


def _text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _CONTROL.sub(" ", storable(text)).replace("\\", "\\\\")
    return text.replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def _uid(lead_id: str) -> str:
    try:
        return f"urn:uuid:{UUID(lead_id)}"
    except ValueError:
        return _text(lead_id)


def _folded(line: str) -> str:
    """Break a line such that no letter is cut: a continued line begins with a blank."""
    pieces, piece, octets = [], "", 0
    for char in line:
        size = len(char.encode())
        if octets + size > _LINE_OCTETS:
            pieces.append(piece)
            piece, octets = " ", 1
        piece += char
        octets += size
    return "\r\n".join([*pieces, piece])
