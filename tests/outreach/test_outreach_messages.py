"""Messages as salespeople write them: clean ones are left alone, each planted fault is told."""

import dataclasses
import re

import pytest

from outreach.checks import BLOCKING
from outreach.checks.facts import fact_num
from outreach.draft import Status
from outreach.fixes import fixed
from tests.outreach.written import Written, caught, clean, faulty
from ui import language

# Every number of a message occurs in the records: a rounded one does not, and blocks until it is written out.
# What the fix writes in its place; empty where the record has no figure of the same thing to write.
ROUNDED = {
    "wave4-a01": "6,4 secondes",
    "wave4-a06": "met 6,4 secondes",
    "wave4-a09": "1\u202f264 avis",
    "wave4-a10": "à 29,90 euros",
    "wave4-a20": "",
    "wave4-a22": "",
    "wave4-b01": "in 5,2 Sekunden",
    "wave4-b02": "",
    "wave4-b06": "5,2 Sekunden",
    "wave4-b14": "318 Rezensionen",
    "wave4-c01": "takes 5.8 seconds",
    "wave4-c03": "",
    "wave4-c05": "",
    "wave4-c07": "for 5.8 seconds",
    "wave4-c08": "took 5.8 seconds",
    "wave4-c09": "",
    "wave4-c10": "from 93 reviews",
}


def _name(one: Written) -> str:
    return one.name


@pytest.mark.parametrize("one", [one for one in clean() if one.name not in ROUNDED], ids=_name)
def test_a_clean_message_is_not_accused(one: Written) -> None:
    told = {result.id: result for result in one.results if result.status in {Status.FAIL, Status.WARN}}
    failed = {name: result.detail for name, result in told.items() if result.status is Status.FAIL}
    assert failed == {}
    if "in_wave" not in one.expected:  # a warning is no accusation
        assert set(told) == set(one.expected.get("warns", []))


@pytest.mark.parametrize("one", [one for one in clean() if one.name in ROUNDED], ids=_name)
def test_a_rounded_figure_is_told_with_the_figure_to_write(one: Written) -> None:
    failed = [result.id for result in one.results if result.status is Status.FAIL]
    assert failed == ["O-FACT-NUM"]
    better = ROUNDED[one.name]
    if not better:
        return
    assert better not in one.message.draft.body
    mended = dataclasses.replace(one.message, draft=fixed(one.message, "O-FACT-NUM"))
    assert better in mended.draft.body
    assert fact_num(mended).status is Status.PASS


@pytest.mark.parametrize("one", faulty(), ids=_name)
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


def test_every_reason_is_told_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "current", lambda: "fr")
    lines = {
        line
        for one in (*clean(), *faulty())
        for result in one.results
        if result.status in {Status.FAIL, Status.WARN}
        for line in result.detail.splitlines()
        if not line.startswith("(")  # the source of a rule
    }
    assert [line for line in sorted(lines) if language.said(line) == line] == []
    left = re.compile(r"\b(?:the|is|are|has|of|at most|better|words|read|rounded|neither)\b", re.IGNORECASE)
    french = {line: re.sub(r"“[^”]*”|«[^»]*»", "", language.said(line)) for line in lines}
    assert [line for line, shown in french.items() if left.search(shown)] == []
