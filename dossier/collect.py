"""The ladder of sources for a lead: own site, registry, map, social profiles, press, job ads, pasted things.

Each rung answers for itself: one that fails says why and costs the others nothing.
"""

import asyncio
import hashlib
import logging
import textwrap
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from config.errors import UserFacingError
from dossier.lead import DossierLead
from dossier.listing_text import listing_lines
from dossier.records import Source, SourceKind
from dossier.sources import file_source, kind_of, page_source, text_source
from llm.tasks.words import fold
from scrapers.fetch import Door, FetchError, Page
from scrapers.page_links import read_links
from scrapers.search import Listing, SearchProvider, providers_from_config
from scrapers.search.registry import verify
from scrapers.site_contacts import read_site
from scrapers.sites import site_key

logger = logging.getLogger(__name__)

MOST_PAGES = 15
MOST_PRESS = 4
# Addresses of one site that are tried: some lead to files, or to pages that were read.
_MOST_TRIED = 40
MOST_SOCIAL = 3
_SECONDS_A_SITE = 120.0
# Characters of a note that stand for it in lists.
_TITLE = 60


class Rung(StrEnum):
    """One kind of source, in the order in which they are read."""

    SITE = "site"
    REGISTRY = "registry"
    LISTING = "listing"
    SOCIAL = "social"
    PRESS = "press"
    JOBS = "jobs"
    PASTED = "pasted"


