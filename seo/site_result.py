"""What a site audit says: checks over all pages, the audits of the pages, and what to mend first."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field, computed_field

from seo.audit import PageAudit
from seo.check import Family, Level, Status
from seo.quick_wins import MOST_WINS, QuickWin, plan_48_hours
from seo.subjects import Subject
from seo.texts import note_text

MOST_SHOWN = 50


class Place(BaseModel):
    """A page or link a check points at. `note` names what is to be said of it, `values` fill that in."""

    model_config = ConfigDict(frozen=True)

    url: str
    note: str = ""
    values: dict[str, str] = Field(default_factory=dict)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def detail(self) -> str:
        """What is to be said, in English."""
        return self.said("en")

    def said(self, language: str) -> str:
        """Return what is to be said, in the language of a report."""
        return note_text(self.note, self.values, language)


class SiteCheck(BaseModel):
    """What one check says of the whole site; `count` pages or links are concerned, `places` shows some."""

    model_config = ConfigDict(frozen=True)

    id: str
    family: Family
    status: Status
    title: str
    value: str = ""
    threshold: str
    why: str
    how_to_fix: str
    impact: Level
    effort: Level
    source: str
    count: int = 0
    places: list[Place] = Field(default_factory=list)


class PageRow(BaseModel):
    """One address of the site as a line of a table; `status` 0: no answer, None: not told."""

    model_config = ConfigDict(frozen=True)

    url: str
    status: int | None
    depth: int | None
    source: str
    title: str = ""
    words: int = 0
    inlinks: int = 0
    score: int | None = None
    faults: int = 0
    error: str = ""


class SiteAudit(BaseModel):
    """The audit of a site.

    Attributes:
        url: where the crawl began.
        score: mean score of its pages, less what is wrong with the site as a whole; 0 to 100.
        stopped: why no more pages were read.
        pages: every address that was asked for.
        audits: the audits of the pages themselves.
        ranked: every fault of its pages, the one most worth mending first.
        subjects: the kind of business whose subjects were looked for; `missing` have no word on any page.
    """

    url: str
    score: int
    grade: str
    families: dict[Family, int | None]
    stopped: str = ""
    seconds: float = 0.0
    made_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    checks: list[SiteCheck] = Field(default_factory=list)
    pages: list[PageRow] = Field(default_factory=list)
    audits: list[PageAudit] = Field(default_factory=list, repr=False)
    ranked: list[QuickWin] = Field(default_factory=list)
    subjects: str = ""
    missing: list[Subject] = Field(default_factory=list)

    @property
    def wins(self) -> list[QuickWin]:
        """What to mend first on its pages."""
        return self.ranked[:MOST_WINS]

    @property
    def plan(self) -> list[QuickWin]:
        """What to mend on its pages within two days."""
        return plan_48_hours(self.wins)

    @property
    def faults(self) -> list[SiteCheck]:
        """The site checks that fail or warn, the gravest first."""
        found = [one for one in self.checks if one.status in {Status.FAIL, Status.WARN}]
        order = {Level.HIGH: 0, Level.MEDIUM: 1, Level.LOW: 2}
        return sorted(found, key=lambda one: (one.status is not Status.FAIL, order[one.impact], -one.count))


def shown(places: Sequence[Place]) -> list[Place]:
    """Return as many places as a report shows."""
    return list(places[:MOST_SHOWN])
