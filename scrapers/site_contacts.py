"""A site -> one business: a few of its pages read, their contacts merged with all the evidence.

async with Door.from_config(config) as door:
    site = await read_site(door, "https://www.fournil.example/")
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import cast

from leads.record import Kind, Owner, Value
from scrapers.contacts import Contacts, document_contacts, merge_values
from scrapers.crawl import (
    FOR_CONTACTS,
    CrawledPage,
    CrawlLimits,
    PageRole,
    Purpose,
    Renders,
    StopReason,
    crawl,
)
from scrapers.dom import Document
from scrapers.dom_walk import read_page
from scrapers.fetch import Door, FetchError, Page
from scrapers.sites import site_key

# What a page says about the site's country and language, by its role: an Impressum is about the business.
_WEIGHTS = {PageRole.HOME: 3, PageRole.CONTACT: 3, PageRole.LEGAL: 2}


@dataclass(frozen=True)
class SitePage:
    """One page that was read: as it came, what it is for, and what it alone says."""

    page: Page
    role: PageRole
    title: str
    language: str
    country: str
    values: list[Value]
    duplicate_of: str = ""
    noindex: bool = False

    @property
    def url(self) -> str:
        """Where it was read from, which its evidence names."""
        return self.page.final_url


@dataclass(frozen=True)
class SiteContacts:
    """One business as its own site shows it.

    Attributes:
        site: the merge key of the business; that of where the address leads, if it leads elsewhere.
        website: the address of its home page, or of the first page that was read.
        values: of each kind the best first, each with the evidence of every page that shows it.
        country: two letters, decided over all pages.
        language: two letters, empty where too little is written.
        pages: what was read, in that order.
        errors: what was not, each with its address.
        notices: what the analyst should know, such as a browser that is missing.
        stopped: why no more pages were read.
    """

    site: str
    website: str
    values: list[Value]
    country: str
    language: str
    pages: list[SitePage] = field(default_factory=list)
    errors: list[FetchError] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    stopped: StopReason = StopReason.DONE

    def all(self, kind: Kind, owner: Owner = Owner.BUSINESS) -> list[Value]:
        """Return the values of one kind, best first."""
        return [value for value in self.values if value.kind is kind and value.owner is owner]


async def read_site(
    door: Door,
    url: str,
    *,
    country: str | None = None,
    also: Iterable[str] = (),
    limits: CrawlLimits = FOR_CONTACTS,
    renderer: Renders | None = None,
    cancel: threading.Event | None = None,
) -> SiteContacts:
    """Read the telling pages of a site and merge what they say. Never raises for a page: see `errors`.

    Args:
        door: an open door.
        url: any page of the site; its home page is read too.
        country: two letters, where they are known: how numbers without a prefix are read.
        also: further pages of the site, read even where the home page fails or does not link to them.
        limits: how far to go.
        renderer: runs pages that are empty without their scripts.
        cancel: ends the reading when set; what is there is merged.
    """
    run = crawl(
        door, url, limits=limits, purpose=Purpose.CONTACTS, also=also, cancel=cancel, renderer=renderer
    )
    read: list[CrawledPage] = []
    errors: list[FetchError] = []
    async with aclosing(run.pages()) as pages:
        async for one in pages:
            if one.error:
                errors.append(one.error)
            elif one.page and one.on_site:
                read.append(one)
    merged = await asyncio.to_thread(merge_pages, read, country)
    website = _website(read) or url
    return SiteContacts(
        site=site_key(website) or site_key(url),
        website=website,
        values=merge_values([page.values for page in merged.pages if not page.duplicate_of]),
        country=merged.country,
        language=merged.language,
        pages=merged.pages,
        errors=errors,
        notices=list(dict.fromkeys(one.notice for one in read if one.notice)),
        stopped=run.stopped or StopReason.DONE,
    )


@dataclass(frozen=True)
class _Merged:
    pages: list[SitePage]
    country: str
    language: str


def merge_pages(read: Sequence[CrawledPage], country: str | None = None) -> _Merged:
    """Return the contacts of each page, with one country and one language for all.

    A page that takes its numbers for those of another country than the rest of the site is read again.
    """
    documents = [_document(one) for one in read]
    alone = [_contacts(document, one, country) for document, one in zip(documents, read, strict=True)]
    own = [pair for pair in zip(read, alone, strict=True) if not pair[0].duplicate_of]
    decided = (country or "").upper() or _majority([(one.role, found.country) for one, found in own])
    language = _majority([(one.role, found.language) for one, found in own])
    pages = []
    for one, document, found in zip(read, documents, alone, strict=True):
        agreed = found if found.country == decided else _contacts(document, one, decided)
        pages.append(
            SitePage(
                page=_page(one),
                role=one.role,
                title=document.title,
                language=found.language,
                country=found.country,
                values=agreed.values,
                duplicate_of=one.duplicate_of,
                noindex=one.noindex,
            )
        )
    return _Merged(pages, decided, language)


def _document(one: CrawledPage) -> Document:
    page = _page(one)
    return read_page(page.html, page.final_url)


def _contacts(document: Document, one: CrawledPage, country: str | None) -> Contacts:
    return document_contacts(document, country=country, fetched_at=_page(one).fetched_at)


def _page(one: CrawledPage) -> Page:
    return cast("Page", one.page)


def _majority(votes: Sequence[tuple[PageRole, str]]) -> str:
    """Return what most pages say, those that are about the business counting more; the first of equals."""
    counted: Counter[str] = Counter()
    for role, said in votes:
        if said:
            counted[said] += _WEIGHTS.get(role, 1)
    return counted.most_common(1)[0][0] if counted else ""


def _website(read: Sequence[CrawledPage]) -> str:
    """Return the address of the home page; where none was read, of the first page."""
    homes = [one.final_url for one in read if one.role is PageRole.HOME]
    return next(iter(homes), read[0].final_url if read else "")
