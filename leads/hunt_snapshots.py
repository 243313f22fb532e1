"""How far a hunt is, counted by the database in a few milliseconds."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, case, func, select

from leads.hunt import FailureGroup, Hunt, HuntSnapshot, SiteState
from leads.hunt_tables import hunt_sites
from leads.hunts import HuntBook
from leads.record import now
from leads.tables import leads
from leads.workers import WorkerBook

_EXAMPLES = 3
_PACE_OVER = timedelta(minutes=1)


def take_snapshot(book: HuntBook, hunt_id: str) -> HuntSnapshot | None:
    """Return how far a hunt is, None where there is none."""
    hunt = book.hunt(hunt_id)
    if hunt is None:
        return None
    with book.database.reading() as connection:
        counts = _counts(connection, hunt_id)
        pace = _pace(connection, hunt)
        failures = _failures(connection, hunt_id)
    states = {state: int(counts[state.value] or 0) for state in SiteState}
    found = sum(states.values())
    left = states[SiteState.FOUND] + states[SiteState.QUEUED] + states[SiteState.FETCHING]
    left += states[SiteState.CLASSIFYING]
    snapshot = HuntSnapshot(
        hunt=hunt,
        found=found,
        queued=states[SiteState.FOUND] + states[SiteState.QUEUED],
        fetching=states[SiteState.FETCHING],
        classifying=states[SiteState.CLASSIFYING],
        done=states[SiteState.DONE],
        failed=states[SiteState.FAILED],
        skipped=states[SiteState.SKIPPED],
        leads=int(counts["leads"] or 0),
        new_leads=int(counts["new_leads"] or 0),
        dropped=int(counts["dropped"] or 0),
        read_by_rules=int(counts["by_rules"] or 0),
        rules_note=counts["rules_note"] or "",
        failures=failures,
        sites_a_minute=round(pace, 1),
        seconds=_seconds(hunt),
        has_worker=bool(WorkerBook(book.database).alive()),
    )
    if snapshot.is_going and left and pace:
        snapshot.seconds_left = round(left / pace * 60)
    return snapshot


def _counts(connection: Connection, hunt_id: str) -> dict[str, Any]:
    sites = hunt_sites.c
    is_lead = leads.c.id.is_not(None)
    numbers = [
        func.sum(case((sites.state == state.value, 1), else_=0)).label(state.value) for state in SiteState
    ]
    numbers += [
        func.count(func.distinct(leads.c.id)).label("leads"),
        func.count(func.distinct(case((is_lead & sites.is_new, leads.c.id)))).label("new_leads"),
        func.sum(sites.dropped).label("dropped"),
        func.sum(case((sites.read_by == "rules", 1), else_=0)).label("by_rules"),
        func.max(case((sites.read_by == "rules", sites.note))).label("rules_note"),
    ]
    there = (leads.c.id == sites.lead_id) & leads.c.deleted_at.is_(None)
    wanted = select(*numbers).select_from(hunt_sites.outerjoin(leads, there)).where(sites.hunt_id == hunt_id)
    return dict(connection.execute(wanted).mappings().one())


def _pace(connection: Connection, hunt: Hunt) -> float:
    """Return sites a minute, over the last minute or since the hunt's beginning."""
    if hunt.started_at is None:
        return 0.0
    until = hunt.finished_at or now()
    since = max(hunt.started_at, until - _PACE_OVER)
    ended = (hunt_sites.c.hunt_id == hunt.id, hunt_sites.c.ended_at >= since)
    count = connection.execute(select(func.count()).select_from(hunt_sites).where(*ended)).scalar_one()
    return float(count) / max(1.0, (until - since).total_seconds()) * 60


def _failures(connection: Connection, hunt_id: str) -> list[FailureGroup]:
    """Return the failed sites by reason, the most frequent first."""
    wanted = select(hunt_sites.c.code, hunt_sites.c.detail, hunt_sites.c.remedy, hunt_sites.c.url)
    wanted = wanted.where(hunt_sites.c.hunt_id == hunt_id, hunt_sites.c.state == SiteState.FAILED)
    groups: dict[tuple[str, str], FailureGroup] = {}
    for code, detail, remedy, url in connection.execute(wanted.order_by(hunt_sites.c.n)):
        group = groups.setdefault(
            (code, detail), FailureGroup(code=code, detail=detail, remedy=remedy, count=0, examples=[])
        )
        group.count += 1
        if len(group.examples) < _EXAMPLES:
            group.examples.append(url)
    return sorted(groups.values(), key=lambda group: -group.count)


def _seconds(hunt: Hunt) -> float:
    if hunt.started_at is None:
        return 0.0
    return max(0.0, ((hunt.finished_at or now()) - hunt.started_at).total_seconds())
