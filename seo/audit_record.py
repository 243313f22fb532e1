"""An audit as it is kept, shown and compared: one shape for a page and for a whole site."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from llm.tasks.audit import Remark
from seo.audit import CheckResult, PageAudit, Proof
from seo.check import Family, Level, Status
from seo.quick_wins import QuickWin, quick_wins, rank_of
from seo.score import INDEXING_GATES, grade_of
from seo.site_result import PageRow, Place, SiteAudit, SiteCheck
from seo.subjects import Subject, Subjects

MOST_PLACES = 50
IN_PLAN = 8
_MANY = 1_000
# Only a browser can tell; of a site it is asked about the start page alone.
SPEED = "core-web-vitals"


class Scope(StrEnum):
    """What was audited."""

    PAGE = "page"
    SITE = "site"


class Fault(BaseModel):
    """One thing to mend: how grave, where, and how.

    `count` pages or links are concerned, `places` shows some of them, `proofs` what one page shows. `gain` is
    what the score of a page would gain by mending it, 0 where that cannot be told.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    family: Family
    status: Status
    title: str
    value: str = ""
    threshold: str = ""
    why: str
    how_to_fix: str
    source: str = ""
    impact: Level
    effort: Level
    rank: float = 0.0
    gain: int = 0
    count: int = 1
    of_site: bool = False
    places: list[Place] = Field(default_factory=list)
    proofs: list[Proof] = Field(default_factory=list)


