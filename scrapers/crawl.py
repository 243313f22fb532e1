"""The pages of one site, read through the door: a few for its contacts, or hundreds for an audit.

async with Door.from_config(config) as door:
    run = crawl(door, "https://www.fournil.example/", limits=FOR_AUDIT, purpose=Purpose.AUDIT)
    async for page in run:
        ...
    print(run.stopped, run.skipped, run.sitemaps)
"""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from scrapers.crawl_frontier import Entry, Frontier, Purpose, Source
from scrapers.crawl_traps import Trap
from scrapers.fetch import Door, FetchCode, FetchError, Page
from scrapers.page_links import Link, PageLinks, read_links
from scrapers.page_roles import PageRole, page_role
from scrapers.sitemap import Sitemaps, read_sitemaps
from scrapers.sites import site_key
from scrapers.web_url import parse

__all__ = [
    "FOR_AUDIT",
    "FOR_CONTACTS",
    "Crawl",
    "CrawlLimits",
    "CrawledPage",
    "Link",
    "PageRole",
    "Purpose",
    "Renders",
    "Source",
    "StopReason",
    "Trap",
    "crawl",
]

logger = logging.getLogger(__name__)

_POLL = 0.1
# So many failures to reach the server, or words that it is busy, one after the other, and it is left alone.
_GIVE_UP = 3
_BUSY = frozenset({429, 503})
_UNREACHABLE = frozenset({FetchCode.DNS, FetchCode.CONNECT, FetchCode.TIMEOUT})
# With these the page is bad and its server is up.
_ANSWERED = frozenset({FetchCode.HTTP_ERROR, FetchCode.NOT_HTML, FetchCode.TOO_LARGE, FetchCode.ENCODING})
# For contacts: how many pages of each role are read at most.
_QUOTAS = {
    PageRole.HOME: 2,
    PageRole.CONTACT: 3,
    PageRole.LEGAL: 2,
    PageRole.ABOUT: 2,
    PageRole.SERVICES: 2,
    PageRole.OTHER: 1,
}
_TELLING = (PageRole.CONTACT, PageRole.LEGAL)
_FEW_SITEMAPS, _FEW_URLS = 4, 2_000
# So many times the page limit, and the rest of a sitemap could not be read anyway.
_LISTED = 100


# The sitemaps of a site, and the pages of them that are worth reading.
_Listed = tuple[Sitemaps, list[str]]


class StopReason(StrEnum):
    """Why a crawl ended. Refused: by its robots.txt, or by the door, which does not dial such addresses."""

    DONE = "done"
    PAGES = "pages"
    SECONDS = "seconds"
    CANCELLED = "cancelled"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BUSY = "busy"


@dataclass(frozen=True)
class CrawlLimits:
    """How far a crawl goes: pages asked for, clicks from the start, seconds, requests under way at a time.

    Seconds end it even where pages are being read; None leaves the time open.
    """

    pages: int = 40
    depth: int = 3
    seconds: float | None = 60.0
    concurrency: int = 4


FOR_CONTACTS = CrawlLimits(pages=8, depth=2, seconds=90.0, concurrency=3)
FOR_AUDIT = CrawlLimits(pages=500, depth=10, seconds=None, concurrency=8)


@dataclass(frozen=True)
class CrawledPage:
    """One address that was asked for, with the page that came or the error.

    Attributes:
        url: the address that was asked for.
        final_url: where redirects led; equal to `url` where nothing came.
        status: the HTTP status, 0 where there was no answer.
        page: what was read. For an audit that is any answer; its `html` is empty where it is no page.
        error: why there is no page.
        depth: clicks from the start, None for what only a sitemap leads to.
        source: how the address was found.
        referrer: the page it was found on first; empty for the start and for a sitemap.
        role: what the page is for, as far as its address and the link to it tell.
        links: where the page leads, other sites included.
        canonical: the address the page gives as its own, empty where it gives none.
        noindex: whether it asks not to be listed.
        nofollow: whether it asks not to follow its links, which was obeyed.
        duplicate_of: the address of the same page, read before.
        on_site: whether it belongs to the site; a redirect may have left it.
        notice: what the analyst should know about how it was read.
    """

    url: str
    final_url: str
    status: int
    page: Page | None
    error: FetchError | None
    depth: int | None
    source: Source
    referrer: str
    role: PageRole
    links: tuple[Link, ...] = ()
    canonical: str = ""
    noindex: bool = False
    nofollow: bool = False
    duplicate_of: str = ""
    on_site: bool = True
    notice: str = ""


