"""The durable side of a hunt: its work as workflows of DBOS, which go on where a dead process left them.

Imported by workers only: the web page and `jobs.hunts` know nothing of DBOS. Arguments and results, which its
tables keep, are numbers and short words, never a page or a contact.
"""

import time

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from jobs.hunt_work import HuntWork, Next

APPLICATION = "leadhunter"
VERSION = "1"
"""Fixed, as recovery looks at workflows of the same version only and an upgrade must not strand jobs. It is
raised only where the steps of a workflow change."""

HUNTS, SITES, OPINIONS = "hunts", "sites", "opinions"
"""The queues: searches; sites to be read, one at a time of each; sites the model is to be asked about."""

# Above what `jobs.suspects` allows a site, which tells the analyst what is given up; this is for the rest.
_RECOVERIES = 12

_work: list[HuntWork] = []


def work_with(work: HuntWork) -> None:
    """Name what the workflows of this process work with."""
    _work[:] = [work]


def start_hunt(hunt_id: str, round_: int) -> None:
    """Queue a hunt that is to be set going; a second time does nothing."""
    with SetWorkflowID(f"{hunt_id}:{round_}"):
        DBOS.enqueue_workflow(HUNTS, hunt, hunt_id, round_)


@DBOS.workflow(max_recovery_attempts=_RECOVERIES)
async def hunt(hunt_id: str, round_: int) -> None:
    """Find the sites of a hunt and queue each of them."""
    priority = await _find(hunt_id)
    for site_id, site_hash, is_read in await _open_sites(hunt_id) if priority else []:
        if is_read:
            await _queue_opinion(hunt_id, round_, site_id, priority)
            continue
        with (
            SetWorkflowID(f"{hunt_id}:{round_}:site:{site_id}"),
            SetEnqueueOptions(priority=priority, queue_partition_key=site_hash),
        ):
            await DBOS.enqueue_workflow_async(SITES, site, hunt_id, round_, site_id, priority)


@DBOS.workflow(max_recovery_attempts=_RECOVERIES)
async def site(hunt_id: str, round_: int, site_id: int, priority: int) -> None:
    """Read one site, and queue it for the model where that is to be asked."""
    if await _read(site_id, round_) == Next.CLASSIFY:
        await _queue_opinion(hunt_id, round_, site_id, priority)


@DBOS.workflow(max_recovery_attempts=_RECOVERIES)
async def opinion(site_id: int, round_: int) -> None:
    """Ask the model about one site."""
    await _classify(site_id, round_)


async def _queue_opinion(hunt_id: str, round_: int, site_id: int, priority: int) -> None:
    with SetWorkflowID(f"{hunt_id}:{round_}:opinion:{site_id}"), SetEnqueueOptions(priority=priority):
        await DBOS.enqueue_workflow_async(OPINIONS, opinion, site_id, round_)


@DBOS.step()
async def _find(hunt_id: str) -> int:
    """Return the priority of the hunt's sites, 0 where it is not to go on: who asked last is served first."""
    return 2**31 - 1 - int(time.time()) if await _work[0].find(hunt_id) else 0


@DBOS.step()
async def _open_sites(hunt_id: str) -> list[tuple[int, str, bool]]:
    return await _work[0].open_sites(hunt_id)


@DBOS.step()
async def _read(site_id: int, round_: int) -> str:
    return (await _work[0].read(site_id, round_)).value


@DBOS.step()
async def _classify(site_id: int, round_: int) -> None:
    await _work[0].classify(site_id, round_)
