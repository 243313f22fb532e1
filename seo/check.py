"""What a check is: its definition, its verdict, and the decorator that makes one of a plain function."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import TYPE_CHECKING

from seo.spot import Spot

if TYPE_CHECKING:
    from seo.page_view import PageView

MAX_SPOTS = 10


class Status(StrEnum):
    """What a check says of a page; the last two never count against it."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    WARN = "warn"
    NOT_APPLICABLE = "not_applicable"
    COULD_NOT_CHECK = "could_not_check"


class Family(StrEnum):
    """The five families of checks, which are also the five parts of the score."""

    INDEXING = "indexing"
    CONTENT = "content"
    TECHNICAL = "technical"
    LOCAL_LEGAL = "local_legal"
    ACCESSIBILITY = "accessibility"


class Level(StrEnum):
    """High, medium or low: how much a fault costs the page, and how much work its mending is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Scope(StrEnum):
    """What a check reads, and so when it can speak.

    `CONTENT`: the page itself; with an error status or no readable page it could not be checked.
    `ANSWER`: address, headers or robots.txt; only an error status silences it. `ALWAYS`: none does.
    """

    CONTENT = "content"
    ANSWER = "answer"
    ALWAYS = "always"


Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check says of one page. `value` is what was measured, or in words why nothing was."""

    status: Status
    value: Value = None
    evidence: tuple[Spot, ...] = ()


def passed(value: Value = None, *evidence: Spot) -> Verdict:
    """The page is as it should be."""
    return Verdict(Status.PASS, value, evidence[:MAX_SPOTS])


def failed(value: Value = None, *evidence: Spot) -> Verdict:
    """The page has the fault."""
    return Verdict(Status.FAIL, value, evidence[:MAX_SPOTS])


def warned(value: Value = None, *evidence: Spot) -> Verdict:
    """The page has the fault in a form that costs less, or may have it."""
    return Verdict(Status.WARN, value, evidence[:MAX_SPOTS])


def not_applicable(reason: str = "") -> Verdict:
    """The page has nothing the check is about."""
    return Verdict(Status.NOT_APPLICABLE, reason or None)


def could_not_check(reason: str) -> Verdict:
    """What the check needs is not there; `reason` says in words what."""
    return Verdict(Status.COULD_NOT_CHECK, reason)


Judge = Callable[["PageView"], Verdict]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it is about, and the pure function that judges a page.

    `threshold` says what passes, `source` where that comes from, `why` why it matters to the business, and
    `how_to_fix` in one sentence what to do.
    """

    id: str
    family: Family
    title: str
    threshold: str
    why: str
    how_to_fix: str
    impact: Level
    effort: Level
    source: str
    judge: Judge
    scope: Scope = Scope.CONTENT

    @property
    def weight(self) -> float:
        """Its part of its family's score."""
        return _WEIGHTS[self.impact]


_WEIGHTS = {Level.HIGH: 5.0, Level.MEDIUM: 2.0, Level.LOW: 1.0}


def check(
    name: str,
    family: Family,
    *,
    title: str,
    threshold: str,
    why: str,
    how_to_fix: str,
    source: str,
    impact: Level = Level.MEDIUM,
    effort: Level = Level.LOW,
    scope: Scope = Scope.CONTENT,
) -> Callable[[Judge], Check]:
    """Make a check of a function `(PageView) -> Verdict`."""

    def made(judge: Judge) -> Check:
        return Check(
            id=name,
            family=family,
            title=title,
            threshold=threshold,
            why=why,
            how_to_fix=how_to_fix,
            impact=impact,
            effort=effort,
            source=source,
            judge=judge,
            scope=scope,
        )

    return made


def checks_of(module: ModuleType) -> tuple[Check, ...]:
    """Return the checks a module defines, in its order."""
    return tuple(thing for thing in vars(module).values() if isinstance(thing, Check))
