"""What an audit was asked for, noted while it goes on: a note whose process is gone says it was cut off."""

import os
from datetime import datetime

from pydantic import BaseModel, JsonValue, ValidationError

from config import locations
from leads.processes import running_since
from leads.record import now


class _Note(BaseModel):
    pid: int
    begun: datetime
    wanted: JsonValue


def begin(wanted: JsonValue) -> None:
    """Note that this process audits what is wanted."""
    note = _Note(pid=os.getpid(), begun=now(), wanted=wanted)
    locations.running_audit_file().write_text(note.model_dump_json(), encoding="utf-8")


def end() -> None:
    """Take the note away: the audit has ended, or nobody wants to be told of it."""
    locations.running_audit_file().unlink(missing_ok=True)


def left_over() -> JsonValue:
    """Return what an audit of a process that is no more was asked for, None where there is none."""
    try:
        note = _Note.model_validate_json(locations.running_audit_file().read_bytes())
    except (OSError, ValidationError):
        return None
    return None if running_since(note.pid, note.begun) else note.wanted
