"""Audit a whole site: crawl it, judge each page as it comes, then compare them all."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from scrapers.crawl import FOR_AUDIT, Crawl, CrawledPage, CrawlLimits, Purpose, StopReason, crawl
from scrapers.fetch import Door, FetchError
from scrapers.sites import site_key
from seo.audit import PageAudit, audit_view
from seo.check import Family, Level, Status
from seo.lead_facts import LeadFacts
from seo.look import RobotsFile, input_of, robots_of
from seo.page_view import PageView
from seo.quick_wins import quick_wins
from seo.score import grade_of
from seo.site_checks import UNVERIFIABLE
from seo.site_facts import PageFacts, page_facts
from seo.site_result import PageRow, SiteAudit, SiteCheck
from seo.site_rules import judged
from seo.site_view import SiteView
from seo.subjects import Subjects, subjects_of_page

MOST_OUTSIDE = 60
# More kinds of faults than there are checks.
MOST_KINDS = 1_000
# Points a fault of the whole site costs.
_COSTS = {Level.HIGH: 8.0, Level.MEDIUM: 4.0, Level.LOW: 1.5}
_SEVERITY = {Status.FAIL: 1.0, Status.WARN: 0.5}
_MOST_LOST = 30.0


@dataclass
class Progress:
    """How far an audit is: pages read and failed, faults so far, the page that came last.

    `seconds`: what the reading took so far, without pauses.
    """

    read: int = 0
    failed: int = 0
    faults: int = 0
    last: str = ""
    seconds: float = 0.0
    phase: str = "reading pages"
    statuses: Counter[int] = field(default_factory=Counter)


OnProgress = Callable[[Progress], Awaitable[None] | None]


async def audit_site(
    door: Door,
    url: str,
    *,
    limits: CrawlLimits = FOR_AUDIT,
    cancel: threading.Event | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
    pause: threading.Event | None = None,
    outside: bool = True,
    lead: LeadFacts | None = None,
) -> SiteAudit:
    """Return the audit of a site; one that is stopped is an audit of what was read.

    Args:
        door: an open door.
        url: where to begin.
        limits: how far to go.
        cancel: ends it when set.
        on_progress: told after each page.
        pause: while set, no further page is read.
        outside: whether links to other sites are tried, each once, sixty at most.
        lead: what is known of the business, for the checks that compare.
    """
    begin = time.monotonic()
    cancel = cancel or threading.Event()
    run = crawl(door, url, limits=limits, purpose=Purpose.AUDIT, cancel=cancel)
    robots = await robots_of(door, url)
    progress, pages, asked = Progress(), [], _Asked(lead)
    reading = time.monotonic()
    async with aclosing(run.pages()) as coming:
        async for page in coming:
            facts = await asyncio.to_thread(_judged, page, robots, asked)
            pages.append(facts)
            _count(progress, facts)
            progress.seconds = time.monotonic() - reading
            on_progress(progress)
            reading += await _paused(pause, cancel)
    view = SiteView.of(run, url, pages, complete=run.stopped is StopReason.DONE)
    if outside and not cancel.is_set():
        progress.phase = "trying links to other sites"
        on_progress(progress)
        view.outside = await _tried(door, view, cancel)
    progress.phase = "comparing pages"
    on_progress(progress)
    result = await asyncio.to_thread(_result, url, run, view, asked.subjects)
    return result.model_copy(update={"seconds": time.monotonic() - begin})


async def _paused(pause: threading.Event | None, cancel: threading.Event) -> float:
    """Wait while it is paused, and return for how many seconds it was."""
    begin = time.monotonic()
    while pause is not None and pause.is_set() and not cancel.is_set():
        await asyncio.sleep(0.1)
    return time.monotonic() - begin


@dataclass
class _Asked:
    """What customers of the business ask: by the lead's trade, or else by what the first page says it is."""

    lead: LeadFacts | None
    subjects: Subjects | None = None

    def of(self, view: PageView) -> Subjects:
        self.subjects = self.subjects or subjects_of_page(view, self.lead.trade if self.lead else "")
        return self.subjects


