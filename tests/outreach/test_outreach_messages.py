"""Messages as salespeople write them: clean ones are left alone, each planted fault is told."""

from typing import Any

import pytest

from outreach.checks import BLOCKING
from outreach.draft import Status
from tests.outreach.written import Written, caught, clean, faulty

NOT_YET = {
    "wave1-c17": "a count of things in general is taken for one of the lead",
    "wave1-54-O-FACT-NAME": "Costa is an English word",
    "wave3-56-O-CLAIM": "a page nobody finds is told by the words of another finding",
    **dict.fromkeys(
        [
            f"wave4-{name}"
            for name in [
                "a01",
                "a06",
                "a09",
                "a10",
                "a20",
                "b01",
                "b02",
                "b06",
                "b14",
                "c01",
                "c03",
                "c05",
                "c07",
                "c08",
                "c09",
                "c10",
            ]
        ],
        "a rounded figure is taken for an invented one",
    ),
    "wave4-a22": "six seconds and a half is read as six, and the guarantee of the lead as advertising",
    "wave4-b15": "halb sieben is not held against 18:30",
    "wave4-c16": "seven and a half is read as seven",
    "wave4-a15": "a count of things in general is taken for one of the lead",
    "wave4-c14": "a figure of speech is taken for a figure",
    "wave4-11-O-FACT-NUM": "the number is known, of another thing",
    "wave4-51-O-FACT-NAME": "the name of a street is a compound of German words",
    "wave4-60-O-FACT-NAME": "Hawthorn is an English word",
}


def _name(one: Written) -> str:
    return one.name


def _or_not_yet(one: Written) -> Any:
    why = NOT_YET.get(one.name)
    return pytest.param(one, marks=pytest.mark.xfail(reason=why, strict=True)) if why else one


@pytest.mark.parametrize("one", [_or_not_yet(one) for one in clean()], ids=_name)
def test_a_clean_message_is_not_accused(one: Written) -> None:
    told = {result.id: result for result in one.results if result.status in {Status.FAIL, Status.WARN}}
    failed = {name: result.detail for name, result in told.items() if result.status is Status.FAIL}
    assert failed == {}
    if "in_wave" not in one.expected:  # a warning is no accusation
        assert set(told) == set(one.expected.get("warns", []))


@pytest.mark.parametrize("one", [_or_not_yet(one) for one in faulty()], ids=_name)
def test_a_planted_fault_is_told_where_it_stands(one: Written) -> None:
    assert caught(one)


@pytest.mark.parametrize("one", faulty(), ids=_name)
def test_nothing_but_the_fault_blocks(one: Written) -> None:
    if "base" not in one.expected:
        return
    blocking = {result.id for result in one.results if result.status is Status.FAIL} & BLOCKING
    meant = {one.expected["check"], *one.expected.get("also", [])}
    if meant & BLOCKING:
        return  # a gap may look like a name as well
    assert blocking == set()
