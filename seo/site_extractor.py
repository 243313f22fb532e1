"""A site as Markdown files: each page's text without menus and cookie boxes, one file a page, and a list."""

import asyncio
import re
import threading
import unicodedata
import zipfile
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from leads.markdown import link, plain, tamed
from scrapers.content import page_text
from scrapers.crawl import CrawledPage, CrawlLimits, Purpose, crawl
from scrapers.fetch import Door
from scrapers.sites import site_key

LIMITS = CrawlLimits(pages=200, depth=10, seconds=None, concurrency=6)
INDEX = "index-of-pages.md"
_LONGEST_NAME = 80
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
# Names Windows keeps for devices.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\Z")


@dataclass
class Extracted:
    """What was written: the folder, the files by address, and the pages that gave nothing."""

    folder: Path
    files: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    characters: int = 0
    last: str = ""


async def extract_site(
    door: Door,
    url: str,
    folder: Path,
    *,
    limits: CrawlLimits = LIMITS,
    cancel: threading.Event | None = None,
    on_progress: Callable[[Extracted], None] = lambda _: None,
) -> Extracted:
    """Write the pages of a site to a folder as they are read, those its sitemap lists included.

    Args:
        door: an open door.
        url: where to begin.
        folder: a folder of its own; it is made.
        limits: how far to go.
        cancel: ends it when set; what is written stays.
        on_progress: told after each page.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    done = Extracted(folder)
    taken = {INDEX}
    run = crawl(door, url, limits=limits, purpose=Purpose.AUDIT, cancel=cancel)
    async with aclosing(run.pages()) as pages:
        async for page in pages:
            await asyncio.to_thread(_write, done, page, taken)
            on_progress(done)
    (folder / INDEX).write_text(_index(url, done), encoding="utf-8")
    return done


def folder_name(url: str, stamp: str) -> str:
    """Return the name of the folder for a site: plain letters, and when it was made."""
    return f"site-{_plain(site_key(url)) or 'pages'}-{stamp}"


def zipped(folder: Path) -> bytes:
    """Return the files of a folder as one archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.glob("*.md")):
            archive.write(file, file.name)
    return out.getvalue()


def file_name(url: str, taken: set[str]) -> str:
    """Return a name no other page has, safe on every system, and note it as taken."""
    parts = urlsplit(url)
    stem = _plain(unquote(f"{parts.path} {parts.query}")) or "home"
    if _DEVICES.match(stem):
        stem = f"page-{stem}"
    name, number = f"{stem}.md", 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}.md"
    taken.add(name)
    return name


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return _NOT_PLAIN.sub("-", letters).strip("-")[:_LONGEST_NAME].strip("-")


def _write(done: Extracted, page: CrawledPage, taken: set[str]) -> None:
    done.last = page.final_url
    reason = _why_not(page)
    if reason is None:
        return
    if reason or page.page is None:
        done.failed[page.url] = reason
        return
    text = page_text(page.page.html, page.final_url)
    if not text.markdown.strip():
        done.failed[page.url] = "no text"
        return
    name = file_name(page.final_url, taken)
    source = link(page.final_url, page.final_url)
    head = f"# {plain(text.title) or plain(page.final_url)}\n\nSource: {source}  \n"
    read = f"Read: {page.page.fetched_at:%Y-%m-%d %H:%M} UTC\n\n"
    (done.folder / name).write_text(f"{head}{read}{tamed(text.markdown)}\n", encoding="utf-8")
    done.files[page.final_url] = name
    done.characters += len(text.markdown)


def _why_not(page: CrawledPage) -> str | None:
    """Return why a page gives no file, empty where it gives one, None where it is no page of the site."""
    if page.duplicate_of or not page.on_site:
        return None
    if page.error:
        return page.error.message
    if page.status >= 400:
        return f"status {page.status}"
    return "" if page.page and page.page.html else "not a page"


def _index(url: str, done: Extracted) -> str:
    rows = [f"- [{name}]({name}): {link(page, page)}" for page, name in done.files.items()]
    gone = [f"- {link(page, page)}: {plain(reason)}" for page, reason in done.failed.items()]
    parts = [f"# Pages of {plain(url)}", "\n".join(rows)]
    if gone:
        parts += ["## Not written", "\n".join(gone)]
    return "\n\n".join(parts) + "\n"
