"""What an audit was asked for, noted while it goes on: a note whose process is gone says it was cut off.

What it has read is kept beside the note, so that the one that goes on asks no site for it again.
"""

import os
from datetime import datetime

from pydantic import BaseModel, JsonValue, ValidationError

from config import locations
from leads.processes import running_since
from leads.record import now
from scrapers.page_store import PageStore


class _Note(BaseModel):
    pid: int
    begun: datetime
    wanted: JsonValue


def begin(wanted: JsonValue, *, goes_on: bool = False) -> None:
    """Note that this process audits what is wanted; one that goes on uses what was read before."""
    if not goes_on:
        _forget_pages()
    note = _Note(pid=os.getpid(), begun=now(), wanted=wanted)
    locations.running_audit_file().write_text(note.model_dump_json(), encoding="utf-8")


def end() -> None:
    """Take the note away: the audit has ended, or nobody wants to be told of it."""
    locations.running_audit_file().unlink(missing_ok=True)
    _forget_pages()


def left_over() -> JsonValue:
    """Return what an audit of a process that is no more was asked for, None where there is none."""
    try:
        note = _Note.model_validate_json(locations.running_audit_file().read_bytes())
    except (OSError, ValidationError):
        return None
    return None if running_since(note.pid, note.begun) else note.wanted


def pages() -> PageStore:
    """Return where the audit under way keeps what it reads."""
    return PageStore(locations.audit_pages_file())


def pages_read() -> int:
    """Return how many pages are kept of an audit that was cut off."""
    with pages() as kept:
        return kept.count("look")


def _forget_pages() -> None:
    file = locations.audit_pages_file()
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
