"""The index that lists are read from: one flat row for each lead that is there, kept with every change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import IntFlag

from sqlalchemy import Connection, delete, exists, select

from leads.lead_rows import read_leads
from leads.record import Kind, Lead, Owner
from leads.score import Scorer, Scores
from leads.store_base import parts
from leads.tables import leads
from leads.text import fold
from leads.upsert import Row, upsert
from leads.work_tables import audits, lead_index, lead_notes, lead_tags, opinions

_SEARCHED = (
    Kind.NAME,
    Kind.TRADE,
    Kind.SERVICE,
    Kind.CITY,
    Kind.POSTCODE,
    Kind.STREET,
    Kind.EMAIL,
    Kind.PHONE,
    Kind.SIREN,
    Kind.SIRET,
)
# Longer texts are services and notes; the first words tell what a lead is found by.
_WORDS_LENGTH = 2_000
_CELL_LENGTH = 300
# What is counted stands in one index row, which PostgreSQL bounds to 2,704 bytes.
_COUNTED_LENGTH, _CODE_LENGTH = 80, 32
_AT_ONCE = 500


class Missing(IntFlag):
    """What a lead lacks."""

    EMAIL = 1
    PHONE = 2
    WEBSITE = 4


def refresh(connection: Connection, ids: Iterable[str], scorer: Scorer) -> dict[str, Lead]:
    """Write the rows of these leads anew, and take out those of leads that are not there any more.

    Returns the leads that are there, by id.
    """
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Lead] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = _refresh(connection, wanted[start : start + _AT_ONCE], scorer)
        found.update({lead.id: lead for lead in some})
    return found


def unindexed(connection: Connection, limit: int) -> list[str]:
    """Return leads that have no row yet, as after the update of an old database."""
    has_row = exists().where(lead_index.c.lead_id == leads.c.id)
    wanted = select(leads.c.id).where(leads.c.deleted_at.is_(None), ~has_row).limit(limit)
    return list(connection.execute(wanted).scalars())


def _refresh(connection: Connection, ids: Sequence[str], scorer: Scorer) -> list[Lead]:
    is_there = leads.c.id.in_(ids), leads.c.deleted_at.is_(None)
    found = read_leads(connection, select(leads).where(*is_there))
    updated = dict(connection.execute(select(leads.c.id, leads.c.updated_at).where(*is_there)).all())
    tags, notes = _tags(connection, ids), notes_of(connection, ids)
    audited, disputed = audit_scores(connection, ids), _disputed(connection, ids)
    rows = []
    for lead in found:
        audit = audited.get(lead.id)
        row = _row(lead, scorer.score(lead, audit), tags[lead.id], notes[lead.id])
        rest = {"audit": audit, "disputed": lead.id in disputed}
        rows.append({**row, **rest, "updated_at": updated[lead.id] or lead.created_at})
    upsert(connection, lead_index, rows, "lead_id")
    gone = set(ids) - {lead.id for lead in found}
    for some in parts(lead_index.c.lead_id, gone):
        connection.execute(delete(lead_index).where(some))
    return found


def _row(lead: Lead, scores: Scores, tags: list[str], notes: list[str]) -> Row:
    texts = [
        value.value for value in lead.values if value.kind in _SEARCHED and value.owner is Owner.BUSINESS
    ]
    words = fold(" ".join([*texts, lead.website, *tags, *notes]))[:_WORDS_LENGTH]
    name, trade, city = (_cell(lead, kind) for kind in (Kind.NAME, Kind.TRADE, Kind.CITY))
    country, postcode = _cell(lead, Kind.COUNTRY), _cell(lead, Kind.POSTCODE)
    score = scores.priority.points
    return {
        "lead_id": lead.id,
        "project": lead.project,
        "name": name,
        "name_key": fold(name),
        "trade": trade,
        "trade_key": fold(trade)[:_COUNTED_LENGTH],
        "trade_group": _trade_group(lead)[:_COUNTED_LENGTH],
        "street": _cell(lead, Kind.STREET),
        "postcode": postcode[:_CODE_LENGTH],
        "city": city[:_COUNTED_LENGTH],
        "city_key": fold(city)[:_COUNTED_LENGTH],
        "country": country[:_CODE_LENGTH],
        "area": area_of(postcode, country),
        "email": _cell(lead, Kind.EMAIL),
        "phone": _cell(lead, Kind.PHONE),
        "website": lead.website[:2_083],
        "site": lead.site,
        "language": _cell(lead, Kind.LANGUAGE)[:_CODE_LENGTH],
        "source": lead.source,
        "status": lead.status,
        "quality": scores.quality.points,
        "fit": scores.fit.points,
        "score": score,
        "score_step": min(9, int(score)),
        "missing": int(_missing(lead)),
        "tags": f";{';'.join(tags)};" if tags else "",
        "words": words,
        "created_at": lead.created_at,
    }


def _trade_group(lead: Lead) -> str:
    """Return what leads of one trade have in common: its name in the closed list, else the words."""
    named = next((value for value in lead.all(Kind.TRADE) if value.label), None)
    return named.label if named else fold(_cell(lead, Kind.TRADE))


def area_of(postcode: str, country: str = "") -> str:
    """Return the country and the first two digits of a postcode: in France the department.

    >>> area_of("33 000", "FR")
    'FR-33'
    """
    digits = "".join(postcode.split())[:2]
    return f"{(country or '?')[:8].upper()}-{digits}" if len(digits) == 2 and digits.isalnum() else ""


def _missing(lead: Lead) -> Missing:
    lacks = Missing(0)
    lacks |= Missing(0) if lead.first(Kind.EMAIL) else Missing.EMAIL
    lacks |= Missing(0) if lead.first(Kind.PHONE) else Missing.PHONE
    return lacks | (Missing(0) if lead.website else Missing.WEBSITE)


def _cell(lead: Lead, kind: Kind) -> str:
    return (lead.first(kind) or "")[:_CELL_LENGTH]


def _tags(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    wanted = select(lead_tags.c.lead_id, lead_tags.c.tag).where(lead_tags.c.lead_id.in_(ids))
    tags: dict[str, list[str]] = defaultdict(list)
    for lead_id, tag in connection.execute(wanted.order_by(lead_tags.c.tag)):
        tags[lead_id].append(tag)
    return tags


def _disputed(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Return the leads that several models have read differently."""
    wanted = select(opinions.c.lead_id, opinions.c.disagreements).where(opinions.c.lead_id.in_(ids))
    return {lead_id for lead_id, disagreements in connection.execute(wanted) if disagreements}


def notes_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the notes about leads, oldest first."""
    is_there = lead_notes.c.lead_id.in_(ids), lead_notes.c.deleted_at.is_(None)
    wanted = select(lead_notes.c.lead_id, lead_notes.c.text).where(*is_there)
    notes: dict[str, list[str]] = defaultdict(list)
    for lead_id, text in connection.execute(wanted.order_by(lead_notes.c.created_at, lead_notes.c.id)):
        notes[lead_id].append(text)
    return notes


def audit_scores(connection: Connection, ids: Sequence[str]) -> dict[str, float]:
    """Return the scores of the last audits of leads, by lead id."""
    is_there = audits.c.lead_id.in_(ids), audits.c.deleted_at.is_(None), audits.c.score.is_not(None)
    wanted = select(audits.c.lead_id, audits.c.score).where(*is_there).order_by(audits.c.created_at)
    return dict(connection.execute(wanted).all())
