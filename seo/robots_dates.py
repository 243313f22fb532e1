"""The moment an `unavailable_after` directive names, in any of the ways dates are written there.

Google takes "any widely adopted format": RFC 822 and 850, ISO 8601, and what sites write by hand. The comma
of "Saturday, 25-Aug-07" also parts directives, so a date is read from where it begins, not up to a comma.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d{2})(?!\d)"
_ZONE = r"(?P<zone>[A-Z]{1,5}\b|[+-]\d{2}:?\d{2})"
_TIME = rf"(?:[\s,tT]+(?P<time>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)(?:\.\d+)?\s*{_ZONE}?)?"
_SHAPES = tuple(
    re.compile(rf"\s*(?:[a-z]{{3,9}}day,?\s+|[a-z]{{3}},?\s+)??{shape}{_TIME}", re.IGNORECASE)
    for shape in (
        rf"{_DAY}[\s-]+{_MONTH}[\s,-]+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<number>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",
    )
)
_DIRECTIVE = re.compile(r"(?:^|,)\s*unavailable_after\s*:", re.IGNORECASE)
# Two digits of a year: RFC 850 was written in the last century.
_LAST_CENTURY = 70


def unavailable_after(directives: str) -> list[datetime]:
    """Return the moments after which some directives take the page out of the index."""
    begins = (match.end() for match in _DIRECTIVE.finditer(directives))
    return [moment for at in begins if (moment := read_moment(directives[at:])) is not None]


def read_moment(text: str) -> datetime | None:
    """Return the moment a text begins with, in UTC where it names no zone; None where it begins with none."""
    match = next((found for shape in _SHAPES if (found := shape.match(text))), None)
    if match is None:
        return None
    parts = match.groupdict()
    month = int(parts["number"]) if parts.get("number") else _MONTHS.index(parts["month"].lower()) + 1
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 1900 if year >= _LAST_CENTURY else 2000
    if not 1 <= month <= len(_MONTHS):
        return None
    zone = (parts["zone"] or "").upper().replace(":", "")
    written = f"{parts['day']} {_MONTHS[month - 1]} {year:04} {parts['time'] or '00:00:00'} "
    try:
        moment = parsedate_to_datetime(written + ("GMT" if zone in {"", "Z"} else zone))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
