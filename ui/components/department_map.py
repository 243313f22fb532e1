"""A map of French departments drawn on this machine: a dot for each, larger where more leads are."""

import math
from collections.abc import Sequence

from leads.review import Count
from scrapers.departments import places
from ui.components.review_choice import area_word, sentence
from ui.safe import html

# Degrees around the mainland and Corsica, and how many pixels one is high; a degree of longitude is narrower.
_WEST, _EAST, _SOUTH, _NORTH = -5.2, 9.8, 41.2, 51.2
_SCALE = 24.0
_NARROW = math.cos(math.radians(46.5))
_SMALLEST, _LARGEST = 3.0, 14.0


def department_map(counts: Sequence[Count], ground: str, found: str) -> str:
    """Return the map as SVG in two colours, that of the country and that of the leads.

    It is empty where no lead lies in one of the departments on it.
    """
    by_code = {code: count for count in counts if (code := _code(count.value))}
    if not by_code:
        return ""
    most = max(count.leads for count in by_code.values())
    dots = [_dot(*place, 2.0, ground, 0.45) for place in places().values()]
    dots += [_lead_dot(code, count, most, found) for code, count in by_code.items()]
    width, height = (_EAST - _WEST) * _SCALE * _NARROW, (_NORTH - _SOUTH) * _SCALE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}">{"".join(dots)}</svg>'
    )


def _code(area: str) -> str:
    """Return the department of an area such as FR-33, empty where it is none that is drawn."""
    country, _, code = area.partition("-")
    # Corsican postcodes do not tell the two departments apart.
    code = "2A" if code == "20" else code
    return code if country == "FR" and code in places() else ""


def _lead_dot(code: str, count: Count, most: int, fill: str) -> str:
    radius = _SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(count.leads / most)
    title = html(f"{sentence(area_word(count.value))}: {count.leads:,}")
    return _dot(*places()[code], radius, fill, 0.8, f"<title>{title}</title>")


def _dot(
    latitude: float, longitude: float, radius: float, fill: str, opacity: float, inside: str = ""
) -> str:
    x, y = (longitude - _WEST) * _SCALE * _NARROW, (_NORTH - latitude) * _SCALE
    where = f'cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}"'
    return f'<circle {where} fill="{fill}" fill-opacity="{opacity}">{inside}</circle>'
