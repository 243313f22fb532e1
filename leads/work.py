"""What the analyst's work adds to a lead: notes, statuses, audits, drafts, dossiers, opinions, results."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from leads.record import LeadStatus, new_id, now
from leads.review import SavedView

Report = dict[str, Any]
"""JSON of a shape that its own room defines and checks: an audit's, a dossier's."""


class Project(BaseModel):
    """A piece of the analyst's work that has leads of its own."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    name: str
    created_at: datetime = Field(default_factory=now)
    archived_at: datetime | None = None


class Session(BaseModel):
    """What was open when work was put aside: a tab, a project, a lead and the filters of Review."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    name: str
    tab: str = ""
    project: str = ""
    lead_id: str = ""
    view: SavedView = SavedView(name="")
    created_at: datetime = Field(default_factory=now)


class Note(BaseModel):
    """What the analyst wrote about a lead."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    lead_id: str
    text: str
    created_at: datetime = Field(default_factory=now)


class StatusChange(BaseModel):
    """One step of a lead through the analyst's work."""

    model_config = ConfigDict(frozen=True)

    lead_id: str
    before: LeadStatus
    after: LeadStatus
    reason: str = ""
    created_at: datetime = Field(default_factory=now)


class Audit(BaseModel):
    """An audit of one page or site of a lead; `report` is what `seo` made."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    lead_id: str
    url: str
    score: float | None = None
    report: Report = Field(default_factory=dict)
    created_at: datetime = Field(default_factory=now)


class SiteAudit(BaseModel):
    """An audit of a site that is no lead, kept by the merge key of its site."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    site: str
    url: str
    score: float | None = None
    report: Report = Field(default_factory=dict)
    created_at: datetime = Field(default_factory=now)


class Draft(BaseModel):
    """One version of a message to a lead; versions of one message share `draft_id`.

    `version` is given by the store: 1 for a new message, one more each time it is saved again.
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    draft_id: str = Field(default_factory=new_id)
    version: int = 0
    lead_id: str
    channel: str
    language: str = ""
    angle: str = ""
    subject: str = ""
    body: str
    details: Report = Field(default_factory=dict)
    created_at: datetime = Field(default_factory=now)


class Dossier(BaseModel):
    """A dossier about a lead; `report` is what `dossier` made."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    lead_id: str
    report: Report
    created_at: datetime = Field(default_factory=now)


class OutreachResult(StrEnum):
    """What became of a message."""

    SENT = "sent"
    ANSWERED = "answered"
    BOOKED = "booked"
    BOUNCED = "bounced"
    REFUSED = "refused"


class OutreachEvent(BaseModel):
    """Something that happened with a message."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    lead_id: str
    result: OutreachResult
    channel: str
    angle: str = ""
    draft_id: str = ""
    note: str = ""
    created_at: datetime = Field(default_factory=now)


class AngleResults(BaseModel):
    """How often messages of one angle and channel were sent, answered and led to a meeting."""

    model_config = ConfigDict(frozen=True)

    channel: str
    angle: str
    sent: int = 0
    answered: int = 0
    booked: int = 0


class OpinionSource(StrEnum):
    """Who classified a lead."""

    MODEL = "model"
    RULES = "rules"


class Quoted(BaseModel):
    """A label with the words of a page that show it."""

    model_config = ConfigDict(frozen=True)

    label: str
    quote: str = ""
    url: str = ""


class Opinion(BaseModel):
    """What a model, or the keyword rules in its place, think of a lead. It never enters a score.

    `disagreements` are in words what further models, asked about the same pages, have read otherwise.
    """

    model_config = ConfigDict(frozen=True)

    lead_id: str
    source: OpinionSource
    model: str = ""
    trade: Quoted | None = None
    services: list[Quoted] = Field(default_factory=list)
    signals: list[Quoted] = Field(default_factory=list)
    issues: list[Quoted] = Field(default_factory=list)
    disagreements: list[str] = Field(default_factory=list)
    created_at: datetime = Field(default_factory=now)
