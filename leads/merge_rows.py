"""One lead taking over another, and the way back. Nothing is deleted: the other lead keeps all it had."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from leads.lead_rows import read_leads, write_values
from leads.record import LeadStatus, now
from leads.suppression import SuppressionList
from leads.tables import evidence, lead_values, leads, run_leads
from leads.upsert import insert_new
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
    added = _Added(connection, kept_id)
    gone = read_leads(connection, select(leads).where(leads.c.id == gone_id))[0]
    kept_values = [value for lead in SuppressionList(connection).cleaned([gone]) for value in lead.values]
    write_values(connection, [(kept_id, kept_values)])
    _copy(connection, lead_tags, "tag", kept_id, gone_id)
    _copy(connection, run_leads, "run_id", kept_id, gone_id)
    undo: Undo = added.since()
    for table in _MOVED:
        change = update(table).where(table.c.lead_id == gone_id).values(lead_id=kept_id)
        undo[f"moved {table.name}"] = list(connection.execute(change.returning(table.c.id)).scalars())
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


class _Added:
    """Notices the rows that a lead gets; its row is locked, so that nobody else gives it any meanwhile."""

    def __init__(self, connection: Connection, lead_id: str) -> None:
        connection.execute(select(leads.c.id).where(leads.c.id == lead_id).with_for_update()).one()
        self._connection = connection
        self._lead_id = lead_id
        self._before = self._now()

    def since(self) -> Undo:
        """Return the ids of the new rows by table."""
        return {f"added {name}": sorted(ids - self._before[name]) for name, ids in self._now().items()}

    def _now(self) -> dict[str, set[int]]:
        of_lead = select(lead_values.c.id).where(lead_values.c.lead_id == self._lead_id)
        wanted = {
            lead_values.name: of_lead,
            evidence.name: select(evidence.c.id).where(evidence.c.value_id.in_(of_lead)),
            lead_tags.name: select(lead_tags.c.id).where(lead_tags.c.lead_id == self._lead_id),
            run_leads.name: select(run_leads.c.id).where(run_leads.c.lead_id == self._lead_id),
        }
        return {name: set(self._connection.execute(ids).scalars()) for name, ids in wanted.items()}


def _copy(connection: Connection, table: Table, column: str, kept_id: str, gone_id: str) -> None:
    found = connection.execute(select(table.c[column]).where(table.c.lead_id == gone_id)).scalars()
    rows = [{"lead_id": kept_id, column: value} for value in found]
    unique = ("lead_id", "tag") if table is lead_tags else ("run_id", "lead_id")
    insert_new(connection, table, rows, *unique)


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
