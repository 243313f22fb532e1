"""What to mend first: faults by what they cost and how little work they are, grouped over pages."""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from seo.audit import CheckResult, PageAudit, Proof
from seo.check import Family, Level, Status
from seo.score import page_score

MOST_WINS = 10
IN_48_HOURS = 8

_IMPACT = {Level.HIGH: 5.0, Level.MEDIUM: 2.0, Level.LOW: 1.0}
_EASE = {Level.LOW: 3.0, Level.MEDIUM: 2.0, Level.HIGH: 1.0}
_SEVERITY = {Status.FAIL: 1.0, Status.WARN: 0.5}
# A fault of one page among many still counts this share of one that is everywhere.
_ALONE = 0.4
# Mending what keeps a page out of the index comes before anything else.
_FIRST = frozenset({"http-status-code", "is-crawlable", "page-readable"})


class QuickWin(BaseModel):
    """One fault worth mending: on which pages, how, and the points their score would gain at a mean."""

    model_config = ConfigDict(frozen=True)

    id: str
    family: Family
    title: str
    why: str
    how_to_fix: str
    impact: Level
    effort: Level
    rank: float
    gain: int
    urls: list[str]
    evidence: list[Proof]


def quick_wins(audits: Sequence[PageAudit], most: int = MOST_WINS) -> list[QuickWin]:
    """Return the faults most worth mending over some pages, the best first."""
    found: dict[str, list[tuple[PageAudit, CheckResult]]] = {}
    for audit in audits:
        for fault in audit.faults:
            found.setdefault(fault.id, []).append((audit, fault))
    wins = [_win(faults, len(audits)) for faults in found.values()]
    wins.sort(key=lambda win: (win.id not in _FIRST, -win.rank, -win.gain, win.id))
    return wins[:most]


def plan_48_hours(wins: Sequence[QuickWin]) -> list[QuickWin]:
    """Return the wins of a plan for two days: the best that are no great work, at most eight."""
    return [win for win in wins if win.effort is not Level.HIGH][:IN_48_HOURS]


def rank_of(impact: Level, effort: Level, status: Status, share: float) -> float:
    """Return how much a fault is worth mending: impact times ease, more where more of the pages have it."""
    return round(_IMPACT[impact] * _EASE[effort] * _SEVERITY[status] * (_ALONE + (1 - _ALONE) * share), 2)


def _win(faults: Sequence[tuple[PageAudit, CheckResult]], pages: int) -> QuickWin:
    _, worst = max(faults, key=lambda fault: _SEVERITY[fault[1].status])
    return QuickWin(
        id=worst.id,
        family=worst.family,
        title=worst.title,
        why=worst.why,
        how_to_fix=worst.how_to_fix,
        impact=worst.impact,
        effort=worst.effort,
        rank=rank_of(worst.impact, worst.effort, worst.status, len(faults) / pages),
        gain=round(sum(_gain(audit, fault) for audit, fault in faults) / len(faults)),
        urls=list(dict.fromkeys(audit.url for audit, _ in faults)),
        evidence=list(worst.evidence[:3]),
    )


def _gain(audit: PageAudit, fault: CheckResult) -> int:
    """Return by how much a page's score would rise if one fault were mended."""
    return max(0, page_score(_mended(audit.checks, fault)) - audit.score)


def _mended(results: Iterable[CheckResult], fault: CheckResult) -> list[CheckResult]:
    return [one.model_copy(update={"status": Status.PASS}) if one is fault else one for one in results]