class Unmeasured(BaseModel):
    """A check that could not be made, and why."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    reason: str = ""


class AuditRecord(BaseModel):
    """An audit without the pages it was made of.

    Attributes:
        problem: why there was no page to judge, empty where there was one.
        stopped: why a crawl read no more pages.
        read, failed: how many pages were judged, and how many could not be read.
        faults: what to mend, what is most worth it first.
        passed, not_applicable: ids of checks.
        pages: every address that was asked for, of a site.
        subjects: the kind of business whose customers' questions were looked for, by keywords.
        missing: those of which the page or site has no word.
        remarks: what the small model remarks; `remarks_note` says why there is nothing.
    """

    url: str
    scope: Scope
    score: int
    grade: str
    families: dict[Family, int | None]
    problem: str = ""
    stopped: str = ""
    made_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    seconds: float = 0.0
    read: int = 1
    failed: int = 0
    faults: list[Fault] = Field(default_factory=list)
    passed: list[str] = Field(default_factory=list)
    not_applicable: list[str] = Field(default_factory=list)
    not_measured: list[Unmeasured] = Field(default_factory=list)
    titles: dict[str, str] = Field(default_factory=dict)
    pages: list[PageRow] = Field(default_factory=list)
    subjects: str = ""
    missing: list[Subject] = Field(default_factory=list)
    remarks: list[Remark] = Field(default_factory=list)
    remarks_model: str = ""
    remarks_note: str = ""
    remarks_dropped: int = 0

    @property
    def plan(self) -> list[Fault]:
        """What to mend within two days: the faults most worth it that are no great work, eight at most."""
        return [fault for fault in self.faults if fault.effort is not Level.HIGH][:IN_PLAN]

    def with_speed_of(self, start: "AuditRecord") -> "AuditRecord":
        """Return the audit of a site with what a browser has measured of its start page."""
        fault = start.fault(SPEED)
        if fault is None and SPEED not in start.passed:
            return self
        return self.model_copy(
            update={
                "faults": _sorted([*self.faults, *([fault] if fault else [])]),
                "passed": [*self.passed, *([] if fault else [SPEED])],
                "titles": self.titles | {name: start.titles[name] for name in start.passed if name == SPEED},
                "not_measured": [one for one in self.not_measured if one.id != SPEED],
            }
        )

    def with_subjects(self, subjects: Subjects, text: str) -> "AuditRecord":
        """Return the audit of a page with what its text has no word of."""
        missing = subjects.missing(subjects.answered(text))
        return self.model_copy(update={"subjects": subjects.vertical, "missing": missing})

    def fault(self, name: str) -> Fault | None:
        """Return the fault of a check, None where it has found none."""
        return next((fault for fault in self.faults if fault.id == name), None)


def record_of_page(audit: PageAudit, *, seconds: float = 0.0) -> AuditRecord:
    """Return the audit of one page."""
    return record_of_pages([audit], seconds=seconds)


def record_of_pages(audits: Sequence[PageAudit], *, seconds: float = 0.0) -> AuditRecord:
    """Return the audits of some pages as one: the mean score, and the faults of all."""
    first, sound = audits[0], _Sound.of(audits)
    score = round(sum(audit.score for audit in audits) / len(audits))
    return AuditRecord(
        url=first.url,
        scope=Scope.PAGE if len(audits) == 1 else Scope.SITE,
        score=score,
        grade=grade_of(score),
        families=_families(audits),
        problem=first.problem if len(audits) == 1 else "",
        seconds=seconds,
        read=len(audits),
        faults=_sorted(_page_faults(audits, quick_wins(audits, most=_MANY))),
        pages=[_row(audit) for audit in audits] if len(audits) > 1 else [],
        passed=sound.passed,
        not_applicable=sound.not_applicable,
        not_measured=sound.not_measured,
        titles=sound.titles,
    )


def record_of_site(audit: SiteAudit) -> AuditRecord:
    """Return the audit of a site."""
    sound = _Sound.of(audit.audits, audit.checks)
    read = sum(1 for page in audit.pages if page.score is not None)
    faults = [*_page_faults(audit.audits, audit.ranked), *_site_faults(audit.faults, max(1, read))]
    return AuditRecord(
        url=audit.url,
        scope=Scope.SITE,
        score=audit.score,
        grade=audit.grade,
        families=audit.families,
        problem="" if read else _why_nothing(audit),
        stopped=audit.stopped,
        made_at=audit.made_at,
        seconds=audit.seconds,
        read=read,
        failed=len(audit.pages) - read,
        faults=_sorted(faults),
        pages=audit.pages,
        subjects=audit.subjects,
        missing=audit.missing,
        passed=sound.passed,
        not_applicable=sound.not_applicable,
        not_measured=sound.not_measured,
        titles=sound.titles,
    )


def _families(audits: Sequence[PageAudit]) -> dict[Family, int | None]:
    found: dict[Family, int | None] = {}
    for family in Family:
        scores = [score for audit in audits if (score := audit.families.get(family)) is not None]
        found[family] = round(sum(scores) / len(scores)) if scores else None
    return found


def _why_nothing(audit: SiteAudit) -> str:
    first = next(iter(audit.pages), None)
    if first is None:
        return "no page was read"
    return first.error or f"the server answered with status {first.status}"


def _row(audit: PageAudit) -> PageRow:
    return PageRow(
        url=audit.url, status=None, depth=None, source="", score=audit.score, faults=len(audit.faults)
    )


def _page_faults(audits: Sequence[PageAudit], wins: Sequence[QuickWin]) -> Iterable[Fault]:
    """Yield the faults of pages; status, value and threshold are those of the page where it is worst."""
    worst: dict[str, CheckResult] = {}
    for audit in audits:
        for result in audit.faults:
            known = worst.get(result.id)
            if known is None or (known.status is Status.WARN and result.status is Status.FAIL):
                worst[result.id] = result
    for win in wins:
        result = worst[win.id]
        yield Fault(
            id=win.id,
            family=win.family,
            status=result.status,
            title=win.title,
            value="" if result.value is None else str(result.value),
            threshold=result.threshold,
            why=win.why,
            how_to_fix=win.how_to_fix,
            source=result.source,
            impact=win.impact,
            effort=win.effort,
            rank=win.rank,
            gain=win.gain,
            count=len(win.urls),
            places=[Place(url=url) for url in win.urls[:MOST_PLACES]],
            proofs=win.evidence,
        )


def _site_faults(checks: Sequence[SiteCheck], pages: int) -> Iterable[Fault]:
    for one in checks:
        yield Fault(
            id=one.id,
            family=one.family,
            status=one.status,
            title=one.title,
            value=one.value,
            threshold=one.threshold,
            why=one.why,
            how_to_fix=one.how_to_fix,
            source=one.source,
            impact=one.impact,
            effort=one.effort,
            rank=rank_of(one.impact, one.effort, one.status, min(1.0, max(one.count, 1) / pages)),
            count=max(one.count, 1),
            of_site=True,
            places=one.places[:MOST_PLACES],
        )


def _sorted(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda one: (one.id not in INDEXING_GATES, -one.rank, -one.gain, one.id))


@dataclass(frozen=True)
class _Sound:
    """What found no fault."""

    passed: list[str]
    not_applicable: list[str]
    not_measured: list[Unmeasured]
    titles: dict[str, str]

    @classmethod
    def of(cls, audits: Sequence[PageAudit], checks: Sequence[SiteCheck] = ()) -> "_Sound":
        """Sort the checks that failed on no page: passed on one, measured on none, applicable on none."""
        statuses: dict[str, set[Status]] = {}
        titles: dict[str, str] = {}
        reasons: dict[str, str] = {}
        results: list[CheckResult | SiteCheck] = [one for audit in audits for one in audit.checks]
        for result in [*results, *checks]:
            statuses.setdefault(result.id, set()).add(result.status)
            titles.setdefault(result.id, result.title)
            if result.status is Status.COULD_NOT_CHECK:
                reasons.setdefault(result.id, str(result.value or ""))
        sound = [name for name, found in statuses.items() if not found & {Status.FAIL, Status.WARN}]
        passed = [name for name in sound if Status.PASS in statuses[name]]
        unmeasured = [name for name in sound if name in reasons and name not in set(passed)]
        return cls(
            passed=passed,
            not_applicable=[name for name in sound if name not in {*passed, *unmeasured}],
            not_measured=[Unmeasured(id=one, title=titles[one], reason=reasons[one]) for one in unmeasured],
            titles={name: titles[name] for name in passed},
        )
