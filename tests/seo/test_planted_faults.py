"""Faults planted in pages of other trades, countries and site builders: each is found, its twin accused of nothing."""

from pathlib import Path
from typing import Any

import pytest

from seo.audit import audit_page
from seo.check import Status
from seo.page_input import PageInput
from tests.yaml_files import read_yaml

GIVEN: dict[str, Any] = read_yaml(Path(__file__).with_name("planted.yml"))
ACCUSED = {Status.FAIL, Status.WARN}


def edited(html: str, edit: list[str] | None) -> str:
    if not edit:
        return html
    assert html.count(edit[0]) == 1, edit[0]
    return html.replace(*edit)


@pytest.mark.parametrize("given", GIVEN["faults"], ids=lambda given: given["name"])
def test_the_fault_is_found_and_its_twin_is_not_accused(given: dict[str, Any]) -> None:
    twin = edited(GIVEN["pages"][given["page"]], given.get("twin"))
    found = {}
    for name, html in (("twin", twin), ("fault", edited(twin, given["fault"]))):
        page = PageInput(url=given["url"], headers={"content-type": "text/html; charset=utf-8"}, html=html)
        found[name] = audit_page(page).result(given["check"])
    assert found["fault"].status in ACCUSED, found["fault"].value
    assert found["fault"].evidence or found["fault"].value
    assert found["twin"].status not in ACCUSED, found["twin"].value
