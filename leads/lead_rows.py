"""Leads as rows: written so that nothing is lost or doubled, read in three queries however many there are."""

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select, update

from leads.domains import own_site
from leads.merge import evidence_key, value_key
from leads.record import Evidence, Kind, Lead, LeadStatus, Owner, Value, now
from leads.tables import evidence, lead_values, leads, run_leads
from leads.text import storable
from leads.upsert import insert_new

Fields = dict[str, object]


@dataclass
class _Stored:
    """What of a stored lead decides what a new find may change; kept up to date as finds come in."""

    id: str
    status: str
    website: str


_LEADS = TypeAdapter(list[Lead])
_KEY = ("kind", "owner", "label", "normalised")
_VALUE_FIELDS = ("kind", "owner", "label", "value")
_KINDS, _OWNERS = {kind.value: kind for kind in Kind}, {owner.value: owner for owner in Owner}
_EVIDENCE_FIELDS = tuple(Evidence.model_fields)


def write_leads(connection: Connection, given: Sequence[Lead], run_id: str | None) -> list[str]:
    """Add leads, or what is new of them to the stored leads of their sites; return the ids of the stored.

    Where a stored one was merged into another, that other gets it.
    """
    moment = now()
    sites = [storable(own_site(lead.site, lead.website)) for lead in given]
    new = [
        {**lead.model_dump(exclude={"values"}), "site": site, "updated_at": moment}
        for lead, site in zip(given, sites, strict=True)
    ]
    # In one order everywhere: two writers of the same sites would otherwise wait for each other.
    insert_new(connection, leads, sorted(new, key=itemgetter("site")), "site")
    stored = _survivors(connection, set(sites))
    ids = [stored[site].id for site in sites]
    connection.execute(update(leads).where(leads.c.id.in_(ids)).values(updated_at=moment))
    for lead, site in zip(given, sites, strict=True):
        changes = _changes(lead, stored[site])
        if run_id is not None and _link(connection, run_id, stored[site].id):
            changes["deleted_at"] = None  # a further run has found it: what was removed before comes back
        if changes:
            connection.execute(update(leads).where(leads.c.id == stored[site].id).values(changes))
    write_values(connection, [(lead_id, lead.values) for lead_id, lead in zip(ids, given, strict=True)])
    return ids


def _changes(lead: Lead, stored: _Stored) -> Fields:
    """Return what a lead changes in the stored one of its site."""
    changes: Fields = {}
    if stored.status == LeadStatus.FOUND != lead.status:
        changes["status"] = stored.status = lead.status
    if lead.website and not stored.website:
        changes["website"] = stored.website = lead.website
    return changes


def _survivors(connection: Connection, sites: set[str]) -> dict[str, _Stored]:
    """Return the stored lead of each site, or the one it was merged into, locked until the end."""
    found = {row.site: row for row in _locked(connection, leads.c.site.in_(sites))}
    survivors = {row.id: _Stored(row.id, row.status, row.website) for row in found.values()}
    into = {row.id: row.merged_into for row in found.values() if row.merged_into}
    while missing := {target for target in into.values() if target not in survivors}:
        for row in _locked(connection, leads.c.id.in_(missing)):
            survivors[row.id] = _Stored(row.id, row.status, row.website)
            if row.merged_into:
                into[row.id] = row.merged_into
    return {site: survivors[_followed(row.id, into)] for site, row in found.items()}


def _followed(lead_id: str, into: dict[str, str]) -> str:
    while lead_id in into:
        lead_id = into[lead_id]
    return lead_id


def _locked(connection: Connection, which: ColumnElement[bool]) -> Sequence[Row[Any]]:
    columns = leads.c.id, leads.c.site, leads.c.status, leads.c.website, leads.c.merged_into
    wanted: Select[Any] = select(*columns).where(which).order_by(leads.c.id).with_for_update()
    return connection.execute(wanted).all()


def read_leads(connection: Connection, wanted: Select[Any]) -> list[Lead]:
    """Return the leads that `wanted` selects (rows of the table `leads`), in its order."""
    with collector_paused():
        found = connection.execute(wanted).mappings().all()
        if not found:
            return []
        values_of = _read_values(connection, wanted.with_only_columns(leads.c.id))
        return _LEADS.validate_python([{**row, "values": values_of[row["id"]]} for row in found])


