"""Opening hours day by day, from sentences and tables, so that two pages can be held side by side."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dossier.records import Source
from dossier.rows import lines_and_rows
from llm.tasks.words import fold

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LABELS = {
    "fr": ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_NAMES = (
    "lundis?|lun|montags?|mo|mondays?|mon",
    "mardis?|mar|dienstags?|di|tuesdays?|tues?",
    "mercredis?|mer|mittwochs?|mi|wednesdays?|wed",
    "jeudis?|jeu|donnerstags?|do|thursdays?|thu",
    "vendredis?|ven|freitags?|fr|fridays?|fri",
    "samedis?|sam|samstags?|sa|sonnabends?|saturdays?|sat",
    "dimanches?|dim|sonntags?|so|sundays?|sun",
)
_DAY = "|".join(f"(?P<d{n}>{names})" for n, names in enumerate(_NAMES))
_ANY_DAY = re.compile(rf"\b(?:{_DAY})\b\.?")
_EVERY_DAY = re.compile(
    r"\b(?:tous les jours|chaque jour|7\s?j(?:ours)?\s?(?:/|sur)\s?7|taglich|daily|every day)\b"
)
# A row of hours begins with its days, or what is open on them and then the days.
_OF_DAYS = re.compile(rf"(?:[^\W\d_]+,?\s)?(?:{_DAY})\b")
_JOINS = re.compile(
    r"\s*(?P<range>au|bis|to|a|through|-|–)?\s*(?P<list>et|und|and|,|&|/)?\s*(?:le |les |am )?"
)
_CLOCK = r"(?P<{0}>[01]?\d|2[0-4])\s?(?:h|:|\.)?\s?(?P<{0}m>[0-5]\d)?\s?(?:h\b|uhr\b|am\b|pm\b)?"
_SPAN = re.compile(
    r"(?<![\d,.])" + _CLOCK.format("from_") + r"\s?(?:-|–|a|bis|to)\s?" + _CLOCK.format("to") + r"(?![\d%€])"
)
_CLOSED = re.compile(r"\b(?:ferme\w*|geschlossen|ruhetag|closed)\b")
# What is open at other times than the business itself, as it stands before the days or in a heading.
_SERVICES = {
    "emergency": r"urgences?|depannages?|astreintes?|de garde|sos|(?:notfall|notdienst|bereitschaft)\w*"
    r"|rufbereitschaft|emergenc(?:y|ies)|call-?outs?|on[ -]call",
    "phone": r"standard|(?:accueil|permanence)s? telephoniques?|par telephone|hotline|telefon(?:zeit|isch)\w*"
    r"|phone ?lines?|by phone",
    "delivery": r"livraisons?|(?:liefer|abhol)(?:ung|zeit|service)\w*|deliver(?:y|ies)|a emporter|take-?away",
}
_SERVICE = re.compile(
    r"(?<!\bsauf )(?<!\bhors )(?<!\baußer )(?<!\bausser )(?<!\bexcept )\b(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _SERVICES.items())
    + r")\b"
)
_OPEN = re.compile(r"\b(?:ouvert\w*|horaires?|accueil|geoffnet|offnungszeit\w*|open(?:ing)?)\b")
# A new sentence or column says of what its hours are by itself.
_PARTED = re.compile(r"[.!?;|•](?=\s)")
# The longest line that may be a heading, and what stands between the days of a table without being one.
_HEADING = 60
_CELL = re.compile(
    rf"(?:{_DAY.replace('?P<', '?P<cell_')}|\W|\d|h|et|und|and|au|bis|to|a)+|matin|apres-midi|soir"
)
# Times further behind a day than this are of something else.
_NEAR = 40


@dataclass(frozen=True)
class DayHours:
    """What a line of a source says of one day: its times, none where it is closed.

    `of` is the service that is open then, empty for the business itself.
    """

    day: int
    spans: frozenset[str]
    written: str
    source: Source
    of: str = ""


def day_hours(sources: Iterable[Source]) -> list[DayHours]:
    """Return the hours of each day that each line of the sources states."""
    return [one for source in sources for one in _of_source(source)]


def _of_source(source: Source) -> Iterator[DayHours]:
    heading = ""
    for _, line, is_row in lines_and_rows(source.text):
        folded = fold(line)
        if is_row and not _OF_DAYS.match(folded):
            continue  # another label tells of what these hours are
        stated = [*_in_line(line, source, heading)]
        yield from stated
        if not stated and not is_row and not _CELL.fullmatch(folded) and not _CLOSED.search(folded):
            heading = _service(folded) if len(folded) <= _HEADING and folded[-1:] not in ".!?" else ""


def _in_line(line: str, source: Source, heading: str) -> Iterator[DayHours]:
    folded = fold(line)
    if len(folded) != len(line) or not (_SPAN.search(folded) or _CLOSED.search(folded)):
        return
    groups, every = list(_day_groups(folded)), _EVERY_DAY.search(folded)
    if every:
        groups = [one for one in groups if one[2] <= every.start()]
        groups.append(([*range(7)], every.start(), every.end()))
    closed_first = _CLOSED.search(folded)
    said = 0
    for n, (days, start, end) in enumerate(groups):
        limit = groups[n + 1][1] if n + 1 < len(groups) else len(folded)
        spans, stop = _spans(folded, end, limit)
        closed = _CLOSED.search(folded, end, min(limit, end + _NEAR))
        before = closed_first and 0 <= start - closed_first.end() <= 6
        if not spans and not closed and not before:
            continue
        left = closed_first.start() if before and closed_first and not spans else start
        right = stop if spans else (closed.end() if closed else end)
        of = _service(folded[said:start]) or heading
        said = right
        for day in days:
            yield DayHours(day, spans, line[left:right].strip(" .,;"), source, of)


def _service(before: str) -> str:
    """Return which service the words before days name, empty where the business itself is open then."""
    parted = [match.end() for match in _PARTED.finditer(before)]
    told = before[parted[-1] if parted else 0 :]
    found = [*_SERVICE.finditer(told)]
    if not found or ("," in told[found[-1].end() :] and _OPEN.search(told, found[-1].end())):
        return ""
    return str(found[-1].lastgroup)


def _day_groups(folded: str) -> Iterator[tuple[list[int], int, int]]:
    """Yield days that belong together, « du lundi au vendredi » or "Mon, Wed", and where they stand."""
    found = [(_number(match), match.start(), match.end()) for match in _ANY_DAY.finditer(folded)]
    n = 0
    while n < len(found):
        days, start, end = [found[n][0]], found[n][1], found[n][2]
        while n + 1 < len(found):
            joint = _JOINS.fullmatch(folded[end : found[n + 1][1]])
            if joint is None or not (joint["range"] or joint["list"]):
                break
            last = found[n + 1][0]
            first = days[-1]
            days += (
                [k % 7 for k in range(first + 1, last + 1 + 7 * (last < first))] if joint["range"] else [last]
            )
            end, n = found[n + 1][2], n + 1
        yield days, start, end
        n += 1


def _spans(folded: str, start: int, limit: int) -> tuple[frozenset[str], int]:
    spans, at = set(), start
    while match := _SPAN.search(folded, at, limit):
        if match.start() - at > _NEAR:
            break
        spans.add(f"{_clock(match, 'from_')}-{_clock(match, 'to')}")
        at = match.end()
    return frozenset(spans), at


def _clock(match: re.Match[str], name: str) -> str:
    return f"{int(match[name])}:{match[name + 'm'] or '00'}"


def _number(match: re.Match[str]) -> int:
    return next(n for n in range(7) if match[f"d{n}"])
