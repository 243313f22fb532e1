"""A site -> one business: a few of its pages read, their contacts merged with all the evidence.

async with Door.from_config(config) as door:
    site = await read_site(door, "https://www.fournil.example/")
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from leads.record import Kind, Owner, Value
from scrapers.contacts import Contacts, document_contacts
from scrapers.countries import ranked_countries
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
from scrapers.data_contacts import meta_entities
from scrapers.dom import Document
from scrapers.dom_walk import read_page
from scrapers.fetch import Door, FetchCode, FetchError, Page
from scrapers.language import detect_language
from scrapers.site_merge import Said, merge_pages
from scrapers.sites import site_key
from scrapers.structured_data import read_entities
from scrapers.web_url import parse

# How much of the site's text its language is told from.
_SAMPLE = 6_000
# How much the word of a page counts, by its role.
_WEIGHTS = {PageRole.HOME: 3, PageRole.CONTACT: 3, PageRole.LEGAL: 2}


@dataclass(frozen=True)
class SitePage:
    """One page that was read: as it came, what it is for, and what it alone says."""

    page: Page
    role: PageRole
    title: str
    language: str
    values: list[Value]
    duplicate_of: str = ""
    noindex: bool = False

    @property
    def url(self) -> str:
        """Where it was read from, which its evidence names."""
        return self.page.final_url

    @property
    def weight(self) -> int:
        """How much its word counts where pages differ."""
        return _WEIGHTS.get(self.role, 1)


@dataclass(frozen=True)
class SiteContacts:
    """One business as its own site shows it.

    Attributes:
        site: the merge key of the business; that of where the address leads, if it leads elsewhere.
        website: the address of its home page.
        values: of each kind the best first, each with the evidence of every page that shows it.
        country: two letters, decided over all pages.
        language: two letters, empty where too little is written.
        pages: what was read, the pages that tell the most first.
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


@dataclass(frozen=True)
class _Where:
    """The country a site is in: known, or likely where it does not tell."""

    given: str | None = None
    likely: str = ""


async def read_site(
    door: Door,
    url: str,
    *,
    country: str | None = None,
    likely: str = "",
    also: Iterable[str] = (),
    limits: CrawlLimits = FOR_CONTACTS,
    renderer: Renders | None = None,
    cancel: threading.Event | None = None,
) -> SiteContacts:
    """Read the telling pages of a site and merge what they say. Never raises for a page: see `errors`.

    Where nothing answers at a bare domain, the name with `www.` is tried: lists of businesses mix them up.

    Args:
        door: an open door.
        url: any page of the site; its home page is read too.
        country: two letters, where they are known: how numbers without a prefix are read.
        likely: two letters, for a site that does not tell.
        also: further pages of the site, read even where the home page fails or does not link to them.
        limits: how far to go.
        renderer: runs pages that are empty without their scripts.
        cancel: ends the reading when set; what is there is merged.
    """
    given = list(also)
    where = _Where(country, likely)
    found = await _read_once(door, url, where, given, limits, renderer, cancel)
    if other := _with_www(url, found):
        second = await _read_once(door, other, where, given, limits, renderer, cancel)
        if second.pages:
            return second
    return found


async def _read_once(
    door: Door,
    url: str,
    where: _Where,
    also: Sequence[str],
    limits: CrawlLimits,
    renderer: Renders | None,
    cancel: threading.Event | None,
) -> SiteContacts:
    run = crawl(
        door, url, limits=limits, purpose=Purpose.CONTACTS, also=also, cancel=cancel, renderer=renderer
    )
    read: list[tuple[CrawledPage, Page]] = []
    errors: list[FetchError] = []
    async with aclosing(run.pages()) as pages:
        async for one in pages:
            if one.error:
                errors.append(one.error)
            elif one.page and one.on_site:
                read.append((one, one.page))
    # (They come as their servers answer: what is said of the business must not depend on that.)
    read.sort(key=lambda pair: pair[0].role.rank)
    merged = await asyncio.to_thread(_merged, read, where)
    website = _website(read) or url
    return SiteContacts(
        site=site_key(website) or site_key(url),
        website=website,
        values=merged.values,
        country=merged.country,
        language=merged.language,
        pages=merged.pages,
        errors=errors,
        notices=list(dict.fromkeys(one.notice for one, _ in read if one.notice)),
        stopped=run.stopped or StopReason.DONE,
    )


