"""A hunt as it is kept: what was asked for, its sites one by one, and how far all of it is."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from leads.record import new_id, now
from leads.search_run import Notice


class HuntStatus(StrEnum):
    """How far a hunt is. `PAUSED`: by the analyst, or by the breaker, which says why."""

    QUEUED = "queued"
    SEARCHING = "searching"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


GOING = (HuntStatus.QUEUED, HuntStatus.SEARCHING, HuntStatus.RUNNING)
"""What a worker goes on with by itself."""


RULES_ONLY = "By rules only. "
"""How the note of a site begins about which a model was wanted and gave no answer."""


class SiteState(StrEnum):
    """How far one site is. `CLASSIFYING`: its lead is saved, the model is still to be asked about it."""

    FOUND = "found"
    QUEUED = "queued"
    FETCHING = "fetching"
    CLASSIFYING = "classifying"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


ENDED = (SiteState.DONE, SiteState.FAILED, SiteState.SKIPPED)


class HuntOptions(BaseModel):
    """How a hunt is done; kept with it, so that a resumed one goes on in the same way.

    Attributes:
        sites: how many sites are wanted; of pasted addresses all are read.
        use_model: whether a model is asked about each site.
        provider: name of a search provider, empty for the configured one.
        urls: addresses to read instead of searching.
        radius_km: how far around the place maps and registers look; that of the settings where it is None.
        company_size: how many people the companies of a register employ, such as "1-9"; empty for any number.
        sample: whether the invented sample sites are searched and read instead of the web.
        breaker: whether the hunt pauses itself when most of its sites fail.
    """

    model_config = ConfigDict(frozen=True)

    sites: int = 25
    use_model: bool = True
    provider: str = ""
    urls: tuple[str, ...] = ()
    radius_km: float | None = Field(default=None, ge=0, le=50)
    company_size: Literal["", "none", "1-9", "10-49", "50+"] = ""
    sample: bool = False
    breaker: bool = True


class HuntRequest(BaseModel):
    """What the analyst asks for: a question to the providers, or addresses in the options."""

    query: str = ""
    project: str = ""
    options: HuntOptions = Field(default_factory=HuntOptions)


class Hunt(BaseModel):
    """One hunt without its sites.

    Attributes:
        round: how often it was set going; work of an earlier round is not begun any more.
        reason: why it is paused or has failed, in words; `remedy` what to do.
        after: the hunt it repeats, if any.
        started_at: when it was last set going.
    """

    id: str = Field(default_factory=new_id)
    query: str
    project: str = ""
    options: HuntOptions = Field(default_factory=HuntOptions)
    status: HuntStatus = HuntStatus.QUEUED
    round: int = 1
    reason: str = ""
    remedy: str = ""
    notices: list[Notice] = Field(default_factory=list)
    after: str | None = None
    created_at: datetime = Field(default_factory=now)
    started_at: datetime | None = None
    finished_at: datetime | None = None


class FoundSite(BaseModel):
    """A site a search has found. `listings` are what maps and registers say of it, as JSON objects."""

    site: str
    url: str = ""
    title: str = ""
    listings: list[dict[str, object]] = Field(default_factory=list)


class HuntSite(FoundSite):
    """One site of a hunt: the durable unit of its work.

    Attributes:
        n: its place among the results, from 1.
        starts: how often a worker has begun with it.
        code: machine-readable cause of a failure or a skip, `detail` the same in words.
        is_new: whether this hunt was the first to find its lead.
        read_by: `rules`, or the model that classified it.
        note: what the analyst should know, such as why no model was asked.
        dropped: how many values of the model the pages did not show.
    """

    id: int
    hunt_id: str
    n: int
    state: SiteState = SiteState.FOUND
    starts: int = 0
    code: str = ""
    detail: str = ""
    remedy: str = ""
    lead_id: str | None = None
    is_new: bool = False
    pages: int = 0
    read_by: str = ""
    note: str = ""
    dropped: int = 0
    seconds: float = 0.0
    ended_at: datetime | None = None


class FailureGroup(BaseModel):
    """Sites that failed for one reason."""

    code: str
    detail: str
    remedy: str
    count: int
    examples: list[str]


class HuntSnapshot(BaseModel):
    """One look at a hunt, for a screen or a line of progress.

    Attributes:
        found: all sites; the other numbers tell how many of them are in that state.
        leads: different leads so far; `new_leads` of them no earlier hunt had found.
        sites_a_minute: over the last minute of work.
        seconds_left: a guess from that pace, None while there is none.
        rules_note: why sites were classified by rules although a model was wanted, empty where none were.
        has_worker: whether a worker is alive to do the work.
    """

    hunt: Hunt
    found: int = 0
    queued: int = 0
    fetching: int = 0
    classifying: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    leads: int = 0
    new_leads: int = 0
    dropped: int = 0
    read_by_rules: int = 0
    rules_note: str = ""
    failures: list[FailureGroup] = Field(default_factory=list)
    sites_a_minute: float = 0.0
    seconds_left: float | None = None
    seconds: float = 0.0
    has_worker: bool = False

    @property
    def ended(self) -> int:
        """How many sites are through, one way or the other."""
        return self.done + self.failed + self.skipped

    @property
    def is_going(self) -> bool:
        """Whether work is done, or would be with a worker."""
        return self.hunt.status in GOING