class RungState(StrEnum):
    """How far a rung is."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    NOTHING = "nothing"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Pasted:
    """What the analyst adds by hand: addresses, texts, and files as name and content."""

    urls: Sequence[str] = ()
    texts: Sequence[str] = ()
    files: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True)
class Ladder:
    """What is read for a lead.

    Attributes:
        lead: whom it is about.
        socials: addresses of its profiles.
        rungs: which kinds of sources are wanted.
        pasted: what the analyst adds.
        on_state: told how far each rung is: the rung, its state, how many sources, and what went wrong.
        cancel: ends the reading when set; what was read stays.
    """

    lead: DossierLead
    socials: Sequence[str] = ()
    rungs: frozenset[Rung] = frozenset(Rung)
    pasted: Pasted = field(default_factory=Pasted)
    on_state: Callable[[Rung, RungState, int, str], None] = lambda *_: None
    cancel: threading.Event = field(default_factory=threading.Event)


async def collect(ladder: Ladder, door: Door, config: Mapping[str, Any]) -> list[Source]:
    """Return what could be read, in the order of the ladder, numbered S1, S2, ..."""
    collector = _Collector(ladder, door, config)
    found: list[Source] = []
    for rung in Rung:
        if rung not in ladder.rungs and rung is not Rung.PASTED:
            ladder.on_state(rung, RungState.SKIPPED, 0, "")
            continue
        if ladder.cancel.is_set():
            break
        ladder.on_state(rung, RungState.READING, 0, "")
        mine: list[Source] = []
        problem = ""
        try:
            async for source in collector.read(rung):
                mine.append(source)
                ladder.on_state(rung, RungState.READING, len(mine), "")
        except UserFacingError as error:
            problem = error.message
        except TimeoutError:
            problem = "It took too long."
        known = {one.sha256 for one in found}
        fresh = [one for one in mine if one.text and one.sha256 not in known]
        found += fresh
        ladder.on_state(rung, _state(fresh, problem), len(fresh), problem or "; ".join(collector.problems))
        collector.problems.clear()
    return [one.model_copy(update={"id": f"S{n}"}) for n, one in enumerate(found, start=1)]


def _state(fresh: Sequence[Source], problem: str) -> RungState:
    if fresh:
        return RungState.READ
    return RungState.FAILED if problem else RungState.NOTHING


class _Collector:
    def __init__(self, ladder: Ladder, door: Door, config: Mapping[str, Any]) -> None:
        self.problems: list[str] = []
        self._ladder = ladder
        self._lead = ladder.lead
        self._door = door
        self._config = config

    def read(self, rung: Rung) -> AsyncIterator[Source]:
        """Read the sources of one rung."""
        readers: dict[Rung, Callable[[], AsyncIterator[Source]]] = {
            Rung.SITE: self._site,
            Rung.REGISTRY: self._registry,
            Rung.LISTING: self._listing,
            Rung.SOCIAL: self._socials,
            Rung.PRESS: self._press,
            Rung.JOBS: self._job_ads,
            Rung.PASTED: self._pasted,
        }
        return readers[rung]()

    async def _site(self) -> AsyncIterator[Source]:
        """Read the pages that tell how to reach the business, then the others in the order of their links."""
        if not self._lead.website:
            return
        read: set[str] = set()
        async with asyncio.timeout(_SECONDS_A_SITE):
            found = await read_site(
                self._door,
                self._lead.website,
                country=self._lead.country or None,
                cancel=self._ladder.cancel,
            )
            if not found.pages and found.errors:
                raise found.errors[0]
            for one in found.pages:
                read |= {one.url, one.duplicate_of or one.url}
                if not one.duplicate_of:
                    yield await self._own_page(one.page)
            async for page in self._further_pages([one.page for one in found.pages], read):
                yield await self._own_page(page)

    async def _further_pages(self, known: Sequence[Page], read: set[str]) -> AsyncIterator[Page]:
        """Yield pages that the known ones lead to and that were not read yet, as far as there is room."""
        waiting = deque(known)
        site = site_key(known[0].final_url) if known else ""
        tried = set(read)
        while waiting and len(read) < MOST_PAGES:
            page = waiting.popleft()
            found = await asyncio.to_thread(read_links, page.html, page.final_url, {}, "")
            for link in found.links:
                if (
                    link.nofollow
                    or link.url in tried
                    or site_key(link.url) != site
                    or len(tried) > _MOST_TRIED
                ):
                    continue
                if len(read) >= MOST_PAGES or self._ladder.cancel.is_set():
                    return
                tried.add(link.url)
                further = await self._readable(link.url)
                if further is None or further.final_url in read or site_key(further.final_url) != site:
                    continue
                read.add(further.final_url)
                waiting.append(further)
                yield further

    async def _readable(self, url: str) -> Page | None:
        """Return a page, None where there is none that can be read."""
        try:
            return await self._door.page(url)
        except FetchError:
            return None

    @staticmethod
    async def _own_page(page: Page) -> Source:
        return await asyncio.to_thread(
            page_source,
            page.html,
            id="",
            url=page.final_url,
            kind=SourceKind.SITE,
            fetched_at=page.fetched_at,
        )

    async def _registry(self) -> AsyncIterator[Source]:
        lead, locale = self._lead, self._config.get("locale") or {}
        if (lead.country or locale.get("country") or "FR").upper() != "FR":
            return
        given = {"url": url} if (url := (self._config.get("search") or {}).get("registry_url")) else {}
        listing = await verify(
            self._door, siret=lead.siret, siren=lead.siren, name=lead.name, postcode=lead.postcode, **given
        )
        if listing:
            yield _listing_source(listing, SourceKind.REGISTRY)

    async def _listing(self) -> AsyncIterator[Source]:
        """Read the entry of the map that has the name of the lead."""
        if not (self._lead.trade and self._lead.city):
            return
        provider = self._provider("openstreetmap")
        hits = await provider.search(
            f"{self._lead.trade} {self._lead.city}",
            limit=200,
            language=self._lead.language or "fr",
            country=self._lead.country or "FR",
        )
        site = site_key(self._lead.website) if self._lead.website else ""
        for listing in (one for hit in hits for one in hit.listings):
            same_site = bool(site) and bool(listing.website) and site_key(listing.website) == site
            if same_site or fold(listing.name) == fold(self._lead.name):
                yield _listing_source(listing, SourceKind.LISTING)
                return

    async def _socials(self) -> AsyncIterator[Source]:
        for url in list(dict.fromkeys(self._ladder.socials))[:MOST_SOCIAL]:
            if source := await self._page(url, SourceKind.SOCIAL):
                yield source

    async def _press(self) -> AsyncIterator[Source]:
        async for source in self._searched(
            {"fr": "presse actualité", "de": "Presse", "en": "news"}, SourceKind.PRESS
        ):
            yield source

    async def _job_ads(self) -> AsyncIterator[Source]:
        asked = {"fr": "recrutement offre d'emploi", "de": "Stellenangebot", "en": "job vacancy"}
        async for source in self._searched(asked, SourceKind.PRESS):
            yield source

    async def _searched(self, words: Mapping[str, str], kind: SourceKind) -> AsyncIterator[Source]:
        """Read pages of other sites that a search finds and that name the business."""
        if not self._lead.name:
            return
        language = self._lead.language or "fr"
        provider = self._provider(str((self._config.get("search") or {}).get("provider") or "duckduckgo"))
        question = f'"{self._lead.name}" {self._lead.city} {words.get(language, words["fr"])}'
        hits = await provider.search(
            question, limit=2 * MOST_PRESS, language=language, country=self._lead.country or "FR"
        )
        own = site_key(self._lead.website) if self._lead.website else ""
        read = 0
        for hit in hits:
            if not hit.url or site_key(hit.url) == own or read >= MOST_PRESS or self._ladder.cancel.is_set():
                continue
            told = kind_of(hit.url)
            source = await self._page(hit.url, kind if told is SourceKind.SITE else told)
            if source and fold(self._lead.name) in fold(source.text):
                read += 1
                yield source

    async def _pasted(self) -> AsyncIterator[Source]:
        pasted = self._ladder.pasted
        for url in pasted.urls:
            if source := await self._page(url, None):
                is_other = source.kind is SourceKind.SITE and source.site != site_key(self._lead.website)
                yield source.model_copy(update={"kind": SourceKind.DOCUMENT}) if is_other else source
        for text in pasted.texts:
            # Named by what it says: a later note does not take the place of an earlier one.
            yield text_source(
                text,
                id="",
                file=f"note-{hashlib.sha256(text.encode()).hexdigest()[:8]}.txt",
                title=textwrap.shorten(text, _TITLE, placeholder=" …"),
                kind=SourceKind.DOCUMENT,
                fetched_at=datetime.now(UTC),
            )
        for name, content in pasted.files:
            source = await asyncio.to_thread(file_source, name, content, fetched_at=datetime.now(UTC))
            if source is None:
                self.problems.append(f"{name} cannot be read")
            else:
                yield source

    async def _page(self, url: str, kind: SourceKind | None) -> Source | None:
        try:
            page = await self._door.page(url)
        except FetchError as error:
            self.problems.append(f"{url}: {error.message}")
            return None
        return await asyncio.to_thread(
            page_source, page.html, id="", url=page.final_url, kind=kind, fetched_at=page.fetched_at
        )

    def _provider(self, name: str) -> SearchProvider:
        return providers_from_config(self._config, name, self._door)


def _listing_source(listing: Listing, kind: SourceKind) -> Source:
    return text_source(
        "\n".join(listing_lines(listing)),
        id="",
        url=listing.page,
        title=listing.attribution or listing.provider,
        kind=kind,
        fetched_at=datetime.now(UTC),
    )