@dataclass(frozen=True)
class _Reading:
    """One page on the way from the crawl to its contacts."""

    crawled: CrawledPage
    page: Page
    document: Document

    def contacts(self, country: str | None) -> Contacts:
        """Return what it says, numbers read for a country where one is given."""
        return document_contacts(self.document, country=country, fetched_at=self.page.fetched_at)


@dataclass(frozen=True)
class _Merged:
    pages: list[SitePage]
    values: list[Value]
    country: str
    language: str


def _merged(read: Sequence[tuple[CrawledPage, Page]], where: _Where) -> _Merged:
    """Return the contacts of each page and of all, read for one country."""
    readings = [_Reading(one, page, read_page(page.html, page.final_url)) for one, page in read]
    documents = [reading.document for reading in readings]
    language = _language(documents)
    country = _country(documents, language, where)
    addresses = {url for one, page in read for url in (one.url, page.final_url)}
    pages = [_site_page(reading, country, addresses) for reading in readings]
    said = [Said(page.weight, page.values) for page in pages if not page.duplicate_of]
    return _Merged(pages, merge_pages(said), country, language)


def _site_page(reading: _Reading, country: str, addresses: AbstractSet[str]) -> SitePage:
    found = reading.contacts(country)
    # (What stands for a page that was not read is the page itself.)
    original = reading.crawled.duplicate_of
    return SitePage(
        page=reading.page,
        role=reading.crawled.role,
        title=reading.document.title,
        language=found.language,
        values=found.values,
        duplicate_of=original if original in addresses else "",
        noindex=reading.crawled.noindex,
    )


def _language(documents: Sequence[Document]) -> str:
    """Return the language most of the text is in; where that cannot be told, the one the pages declare."""
    declared = Counter(document.language.lower()[:2] for document in documents if document.language)
    texts = [document.text[: _SAMPLE // len(documents)] for document in documents]
    return detect_language("\n".join(texts), next((tag for tag, _ in declared.most_common(1)), ""))


def _country(documents: Sequence[Document], language: str, where: _Where) -> str:
    """Return the country that all pages together speak for: a sign on one counts for those without any."""
    if not documents:
        return (where.given or "").upper()
    whole = Document(documents[0].url, language=documents[0].language)
    declared: list[str] = []
    for document in documents:
        whole.lines += document.lines
        whole.anchors += document.anchors
        whole.metas += document.metas
        entities = [*read_entities(document), *meta_entities(document)]
        declared += [fact.value for entity in entities for fact in entity.facts.get("addresscountry", [])]
    return ranked_countries(whole, declared, language, where.given, where.likely)[0]


def _with_www(url: str, found: SiteContacts) -> str:
    """Return the address with `www.` where the name without it is not served, else nothing."""
    if found.pages or not found.errors or found.errors[0].code not in (FetchCode.DNS, FetchCode.CONNECT):
        return ""
    address = parse(url)
    is_bare = address.ip is None and "." in address.host and site_key(url) == address.host
    return replace(address, host=f"www.{address.host}").text if is_bare else ""


def _website(read: Sequence[tuple[CrawledPage, Page]]) -> str:
    """Return the address of the home page, the one it would have where it was not read."""
    if not read:
        return ""
    # (Sorted by role, a home page is the first.)
    first, page = read[0]
    return page.final_url if first.role is PageRole.HOME else parse(page.final_url).join("/").text
