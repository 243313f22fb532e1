"""Erasing in the store: what stands for a person or a business goes, as if it had never been found."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, or_, select, text

from leads.audit_tables import site_audits
from leads.domains import is_carrier
from leads.lead_rows import read_leads
from leads.record import NO_SITE, Kind, Lead
from leads.suppression import Target, e164, normalised
from leads.tables import lead_values, leads
from leads.traces import ERASED, Traces

Wanted = tuple[Target, str]

_PHONES = (Kind.PHONE, Kind.FAX)


@dataclass(frozen=True)
class RowsReport:
    """What was erased: whole leads, single values, and whose index rows have to be written anew."""

    leads: int
    values: int
    touched: tuple[str, ...]


def contacts_of(connection: Connection, lead_id: str) -> tuple[list[Wanted], str]:
    """Return all that stands for a lead: its addresses, numbers and domain; and its country."""
    found = read_leads(connection, select(leads).where(_is_lead_or_merged(lead_id)))
    wanted = [contact for lead in found for contact in _contacts(lead)]
    country = next((lead.first(Kind.COUNTRY) or "" for lead in found), "")
    return list(dict.fromkeys(wanted)), country


def erase_lead(connection: Connection, lead_id: str) -> int:
    """Delete a lead and those merged into it for good; return how many."""
    return connection.execute(delete(leads).where(_is_lead_or_merged(lead_id))).rowcount


def erase_wanted(connection: Connection, wanted: Sequence[Wanted], country: str) -> RowsReport:
    """Delete the values that stand for what is wanted, and the leads of wanted domains."""
    gone = 0
    value_ids: list[int] = []
    touched: set[str] = set()
    for target, given in wanted:
        key = normalised(target, given, country)
        if target is Target.DOMAIN:
            gone += connection.execute(delete(leads).where(leads.c.site == key)).rowcount
            connection.execute(delete(site_audits).where(site_audits.c.site == key))
        for value_id, lead_id in _values_of(connection, target, key, country):
            value_ids.append(value_id)
            touched.add(lead_id)
    for start in range(0, len(value_ids), 10_000):
        some = lead_values.c.id.in_(value_ids[start : start + 10_000])
        connection.execute(delete(lead_values).where(some))
    return RowsReport(gone, len(value_ids), tuple(sorted(touched)))


def erase_in_postgresql(connection: Connection, wanted: Traces) -> int:
    """Put `[erased]` for what is wanted in every text of our tables and those of the jobs."""
    columns = connection.execute(
        text(
            "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_schema NOT IN ('pg_catalog', 'information_schema') "
            "AND data_type IN ('text', 'character varying', 'json', 'jsonb')"
        )
    ).all()
    changed = 0
    quoted = connection.dialect.identifier_preparer.quote
    for schema, table, column, kind in columns:
        name, cell = f"{quoted(schema)}.{quoted(table)}", quoted(column)
        # (The names come from the database's own list of columns.)
        statement = (
            f"UPDATE {name} SET {cell} = regexp_replace({cell}::text, :pattern, :erased, 'gi')::{kind} "  # noqa: S608
            f"WHERE {cell}::text ~* :pattern"
        )
        parameters = {"pattern": wanted.pattern, "erased": ERASED}
        changed += connection.execute(text(statement), parameters).rowcount
    return changed


def _is_lead_or_merged(lead_id: str) -> ColumnElement[bool]:
    return or_(leads.c.id == lead_id, leads.c.merged_into == lead_id)


def _contacts(lead: Lead) -> list[Wanted]:
    found: list[Wanted] = [(Target.EMAIL, value.value) for value in lead.all(Kind.EMAIL)]
    found += [(Target.PHONE, value.value) for kind in _PHONES for value in lead.all(kind)]
    is_own = not lead.site.startswith(NO_SITE) and not is_carrier(lead.site)
    return [*found, (Target.DOMAIN, lead.site)] if is_own else found


def _values_of(connection: Connection, target: Target, key: str, country: str) -> list[tuple[int, str]]:
    columns = lead_values.c.id, lead_values.c.lead_id, lead_values.c.value
    if target is Target.PHONE:
        found = connection.execute(select(*columns).where(lead_values.c.kind.in_(_PHONES)))
        return [(value_id, lead_id) for value_id, lead_id, value in found if e164(value, country) == key]
    found = connection.execute(select(*columns).where(lead_values.c.kind == Kind.EMAIL))
    if target is Target.EMAIL:
        return [(i, lead_id) for i, lead_id, value in found if normalised(target, value) == key]
    hosts = ((i, lead_id, value.rpartition("@")[2]) for i, lead_id, value in found)
    return [(i, lead_id) for i, lead_id, host in hosts if normalised(target, host) == key]