def _judged(page: CrawledPage, robots: RobotsFile, asked: _Asked) -> PageFacts:
    sites = {site_key(page.url), site_key(page.final_url)} if page.on_site else {site_key(page.url)}
    if page.page is None or not page.on_site:
        return page_facts(page, None, None, sites)
    view = PageView(input_of(page.page, robots, asked.lead))
    if view.problem and page.status < 400:
        return page_facts(page, None, None, sites)
    return page_facts(page, view, audit_view(view), sites, asked.of(view))


def _count(progress: Progress, facts: PageFacts) -> None:
    progress.statuses[facts.status] += 1
    progress.last = facts.url
    if facts.error or facts.status >= 400:
        progress.failed += 1
    else:
        progress.read += 1
    progress.faults += len(facts.audit.faults) if facts.audit else 0


async def _tried(door: Door, view: SiteView, cancel: threading.Event) -> dict[str, tuple[int, str]]:
    """Return what links to other sites answer: those most pages have come first, a few of each site."""
    counts = Counter(link for page in view.readable for link in page.outside)
    chosen: list[str] = []
    of_site: Counter[str] = Counter()
    for link, _ in counts.most_common():
        if len(chosen) < MOST_OUTSIDE and of_site[site_key(link)] < 3:
            of_site[site_key(link)] += 1
            chosen.append(link)
    gate = asyncio.Semaphore(8)

    async def ask(link: str) -> tuple[str, tuple[int, str]]:
        async with gate:
            if cancel.is_set():
                return link, (0, "stopped")
            try:
                return link, ((await door.look(link)).status, "")
            except FetchError as error:
                return link, (error.status or 0, str(error.code))

    return dict(await asyncio.gather(*map(ask, chosen)))


def _result(url: str, run: Crawl, view: SiteView, subjects: Subjects | None) -> SiteAudit:
    readable = [page.audit for page in view.readable if page.audit is not None]
    checks = judged(view)
    score = _score(readable, checks)
    answered = {name for page in view.readable for name in page.answered}
    return SiteAudit(
        url=url,
        score=score,
        grade=grade_of(score),
        families=_families(readable),
        stopped=run.stopped.value if run.stopped else "",
        checks=checks,
        pages=[_row(page, view) for page in view.pages],
        audits=readable,
        ranked=quick_wins(readable, most=MOST_KINDS),
        subjects=subjects.vertical if subjects else "",
        missing=subjects.missing(answered) if subjects else [],
    )


def _row(page: PageFacts, view: SiteView) -> PageRow:
    unverifiable = page.status in UNVERIFIABLE
    return PageRow(
        url=page.url,
        status=page.status,
        depth=page.depth,
        source=page.source,
        title=page.title,
        words=page.words,
        inlinks=view.inlinks[page.key],
        score=page.audit.score if page.audit and page.is_page else None,
        faults=len(page.audit.faults) if page.audit and page.is_page else 0,
        error="could not be checked" if unverifiable else page.error,
    )


def _score(audits: Sequence[PageAudit], checks: Sequence[SiteCheck]) -> int:
    """Return the mean of the pages, less what the faults of the whole site cost, 30 points at most."""
    if not audits:
        return 0
    mean = sum(audit.score for audit in audits) / len(audits)
    lost = sum(_COSTS[one.impact] * _SEVERITY.get(one.status, 0.0) for one in checks)
    return round(max(0.0, mean - min(lost, _MOST_LOST)))


def _families(audits: Sequence[PageAudit]) -> dict[Family, int | None]:
    found: dict[Family, int | None] = {}
    for family in Family:
        scores = [score for audit in audits if (score := audit.families.get(family)) is not None]
        found[family] = round(sum(scores) / len(scores)) if scores else None
    return found
