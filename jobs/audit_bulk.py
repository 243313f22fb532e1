"""Audits of the sites of many leads as the analyst handles them: submit, watch, pause, resume, stop, retry.

Nothing here does the work: workers find in the database what was asked for (`jobs.audit_workflows`), so a
closed browser, a restarted app and a killed worker change nothing. Each result is kept at once.
"""

from threading import Lock

from config.errors import UserFacingError
from leads.audit_run import GOING, AuditRow, AuditRun, AuditRunSnapshot, AuditRunStatus
from leads.audit_runs import AuditRunBook
from leads.database import Database
from leads.review import LeadFilter
from leads.store import Store

MOST_LEADS = 10_000
MOST_PAGES = 500

_books: dict[str, AuditRunBook] = {}
_lock = Lock()


def submit(store: Store, wanted: LeadFilter, *, pages: int = 1) -> AuditRun:
    """Write down the audits of the leads a filter shows, or return the run that is under way.

    Raises:
        UserFacingError: no lead is shown, or the database cannot be used.
    """
    going = open_run()
    if going is not None:
        return going
    ids = store.list_ids(wanted)[:MOST_LEADS]
    if not ids:
        raise UserFacingError("There is no lead to audit.", "Hunt for some, or choose another filter.")
    return _book().add(AuditRun(pages=max(1, min(pages, MOST_PAGES))), ids)


def open_run() -> AuditRun | None:
    """Return the run that is going or paused, None where there is none."""
    return next(iter(_book().with_status(*GOING, AuditRunStatus.PAUSED)), None)


def latest() -> AuditRun | None:
    """Return the last run, None where there is none."""
    return _book().latest()


def snapshot(run_id: str) -> AuditRunSnapshot | None:
    """Return how far a run is, None where there is none."""
    return _book().snapshot(run_id)


def rows(run_id: str) -> list[AuditRow]:
    """Return what came of the leads of a run, those that ended last first."""
    return _book().rows(run_id)


def pause(run_id: str) -> bool:
    """Begin no further lead; return whether the run was going."""
    return _book().change(run_id, AuditRunStatus.PAUSED, only=GOING)


def resume(run_id: str) -> bool:
    """Go on with a paused or stopped run; return whether it was one."""
    only = (AuditRunStatus.PAUSED, AuditRunStatus.STOPPED)
    return _book().change(run_id, AuditRunStatus.QUEUED, only=only, next_round=True)


def stop(run_id: str) -> bool:
    """End a run; what it has audited stays. Return whether it had not ended."""
    return _book().change(run_id, AuditRunStatus.STOPPED, only=(*GOING, AuditRunStatus.PAUSED))


def retry_failed(run_id: str) -> int:
    """Audit the failed leads of a run again; return how many there are."""
    count = _book().requeue_failed(run_id)
    if count:
        _book().change(run_id, AuditRunStatus.QUEUED, only=tuple(AuditRunStatus), next_round=True)
    return count


def forget(run_id: str) -> bool:
    """Take a run off the screen; its audits stay."""
    stop(run_id)
    return _book().delete(run_id)


def _book() -> AuditRunBook:
    """Return the book of the database that is in force: tests and the environment may change it."""
    database = Database()
    with _lock:
        return _books.setdefault(database.url.render_as_string(hide_password=False), AuditRunBook(database))
