"""One lead taking over another, and the way back. Nothing is deleted: the other lead keeps all it had."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    String,
    Table,
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

_MOVED: tuple[Table, ...] = (lead_notes, audits, drafts, dossiers, outreach_events, status_changes)
_BY_NAME = {table.name: table for table in (*_MOVED, lead_values, evidence, lead_tags, run_leads)}


def take_over(connection: Connection, kept_id: str, gone_id: str) -> Undo:
    """Give the kept lead the values, evidence and work of the other; return what that has changed."""
    # Its row is locked, so that nobody else gives it values meanwhile.
    connection.execute(select(leads.c.id).where(leads.c.id == kept_id).with_for_update()).one()
    gone = read_leads(connection, select(leads).where(leads.c.id == gone_id))[0]
    before = _values_and_evidence(connection, kept_id)
    kept_values = [value for lead in SuppressionList(connection).cleaned([gone]) for value in lead.values]
    write_values(connection, [(kept_id, kept_values)])
    after = _values_and_evidence(connection, kept_id)
    undo: Undo = {f"added {name}": sorted(after[name] - before[name]) for name in after}
    undo[f"added {lead_tags.name}"] = _copy(connection, lead_tags, "tag", kept_id, gone_id)
    undo[f"added {run_leads.name}"] = _copy(connection, run_leads, "run_id", kept_id, gone_id)
    for name, ids in _work_of(connection, gone_id).items():
        table = _BY_NAME[name]
        connection.execute(update(table).where(table.c.id.in_(ids)).values(lead_id=kept_id))
        undo[f"moved {name}"] = ids
    undo["website"] = _fill_website(connection, kept_id, gone.website)
    if gone.status is LeadStatus.OPPOSED:
        undo["status"] = _oppose(connection, kept_id)
    moment = now()
    is_gone = update(leads).where(leads.c.id == gone_id)
    connection.execute(is_gone.values(deleted_at=moment, merged_into=kept_id, updated_at=moment))
    connection.execute(update(leads).where(leads.c.id == kept_id).values(updated_at=moment))
    return undo


def take_back(connection: Connection, kept_id: str, gone_id: str, undo: Undo) -> None:
    """Make two leads of one again, as they were before `take_over`; what came later stays with the kept."""
    for name in (evidence.name, lead_values.name, lead_tags.name, run_leads.name):
        table = _BY_NAME[name]
        ids = undo.get(f"added {name}", [])
        if name == lead_values.name:
            ids = _without_later_evidence(connection, ids)
        connection.execute(delete(table).where(table.c.id.in_(ids)))
    for table in _MOVED:
        back = update(table).where(table.c.id.in_(undo.get(f"moved {table.name}", [])))
        connection.execute(back.values(lead_id=gone_id))
    moment = now()
    for website in undo.get("website", []):
        is_filled = update(leads).where(leads.c.id == kept_id, leads.c.website == website)
        connection.execute(is_filled.values(website=""))
    for status in undo.get("status", []):
        connection.execute(update(leads).where(leads.c.id == kept_id).values(status=status))
    is_gone = update(leads).where(leads.c.id == gone_id, leads.c.merged_into == kept_id)
    connection.execute(is_gone.values(deleted_at=None, merged_into=None, updated_at=moment))
    connection.execute(update(leads).where(leads.c.id == kept_id).values(updated_at=moment))


def _values_and_evidence(connection: Connection, lead_id: str) -> dict[str, set[int]]:
    """Return the ids of a lead's values and of their evidence, by table."""
    wanted = select(lead_values.c.id, evidence.c.id).outerjoin(
        evidence, evidence.c.value_id == lead_values.c.id
    )
    found = connection.execute(wanted.where(lead_values.c.lead_id == lead_id)).all()
    return {
        lead_values.name: {value_id for value_id, _ in found},
        evidence.name: {proof_id for _, proof_id in found if proof_id is not None},
    }


def _work_of(connection: Connection, lead_id: str) -> dict[str, list[Any]]:
    """Return the ids of what was made of a lead, by table; mostly there is nothing, found in one query."""
    of_each = [
        select(literal(table.name), cast(table.c.id, String)).where(table.c.lead_id == lead_id)
        for table in _MOVED
    ]
    work: dict[str, list[Any]] = {}
    for name, row_id in connection.execute(union_all(*of_each)):
        is_number = isinstance(_BY_NAME[name].c.id.type, Integer)
        work.setdefault(name, []).append(int(row_id) if is_number else row_id)
    return work


def _copy(connection: Connection, table: Table, column: str, kept_id: str, gone_id: str) -> list[int]:
    """Give the kept lead rows like the other's; return the ids of the new ones."""
    of = select(table.c.lead_id, table.c[column]).where(table.c.lead_id.in_((kept_id, gone_id)))
    found = connection.execute(of).all()
    known = {value for lead_id, value in found if lead_id == kept_id}
    new = [value for lead_id, value in found if lead_id == gone_id and value not in known]
    added: list[int] = []
    for value in new:
        row = insert(table).values(lead_id=kept_id, **{column: value}).returning(table.c.id)
        added.append(connection.execute(row).scalar_one())
    return added


def _fill_website(connection: Connection, kept_id: str, website: str) -> list[str]:
    if not website:
        return []
    is_empty = update(leads).where(leads.c.id == kept_id, leads.c.website == "")
    return [website] if connection.execute(is_empty.values(website=website)).rowcount else []


def _oppose(connection: Connection, kept_id: str) -> list[str]:
    """Whoever asked never to be contacted is not contacted under another name; return the status before."""
    before = connection.execute(select(leads.c.status).where(leads.c.id == kept_id)).scalar_one()
    connection.execute(update(leads).where(leads.c.id == kept_id).values(status=LeadStatus.OPPOSED))
    return [before]


def _without_later_evidence(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Return those of the values that nothing vouches for any more."""
    vouched = select(evidence.c.value_id).where(evidence.c.value_id.in_(ids))
    later = set(connection.execute(vouched).scalars())
    return [value_id for value_id in ids if value_id not in later]
