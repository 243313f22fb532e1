"""The French departments and regions: which one does a text mean, by its name or its number?"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from scrapers.communes import Words, department, fold_words

_FILE = Path(__file__).parent / "gazetteer" / "departments_fr.tsv"
_PLACES = _FILE.with_name("department_places.tsv")
# Who names one of these means the town; the other names that are a village's too mean the department.
_TOWNS = frozenset({("paris",), ("vienne",), ("mayenne",)})


@dataclass(frozen=True, slots=True)
class Department:
    """A department and the region it lies in, with the codes INSEE gives them."""

    code: str
    name: str
    region: str
    region_name: str


@lru_cache(maxsize=1)
def _all() -> tuple[Department, ...]:
    return tuple(_read())


def _read() -> Iterator[Department]:
    with _FILE.open(encoding="utf-8") as lines:
        for line in lines:
            if line[0] != "#":
                yield Department(*line.rstrip("\n").split("\t"))


@lru_cache(maxsize=1)
def places() -> dict[str, tuple[float, float]]:
    """Return latitude and longitude of each department's prefecture, by its code; without those overseas."""
    lines = _PLACES.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {code: (float(latitude), float(longitude)) for code, latitude, longitude in rows}


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Department]:
    return {one.code: one for one in _all()}


@lru_cache(maxsize=1)
def _by_name() -> dict[Words, Department]:
    return {fold_words(one.name): one for one in _all()}


@lru_cache(maxsize=1)
def _regions() -> dict[Words, tuple[str, str]]:
    return {fold_words(one.region_name): (one.region, one.region_name) for one in _all()}


def department_of(text: str) -> Department | None:
    """Return the department of a number (33, 2A, 974) or name; None where a town is meant or nothing known.

    >>> department_of("gironde").code
    '33'
    """
    words = fold_words(text)
    found = _by_code().get(text.strip().upper())
    return found or (None if words in _TOWNS else _by_name().get(words))


def region_of(text: str) -> tuple[str, str] | None:
    """Return the code and the name of the region of this name, None where there is none."""
    return _regions().get(fold_words(text))


def department_at(postcode: str) -> str:
    """Return the code of the department a postcode lies in; the two of Corsica share its first digits."""
    found = department(postcode)
    if found != "20":
        return found
    return "2A" if postcode < "20200" else "2B"


def is_area(text: str) -> bool:
    """Tell whether a text names a department or a region."""
    return department_of(text) is not None or region_of(text) is not None
