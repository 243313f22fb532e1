"""Audits as jobs of the process: of a page, of a whole site, each with up to three competitors.

They survive a change of tab and a reload; what was read when one is stopped is an audit of that much.
"""

import asyncio
import functools
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from config.errors import UserFacingError
from config.loader import ConfigLoader
from jobs import audit_cut_off, audit_history, interactive
from jobs.doors import here, is_sample, samples_of
from leads.record import Kind, Lead
from leads.store import Store
from llm.router import TaskRouter
from sample_web import SampleWeb
from scrapers.chromium import chromium, has_playwright
from scrapers.crawl import FOR_AUDIT
from scrapers.fetch import Door, FetchError
from scrapers.fetch_error import refusal
from scrapers.page_store import PageStore
from scrapers.render import Renderer
from seo.audit import audit_view
from seo.audit_record import AuditRecord, Scope, record_of_page, record_of_site
from seo.content_audit import content_audit
from seo.lead_facts import LeadFacts
from seo.look import look
from seo.page_view import PageView
from seo.site import Progress, audit_site
from seo.subjects import subjects_of_page

KEY = "audit"
MOST_RIVALS = 3
MOST_PAGES = 2_000
_POLL = 0.2


class AuditError(UserFacingError):
    """What was asked for cannot be audited."""


@dataclass(frozen=True)
class Wanted:
    """What to audit: a page, or a site up to `pages` pages, next to `rivals`; for a lead if one is given.

    `remarks`: the small model reads the words of the start page, `fresh` though it has read the same ones
    before; `speed`: a browser measures it.
    """

    url: str
    scope: Scope = Scope.PAGE
    pages: int = 50
    rivals: tuple[str, ...] = ()
    lead_id: str = ""
    remarks: bool = True
    fresh: bool = False
    speed: bool = False


_WANTED = TypeAdapter(Wanted)


@dataclass
class AuditRun:
    """One audit as it goes: how far it is, and what came of it so far.

    Attributes:
        record: the audit, as soon as it is there; the model's remarks come later.
        own: the audit of the start page, which is what stands next to those of competitors.
        rivals: the audits of competitors; `rival_errors` says which could not be read, and why, by address.
        lead_id: the lead the audit is kept with, empty where it is kept by its site.
        audit_id: under what it is kept, empty before it is.
        pause: while set, no further page is read.
    """

    wanted: Wanted
    progress: Progress = field(default_factory=Progress)
    record: AuditRecord | None = None
    own: AuditRecord | None = None
    rivals: list[AuditRecord] = field(default_factory=list)
    rival_errors: dict[str, UserFacingError] = field(default_factory=dict)
    lead_id: str = ""
    audit_id: str = ""
    pause: threading.Event = field(default_factory=threading.Event)


def start(
    wanted: Wanted, loader: ConfigLoader, router: TaskRouter, store: Store, *, goes_on: bool = False
) -> interactive.Job:
    """Start an audit, or return the one that is running.

    One that goes on takes what the audit that was cut off has read, and asks the site for the rest.

    Raises:
        AuditError: the address is none.
    """
    wanted = replace(
        wanted,
        url=address(wanted.url),
        rivals=tuple(map(address, wanted.rivals[:MOST_RIVALS])),
        pages=max(1, min(wanted.pages, MOST_PAGES)),
    )
    title = f"Audit of {urlsplit(wanted.url).hostname}"

    def work(handle: interactive.Handle) -> None:
        audit_cut_off.begin(_WANTED.dump_python(wanted, mode="json"), goes_on=goes_on)
        try:
            _work(handle, wanted, loader, router, store)
        finally:
            audit_cut_off.end()

    return interactive.submit(KEY, work, title)


def current() -> interactive.Job | None:
    """Return the job of the last audit of this process."""
    return interactive.job(KEY)


def live_run() -> AuditRun | None:
    """Return the audit of that job, as far as it is."""
    job = current()
    return job.result if job is not None and isinstance(job.result, AuditRun) else None