class Renders(Protocol):
    """What re-reads a page that is empty without its scripts."""

    async def read_again(self, page: Page) -> tuple[Page, str]:
        """Return the page as people see it, and a notice where that did not work."""
        ...


def crawl(
    door: Door,
    start_url: str,
    *,
    limits: CrawlLimits = FOR_CONTACTS,
    purpose: Purpose = Purpose.CONTACTS,
    also: Iterable[str] = (),
    cancel: threading.Event | None = None,
    renderer: Renders | None = None,
) -> "Crawl":
    """Read the pages of one site.

    The site is the registrable domain of the start, and of where the start leads; a host that is an IP
    address is its own.

    Args:
        door: an open door.
        start_url: where to begin; for contacts the home page of its origin is read too.
        limits: how far to go.
        purpose: what for; it decides order and which pages are worth it.
        also: further addresses of the site to begin with, such as a contact page a search has found.
        cancel: ends the crawl within a fraction of a second when set.
        renderer: runs pages that are empty without their scripts.
    """
    return Crawl(door, start_url, limits, purpose, also, cancel, renderer)


class Crawl:
    """One crawl: pages come in the order in which they were read. To be iterated once.

    A consumer that takes its time pauses it; one that stops early should close the iterator (`aclosing`).

    Attributes:
        sitemaps: what the site's sitemaps list, None where they were not asked for.
        stopped: why it ended, None while it goes on.
    """

    def __init__(
        self,
        door: Door,
        start_url: str,
        limits: CrawlLimits,
        purpose: Purpose,
        also: Iterable[str] = (),
        cancel: threading.Event | None = None,
        renderer: Renders | None = None,
    ) -> None:
        self.sitemaps: Sitemaps | None = None
        self.stopped: StopReason | None = None
        self._door = door
        self._start = start_url
        self._limits = limits
        self._purpose = purpose
        self._cancel = cancel or threading.Event()
        self._renderer = renderer
        self._sites = {site_key(start_url)} - {""}
        self._asked = 0
        self._failed_in_a_row = 0
        self._busy_in_a_row = 0
        self._answered = False
        # A page of the site that was read, for the address of its origin.
        self._here = start_url
        self._frontier = Frontier(purpose, limits.depth, _QUOTAS if purpose is Purpose.CONTACTS else {})
        self._listing: asyncio.Task[_Listed] | None = None
        # Where one of these leads, the site is.
        self._leading = {self._frontier.key(start_url)}
        self._given(also)

    @property
    def skipped(self) -> Counter[Trap]:
        """How many addresses were left alone, and why."""
        return self._frontier.skipped

    def _given(self, also: Iterable[str]) -> None:
        self._frontier.add(self._start, Source.START)
        for url in also:
            if site_key(url) in self._sites:
                self._frontier.add(url, Source.START)
        if self._purpose is Purpose.CONTACTS and self._sites:
            self._add_home(self._start)

    def _add_home(self, url: str) -> None:
        home = parse(url).join("/").text
        self._leading.add(self._frontier.key(home))
        self._frontier.add(home, Source.START)

    def __aiter__(self) -> AsyncIterator[CrawledPage]:
        """Return the pages."""
        return self.pages()

    async def pages(self) -> AsyncGenerator[CrawledPage, None]:
        """Yield each page as soon as it is read."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._limits.seconds if self._limits.seconds is not None else None
        running: dict[asyncio.Task[CrawledPage], Entry] = {}
        try:
            if not self._sites:
                yield await self._refused()
            while True:
                self.stopped = self._reason(end)
                if self.stopped:
                    break
                self._begin(running)
                waiting: set[asyncio.Task[CrawledPage] | asyncio.Task[_Listed]] = {*running}
                if self._listing and self.sitemaps is None:
                    waiting.add(self._listing)
                if not waiting:
                    self.stopped = self._exhausted()
                    break
                await asyncio.wait(waiting, timeout=_POLL, return_when=asyncio.FIRST_COMPLETED)
                self._take_list()
                for task in [task for task in running if task.done()]:
                    entry = running.pop(task)
                    page = self._arrived(entry, task.result())
                    yield page
                self._ask_for_list(list(running.values()))
        finally:
            left = [*running, *([self._listing] if self._listing else [])]
            for unfinished in left:
                unfinished.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _refused(self) -> CrawledPage:
        """Return why what was given is not an address of the web, in the words of the door."""
        entry = Entry(self._start, "", PageRole.OTHER, 0, Source.START)
        try:
            await self._door.page(self._start)
        except FetchError as error:
            return _failed(entry, error)
        return _failed(entry, FetchError(FetchCode.INVALID_URL, self._start))

    def _reason(self, end: float | None) -> StopReason | None:
        if self._cancel.is_set():
            return StopReason.CANCELLED
        if end is not None and asyncio.get_running_loop().time() >= end:
            return StopReason.SECONDS
        if self._failed_in_a_row >= _GIVE_UP:
            return StopReason.UNREACHABLE
        return StopReason.BUSY if self._busy_in_a_row >= _GIVE_UP else None

    def _exhausted(self) -> StopReason:
        if not self._answered:
            return StopReason.UNREACHABLE if self._failed_in_a_row else StopReason.REFUSED
        return StopReason.DONE if self._frontier.pop() is None else StopReason.PAGES

    def _begin(self, running: "dict[asyncio.Task[CrawledPage], Entry]") -> None:
        """Start as many requests as may be under way."""
        # (While the sitemap may still name a contact page, no other page takes its place.)
        still_listing = self._listing is not None and self.sitemaps is None
        worst = PageRole.SERVICES if still_listing else PageRole.OTHER
        while len(running) < self._limits.concurrency and self._asked < self._limits.pages:
            level = self._frontier.level_of(list(running.values()))
            entry = self._frontier.pop(level, worst=worst)
            if entry is None:
                return
            self._asked += 1
            running[asyncio.create_task(self._read(entry))] = entry

    async def _read(self, entry: Entry) -> CrawledPage:
        """Ask for one page; whatever happens is in the answer."""
        try:
            return await self._asked_for(entry)
        except FetchError as error:
            return _failed(entry, error)
        except Exception:
            logger.exception("%s could not be read", entry.url)
            message = "The page could not be read."
            return _failed(entry, FetchError(FetchCode.NOT_HTML, entry.url, message=message))

    async def _asked_for(self, entry: Entry) -> CrawledPage:
        is_audit = self._purpose is Purpose.AUDIT
        page = await (self._door.look(entry.url) if is_audit else self._door.page(entry.url))
        notice = ""
        if self._renderer and page.html:
            page, notice = await self._renderer.read_again(page)
        found = await asyncio.to_thread(
            read_links, page.html, page.final_url, page.headers, self._door.product
        )
        return CrawledPage(
            url=entry.url,
            final_url=page.final_url,
            status=page.status,
            page=page,
            error=None,
            depth=entry.depth if entry.linked else None,
            source=entry.source,
            referrer=entry.referrer,
            role=entry.role,
            links=found.links,
            canonical=found.canonical,
            noindex=found.noindex,
            nofollow=found.nofollow,
            duplicate_of=self._duplicate_of(entry, page, found),
            notice=notice,
        )

    def _duplicate_of(self, entry: Entry, page: Page, found: PageLinks) -> str:
        """Return the address of the same page, read before or given by the page as its own."""
        if self._is_variant(page, found):
            return self._frontier.arrived(entry, page.final_url, page.final_url) or found.canonical
        # (Pages of errors, files, and pages whose links are not followed stand for no other.)
        counts = page.html and page.status < 400 and not found.nofollow
        return self._frontier.arrived(entry, page.final_url, found.digest if counts else page.final_url)

    def _is_variant(self, page: Page, found: PageLinks) -> bool:
        """Tell whether a page gives as its own an address that differs in parameters only, such as an order.

        (Many sites name their home page on every page by mistake: such a page is one of its own.)
        """
        if not found.canonical or not self._is_known(found.canonical):
            return False
        here, own = parse(page.final_url), parse(found.canonical)
        return here.path == own.path and bool(here.query) and here.query != own.query

    def _arrived(self, entry: Entry, page: CrawledPage) -> CrawledPage:
        """Follow what a page leads to, and see whether its site is up."""
        self._busy_in_a_row = self._busy_in_a_row + 1 if page.status in _BUSY else 0
        if page.error:
            if page.error.code in _UNREACHABLE:
                self._failed_in_a_row += 1
            elif page.error.code in _ANSWERED:
                self._failed_in_a_row, self._answered = 0, True
            return page
        self._failed_in_a_row, self._answered = 0, True
        if entry.key in self._leading and not self._is_known(page.final_url):
            self._sites.add(site_key(page.final_url))
            if self._purpose is Purpose.CONTACTS:
                self._add_home(page.final_url)
        page = replace(page, on_site=self._is_known(page.final_url))
        if page.on_site and page.status < 400:
            self._follow(entry, page)
            self._here = page.final_url
        return page

    def _is_known(self, url: str) -> bool:
        return site_key(url) in self._sites

    def _follow(self, entry: Entry, page: CrawledPage) -> None:
        """Queue the links of a page. Those of one read before under another address lead nowhere new."""
        if page.canonical and self._is_known(page.canonical):
            self._frontier.add(page.canonical, Source.LINK, found_on=entry)
        if page.nofollow or page.duplicate_of:
            return
        for link in page.links:
            if not link.nofollow and self._is_known(link.url):
                self._frontier.add(link.url, Source.LINK, label=link.text, found_on=entry)

    def _ask_for_list(self, running: Sequence[Entry]) -> None:
        """Ask for the sitemaps: for an audit always, for contacts where the first pages lead to none."""
        is_beginning = not self._answered or any(entry.source is Source.START for entry in running)
        if self._listing is not None or is_beginning:
            return
        if self._purpose is Purpose.AUDIT or not self._frontier.has(*_TELLING):
            self._listing = asyncio.create_task(self._listed())

    async def _listed(self) -> _Listed:
        """Read the sitemaps; for contacts a few of them, of which the pages that have a role are worth it."""
        if self._purpose is Purpose.AUDIT:
            found = await read_sitemaps(self._door, self._here)
            return found, [entry.url for entry in found.entries]
        found = await read_sitemaps(self._door, self._here, most_files=_FEW_SITEMAPS, most_urls=_FEW_URLS)
        # (A blog lists a thousand articles before its contact page.)
        return found, await asyncio.to_thread(_telling, found)

    def _take_list(self) -> None:
        """Queue what the sitemaps list, once they are read."""
        if self._listing is None or self.sitemaps is not None or not self._listing.done():
            return
        if error := self._listing.exception():
            logger.error("The sitemaps of %s could not be read", self._start, exc_info=error)
        self.sitemaps, urls = (Sitemaps(), []) if error else self._listing.result()
        for url in [url for url in urls if self._is_known(url)][: _LISTED * self._limits.pages]:
            self._frontier.add(url, Source.SITEMAP)


def _telling(found: Sitemaps) -> list[str]:
    """Return the pages of sitemaps that have a role."""
    return [entry.url for entry in found.entries if page_role(entry.url) is not PageRole.OTHER]


def _failed(entry: Entry, error: FetchError) -> CrawledPage:
    return CrawledPage(
        url=entry.url,
        final_url=entry.url,
        status=error.status or 0,
        page=None,
        error=error,
        depth=entry.depth if entry.linked else None,
        source=entry.source,
        referrer=entry.referrer,
        role=entry.role,
    )
