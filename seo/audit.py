"""Audit one page: every check gives its verdict, the verdicts give a score."""

import logging

from pydantic import BaseModel, ConfigDict

from seo.check import Check, Family, Level, Scope, Status, Value, Verdict, could_not_check, not_applicable
from seo.checks import all_checks
from seo.page_input import PageInput
from seo.page_view import PageView
from seo.score import family_scores, grade_of, page_score

logger = logging.getLogger(__name__)


class Proof(BaseModel):
    """A place in the page that shows what a check found; line 0 where it has none."""

    model_config = ConfigDict(frozen=True)

    line: int
    snippet: str


class CheckResult(BaseModel):
    """What one check says of one page, with all a reader needs to understand and mend it."""

    model_config = ConfigDict(frozen=True)

    id: str
    family: Family
    status: Status
    title: str
    value: Value
    threshold: str
    why: str
    how_to_fix: str
    evidence: list[Proof]
    impact: Level
    effort: Level
    source: str
    weight: float


class PageAudit(BaseModel):
    """The audit of one page. `problem` says why there was no page to check, empty where there was one."""

    model_config = ConfigDict(frozen=True)

    url: str
    score: int
    grade: str
    families: dict[Family, int | None]
    problem: str = ""
    checks: list[CheckResult]

    @property
    def faults(self) -> list[CheckResult]:
        """The results that found something wrong."""
        return [result for result in self.checks if result.status in {Status.FAIL, Status.WARN}]

    def result(self, name: str) -> CheckResult:
        """Return the result of one check."""
        return next(result for result in self.checks if result.id == name)


def audit_page(given: PageInput) -> PageAudit:
    """Return the audit of one page. Never raises: a check that breaks could not check."""
    page = PageView(given)
    audit = audit_view(page)
    page.release()
    return audit


def audit_view(page: PageView) -> PageAudit:
    """Return the audit of a page that was already parsed."""
    results = [_result(check, _verdict(check, page)) for check in all_checks()]
    score = page_score(results)
    return PageAudit(
        url=page.url,
        score=score,
        grade=grade_of(score),
        families=family_scores(results),
        problem=page.problem,
        checks=results,
    )


def _verdict(check: Check, page: PageView) -> Verdict:
    if check.scope is not Scope.ALWAYS and page.is_error:
        return could_not_check(f"the server answered with status {page.status}")
    if check.scope is Scope.CONTENT and page.problem:
        return could_not_check(page.problem)
    if check.scope is Scope.CONTENT and not page.kind.is_page:
        return not_applicable("not an HTML page")
    try:
        return check.judge(page)
    except Exception:
        logger.exception("check %s broke on %s", check.id, page.url)
        return could_not_check("the check broke; the log says why")


def _result(check: Check, verdict: Verdict) -> CheckResult:
    return CheckResult(
        id=check.id,
        family=check.family,
        status=verdict.status,
        title=check.title,
        value=verdict.value,
        threshold=check.threshold,
        why=check.why,
        how_to_fix=check.how_to_fix,
        evidence=[Proof(line=spot.line, snippet=spot.snippet) for spot in verdict.evidence],
        impact=check.impact,
        effort=check.effort,
        source=check.source,
        weight=check.weight,
    )