def read_bare_leads(connection: Connection, wanted: Select[Any]) -> list[Lead]:
    """Return the leads that `wanted` selects, their values without evidence and as they were stored."""
    with collector_paused():
        values_of: dict[str, list[Value]] = defaultdict(list)
        of_page = lead_values.c.lead_id.in_(wanted.with_only_columns(leads.c.id))
        columns = lead_values.c.position, lead_values.c.id, lead_values.c.lead_id
        values = select(*columns, *(lead_values.c[name] for name in _VALUE_FIELDS)).where(of_page)
        for _, _, lead_id, kind, owner, label, value in _sorted(connection, values, 2):
            values_of[lead_id].append(
                Value.model_construct(
                    value=value, kind=_KINDS[kind], evidence=[], owner=_OWNERS[owner], label=label
                )
            )
        found = connection.execute(wanted).mappings().all()
        bare = _LEADS.validate_python([{**row, "values": []} for row in found])
        return [lead.model_copy(update={"values": values_of[lead.id]}) for lead in bare]


def _read_values(connection: Connection, ids: Select[Any]) -> dict[str, list[Fields]]:
    """Return the values, with their evidence, of the leads in `ids` by lead id, in the order they came."""
    of_page = lead_values.c.lead_id.in_(ids)
    proofs = select(evidence.c.id, evidence.c.value_id, *(evidence.c[name] for name in _EVIDENCE_FIELDS))
    proofs = proofs.where(evidence.c.value_id.in_(select(lead_values.c.id).where(of_page)))
    evidence_of: dict[int, list[Fields]] = defaultdict(list)
    for _, value_id, *fields in _sorted(connection, proofs, 1):
        evidence_of[value_id].append(dict(zip(_EVIDENCE_FIELDS, fields, strict=True)))

    columns = lead_values.c.position, lead_values.c.id, lead_values.c.lead_id
    values = select(*columns, *(lead_values.c[name] for name in _VALUE_FIELDS))
    values_of: dict[str, list[Fields]] = defaultdict(list)
    for _, value_id, lead_id, *fields in _sorted(connection, values.where(of_page), 2):
        value = dict(zip(_VALUE_FIELDS, fields, strict=True))
        values_of[lead_id].append({**value, "evidence": evidence_of[value_id]})
    return values_of


def _sorted(connection: Connection, wanted: Select[Any], columns: int) -> list[Sequence[Any]]:
    """Sort here by the first columns: asked to do it, SQLite walks the whole table in that order."""
    return sorted(connection.execute(wanted).all(), key=itemgetter(*range(columns)))


def put_first(connection: Connection, lead_id: str, value: Value) -> None:
    """Add a value to a lead, or find it there, and put it before all others of its kind."""
    write_values(connection, [(lead_id, [value])])
    same_kind = lead_values.c.lead_id == lead_id, lead_values.c.kind == value.kind
    first = select(func.min(lead_values.c.position)).where(*same_kind)
    position = (connection.execute(first).scalar() or 0) - 1
    is_it = (lead_values.c[name] == part for name, part in zip(_KEY, _key_of(value), strict=True))
    change = update(lead_values).where(*same_kind, *is_it)
    connection.execute(change.values(position=position, value=value.value))


def write_values(connection: Connection, given: Sequence[tuple[str, Sequence[Value]]]) -> None:
    """Add to leads, by their ids, the values and evidence that they do not have yet."""
    keyed = [((lead_id, *_key_of(value)), value) for lead_id, values in given for value in values]
    columns = ("lead_id", *_KEY)
    rows = [{**dict(zip(columns, key, strict=True)), "value": value.value} for key, value in keyed]
    insert_new(connection, lead_values, rows, *columns)
    stored = select(lead_values.c.id, *(lead_values.c[name] for name in columns))
    stored = stored.where(lead_values.c.lead_id.in_({lead_id for lead_id, _ in given}))
    id_of = {tuple(key): value_id for value_id, *key in connection.execute(stored)}
    proofs = [
        {"value_id": id_of[key], "fingerprint": evidence_key(proof), **proof.model_dump()}
        for key, value in keyed
        for proof in value.evidence
    ]
    insert_new(connection, evidence, proofs, "value_id", "fingerprint")


def _key_of(value: Value) -> tuple[str, str, str, str]:
    return value.kind, value.owner, storable(value.label), storable(value_key(value))


def _link(connection: Connection, run_id: str, lead_id: str) -> bool:
    """Say that the run has found the lead; return whether that is new."""
    link = {"run_id": run_id, "lead_id": lead_id}
    known = connection.execute(select(run_leads.c.id).filter_by(**link)).first()
    if known is None:
        connection.execute(insert(run_leads), link)
    return known is None


@contextmanager
def collector_paused() -> Iterator[None]:
    """Build many objects that all live on: looking for cycles among them doubles the time it takes."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
