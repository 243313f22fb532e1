"""Sources of a dossier from files and pages: what people can see of each, with its address, date and hash."""

import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from dossier.errors import DossierError
from dossier.records import Source, SourceEntry, SourceKind
from dossier.registry import readable
from llm.tasks.orders import is_addressed_to_models
from scrapers.charset import decode
from scrapers.content import MAX_TEXT, document_text
from scrapers.dom_walk import read_page
from scrapers.language import detect_language
from scrapers.sites import site_key

logger = logging.getLogger(__name__)

DESCRIPTION = "pages.json"
MAX_FILE = 20_000_000
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_TEXTS = frozenset({".txt", ".md", ".json", ".csv", ".jsonl", ".xml"})
_REGISTRIES = (
    *("recherche-entreprises.api.gouv.fr", "annuaire-entreprises.data.gouv.fr", "pappers.fr", "societe.com"),
    *("infogreffe.fr", "handelsregister.de", "northdata.de", "zefix.ch"),
)
_SOCIAL = (
    "facebook.com",
    "instagram.com",
    "linkedin.com",
    "x.com",
    "twitter.com",
    "tiktok.com",
    "youtube.com",
)
_LISTINGS = ("openstreetmap.org", "google.com", "pagesjaunes.fr", "yelp.fr", "yelp.com", "tripadvisor.fr")


class _PageNote(BaseModel):
    """What `pages.json` says of a file."""

    model_config = ConfigDict(extra="ignore")

    file: str
    url: str = ""
    fetched_at: datetime | None = None
    title: str = ""


def read_folder(folder: Path) -> list[Source]:
    """Return the files of a folder as sources, in the order of `pages.json`, then by name.

    A file that cannot be read is left out and logged.

    Raises:
        DossierError: there is no such folder, its `pages.json` is broken, or nothing in it can be read.
    """
    if not _is_folder(folder):
        raise DossierError(f"There is no folder {str(folder)!r}.", "Name the folder that holds the pages.")
    notes = _notes(folder / DESCRIPTION)
    named = [folder / note.file for note in notes if Path(note.file).name == note.file]
    rest = sorted(path for path in folder.iterdir() if path.is_file() and path.name != DESCRIPTION)
    by_file = {note.file: note for note in notes}
    sources: list[Source] = []
    for path in dict.fromkeys([*named, *rest]):
        note = by_file.get(path.name) or _PageNote(file=path.name)
        source = _read_file(path, note, f"S{len(sources) + 1}")
        if source is not None:
            sources.append(source)
    if not any(source.text.strip() for source in sources):
        raise DossierError(
            "The folder holds nothing that can be read.",
            "Put pages (HTML), texts or PDF and DOCX files into it.",
        )
    return sources


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir() and os.access(path, os.R_OK | os.X_OK)
    except OSError:
        return False  # no name of a file is as long


def _notes(path: Path) -> list[_PageNote]:
    if not path.exists():
        return []
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))
        return [_PageNote.model_validate(row) for row in rows]
    except (OSError, ValueError, TypeError, ValidationError) as error:
        raise DossierError(
            f"{DESCRIPTION} cannot be read.",
            "It holds a list of {file, url, fetched_at}; mend it or take it away.",
        ) from error


def _read_file(path: Path, note: _PageNote, name: str) -> Source | None:
    try:
        if path.stat().st_size > MAX_FILE:
            logger.warning("a source is too large: %s", path.name)
            return None
        content = path.read_bytes()
    except OSError:
        logger.warning("a source cannot be read: %s", path.name)
        return None
    moment = _in_utc(note.fetched_at)
    return file_source(path.name, content, id=name, url=note.url, title=note.title, fetched_at=moment)


def file_source(
    name: str,
    content: bytes,
    *,
    id: str = "",  # noqa: A002 - the field it fills
    url: str = "",
    title: str = "",
    fetched_at: datetime | None = None,
) -> Source | None:
    """Return a file as a source by its ending and what it looks like; None where nothing can read it."""
    if len(content) > MAX_FILE:
        return None
    ending = Path(name).suffix.lower()
    if ending in _PAGES or (ending not in _TEXTS and _looks_like_page(content)):
        return page_source(decode(content), id=id, url=url, file=name, title=title, fetched_at=fetched_at)
    read = _READERS.get(ending)
    if read is None:
        return None
    return text_source(read(content), id=id, url=url, file=name, title=title, fetched_at=fetched_at)


