"""The question in Overpass QL: what has one of these tags, within a boundary or around a centre."""

import re
from collections.abc import Iterator, Sequence

from scrapers import communes
from scrapers.departments import department_at
from scrapers.search.place import Place

SECONDS = 15
MEGABYTES = 64
# On which levels of the administration a town and its quarters lie; not on those where a larger area has the
# town's name: the arrondissement (7) of Bordeaux, the canton (4) of Zürich. Berlin and Wien are states (4).
_TOWNS = {
    "FR": "8|9",
    "BE": "8|9",
    "LU": "8",
    "CH": "8",
    "DE": "4|6|8|9|10",
    "AT": "4|6|8|9",
    "GB": "5|6|8|10",
}
_TOWNS_ELSEWHERE = "4|5|6|7|8|9"
_CENTRES = "^(city|town|village|hamlet|borough|suburb|quarter)$"
_BEFORE_FIRST_DISTRICT = {"Paris": 75100, "Lyon": 69380, "Marseille": 13200}
# People look for Munich and for Cologne.
_NAMES = ("name", "name:fr", "name:de", "name:en")


def overpass_query(tags: Sequence[str], place: Place, country: str, limit: int) -> str:
    """Return the question for what has one of these tags (`key=value`) in a place, `limit` elements at most.

    >>> overpass_query(["craft=plumber"], Place("Gironde", department="33"), "FR", 10).count("craft")
    1
    """
    where = f"(around.centre:{round(place.radius * 1000)})" if place.radius else "(area.here)"
    filters = [f"[{_quoted(key)}={_quoted(value)}]" for key, _, value in (tag.partition("=") for tag in tags)]
    found = [f"nwr{one}{where};" for one in filters]
    if _is_postal(place, country) and not place.radius:
        codes = "|".join(map(re.escape, place.postcodes))
        found += [
            f'nwr{one}["addr:postcode"~{_quoted(f"^({codes})$")}]{_in(country, "country")};'
            for one in filters
        ]
    return (
        f"[out:json][timeout:{SECONDS}][maxsize:{MEGABYTES * 1024 * 1024}];"
        f"{''.join(_ground(place, country))}({''.join(found)});out center tags {limit};"
    )


def _ground(place: Place, country: str) -> Iterator[str]:
    """Yield the statements that make the area `here` or the set `centre`."""
    if country:
        yield f'area["ISO3166-1"={_quoted(country.upper())}][admin_level=2]->.country;'
    scope = _in(country, "country")
    if place.region:
        yield _boundary(f'["ref:INSEE"={_quoted(place.region)}][admin_level=4]', scope, "here")
        return
    if place.district and not place.radius:
        yield _boundary(f'["ref:INSEE"={_quoted(_district(place))}]', scope, "here")
        return
    department = place.department or _department(place, country)
    if department:
        yield _departments(department, scope, "within" if place.town else "here")
        scope = "(area.within)"
    if _is_postal(place, country):
        codes = "|".join(map(re.escape, place.postcodes))
        found = f"rel[boundary=postal_code][postal_code~{_quoted(f'^({codes})$')}]{scope}"
        yield f"{found}->.centre;" if place.radius else f"{found};map_to_area->.here;"
    elif place.town:
        yield _town(place, country, scope)


def _department(place: Place, country: str) -> str:
    """Return the department a postcode of the question lies in, where other towns have the same name."""
    if country.upper() != "FR" or not place.has_postcode:
        return ""
    of_this_name = {department_at(postcode) for postcode in communes.postcodes_of(place.town)}
    return department_at(place.postcodes[0]) if len(of_this_name) > 1 else ""


def _departments(code: str, scope: str, target: str) -> str:
    """Return the statement for a department, and for both halves of the Rhône."""
    codes = (code, f"{code}D", f"{code}M") if code == "69" else (code,)
    found = "".join(
        f'rel[boundary=administrative]["ref:INSEE"={_quoted(one)}][admin_level~"^[56]$"]{scope};'
        for one in codes
    )
    return f"({found});map_to_area->.{target};"


def _town(place: Place, country: str, scope: str) -> str:
    """Return the statement for the centre of a town, or for its boundary."""
    if place.radius:
        names = "".join(f"node{one}[place~{_quoted(_CENTRES)}]{scope};" for one in _named(place.town))
        return f"({names})->.centre;"
    levels = _quoted(f"^({_TOWNS.get(country.upper(), _TOWNS_ELSEWHERE)})$")
    names = "".join(
        f"rel{one}[boundary=administrative][admin_level~{levels}]{scope};" for one in _named(place.town)
    )
    return f"({names});map_to_area->.here;"


def _district(place: Place) -> str:
    """Return the INSEE code of an arrondissement."""
    return str(_BEFORE_FIRST_DISTRICT[place.town] + place.district)


def _is_postal(place: Place, country: str) -> bool:
    """Tell whether the boundary of the postcode is looked for: France's map has the towns' instead."""
    return place.has_postcode and country.upper() != "FR"


def _boundary(filters: str, scope: str, target: str) -> str:
    return f"rel[boundary=administrative]{filters}{scope};map_to_area->.{target};"


def _named(name: str) -> list[str]:
    """Return the filters for a name; typed without a capital letter it is found in any case."""
    if name.islower():
        pattern = _quoted(f"^{re.escape(name)}$")
        return [f"[{_quoted(key)}~{pattern},i]" for key in _NAMES]
    return [f"[{_quoted(key)}={_quoted(name)}]" for key in _NAMES]


def _in(country: str, area: str) -> str:
    return f"(area.{area})" if country else ""


def _quoted(text: str) -> str:
    """Return a text as a string of Overpass QL: it ends where we end it."""
    clean = "".join(char if char.isprintable() else " " for char in text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'
