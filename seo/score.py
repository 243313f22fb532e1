"""From verdicts to one number: a weighted mean in each family, then of the families, then a grade."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from seo.check import Family, Status

# How much each family counts; the sum is 100.
FAMILY_WEIGHTS: Mapping[Family, int] = {
    Family.INDEXING: 30,
    Family.CONTENT: 25,
    Family.TECHNICAL: 15,
    Family.LOCAL_LEGAL: 15,
    Family.ACCESSIBILITY: 15,
}
# Half of a check's weight is lost by a warning.
_CREDIT = {Status.PASS: 1.0, Status.WARN: 0.5, Status.FAIL: 0.0}
_GRADES = ((90, "A"), (80, "B"), (70, "C"), (50, "D"), (0, "F"))
# A page nobody can find is worth no more, however good it is; one of these checks failed says so.
NOT_INDEXED_CAP = 69
# Of a page nobody can read there is nothing good to say.
UNREADABLE_CAP = 49
INDEXING_GATES = frozenset({"is-crawlable", "http-status-code", "page-readable"})


class Judged(Protocol):
    """What a score needs of a check's result."""

    @property
    def id(self) -> str: ...  # noqa: D102 - says what it is

    @property
    def family(self) -> Family: ...  # noqa: D102

    @property
    def status(self) -> Status: ...  # noqa: D102

    @property
    def weight(self) -> float: ...  # noqa: D102


def family_score(results: Iterable[Judged]) -> int | None:
    """Return the score of one family's results, None where nothing in it could be judged."""
    counted = [result for result in results if result.status in _CREDIT]
    total = sum(result.weight for result in counted)
    if not total:
        return None
    earned = sum(result.weight * _CREDIT[result.status] for result in counted)
    return _rounded(100 * earned / total, earned == total)


def family_scores(results: Iterable[Judged]) -> dict[Family, int | None]:
    """Return the score of each family."""
    results = list(results)
    return {family: family_score(one for one in results if one.family is family) for family in Family}


def page_score(results: Iterable[Judged]) -> int:
    """Return the score of a page: the families that could be judged by their weights, 0 without any."""
    results = list(results)
    scores = {family: score for family, score in family_scores(results).items() if score is not None}
    weight = sum(FAMILY_WEIGHTS[family] for family in scores)
    if not weight:
        return 0
    mean = sum(score * FAMILY_WEIGHTS[family] for family, score in scores.items()) / weight
    score = _rounded(mean, all(one == 100 for one in scores.values()))
    lost = {one.id for one in results if one.id in INDEXING_GATES and one.status is Status.FAIL}
    if "page-readable" in lost:
        return min(score, UNREADABLE_CAP)
    return min(score, NOT_INDEXED_CAP) if lost else score


def _rounded(score: float, is_perfect: bool) -> int:
    """Return a whole number; 100 is kept for what has no fault at all."""
    return 100 if is_perfect else min(99, round(score))


def grade_of(score: int) -> str:
    """Return the letter of a score: A from 90, B 80, C 70, D 50, F."""
    return next(letter for least, letter in _GRADES if score >= least)
