"""Leads taking over others, and the way back. Nothing is deleted: the other leads keep all they had.

Many pairs are done at a time: ten thousand merges, each with a dozen statements of its own, take a minute.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    Table,
    bindparam,
    cast,
    delete,
    insert,
    literal,
    select,
    union_all,
    update,
)

from leads.lead_rows import read_leads, write_values
from leads.record import LeadStatus, now
from leads.suppression import SuppressionList
from leads.tables import evidence, lead_values, leads, run_leads
from leads.work_tables import (
    audits,
    dossiers,
    drafts,
    lead_notes,
    lead_tags,
    outreach_events,
    status_changes,
)

Undo = dict[str, list[Any]]
Pair = tuple[str, str]

_MOVED: tuple[Table, ...] = (lead_notes, audits, drafts, dossiers, outreach_events, status_changes)
_IDS_AT_ONCE = 10_000
_BY_NAME = {table.name: table for table in (*_MOVED, lead_values, evidence, lead_tags, run_leads)}


def take_over(connection: Connection, pairs: Sequence[Pair]) -> list[Undo]:
    """Give each kept lead the values, evidence and work of the other; return what that has changed, by pair.

    No lead may stand in two of the pairs, each of which is (kept, gone).
    """
    kept_ids, gone_ids = [kept for kept, _ in pairs], [gone for _, gone in pairs]
    # Their rows are locked, in one order everywhere, so that nobody else gives them values meanwhile.
    wanted = select(leads.c.id, leads.c.website, leads.c.status).where(leads.c.id.in_(kept_ids))
    kept_rows = {row.id: row for row in connection.execute(wanted.order_by(leads.c.id).with_for_update())}
    gone = {lead.id: lead for lead in read_leads(connection, select(leads).where(leads.c.id.in_(gone_ids)))}
    before = _values_and_evidence(connection, kept_ids)
    allowed = {lead.id: lead for lead in SuppressionList(connection).cleaned(list(gone.values()))}
    write_values(connection, [(kept, allowed[other].values) for kept, other in pairs if other in allowed])
    after = _values_and_evidence(connection, kept_ids)
    undos: list[Undo] = []
    for kept, other in pairs:
        undo: Undo = {f"added {name}": sorted(ids - before[kept][name]) for name, ids in after[kept].items()}
        row, lead = kept_rows[kept], gone[other]
        undo["website"] = [lead.website] if lead.website and not row.website else []
        if lead.status is LeadStatus.OPPOSED:
            undo["status"] = [row.status]
        undos.append(undo)
    for table, column in ((lead_tags, "tag"), (run_leads, "run_id")):
        _copy(connection, table, column, pairs, undos)
    _move_work(connection, pairs, undos)
    _mark_gone(connection, pairs, undos)
    return undos


def take_back(connection: Connection, pairs: Sequence[Pair], undos: Sequence[Undo]) -> None:
    """Make each two leads of one again, as before `take_over`; what came later stays with the kept."""
    for name in (evidence.name, lead_values.name, lead_tags.name, run_leads.name):
        table = _BY_NAME[name]
        ids = [row_id for undo in undos for row_id in undo.get(f"added {name}", [])]
        if name == lead_values.name:
            ids = _without_later_evidence(connection, ids)
        for start in range(0, len(ids), _IDS_AT_ONCE):
            connection.execute(delete(table).where(table.c.id.in_(ids[start : start + _IDS_AT_ONCE])))
    for table in _MOVED:
        back = [
            {"moved": row_id, "to": gone}
            for (_, gone), undo in zip(pairs, undos, strict=True)
            for row_id in undo.get(f"moved {table.name}", [])
        ]
        _change_each(connection, table, back, {"lead_id": bindparam("to")}, table.c.id == bindparam("moved"))
    filled = [
        {"kept": kept, "filled": website}
        for (kept, _), undo in zip(pairs, undos, strict=True)
        for website in undo.get("website", [])
    ]
    is_filled = (leads.c.id == bindparam("kept")) & (leads.c.website == bindparam("filled"))
    _change_each(connection, leads, filled, {"website": ""}, is_filled)
    statuses = [
        {"kept": kept, "before": status}
        for (kept, _), undo in zip(pairs, undos, strict=True)
        for status in undo.get("status", [])
    ]
    is_kept = leads.c.id == bindparam("kept")
    _change_each(connection, leads, statuses, {"status": bindparam("before")}, is_kept)
    is_gone = (leads.c.id == bindparam("gone")) & (leads.c.merged_into == bindparam("kept"))
    moment = now()
    apart = {"deleted_at": None, "merged_into": None, "updated_at": moment}
    _change_each(connection, leads, [{"gone": gone, "kept": kept} for kept, gone in pairs], apart, is_gone)
    _change_each(connection, leads, [{"kept": kept} for kept, _ in pairs], {"updated_at": moment}, is_kept)


def _mark_gone(connection: Connection, pairs: Sequence[Pair], undos: Sequence[Undo]) -> None:
    """Write into the leads who was taken over, and what the kept ones have got of them."""
    moment = now()
    is_kept = leads.c.id == bindparam("kept")
    given = list(zip(pairs, undos, strict=True))
    websites = [{"kept": kept, "filled": undo["website"][0]} for (kept, _), undo in given if undo["website"]]
    _change_each(connection, leads, websites, {"website": bindparam("filled")}, is_kept)
    # Whoever asked never to be contacted is not contacted under another name.
    opposed = [{"kept": kept} for (kept, _), undo in given if "status" in undo]
    _change_each(connection, leads, opposed, {"status": LeadStatus.OPPOSED}, is_kept)
    is_gone = leads.c.id == bindparam("gone")
    merged = {"deleted_at": moment, "merged_into": bindparam("into"), "updated_at": moment}
    _change_each(connection, leads, [{"gone": gone, "into": kept} for kept, gone in pairs], merged, is_gone)
    _change_each(connection, leads, [{"kept": kept} for kept, _ in pairs], {"updated_at": moment}, is_kept)


def _change_each(
    connection: Connection,
    table: Table,
    rows: Sequence[dict[str, Any]],
    values: dict[str, Any],
    is_it: ColumnElement[bool],
) -> None:
    """Change one row for each of the parameters."""
    if rows:
        connection.execute(update(table).where(is_it).values(values), rows)


def _values_and_evidence(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, set[int]]]:
    """Return the ids of the values of leads and of their evidence, by lead and table."""
    wanted = select(lead_values.c.lead_id, lead_values.c.id, evidence.c.id).outerjoin(
        evidence, evidence.c.value_id == lead_values.c.id
    )
    found: dict[str, dict[str, set[int]]] = {
        lead_id: {lead_values.name: set(), evidence.name: set()} for lead_id in ids
    }
    for lead_id, value_id, proof_id in connection.execute(wanted.where(lead_values.c.lead_id.in_(ids))):
        found[lead_id][lead_values.name].add(value_id)
        if proof_id is not None:
            found[lead_id][evidence.name].add(proof_id)
    return found


def _move_work(connection: Connection, pairs: Sequence[Pair], undos: Sequence[Undo]) -> None:
    """Give the kept leads what was made of the others; mostly there is nothing, found in one query."""
    number = {gone: n for n, (_, gone) in enumerate(pairs)}
    of_each = [
        select(literal(table.name), cast(table.c.id, String), table.c.lead_id).where(
            table.c.lead_id.in_(list(number))
        )
        for table in _MOVED
    ]
    moved: dict[str, list[dict[str, Any]]] = {}
    for name, text, gone in connection.execute(union_all(*of_each)):
        row_id = int(text) if isinstance(_BY_NAME[name].c.id.type, Integer) else text
        undos[number[gone]].setdefault(f"moved {name}", []).append(row_id)
        moved.setdefault(name, []).append({"moved": row_id, "to": pairs[number[gone]][0]})
    for name, rows in moved.items():
        table = _BY_NAME[name]
        _change_each(connection, table, rows, {"lead_id": bindparam("to")}, table.c.id == bindparam("moved"))


def _copy(
    connection: Connection, table: Table, column: str, pairs: Sequence[Pair], undos: Sequence[Undo]
) -> None:
    """Give the kept leads rows like the others', and note the ids of the new ones."""
    every = [lead_id for pair in pairs for lead_id in pair]
    known: dict[str, set[str]] = {lead_id: set() for lead_id in every}
    for lead_id, value in connection.execute(
        select(table.c.lead_id, table.c[column]).where(table.c.lead_id.in_(every))
    ):
        known[lead_id].add(value)
    for (kept, gone), undo in zip(pairs, undos, strict=True):
        added = undo.setdefault(f"added {table.name}", [])
        for value in sorted(known[gone] - known[kept]):
            row = insert(table).values(lead_id=kept, **{column: value}).returning(table.c.id)
            added.append(connection.execute(row).scalar_one())


def _without_later_evidence(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Return those of the values that nothing vouches for any more."""
    later: set[int] = set()
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = evidence.c.value_id.in_(ids[start : start + _IDS_AT_ONCE])
        later.update(connection.execute(select(evidence.c.value_id).where(some)).scalars())
    return [value_id for value_id in ids if value_id not in later]