def again_rivals(loader: ConfigLoader) -> None:
    """Read the competitors once more that could not be read; the audit next to them stays."""
    run, job = live_run(), current()
    if run is None or job is None or job.active:
        return
    urls = tuple(run.rival_errors)

    async def audit(handle: interactive.Handle) -> None:
        async with door_for(loader.get_merged_config(), urls) as door:
            await _others(handle, door, run, urls)

    def work(handle: interactive.Handle) -> None:
        handle.set_result(run)
        asyncio.run(audit(handle))

    interactive.submit(KEY, work, job.title)


def leave_out(url: str) -> None:
    """Speak no more of a competitor that could not be read."""
    run = live_run()
    if run is not None:
        run.rival_errors.pop(url, None)


def is_typed(line: str, url: str) -> bool:
    """Tell whether a line is how somebody typed an address that was audited."""
    try:
        typed = address(line)
    except AuditError:
        return False
    return here(typed, sample=is_sample(typed)) == url


def stop() -> None:
    """Stop the audit; what was read is judged."""
    interactive.cancel(KEY)


def pause(*, paused: bool) -> None:
    """Read no further page, or go on."""
    run = live_run()
    if run is not None:
        (run.pause.set if paused else run.pause.clear)()


def cut_off() -> Wanted | None:
    """Return what was asked of an audit whose process was killed before its end, None where there is none."""
    try:
        return _WANTED.validate_python(audit_cut_off.left_over())
    except ValidationError:
        return None


def pages_cut_off() -> int:
    """Return how many pages are kept of the audit that was cut off."""
    return audit_cut_off.pages_read()


def forget_cut_off() -> None:
    """Say no more of the audit that was cut off."""
    audit_cut_off.end()


def address(text: str) -> str:
    """Return what was typed as an address; `https://` is put before a bare name.

    Raises:
        AuditError: it is none.
    """
    url = text.strip()
    if url and "://" not in url:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in url
    except ValueError:
        is_good = False
    if not is_good:
        raise AuditError(
            "This is not the address of a page.", "It should look like https://www.bakery.example."
        )
    return url if parts.path else f"{url}/"


def sample_address() -> str:
    """Return the address of the invented site an audit can be tried on."""
    return next(url for url in _samples().sites if "fournil-ambre" in url)


def door_for(config: Mapping[str, Any], urls: Sequence[str], keep: PageStore | None = None) -> Door:
    """Return a door that keeps answers in `keep` alone: an audit judges the site as it is now."""
    hosts = _samples().hosts if any(map(is_sample, urls)) else ()
    network = {**(config.get("network") or {}), "cache_hours": 0}
    return Door.from_config({**config, "network": network}, allow_hosts=hosts, looks=keep)


def _samples() -> SampleWeb:
    samples = samples_of(sample=True)
    assert samples is not None
    return samples


def facts_of(lead: Lead | None) -> LeadFacts | None:
    """Return what is known of a lead, for the checks that compare the site with it."""
    if lead is None:
        return None
    return LeadFacts(
        name=lead.first(Kind.NAME) or "",
        trade=lead.first(Kind.TRADE) or "",
        phones=[value.value for value in lead.all(Kind.PHONE)],
        street=lead.first(Kind.STREET) or "",
        postcode=lead.first(Kind.POSTCODE) or "",
        city=lead.first(Kind.CITY) or "",
    )


@functools.cache
def can_measure() -> bool:
    """Tell whether there is a browser to measure pages with."""
    return has_playwright() and bool(chromium())


async def audited_page(
    door: Door, url: str, lead: LeadFacts | None = None, renderer: Renderer | None = None
) -> tuple[AuditRecord, PageView]:
    """Return the audit of a page, whatever its status, and the page; a renderer measures it.

    Raises:
        FetchError: it could not be read.
    """
    begin = time.monotonic()
    view = await asyncio.to_thread(PageView, await look(door, url, lead, renderer))
    audit = await asyncio.to_thread(audit_view, view)
    record = record_of_page(audit, seconds=time.monotonic() - begin)
    if record.problem or view.is_error:
        return record, view
    subjects = await asyncio.to_thread(subjects_of_page, view, lead.trade if lead else "")
    return record.with_subjects(subjects, view.text), view