def page_source(
    html: str,
    *,
    id: str,  # noqa: A002 - the field it fills
    url: str = "",
    file: str = "",
    title: str = "",
    kind: SourceKind | None = None,
    fetched_at: datetime | None = None,
) -> Source:
    """Return a page as a source; what talks to language models instead of people is not part of its text."""
    document = read_page(html, url or "https://page.invalid/")
    shown = document_text(document)
    visible = "\n".join(
        text for line in document.lines if not line.hidden and (text := " ".join(line.visible().split()))
    )
    text = _without_orders("" if document.flattened else visible)
    return _source(id, file, url, title or shown.title, kind, shown.language, fetched_at, text, html)


def text_source(
    text: str,
    *,
    id: str,  # noqa: A002 - the field it fills
    url: str = "",
    file: str = "",
    title: str = "",
    kind: SourceKind | None = None,
    fetched_at: datetime | None = None,
) -> Source:
    """Return plain text as a source."""
    lines = (" ".join(line.split()) for line in text[:MAX_TEXT].splitlines())
    kept = _without_orders("\n".join(filter(None, lines)))
    return _source(id, file, url, title, kind, detect_language(kept, ""), fetched_at, kept, "")


def _source(
    name: str,
    file: str,
    url: str,
    title: str,
    kind: SourceKind | None,
    language: str,
    fetched_at: datetime | None,
    text: str,
    html: str,
) -> Source:
    return Source(
        id=name,
        file=file,
        url=url,
        title=title[:300],
        kind=kind or kind_of(url, file),
        site=site_key(url) if url else file,
        language=language,
        fetched_at=fetched_at,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        text=text[:MAX_TEXT],
        html=html,
    )


def kind_of(url: str, file: str = "") -> SourceKind:
    """Return what kind of source an address is, as far as it tells."""
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    for hosts, kind in (
        (_REGISTRIES, SourceKind.REGISTRY),
        (_SOCIAL, SourceKind.SOCIAL),
        (_LISTINGS, SourceKind.LISTING),
    ):
        if any(host == one or host.endswith(f".{one}") for one in hosts):
            return kind
    if not url:
        return SourceKind.REGISTRY if "regist" in file.lower() else SourceKind.DOCUMENT
    return SourceKind.SITE


def entries(sources: Iterable[Source]) -> list[SourceEntry]:
    """Return what the annex says of the sources."""
    return [
        SourceEntry(
            id=one.id,
            file=one.file,
            url=one.url,
            title=one.title,
            kind=one.kind,
            fetched_at=one.fetched_at,
            sha256=one.sha256,
        )
        for one in sources
    ]


def own_site(sources: Sequence[Source], website: str = "") -> str:
    """Return the site of the business among the sources: that of its website, else the most frequent one.

    A website that leads to another domain is found under that: no source has its own.
    """
    sites = [one.site for one in sources if one.kind is SourceKind.SITE and one.site]
    named = site_key(website) if website else ""
    if named and (named in sites or not sites):
        return named
    return max(sites, key=sites.count, default="")


def _without_orders(text: str) -> str:
    """Take out the lines that give orders to a model; an order may run over two lines."""
    lines = text.splitlines()
    ordered = {n for n, line in enumerate(lines) if is_addressed_to_models(line)}
    for n in range(len(lines) - 1):
        if not {n, n + 1} & ordered and is_addressed_to_models(f"{lines[n]} {lines[n + 1]}"):
            ordered |= {n, n + 1}
    return "\n".join(line for n, line in enumerate(lines) if n not in ordered)


def _looks_like_page(content: bytes) -> bool:
    start = content[:1000].lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html")) or b"<body" in start


def _pdf_text(content: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 - 0.2 s that most dossiers need not pay
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages[:100])
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):
        logger.warning("a PDF cannot be read", exc_info=True)
        return ""


def _docx_text(content: bytes) -> str:
    from zipfile import BadZipFile  # noqa: PLC0415

    from docx import Document  # noqa: PLC0415 - as above
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415

    try:
        document = Document(BytesIO(content))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError):
        logger.warning("a DOCX cannot be read", exc_info=True)
        return ""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


_READERS: dict[str, Callable[[bytes], str]] = {
    ".pdf": _pdf_text,
    ".docx": _docx_text,
    **dict.fromkeys(_TEXTS, decode),
    ".json": lambda content: readable(decode(content)),
}
