"""The home pages of many leads audited in the background; each result is kept as soon as it is there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from config.loader import ConfigLoader
from jobs import audit_history, interactive
from jobs.audits import audited_page, door_for, facts_of
from jobs.doors import here, is_sample
from leads.record import Lead, now
from leads.review import LeadFilter
from leads.store import Store
from scrapers.fetch import Door, FetchError
from scrapers.fetch_error import refusal

KEY = "audit_bulk"
MOST_LEADS = 1_000
AT_ONCE = 4


@dataclass(frozen=True)
class BulkRow:
    """One lead of the run: its score, or why there is none."""

    lead_id: str
    name: str
    url: str
    score: int | None = None
    faults: int = 0
    error: str = ""


@dataclass
class BulkRun:
    """How far it is. `skipped` were audited today already, or have no site."""

    total: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    last: str = ""
    rows: list[BulkRow] = field(default_factory=list)

    @property
    def ended(self) -> int:
        """How many leads are dealt with."""
        return self.done + self.failed + self.skipped


def start(store: Store, loader: ConfigLoader, wanted: LeadFilter) -> interactive.Job:
    """Start the audits of the leads a filter shows, or return the run that is under way."""
    return interactive.submit(KEY, lambda handle: _work(handle, store, loader, wanted), "Audit of leads")


def current() -> interactive.Job | None:
    """Return the job of the last run of this process."""
    return interactive.job(KEY)


def live_run() -> BulkRun | None:
    """Return that run, as far as it is."""
    job = current()
    return job.result if job is not None and isinstance(job.result, BulkRun) else None


def stop() -> None:
    """Stop after the pages that are being read; what is done is kept."""
    interactive.cancel(KEY)


def forget() -> None:
    """Drop a run that has ended."""
    interactive.forget(KEY)


def _work(handle: interactive.Handle, store: Store, loader: ConfigLoader, wanted: LeadFilter) -> None:
    ids = store.list_ids(wanted)[:MOST_LEADS]
    leads = store.leads_by_id(ids)
    run = BulkRun(total=len(leads))
    handle.set_result(run)
    asyncio.run(_all(handle, store, loader, leads, run))


async def _all(
    handle: interactive.Handle, store: Store, loader: ConfigLoader, leads: Sequence[Lead], run: BulkRun
) -> None:
    waiting = iter(leads)
    async with door_for(loader.get_merged_config(), [lead.website for lead in leads]) as door:

        async def work() -> None:
            for lead in waiting:
                if handle.cancel.is_set():
                    return
                await _one(store, door, lead, run)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def _one(store: Store, door: Door, lead: Lead, run: BulkRun) -> None:
    run.last = lead.title
    if not lead.website or await asyncio.to_thread(_is_audited_today, store, lead.id):
        run.skipped += 1
        return
    url = here(lead.website, sample=is_sample(lead.website))
    try:
        record, view = await audited_page(door, url, facts_of(lead))
        if view.is_error:
            raise refusal(view.status)
    except FetchError as error:
        run.failed += 1
        run.rows.append(BulkRow(lead.id, lead.title, url, error=error.message))
        return
    await asyncio.to_thread(audit_history.keep, store, record, lead.id)
    run.done += 1
    run.rows.append(BulkRow(lead.id, lead.title, url, record.score, len(record.faults)))


def _is_audited_today(store: Store, lead_id: str) -> bool:
    last = next(iter(store.audits_of(lead_id)), None)
    return last is not None and last.created_at.date() == now().date()
