"""Messages as salespeople write them: clean ones are left alone, each planted fault is told."""

import pytest

from outreach.checks import BLOCKING
from outreach.draft import Status
from tests.outreach.written import Written, caught, clean, faulty


@pytest.mark.parametrize("one", clean(), ids=lambda one: one.name)
def test_a_clean_message_is_not_accused(one: Written) -> None:
    told = {result.id: result for result in one.results if result.status in {Status.FAIL, Status.WARN}}
    failed = {name: result.detail for name, result in told.items() if result.status is Status.FAIL}
    assert failed == {}
    assert set(told) == set(one.expected.get("warns", []))


@pytest.mark.parametrize("one", faulty(), ids=lambda one: one.name)
def test_a_planted_fault_is_told_where_it_stands(one: Written) -> None:
    assert caught(one)


@pytest.mark.parametrize("one", faulty(), ids=lambda one: one.name)
def test_nothing_but_the_fault_blocks(one: Written) -> None:
    if "base" not in one.expected:
        return
    blocking = {result.id for result in one.results if result.status is Status.FAIL} & BLOCKING
    meant = {one.expected["check"], *one.expected.get("also", [])}
    if meant & BLOCKING:
        return  # a gap may look like a name as well
    assert blocking == set()
