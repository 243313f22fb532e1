"""What `cli.py audit --leads` does: a run over the leads with a worker of its own, in the foreground."""

import threading
import time
from collections.abc import Callable

from pydantic import BaseModel

from config.errors import UserFacingError
from jobs import audit_bulk
from leads.audit_run import AuditRun, AuditRunSnapshot, AuditRunStatus
from leads.review import LeadFilter
from leads.store import Store

_LOOK = 0.2
_LINE = 1.0


class AuditRunReport(BaseModel):
    """The last line of the output."""

    job: str
    status: AuditRunStatus
    leads: int = 0
    audited: int = 0
    failed: int = 0
    skipped: int = 0


def audit_leads(
    wanted: LeadFilter, pages: int, stop: threading.Event, tell: Callable[[str], None]
) -> AuditRunReport:
    """Audit the leads a filter shows, or go on with the run that was not ended, and see it through.

    `stop` pauses it; called again, it goes on.

    Raises:
        UserFacingError: there is no lead, or the database cannot be used.
    """
    with Store() as store:
        run = audit_bulk.submit(store, wanted, pages=pages)
    audit_bulk.resume(run.id)
    tell(f"Job {run.id}")
    # Imported here: the run is written down by now, and nothing that was begun may wait for it.
    from jobs.worker import Worker  # noqa: PLC0415

    worker = Worker()
    worker.start()
    try:
        last = _watch(run, stop, tell)
    finally:
        worker.stop()
    for row in audit_bulk.rows(run.id):
        if row.detail:
            tell(f"{row.name or row.website}: {row.detail} {row.remedy}".rstrip())
    return AuditRunReport(
        job=run.id,
        status=last.run.status,
        leads=last.total,
        audited=last.done,
        failed=last.failed,
        skipped=last.skipped,
    )


def _watch(run: AuditRun, stop: threading.Event, tell: Callable[[str], None]) -> AuditRunSnapshot:
    told, said = 0.0, ""
    while True:
        seen = audit_bulk.snapshot(run.id)
        if seen is None:
            raise UserFacingError("The audit was deleted.")
        if stop.is_set() and seen.is_going:
            audit_bulk.pause(run.id)
            continue
        line = f"{seen.done} audited, {seen.failed} failed, {seen.skipped} passed over, of {seen.total}"
        if line != said and (time.monotonic() > told + _LINE or not seen.is_going):
            tell(line)
            told, said = time.monotonic(), line
        if not seen.is_going:
            return seen
        stop.wait(_LOOK)
