"""The map of departments: where the dots lie, how large they are, and that words stay words."""

import re

import pytest

from leads.review import Count
from scrapers.departments import places
from ui.components.department_map import department_map

DOT = re.compile(r'cx="(\d+)" cy="(\d+)" r="([\d.]+)"[^>]*><title>')


def dots(*counts: tuple[str, int]) -> list[tuple[float, float, float]]:
    drawn = department_map([Count(value=value, leads=leads) for value, leads in counts], "#111", "#222")
    return [(float(x), float(y), float(r)) for x, y, r in DOT.findall(drawn)]


def test_every_department_of_the_mainland_and_corsica_has_its_place() -> None:
    assert len(places()) == 96
    assert all(41 < latitude < 51.2 and -5.2 < longitude < 9.8 for latitude, longitude in places().values())


def test_lille_is_north_of_marseille_and_strasbourg_east_of_brest() -> None:
    lille, marseille, strasbourg, finistere = (
        dots((f"FR-{code}", 1))[0] for code in ("59", "13", "67", "29")
    )
    assert lille[1] < marseille[1]
    assert finistere[0] < strasbourg[0]


def test_more_leads_are_a_larger_dot() -> None:
    many, few = dots(("FR-33", 100), ("FR-69", 4))
    assert many[2] == pytest.approx(14.0)
    assert few[2] == pytest.approx(3.0 + 11.0 * 0.2, abs=0.1)


def test_corsica_is_drawn_where_its_postcodes_begin_with_20() -> None:
    assert dots(("FR-20", 2)) == dots(("FR-2A", 2))


@pytest.mark.parametrize("area", ["DE-10", "FR-97", "", "?-33", "<script>"])
def test_what_is_not_on_the_map_draws_nothing(area: str) -> None:
    assert department_map([Count(value=area, leads=3)], "#111", "#222") == ""
