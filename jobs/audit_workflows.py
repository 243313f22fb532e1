"""The durable side of audits of many leads: workflows of DBOS, which go on where a dead process left them.

Imported by workers only, as `jobs.workflows` is.
"""

import logging
from typing import Any

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from jobs.audit_work import LEADS_AT_ONCE, AuditWork
from leads.audit_run import AuditRunStatus

logger = logging.getLogger(__name__)

RUNS, LEADS = "audit_runs", "audit_leads"
"""The queues: runs to be set going; leads to be audited, one at a time of each site."""

_RECOVERIES = 12
_RUNS_AT_ONCE = 2

_work: list[AuditWork] = []


def work_with(work: AuditWork) -> None:
    """Name what the workflows of this process work with."""
    _work[:] = [work]


def register_queues(polling: float) -> None:
    """Make the queues known to DBOS."""
    options: dict[str, Any] = {"polling_interval_sec": polling, "on_conflict": "always_update"}
    DBOS.register_queue(RUNS, worker_concurrency=_RUNS_AT_ONCE, **options)
    DBOS.register_queue(LEADS, worker_concurrency=LEADS_AT_ONCE, partition_concurrency=1, **options)


def start_runs() -> None:
    """Queue the runs that are to be set going; a second time does nothing."""
    for found in _work[0].book.with_status(AuditRunStatus.QUEUED):
        with SetWorkflowID(_prefix(found.id, found.round)):
            DBOS.enqueue_workflow(RUNS, run, found.id, found.round)


def free_stranded() -> None:
    """Set a running run going anew that has leads left and no work queued, as after a lost job file."""
    book = _work[0].book
    for found in book.with_status(AuditRunStatus.RUNNING):
        queued = DBOS.list_workflows(
            status=["ENQUEUED", "PENDING"],
            workflow_id_prefix=_prefix(found.id),
            limit=1,
            load_input=False,
            load_output=False,
        )
        if not queued and not book.close_if_done(found.id):
            logger.warning("audit run %s had no work queued: it is set going again", found.id)
            book.change(found.id, AuditRunStatus.QUEUED, only=(found.status,), next_round=True)


@DBOS.workflow(name="audit_run", max_recovery_attempts=_RECOVERIES)
async def run(run_id: str, round_: int) -> None:
    """Queue the leads of a run that have not ended."""
    for row_id, site in await _open_leads(run_id):
        with (
            SetWorkflowID(f"{_prefix(run_id, round_)}:{row_id}"),
            SetEnqueueOptions(queue_partition_key=site),
        ):
            await DBOS.enqueue_workflow_async(LEADS, audit, row_id, round_)


@DBOS.workflow(name="audit_lead", max_recovery_attempts=_RECOVERIES)
async def audit(row_id: int, round_: int) -> None:
    """Audit the site of one lead."""
    await _audit(row_id, round_)


@DBOS.step(name="audit_open_leads")
async def _open_leads(run_id: str) -> list[tuple[int, str]]:
    return await _work[0].open_leads(run_id)


@DBOS.step(name="audit_one_lead")
async def _audit(row_id: int, round_: int) -> None:
    await _work[0].audit(row_id, round_)


def _prefix(run_id: str, round_: int | str = "") -> str:
    return f"audit:{run_id}:{round_}"
