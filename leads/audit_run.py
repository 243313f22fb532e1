"""Audits of many leads as one piece of work: what was asked for, lead by lead, and how far all of it is."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field

from leads.record import new_id, now


class AuditRunStatus(StrEnum):
    """How far a run is."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


GOING = (AuditRunStatus.QUEUED, AuditRunStatus.RUNNING)
"""What a worker goes on with by itself."""


class LeadState(StrEnum):
    """How far the audit of one lead is. `SKIPPED`: there is no site, or it was audited today already."""

    QUEUED = "queued"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


ENDED = (LeadState.DONE, LeadState.FAILED, LeadState.SKIPPED)


class AuditRun(BaseModel):
    """One run without its leads.

    Attributes:
        pages: how many pages are read of each site; 1 stands for an audit of the start page.
        round: how often it was set going; work of an earlier round is not begun any more.
        started_at: when it was last set going.
    """

    id: str = Field(default_factory=new_id)
    pages: int = Field(default=1, ge=1)
    status: AuditRunStatus = AuditRunStatus.QUEUED
    round: int = 1
    created_at: datetime = Field(default_factory=now)
    started_at: datetime | None = None
    finished_at: datetime | None = None


class AuditedLead(BaseModel):
    """One lead of a run: the durable unit of its work.

    Attributes:
        site: the merge key of its site when the run began.
        starts: how often a worker has begun with it.
        code: machine-readable cause of a failure or a skip, `detail` the same in words.
    """

    id: int
    run_id: str
    n: int
    lead_id: str
    site: str = ""
    state: LeadState = LeadState.QUEUED
    starts: int = 0
    score: int | None = None
    faults: int = 0
    code: str = ""
    detail: str = ""
    remedy: str = ""
    ended_at: datetime | None = None


class AuditRow(AuditedLead):
    """One lead of a run as it is shown."""

    name: str = ""
    website: str = ""


class AuditRunSnapshot(BaseModel):
    """One look at a run. `seconds` it has been going; `seconds_left` is a guess, None while there is none."""

    run: AuditRun
    total: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    reading: int = 0
    seconds: float = 0.0
    seconds_left: float | None = None
    has_worker: bool = False

    @property
    def ended(self) -> int:
        """How many leads are dealt with."""
        return self.done + self.failed + self.skipped

    @property
    def is_going(self) -> bool:
        """Whether a worker goes on with it."""
        return self.run.status in GOING
