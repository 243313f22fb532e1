"""The work of auditing many leads, piece by piece: each lead may be begun again at any time.

Its audit has an id that follows from the run and the lead: done twice, it is there once.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from config.errors import UserFacingError
from jobs import audit_history
from jobs.audits import audited_page, facts_of
from jobs.doors import Doors, here, is_sample
from jobs.suspects import MOST_STARTS, Room
from leads.audit_run import GOING, AuditedLead, AuditRun, AuditRunStatus, LeadState
from leads.audit_runs import AuditRunBook
from leads.record import Lead, now
from leads.store import Store
from leads.text import digest
from leads.work import Audit
from scrapers.crawl import FOR_AUDIT
from scrapers.fetch import Door
from scrapers.fetch_error import refusal
from seo.audit_record import AuditRecord, record_of_site
from seo.site import audit_site

logger = logging.getLogger(__name__)

LEADS_AT_ONCE = 4
"""Sites a worker audits side by side: judging them takes more of the machine than reading them."""

_LOOK = 0.5
_LOG = "The log has the details."


@dataclass
class AuditWork:
    """Does the work of any run; one object a worker process, in one event loop."""

    book: AuditRunBook
    store: Store
    doors: Doors
    _room: Room = field(default_factory=lambda: Room(LEADS_AT_ONCE))

    async def open_leads(self, run_id: str) -> list[tuple[int, str]]:
        """Set a run going; return id and a hash of the site of each lead that has not ended."""
        if not await asyncio.to_thread(self.book.change, run_id, AuditRunStatus.RUNNING, only=GOING):
            return []
        found = await asyncio.to_thread(self.book.queue_leads, run_id)
        if not found:
            await asyncio.to_thread(self.book.close_if_done, run_id)
        return [(one.id, digest(one.site)[:16]) for one in found]

    async def audit(self, row_id: int, round_: int) -> None:
        """Audit the site of one lead, and keep what came of it whatever that is."""
        known = await asyncio.to_thread(self.book.lead, row_id)
        if known is None:
            return
        async with self._room.for_site(known.starts):
            begun = await asyncio.to_thread(self.book.begin, row_id, round_)
            if begun is None:
                # (It may still be marked as begun by a worker that was killed before the run was paused.)
                await asyncio.to_thread(self.book.put_back, row_id)
                return
            if begun.starts > MOST_STARTS:
                await self._fail(begun, "crash", "The worker died each time it read this site.", _LOG)
            else:
                await self._told(begun)
        await asyncio.to_thread(self.book.close_if_done, known.run_id)

    async def _told(self, one: AuditedLead) -> None:
        """Audit one lead, and say in its row why where that cannot be done."""
        try:
            await self._one(one)
        except UserFacingError as error:
            await self._fail(one, str(error.code), error.message, error.remedy)
        except Exception:
            # A page that trips a parser must not take the other leads with it.
            logger.exception("A lead of run %s could not be audited", one.run_id)
            await self._fail(one, "unreadable", "The site could not be audited.", _LOG)

    async def _one(self, one: AuditedLead) -> None:
        run = await asyncio.to_thread(self.book.run, one.run_id)
        lead = await asyncio.to_thread(self.store.lead, one.lead_id)
        audit_id = digest(one.run_id, one.lead_id)[:32]
        last = next(iter(await asyncio.to_thread(self.store.audits_of, one.lead_id)), None)
        if last is not None and last.id == audit_id:
            # (A worker was killed between keeping the audit and saying so.)
            record = AuditRecord.model_validate(last.report)
            await self._end(one, LeadState.DONE, score=record.score, faults=len(record.faults))
        elif lead is None or run is None or not lead.website:
            await self._end(one, LeadState.SKIPPED, code="no_site", detail="There is no site to audit.")
        elif _is_of_today(last, run):
            await self._end(one, LeadState.SKIPPED, code="today", detail="It was audited today already.")
        else:
            made = await self._record(run, lead)
            if made is None:
                await asyncio.to_thread(self.book.put_back, one.id)
                return
            await asyncio.to_thread(audit_history.keep, self.store, made, lead.id, audit_id)
            await self._end(one, LeadState.DONE, score=made.score, faults=len(made.faults))

    async def _record(self, run: AuditRun, lead: Lead) -> AuditRecord | None:
        """Return the audit of a lead's page or site, None where the run was paused or stopped in between."""
        sample = is_sample(lead.website)
        url = here(lead.website, sample=sample)
        door = await self.doors.door(sample=sample, fresh=True)
        if run.pages > 1:
            return await self._site(run, door, url, lead)
        record, view = await audited_page(door, url, facts_of(lead))
        if view.is_error:
            raise refusal(view.status)
        return record

    async def _site(self, run: AuditRun, door: Door, url: str, lead: Lead) -> AuditRecord | None:
        async with self._until_halted(run) as halted:
            audit = await audit_site(
                door,
                url,
                limits=replace(FOR_AUDIT, pages=run.pages),
                cancel=halted,
                lead=facts_of(lead),
            )
        if halted.is_set():
            return None
        record = record_of_site(audit)
        if not record.read:
            raise UserFacingError("No page of the site could be read.", "Open its address in a browser.")
        return record

    @asynccontextmanager
    async def _until_halted(self, run: AuditRun) -> AsyncIterator[threading.Event]:
        """Give an event that is set as soon as the run does not go on."""
        halted = threading.Event()

        async def watch() -> None:
            while not halted.is_set():
                await asyncio.sleep(_LOOK)
                now_ = await asyncio.to_thread(self.book.run, run.id)
                if now_ is None or now_.status not in GOING or now_.round != run.round:
                    halted.set()

        watching = asyncio.create_task(watch())
        try:
            yield halted
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    async def _fail(self, one: AuditedLead, code: str, detail: str, remedy: str) -> None:
        await self._end(one, LeadState.FAILED, code=code, detail=detail, remedy=remedy)

    async def _end(self, one: AuditedLead, state: LeadState, **fields: object) -> None:
        await asyncio.to_thread(self.book.end, one.id, state, **fields)


def _is_of_today(last: Audit | None, run: AuditRun) -> bool:
    """Tell whether the last audit is of today; a run over whole sites does not count those of one page."""
    if last is None or last.created_at.date() != now().date():
        return False
    return run.pages == 1 or last.report.get("scope") == "site"
