"""The durable side of a dossier: its work as a workflow of DBOS, which goes on where a dead worker left it.

Imported by workers only. Arguments and results, which its tables keep, are ids and numbers.
"""

import logging

from dbos import DBOS, SetWorkflowID

from jobs.dossier_work import BUILDS_AT_ONCE, DossierWork
from leads.dossier_book import BuildState

logger = logging.getLogger(__name__)

DOSSIERS = "dossiers"
"""The queue of builds."""

# A build that kills its workers is given up before, and told (`jobs.dossier_work`); this is for the rest.
_RECOVERIES = 12

_work: list[DossierWork] = []


def work_with(work: DossierWork) -> None:
    """Name what the workflows of this process work with."""
    _work[:] = [work]


def stop_work() -> None:
    """Take no more work in hand."""
    _work[0].close()


def register_queues(polling_interval: float) -> None:
    """Make the queue of builds known."""
    DBOS.register_queue(
        DOSSIERS,
        worker_concurrency=BUILDS_AT_ONCE,
        polling_interval_sec=polling_interval,
        on_conflict="always_update",
    )


def start_builds() -> None:
    """Queue the builds that were asked for or set going again; a second time does nothing."""
    for made in _work[0].book.going():
        if made.state is BuildState.QUEUED:
            with SetWorkflowID(f"{made.id}:{made.round}"):
                DBOS.enqueue_workflow(DOSSIERS, dossier, made.id, made.round)


def free_stranded() -> None:
    """Set a build going anew that no work is queued for, as after a lost job file."""
    for made in _work[0].book.going():
        if made.state is BuildState.RUNNING and not _is_queued(made.id):
            logger.warning("dossier %s had no work queued: it is set going again", made.id)
            _work[0].book.set_going_again(made.id, only=(BuildState.RUNNING,))


def _is_queued(build_id: str) -> bool:
    return bool(
        DBOS.list_workflows(
            status=["ENQUEUED", "PENDING"],
            workflow_id_prefix=f"{build_id}:",
            limit=1,
            load_input=False,
            load_output=False,
        )
    )


@DBOS.workflow(max_recovery_attempts=_RECOVERIES)
async def dossier(build_id: str, round_: int) -> None:
    """Read the sources of a dossier, then build it."""
    if await _collect(build_id, round_):
        await _build(build_id, round_)


@DBOS.step(name="dossier_collect")
async def _collect(build_id: str, round_: int) -> bool:
    return await _work[0].collect(build_id, round_)


@DBOS.step(name="dossier_build")
async def _build(build_id: str, round_: int) -> None:
    await _work[0].build(build_id, round_)
