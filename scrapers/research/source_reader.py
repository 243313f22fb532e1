"""One source: fetched, read by rules, its lead saved; what fails is said and harms no other source."""

import asyncio
import logging
import re
from collections import Counter
from dataclasses import dataclass, field

from leads.search_run import Source, SourceState
from scrapers.fetch import Door, FetchError
from scrapers.research.leads import LeadCollector
from scrapers.research.pages import ReadPage, contact_pages, read_page
from scrapers.research.recorder import RunRecorder
from scrapers.search.directories import is_directory
from scrapers.sites import canonical_url

logger = logging.getLogger(__name__)

DIRECTORY = "directory"
"""The code of a source that is read for the answer and gives no lead."""

_CONTACT_PAGES = 2
# What directories call themselves, in the host's name: no list knows them all.
_SAYS_DIRECTORY = re.compile(
    r"^https?://[^/]*(?:annuaire|pages-?jaunes|branchenbuch|firmenverzeichnis)", re.I
)


@dataclass
class _Known:
    """Which source an address belongs to, and how many contact pages of a site are read."""

    addresses: dict[str, int] = field(default_factory=dict)
    sites: Counter[str] = field(default_factory=Counter)


class SourceReader:
    """Fetches the sources of one run through one door."""

    def __init__(self, door: Door, recorder: RunRecorder, leads: LeadCollector, concurrency: int) -> None:
        self._door = door
        self._recorder = recorder
        self._leads = leads
        self._slots = asyncio.Semaphore(concurrency)
        self._known = _Known({canonical_url(source.url): source.n for source in recorder.run.sources})

    async def fetch(self, source: Source) -> ReadPage | None:
        """Return the page of a source, its contacts saved; None where the source says why not."""
        async with self._slots:
            self._state(source, SourceState.FETCHING)
            try:
                page = await self._door.page(source.url)
                read = await asyncio.to_thread(read_page, source.n, page)
            except FetchError as error:
                fail(source, str(error.code), error.message, error.remedy)
                self._recorder.changed()
                return None
        source.site, source.title = read.site, read.title or source.title
        source.seconds, source.characters = page.seconds, len(read.text)
        if self._is_read_already(source, read):
            return None
        await self._recorder.save_page(source.url, read.url, read.title, read.visible)
        self._state(source, SourceState.FETCHED)
        if any(is_directory(url) or _SAYS_DIRECTORY.search(url) for url in (source.url, read.url)):
            source.code = DIRECTORY
        elif await self._leads.add_contacts(read):
            source.leads = 1
        self._note_orders(source, read)
        self._recorder.changed()
        return read

    async def read_contact_pages(self, source: Source, page: ReadPage) -> None:
        """Take the contacts of more pages of the same site, two a site at most."""
        if source.code == DIRECTORY:
            return
        found = contact_pages(page, {*self._known.addresses, canonical_url(page.url)})
        chosen = found[: _CONTACT_PAGES - self._known.sites[page.site]]
        self._known.sites[page.site] += len(chosen)
        self._known.addresses |= {canonical_url(url): source.n for url in chosen}
        for url in chosen:
            try:
                async with self._slots:
                    fetched = await self._door.page(url)
                read = await asyncio.to_thread(read_page, source.n, fetched)
            except FetchError as error:
                logger.info("No contacts from %s: %s", url, error.code)
                continue
            if read.site != page.site:
                continue
            await self._recorder.save_page(url, read.url, read.title, read.visible)
            if await self._leads.add_contacts(read):
                source.leads = 1

    def _state(self, source: Source, state: SourceState) -> None:
        source.state = state
        self._recorder.changed()

    def _is_read_already(self, source: Source, page: ReadPage) -> bool:
        """Redirects may lead two sources to one page; the one that arrives first keeps it."""
        first = self._known.addresses.setdefault(canonical_url(page.url), source.n)
        if first == source.n:
            return False
        source.state, source.code = SourceState.SKIPPED, "duplicate"
        source.detail = f"The same page as source {first}."
        self._recorder.changed()
        return True

    def _note_orders(self, source: Source, page: ReadPage) -> None:
        if page.orders:
            self._recorder.notice(
                f"Source {source.n} holds text addressed to language models; it was left out.",
                "Look at the page before you rely on it.",
            )


def fail(source: Source, code: str, detail: str, remedy: str = "") -> None:
    """Mark a source as failed, with the cause in words."""
    source.state = SourceState.FAILED
    source.code, source.detail, source.remedy = code, detail, remedy
