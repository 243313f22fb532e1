import pytest

from seo.audit import audit_page
from seo.check import Status
from seo.checks import CHECKS
from tests.seo.cases import Case, all_cases

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_page_of_our_own_gets_its_verdict(case: Case) -> None:
    result = audit_page(case.given).result(case.check)

    assert result.status is case.status, (result.value, result.evidence)


@pytest.mark.parametrize("name", [check.id for check in CHECKS])
def test_every_check_has_a_failing_a_passing_and_a_not_applicable_page(name: str) -> None:
    shown = {case.status for case in CASES if case.check == name}

    assert Status.PASS in shown
    assert shown & {Status.FAIL, Status.WARN}
    assert Status.NOT_APPLICABLE in shown


def test_ids_are_unique() -> None:
    names = [check.id for check in CHECKS]

    assert len(names) == len(set(names))
