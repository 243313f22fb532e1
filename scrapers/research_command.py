"""What `cli.py research` does: a search from the command line, and its result in words."""

import json
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.errors import UserFacingError
from leads.record import Kind, Lead
from leads.search_run import SearchMode, SearchRun, Source, SourceState
from leads.store import Store
from scrapers.search.catalog import attributions
from scrapers.search_scraper import SearchScraper

_MARKS = {SourceState.READ: "+", SourceState.SKIPPED: "-", SourceState.FAILED: "x"}
_CONTACTS = (Kind.EMAIL, Kind.PHONE, Kind.CITY)


@dataclass(frozen=True)
class ResearchRequest:
    """The options of the command; files are named, not yet read."""

    question: str
    sources: int = 10
    mode: SearchMode = SearchMode.EXTRACT
    provider: Sequence[str] = ()
    urls_file: Path | None = None
    fields: Sequence[str] = ()
    schema_file: Path | None = None
    use_model: bool = True
    search_url: str | None = None
    allow_hosts: Sequence[str] = field(default=())


def research(
    request: ResearchRequest, *, cancel: threading.Event, tell: Callable[[str], None]
) -> tuple[SearchRun, list[Lead]]:
    """Run the search, telling each step in a line, and return the run with its leads.

    Raises:
        UserFacingError: an option makes no sense, or a file cannot be read.
    """
    with Store() as store:
        run = SearchScraper(store=store).run(
            request.question,
            mode=request.mode,
            sources=request.sources,
            provider=request.provider or None,
            urls=_addresses(request.urls_file) if request.urls_file else "",
            fields=request.fields,
            json_schema=_schema(request.schema_file) if request.schema_file else None,
            use_model=request.use_model,
            search_url=request.search_url,
            allow_hosts=request.allow_hosts,
            cancel=cancel,
            on_update=Progress(tell),
        )
        return run, store.leads_of_run(run.id)


class Progress:
    """Tells what is new in a run, one line a step."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._phase = ""
        self._told: set[int] = set()

    def __call__(self, run: SearchRun) -> None:
        """Take the next state of the run."""
        for source in run.sources:
            if source.state in _MARKS and source.n not in self._told:
                self._told.add(source.n)
                self._tell(_printable(_source_line(source)))
        if run.phase and run.phase != self._phase:
            self._phase = run.phase
            self._tell(f"... {run.phase}")


def as_text(run: SearchRun, leads: Sequence[Lead]) -> str:
    """Return a finished run as an analyst reads it in a terminal."""
    parts = [run.markdown.rstrip()] if run.markdown else [_answer(run), _leads(leads), *_rows(run)]
    parts.append("Sources\n" + "\n".join(f"  {_source_line(source)}" for source in run.sources))
    if run.dropped:
        parts.append(f"Dropped ({len(run.dropped)})\n" + "\n".join(f"  {reason}" for reason in run.dropped))
    parts += [f"Note: {notice.message} {notice.remedy}".rstrip() for notice in run.notices]
    parts += attributions(run.provider) if run.sources else []
    return _printable("\n\n".join(part for part in parts if part))


def _answer(run: SearchRun) -> str:
    if run.answer is None:
        return ""
    by = ", ".join(
        part for part in (run.answer.model, run.answer.endpoint, run.answer.fallback_reason) if part
    )
    notes = [f"({text})" for text in (by, run.answer.note) if text]
    return "\n".join([f"Answer\n  {run.answer.text}", *(f"  {note}" for note in notes)])


def _leads(leads: Sequence[Lead]) -> str:
    lines = []
    for lead in leads:
        contacts = [lead.first(kind) for kind in _CONTACTS]
        lines.append(
            "  " + " | ".join([lead.first(Kind.NAME) or lead.site, *filter(None, contacts), lead.website])
        )
    return f"Leads ({len(leads)})\n" + "\n".join(lines) if lines else ""


def _rows(run: SearchRun) -> list[str]:
    if not run.fields:
        return []
    lines = [f"  [{row.source}] {value.field}: {value.value}" for row in run.rows for value in row.values]
    return ["Fields\n" + "\n".join(lines or ["  nothing found"])]


def _source_line(source: Source) -> str:
    told = " ".join(part for part in (source.detail, source.remedy) if part)
    return f"{_MARKS.get(source.state, '.')} [{source.n}] {source.url}{': ' if told else ''}{told}"


def _printable(text: str) -> str:
    """Take out what a terminal would obey: pages choose much of what is printed."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cf"})


def _addresses(path: Path) -> str:
    """Return the text of a list of addresses; without any, a search would be asked in its place."""
    text = _read(path)
    if not text.strip():
        raise UserFacingError(f"{path} holds no address.", "Write one address a line.", code="bad_file")
    return text


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UserFacingError(
            f"{path} cannot be read: {reason}.", "Check its name and its encoding.", code="bad_file"
        ) from error


def _schema(path: Path) -> dict[str, Any]:
    try:
        schema = json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        raise UserFacingError(
            f"{path} is not JSON: {error}.", "Check its commas and quotes.", code="bad_file"
        ) from error
    if not isinstance(schema, dict):
        raise UserFacingError(
            f"{path} holds no JSON schema.", "Its text must be an object with properties.", code="bad_file"
        )
    return schema