def _work(
    handle: interactive.Handle, wanted: Wanted, loader: ConfigLoader, router: TaskRouter, store: Store
) -> None:
    urls = [wanted.url, *wanted.rivals]
    lead = store.lead(wanted.lead_id) if wanted.lead_id else None
    if lead is None or not audit_history.is_of(lead, wanted.url):
        lead = audit_history.lead_of(store, wanted.url)
    wanted = replace(
        wanted,
        url=here(wanted.url, sample=is_sample(wanted.url)),
        rivals=tuple(here(url, sample=is_sample(url)) for url in wanted.rivals),
    )
    run = AuditRun(wanted, lead_id=lead.id if lead else "")
    handle.set_result(run)
    config = loader.get_merged_config()

    async def audit() -> None:
        async with door_for(config, urls, audit_cut_off.pages()) as door:
            view = await _own(handle, door, run, facts_of(lead))
            run.audit_id = audit_history.keep(store, _made(run), run.lead_id)
            await _others(handle, door, run, wanted.rivals)
            if wanted.remarks and not handle.cancel.is_set():
                await _remarks(handle, router, run, view, _trade(lead), str(config["locale"]["language"]))
                audit_history.keep(store, _made(run), run.lead_id, run.audit_id)

    asyncio.run(audit())


def _made(run: AuditRun) -> AuditRecord:
    if run.record is None:
        raise AuditError("Nothing of the site could be read.", "Open its address in a browser.")
    return run.record


def _trade(lead: Lead | None) -> str:
    return (lead.first(Kind.TRADE) or "") if lead else ""


async def _own(handle: interactive.Handle, door: Door, run: AuditRun, lead: LeadFacts | None) -> PageView:
    """Audit what was asked for; the start page is handed on for the remarks.

    Raises:
        FetchError: the start could not be read, or answers with an error.
    """
    handle.set_phase("reading the page")
    async with Renderer(door) as renderer:
        if run.wanted.speed:
            handle.set_phase("measuring the page in a browser")
        record, view = await audited_page(door, run.wanted.url, lead, renderer if run.wanted.speed else None)
    if view.is_error:
        run.record = record
        raise refusal(view.status)
    run.own = record
    if run.wanted.scope is Scope.SITE:
        handle.set_phase("reading the site")
        audit = await audit_site(
            door,
            view.url,
            limits=replace(FOR_AUDIT, pages=run.wanted.pages),
            cancel=handle.cancel,
            pause=run.pause,
            on_progress=lambda progress: setattr(run, "progress", progress),
            lead=lead,
        )
        record = record_of_site(audit)
        if not record.read:
            handle.check()
            raise AuditError("No page of the site could be read.", "Open its address in a browser.")
        record = record.with_speed_of(run.own)
    run.record = record
    return view


async def _others(handle: interactive.Handle, door: Door, run: AuditRun, urls: Sequence[str]) -> None:
    """Audit the same kind of page of competitors."""
    for url in urls:
        if handle.cancel.is_set():
            return
        handle.set_phase(f"reading {urlsplit(url).hostname}")
        try:
            record, view = await audited_page(door, url)
            if view.is_error:
                raise refusal(view.status)
        except FetchError as error:
            # A copy: the exception itself would keep every frame of the work in memory.
            run.rival_errors[url] = UserFacingError(error.message, error.remedy)
        else:
            run.rival_errors.pop(url, None)
            run.rivals.append(record)


async def _remarks(
    handle: interactive.Handle, router: TaskRouter, run: AuditRun, view: PageView, trade: str, language: str
) -> None:
    """Ask the small model for its remarks; the audit is complete without them."""
    handle.set_phase("the small model reads the words")
    asked = asyncio.create_task(
        content_audit(
            router,
            view,
            trade=trade,
            language=language,
            fresh=run.wanted.fresh,
            on_remarks=lambda remarks: _show(run, remarks=list(remarks)),
        )
    )
    while not asked.done():
        await asyncio.wait({asked}, timeout=_POLL)
        if handle.cancel.is_set():
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
            return
    said = asked.result()
    _show(
        run,
        remarks=list(said.remarks),
        remarks_model=said.model,
        remarks_note="\n".join(filter(None, (said.note, *said.remedies))),
        remarks_dropped=len(said.dropped),
    )


def _show(run: AuditRun, **remarks: object) -> None:
    """Put remarks into the audit; while the model still writes, those that are complete."""
    run.record = _made(run).model_copy(update=remarks)
