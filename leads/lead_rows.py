"""Leads as rows: written so that nothing is lost or doubled, read in three queries however many there are."""

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, Select, insert, select, update

from leads.domains import own_site
from leads.merge import evidence_key, value_key
from leads.record import Evidence, Lead, LeadStatus, Value, now
from leads.tables import evidence, lead_values, leads, run_leads
from leads.text import storable
from leads.upsert import insert_new

Fields = dict[str, object]

_LEADS = TypeAdapter(list[Lead])
_KEY = ("kind", "owner", "label", "normalised")
_VALUE_FIELDS = ("kind", "owner", "label", "value")
_EVIDENCE_FIELDS = tuple(Evidence.model_fields)


def write_lead(connection: Connection, lead: Lead, run_id: str | None) -> str:
    """Add the lead, or what is new of it to the stored lead of its site; return the id of the stored one.

    Where that one was merged into another, that other gets it.
    """
    moment = now()
    new = {**lead.model_dump(exclude={"values"}), "site": own_site(lead.site, lead.website)}
    insert_new(connection, leads, [{**new, "updated_at": moment}], "site")
    stored = _survivor(connection, leads.c.site == new["site"])
    changes: Fields = {"updated_at": moment}
    if stored.status == LeadStatus.FOUND != lead.status:
        changes["status"] = lead.status
    if lead.website and not stored.website:
        changes["website"] = lead.website
    if run_id is not None and _link(connection, run_id, stored.id):
        changes["deleted_at"] = None  # a further run has found it: what was removed before comes back
    connection.execute(update(leads).where(leads.c.id == stored.id).values(changes))
    write_values(connection, stored.id, lead.values)
    return str(stored.id)


def _survivor(connection: Connection, which: ColumnElement[bool]) -> Row[str, str, str, str | None]:
    """Return the lead, or the one it was merged into, locked until the end of the transaction."""
    columns = leads.c.id, leads.c.status, leads.c.website, leads.c.merged_into
    stored = connection.execute(select(*columns).where(which).with_for_update()).one()
    return _survivor(connection, leads.c.id == stored.merged_into) if stored.merged_into else stored


def read_leads(connection: Connection, wanted: Select[Any]) -> list[Lead]:
    """Return the leads that `wanted` selects (rows of the table `leads`), in its order."""
    with _collector_paused():
        found = connection.execute(wanted).mappings().all()
        if not found:
            return []
        values_of = _read_values(connection, wanted.with_only_columns(leads.c.id))
        return _LEADS.validate_python([{**row, "values": values_of[row["id"]]} for row in found])


def _read_values(connection: Connection, ids: Select[Any]) -> dict[str, list[Fields]]:
    """Return the values, with their evidence, of the leads in `ids` by lead id, in the order they came."""
    of_page = lead_values.c.lead_id.in_(ids)
    proofs = select(evidence.c.id, evidence.c.value_id, *(evidence.c[name] for name in _EVIDENCE_FIELDS))
    proofs = proofs.where(evidence.c.value_id.in_(select(lead_values.c.id).where(of_page)))
    evidence_of: dict[int, list[Fields]] = defaultdict(list)
    for _, value_id, *fields in _by_id(connection, proofs):
        evidence_of[value_id].append(dict(zip(_EVIDENCE_FIELDS, fields, strict=True)))

    values = select(lead_values.c.id, lead_values.c.lead_id, *(lead_values.c[name] for name in _VALUE_FIELDS))
    values_of: dict[str, list[Fields]] = defaultdict(list)
    for value_id, lead_id, *fields in _by_id(connection, values.where(of_page)):
        value = dict(zip(_VALUE_FIELDS, fields, strict=True))
        values_of[lead_id].append({**value, "evidence": evidence_of[value_id]})
    return values_of


def _by_id(connection: Connection, wanted: Select[Any]) -> list[Sequence[Any]]:
    """Sort here by the first column: asked to do it, SQLite walks the whole table in that order."""
    return sorted(connection.execute(wanted), key=itemgetter(0))


def write_values(connection: Connection, lead_id: str, values: Sequence[Value]) -> None:
    """Add the values and evidence that the lead does not have yet."""
    keys = [(value.kind, value.owner, storable(value.label), storable(value_key(value))) for value in values]
    rows = [
        {"lead_id": lead_id, "value": value.value, **dict(zip(_KEY, key, strict=True))}
        for key, value in zip(keys, values, strict=True)
    ]
    insert_new(connection, lead_values, rows, "lead_id", *_KEY)
    stored = select(lead_values.c.id, *(lead_values.c[name] for name in _KEY))
    id_of = {
        tuple(key): value_id
        for value_id, *key in connection.execute(stored.where(lead_values.c.lead_id == lead_id))
    }
    proofs = [
        {"value_id": id_of[key], "fingerprint": evidence_key(proof), **proof.model_dump()}
        for key, value in zip(keys, values, strict=True)
        for proof in value.evidence
    ]
    insert_new(connection, evidence, proofs, "value_id", "fingerprint")


def _link(connection: Connection, run_id: str, lead_id: str) -> bool:
    """Say that the run has found the lead; return whether that is new."""
    link = {"run_id": run_id, "lead_id": lead_id}
    known = connection.execute(select(run_leads.c.id).filter_by(**link)).first()
    if known is None:
        connection.execute(insert(run_leads), link)
    return known is None


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Build many objects that all live on: looking for cycles among them doubles the time it takes."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
