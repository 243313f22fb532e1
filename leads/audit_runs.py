"""The book of audits of many leads: each change of a run or of one of its leads is one transaction."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, insert, select, update

from leads.audit_run import (
    ENDED,
    GOING,
    AuditedLead,
    AuditRow,
    AuditRun,
    AuditRunSnapshot,
    AuditRunStatus,
    LeadState,
)
from leads.audit_tables import audit_run_leads as rows
from leads.audit_tables import audit_runs as runs
from leads.database import Database
from leads.record import now
from leads.tables import leads
from leads.work_tables import lead_index
from leads.workers import WorkerBook

_PACE_OVER = timedelta(minutes=1)
_NEW: dict[str, object] = {
    "state": LeadState.QUEUED,
    "starts": 0,
    "score": None,
    "faults": 0,
    "code": "",
    "detail": "",
    "remedy": "",
}


class AuditRunBook:
    """Runs and their leads in the database. Every method may raise `StoreError`."""

    def __init__(self, database: Database | None = None) -> None:
        self.database = database or Database()

    def add(self, run: AuditRun, lead_ids: Sequence[str]) -> AuditRun:
        """Write down a new run over these leads, in their order."""
        places = {lead_id: n for n, lead_id in enumerate(lead_ids, start=1)}
        with self.database.writing() as connection:
            connection.execute(insert(runs), [run.model_dump()])
            for start in range(0, len(lead_ids), 1_000):
                some = leads.c.id.in_(lead_ids[start : start + 1_000])
                found = connection.execute(select(leads.c.id, leads.c.site).where(some)).all()
                given = [
                    {**_NEW, "run_id": run.id, "n": places[lead_id], "lead_id": lead_id, "site": site}
                    for lead_id, site in found
                ]
                if given:
                    connection.execute(insert(rows), given)
        return run

    def run(self, run_id: str) -> AuditRun | None:
        """Return a run, or None if there is none or it was deleted."""
        return next(iter(self._runs(runs.c.id == run_id)), None)

    def latest(self) -> AuditRun | None:
        """Return the last run, or None."""
        return next(iter(self._runs(limit=1)), None)

    def with_status(self, *statuses: AuditRunStatus) -> list[AuditRun]:
        """Return the runs of these statuses, newest first."""
        return self._runs(runs.c.status.in_(statuses))

    def change(
        self,
        run_id: str,
        status: AuditRunStatus,
        *,
        only: Sequence[AuditRunStatus],
        next_round: bool = False,
    ) -> bool:
        """Set the status of a run that has one of the statuses `only`; return whether it had."""
        fields: dict[str, Any] = {"status": status}
        if next_round:
            fields |= {"round": runs.c.round + 1, "finished_at": None}
        if status in (AuditRunStatus.DONE, AuditRunStatus.STOPPED):
            fields["finished_at"] = now()
        if status is AuditRunStatus.RUNNING:
            fields["started_at"] = now()
        change = update(runs).where(runs.c.id == run_id, runs.c.status.in_(only))
        with self.database.writing() as connection:
            return connection.execute(change.values(fields)).rowcount > 0

    def delete(self, run_id: str) -> bool:
        """Take a run off the list; its audits stay."""
        with self.database.writing() as connection:
            change = update(runs).where(runs.c.id == run_id, runs.c.deleted_at.is_(None))
            return connection.execute(change.values(deleted_at=now())).rowcount > 0

    def queue_leads(self, run_id: str) -> list[AuditedLead]:
        """Return the leads that have not ended, marked as queued."""
        is_open = (rows.c.run_id == run_id, rows.c.state.not_in(ENDED))
        with self.database.writing() as connection:
            connection.execute(update(rows).where(*is_open).values(state=LeadState.QUEUED))
            return _leads(connection, *is_open)

    def lead(self, row_id: int) -> AuditedLead | None:
        """Return one lead of a run."""
        with self.database.reading() as connection:
            return next(iter(_leads(connection, rows.c.id == row_id)), None)

    def begin(self, row_id: int, round_: int) -> AuditedLead | None:
        """Take a lead in hand; None where it has ended, or its run is not going or in another round."""
        wanted = select(rows.c.state, runs.c.status, runs.c.round).join_from(rows, runs)
        with self.database.writing() as connection:
            row = connection.execute(wanted.where(rows.c.id == row_id).with_for_update(of=rows)).first()
            if row is None or row.status not in GOING or row.round != round_ or row.state in ENDED:
                return None
            begun = {"starts": rows.c.starts + 1, "state": LeadState.READING}
            connection.execute(update(rows).where(rows.c.id == row_id).values(begun))
            return _leads(connection, rows.c.id == row_id)[0]

    def put_back(self, row_id: int) -> None:
        """Make a lead that was begun one that waits: its run is paused, or was stopped."""
        is_begun = (rows.c.id == row_id, rows.c.state == LeadState.READING)
        with self.database.writing() as connection:
            connection.execute(update(rows).where(*is_begun).values(state=LeadState.QUEUED, starts=0))

    def end(self, row_id: int, state: LeadState, **fields: object) -> bool:
        """End a lead that has not ended; return whether it was so."""
        change = update(rows).where(rows.c.id == row_id, rows.c.state.not_in(ENDED))
        with self.database.writing() as connection:
            ended = {**fields, "state": state, "ended_at": now()}
            return connection.execute(change.values(ended)).rowcount > 0

    def requeue_failed(self, run_id: str) -> int:
        """Make the failed leads of a run ones that wait; return how many there were."""
        failed = (rows.c.run_id == run_id, rows.c.state == LeadState.FAILED)
        with self.database.writing() as connection:
            return connection.execute(update(rows).where(*failed).values(**_NEW, ended_at=None)).rowcount

    def close_if_done(self, run_id: str) -> bool:
        """End a running run all of whose leads have ended; return whether this call did it."""
        is_open = select(rows.c.id).where(rows.c.run_id == run_id, rows.c.state.not_in(ENDED))
        is_running = (runs.c.id == run_id, runs.c.status == AuditRunStatus.RUNNING)
        change = update(runs).where(*is_running, ~is_open.exists())
        with self.database.writing() as connection:
            done = change.values(status=AuditRunStatus.DONE, finished_at=now())
            return connection.execute(done).rowcount > 0

    def rows(self, run_id: str, limit: int = 1_000) -> list[AuditRow]:
        """Return what came of the leads of a run, those that ended last first."""
        wanted = select(rows, lead_index.c.name, lead_index.c.website)
        wanted = wanted.join_from(rows, lead_index, lead_index.c.lead_id == rows.c.lead_id)
        ended = (rows.c.run_id == run_id, rows.c.state.in_(ENDED))
        order = (rows.c.ended_at.desc(), rows.c.id.desc())
        with self.database.reading() as connection:
            found = connection.execute(wanted.where(*ended).order_by(*order).limit(limit)).mappings()
            return [AuditRow.model_validate(dict(row)) for row in found]

    def snapshot(self, run_id: str) -> AuditRunSnapshot | None:
        """Return how far a run is, None where there is none."""
        run = self.run(run_id)
        if run is None:
            return None
        with self.database.reading() as connection:
            counts = _counts(connection, run_id)
            pace = _pace(connection, run)
        found = AuditRunSnapshot(
            run=run,
            total=sum(counts.values()),
            done=counts[LeadState.DONE],
            failed=counts[LeadState.FAILED],
            skipped=counts[LeadState.SKIPPED],
            reading=counts[LeadState.READING],
            seconds=_seconds(run),
            has_worker=bool(WorkerBook(self.database).alive()),
        )
        left = found.total - found.ended
        return found.model_copy(update={"seconds_left": left / pace}) if found.is_going and pace else found

    def _runs(self, *conditions: ColumnElement[bool], limit: int | None = None) -> list[AuditRun]:
        wanted = select(runs).where(runs.c.deleted_at.is_(None), *conditions)
        wanted = wanted.order_by(runs.c.created_at.desc(), runs.c.id).limit(limit)
        with self.database.reading() as connection:
            return [AuditRun.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]


def _leads(connection: Connection, *conditions: ColumnElement[bool]) -> list[AuditedLead]:
    wanted = select(rows).where(*conditions).order_by(rows.c.n, rows.c.id)
    return [AuditedLead.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]


def _counts(connection: Connection, run_id: str) -> dict[LeadState, int]:
    numbers = [func.sum(case((rows.c.state == state, 1), else_=0)).label(state.value) for state in LeadState]
    counted = connection.execute(select(*numbers).where(rows.c.run_id == run_id)).mappings().one()
    return {state: int(counted[state.value] or 0) for state in LeadState}


def _pace(connection: Connection, run: AuditRun) -> float:
    """Return leads a second, over the last minute or since the run's beginning."""
    if run.started_at is None:
        return 0.0
    until = run.finished_at or now()
    since = max(run.started_at, until - _PACE_OVER)
    ended = (rows.c.run_id == run.id, rows.c.ended_at >= since)
    count = connection.execute(select(func.count()).select_from(rows).where(*ended)).scalar_one()
    return float(count) / max(1.0, (until - since).total_seconds())


def _seconds(run: AuditRun) -> float:
    if run.started_at is None:
        return 0.0
    return max(0.0, ((run.finished_at or now()) - run.started_at).total_seconds())
