"""Find the opening hours of a business: in its structured data, else in lines with days and times."""

import re
from collections.abc import Sequence

from leads.record import Kind, Method
from scrapers.dom import Document
from scrapers.entities import Entity
from scrapers.found import Found
from scrapers.vocabulary import stems

MAX_LENGTH = 400
MAX_LINES = 14
# A longer line with days and times in it is a sentence about something else.
LONG_LINE = 130
# Lines that may lie between two days of one timetable.
MAX_BREAK = 3

_DAY = re.compile(
    r"\b(?:lun(?:di)?s?|mar(?:di)?s?|mer(?:credi)?s?|jeu(?:di)?s?|ven(?:dredi)?s?|sam(?:edi)?s?"
    r"|dim(?:anche)?s?|7\s?j(?:ours)?\s?[/s]|tous les jours"
    r"|mo(?:ntags?)?|di(?:enstags?)?|mi(?:ttwochs?)?|do(?:nnerstags?)?|fr(?:eitags?)?"
    r"|sa(?:mstags?)?|so(?:nntags?)?|werktags|täglich"
    r"|mon(?:days?)?|tues?(?:days?)?|wed(?:nesdays?)?|thu(?:rs)?(?:days?)?|fri(?:days?)?"
    r"|sat(?:urdays?)?|sun(?:days?)?|weekdays?|daily|every day)\b\.?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-4])\s?(?:h\s?(?:[0-5]\d)?(?!\w)|[:.][0-5]\d(?!\d)|\s?[ap]\.?m\.?\b|\s?uhr\b)"
    r"|(?<!\d)(?:[01]?\d|2[0-4])\s?[-–]\s?(?:[01]?\d|2[0-4])\s?(?:h|uhr)\b",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"\bferm[ée]e?s?\b|\bgeschlossen\b|\bruhetag\b|\bclosed\b|\bsur (?:rendez-vous|rdv)\b", re.IGNORECASE
)
_CLOSED_STEMS = stems("ferm geschlossen ruhetag closed sur_rendez sur_rdv")
_DIGIT = re.compile(r"\d")
_CODES = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b.*\d{1,2}:\d{2}")


def find_hours(document: Document, entities: Sequence[Entity]) -> list[Found]:
    """Return the opening hours as one value with evidence, from the first source that has them."""
    for entity in entities:
        facts = [
            fact for fact in entity.facts.get("openinghours", []) if _CODES.search(fact.value)
        ] + entity.hours
        if facts:
            value = "; ".join(dict.fromkeys(fact.value for fact in facts))[:MAX_LENGTH]
            return [Found(Kind.OPENING_HOURS, value, facts[0].quote, entity.method, -1)]
    return _in_text(document)


def _in_text(document: Document) -> list[Found]:
    """Return the first run of lines that tell two days or more, or one line that tells a span of days."""
    run: list[tuple[str, str, int]] = []
    last = 0
    closed = {number for number, _, _ in document.lines_with(_CLOSED_STEMS)}
    timed = closed.union(document.numbered)
    # A day's name may stand on the line before its times.
    for number in sorted(timed | {number - 1 for number in timed if number}):
        line = document.lines[number]
        text = line.clean
        if line.hidden or len(text) > LONG_LINE:
            continue
        if run and number - last > MAX_BREAK:
            if _is_timetable(run):
                break
            run = []
        numbered = _DIGIT.search(text) is not None
        time = (_TIME.search(text) if numbered else None) or (number in closed and _CLOSED.search(text))
        if not time and (len(text) >= 30 or numbered):
            continue
        day = _DAY.search(text)
        if day and time:
            run.append((text, line.quote(0, len(text)), number))
            last = number
        elif time and run and run[-1][2] == number - 1 and len(text) < 60 and run[-1][0].endswith(":"):
            run[-1] = (f"{run[-1][0]} {text}", run[-1][1], number)
            last = number
        elif day and len(text) < 30 and number + 1 < len(document.lines) and _follows(document, number):
            run.append((text.rstrip(":") + ":", line.quote(0, len(text)), number))
            last = number
        if len(run) >= MAX_LINES:
            break
    if not _is_timetable(run):
        return []
    value = "; ".join(dict.fromkeys(text for text, _, _ in run))[:MAX_LENGTH]
    return [Found(Kind.OPENING_HOURS, value, quote, Method.TEXT, number) for _, quote, number in run[:5]]


def _follows(document: Document, number: int) -> bool:
    """Tell whether the line after a day's name is its time."""
    text = document.lines[number + 1].clean
    return len(text) < 60 and bool(_TIME.search(text) or _CLOSED.search(text))


def _is_timetable(run: Sequence[tuple[str, str, int]]) -> bool:
    """Tell whether lines are opening hours rather than the date of an event."""
    if not any(_TIME.search(text) for text, _, _ in run):
        return False
    return len(run) >= 2 or any(
        (len(_DAY.findall(text)) >= 2 and len(_TIME.findall(text)) >= 2)
        or re.search(r"horaires|öffnungszeiten|hours", text, re.I)
        for text, _, _ in run
    )
