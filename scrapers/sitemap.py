"""A site's own list of its pages: sitemaps and their indexes; a bomb is an error, not an empty list.

No XML parser is used: of a sitemap only the addresses matter, and half of the world's are not well-formed.
"""

import asyncio
import html as html_entities
import re
from dataclasses import dataclass, field
from typing import Protocol

from config.errors import UserFacingError
from scrapers.charset import decode
from scrapers.fetch import FetchCode, FetchError, Resource
from scrapers.web_url import InvalidURL, parse

MAX_URLS = 50_000
MAX_BYTES = 10_000_000
MAX_DEPTH = 2

_ROOT = re.compile(r"<(?:([\w.-]+):)?(urlset|sitemapindex|rss|feed)(?=[\s>/])", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
# What stands before the root of an XML file.
_PROLOGUE = 4_000


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One page a sitemap lists; `modified` as it is written there."""

    url: str
    sitemap: str
    modified: str = ""


@dataclass(frozen=True, slots=True)
class SitemapProblem:
    """A sitemap that was not read, or not in full."""

    url: str
    message: str


@dataclass
class Sitemaps:
    """What the sitemaps of a site say. `files` are those that were read, with how many pages each lists."""

    entries: list[SitemapEntry] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    problems: list[SitemapProblem] = field(default_factory=list)


@dataclass(frozen=True)
class Parsed:
    """One file: pages with their dates, or the addresses of further sitemaps."""

    pages: tuple[tuple[str, str], ...] = ()
    sitemaps: tuple[str, ...] = ()
    surplus: int = 0


class SitemapError(UserFacingError):
    """A file is not a sitemap we read."""


class Reads(Protocol):
    """The door, as far as sitemaps need it."""

    async def document(self, url: str, *, limit: int = ...) -> Resource:
        """Read a file."""
        ...

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps robots.txt names."""
        ...


def parse_sitemap(body: bytes) -> Parsed:
    """Read one sitemap: XML, a feed, or lines of addresses.

    Raises:
        SitemapError: it is none, or defines entities.
    """
    text = decode(body)
    if _ENTITY.search(text):
        raise SitemapError("The sitemap defines entities, as bombs do.", "Remove its DOCTYPE.")
    text = _COMMENT.sub("", text)
    root = _ROOT.search(text[:_PROLOGUE])
    if root is None:
        return _lines(text)
    prefix = f"{root[1]}:" if root[1] else ""
    if root[2].lower() == "sitemapindex":
        return Parsed(sitemaps=tuple(_texts(text, f"{prefix}loc"))[:MAX_URLS])
    if root[2].lower() == "urlset":
        return _pages(_blocks(text, f"{prefix}url"), f"{prefix}loc", f"{prefix}lastmod")
    return _pages(_blocks(text, "item") or _blocks(text, "entry"), "link", "pubDate")


def _lines(text: str) -> Parsed:
    """Read one address a line; anything else among them and it is no sitemap."""
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if not found or not all(line.startswith(("http://", "https://")) for line in found):
        raise SitemapError(
            "This is not a sitemap.",
            "It should be XML with a urlset or a sitemapindex, or lines of addresses.",
        )
    return Parsed(tuple((line, "") for line in found[:MAX_URLS]), (), max(0, len(found) - MAX_URLS))


def _blocks(text: str, tag: str) -> list[str]:
    """Return what stands between the start tags of an element and its end, or the next start."""
    pieces = re.split(rf"<{re.escape(tag)}(?=[\s>])[^>]*>", text, flags=re.IGNORECASE)[1:]
    return [piece.partition(f"</{tag}")[0] for piece in pieces]


def _pages(blocks: list[str], address: str, date: str) -> Parsed:
    pages = []
    for block in blocks[:MAX_URLS]:
        url = next(iter(_texts(block, address)), "")
        if url:
            pages.append((url, next(iter(_texts(block, date)), "")))
    return Parsed(tuple(pages), (), max(0, len(blocks) - MAX_URLS))


def _texts(text: str, tag: str) -> list[str]:
    """Return the contents of an element wherever it stands."""
    pieces = re.split(rf"<{re.escape(tag)}(?=[\s>])[^>]*>", text, flags=re.IGNORECASE)[1:]
    found = (_CDATA.sub(r"\1", piece).partition("<")[0] for piece in pieces)
    return [word for word in (html_entities.unescape(piece).strip() for piece in found) if word]


async def read_sitemaps(
    door: Reads, url: str, *, most_files: int = 50, most_urls: int = MAX_URLS
) -> Sitemaps:
    """Read the sitemaps of the origin of `url`: those robots.txt names, else /sitemap.xml.

    Indexes are followed two levels deep, each file once. What goes wrong is told in the answer; a
    /sitemap.xml that does not exist and that nobody named is no problem.
    """
    found = Sitemaps()
    try:
        named = await door.sitemaps(url)
    except FetchError:
        named = ()
    level = list(dict.fromkeys(named)) or [parse(url).join("/sitemap.xml").text]
    seen: set[str] = set()
    for depth in range(MAX_DEPTH + 1):
        fresh = [one for one in dict.fromkeys(level) if one not in seen]
        level = []
        for one in sorted(fresh, key=_usefulness):
            if len(seen) >= most_files or len(found.entries) >= most_urls:
                return found
            seen.add(one)
            level += await _read(door, one, found, is_guess=not named and depth == 0)
    if any(one not in seen for one in level):
        found.problems.append(SitemapProblem(url, "Its index of sitemaps has more than two levels."))
    return found


def _usefulness(url: str) -> bool:
    """Sort the lists of pages before those of articles, products and pictures."""
    return "page" not in url.rpartition("/")[2].lower()


async def _read(door: Reads, url: str, found: Sitemaps, *, is_guess: bool) -> list[str]:
    """Read one file into `found`; return the sitemaps it names."""
    try:
        target = parse(url).text
        resource = await door.document(target, limit=MAX_BYTES)
        parsed = await asyncio.to_thread(parse_sitemap, resource.body)
    except InvalidURL:
        found.problems.append(SitemapProblem(url, "This is not the address of a sitemap."))
        return []
    except FetchError as error:
        if not (is_guess and error.code in (FetchCode.HTTP_ERROR, FetchCode.ROBOTS)):
            found.problems.append(SitemapProblem(url, error.message))
        return []
    except SitemapError as error:
        # Many sites answer every address with a page of theirs.
        if not (is_guess and "html" in resource.headers.get("content-type", "")):
            found.problems.append(SitemapProblem(url, error.message))
        return []
    found.files[url] = len(parsed.pages)
    found.entries += [SitemapEntry(page, url, modified) for page, modified in parsed.pages]
    if parsed.surplus:
        words = f"It lists {parsed.surplus:,} pages more than the {MAX_URLS:,} a sitemap may have."
        found.problems.append(SitemapProblem(url, words))
    return list(parsed.sitemaps)
