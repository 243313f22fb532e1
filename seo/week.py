"""Opening hours as a week of times, read from text in French, German or English and from schema.org markup.

A line that cannot be read for certain gives nothing: a wrong reading would accuse a page that is right.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scrapers.vocabulary import any_of, words

Spans = frozenset[tuple[int, int]]
MIDNIGHT = 24 * 60
# A line without times that is longer names days in passing.
LABEL = 40
_DAYS = 7

_DAY_NAMES = (
    any_of(r"lundis? lun mondays? mon montags? mo"),
    any_of(r"mardis? mar tuesdays? tues? tue dienstags? di tu"),
    any_of(r"mercredis? mer wednesdays? weds? mittwochs? mi we"),
    any_of(r"jeudis? jeu thursdays? thurs? thu donnerstags? do th"),
    any_of(r"vendredis? ven fridays? fri freitags? fr"),
    any_of(r"samedis? sam saturdays? sat samstags? sonnabends? sa"),
    any_of(r"dimanches? dim sundays? sun sonntags? so su"),
)
_TIME = (
    r"(?P<time>(?<!\d)(?:[01]?\d|2[0-4])\s?(?:h(?:eures?)?\s?(?:[0-5]\d)?(?![a-zé])"
    r"|[:.][0-5]\d(?!\d)(?:\s?h\b|\s?uhr\b)?|\s?uhr\b|\s?[ap]\.?m\b\.?)|(?:(?<=à\s)|(?<=de\s)|(?<=[-–]\s)|(?<=[-–]))midi\b|\bminuit\b)"
)
_BUT = r"\b(?:sauf|except(?:é|e)?|hors|hormis|à\s+l['’]exception\s+d(?:u|es?)|außer|ausgenommen)"
_TOKEN = re.compile(
    "|".join(
        [
            *(
                rf"(?P<d{number}>(?:\b|(?<=\d)){names}(?:\b|(?=\d))\.?)"
                for number, names in enumerate(_DAY_NAMES)
            ),
            r"(?P<every>\b(?:tous\s+les\s+jours|7\s?j(?:ours)?\s?(?:/|sur)\s?7|täglich|every\s+day|daily)\b)",
            r"(?P<week>\bL\s?[-–àa]\s?V\b|\ben\s+semaine\b|\bwerktags\b|\bweekdays\b)",
            r"(?P<allday>\b24\s?h(?:eures)?\s?(?:/|sur)\s?24\s?h?\b|\b24/24h?\b)",
            _TIME,
            r"(?P<bare>(?<![\d/.:])(?:[01]?\d|2[0-4])(?=\s?[-–—]\s?(?:[01]?\d|2[0-4])\s?(?:h\b|uhr\b)))",
            r"(?P<closed>\bferm(?:é|e)(?:e|s|es)?\b|\bfermeture\b|\brepos\b|\brelâche\b|\bgeschlossen\b|\bruhetag\b|\bclosed\b)",
            rf"(?P<but>{_BUT}\b)",
            r"(?P<to>\s+(?:au|à|to|bis|until|through)\s+|\s?[-–—>]\s?)",
            r"(?P<and>\s+(?:et|und|and)\s+|[,/&;+])",
            r"(?P<word>[^\W\d_]{2,})",
            r"(?P<digit>\d+)",
        ]
    ),
    re.IGNORECASE,
)
# Labels and values of a list that only its style keeps apart: "LundiFermé".
_GLUED = re.compile(r"(?<=[a-zé])(?=[A-ZÉ][a-zé])")
# (Its second half is no time of day.)
_AFTERNOON = re.compile(r"\bapr[èe]s[\s-]?midi\b", re.IGNORECASE)
# "6j/7" counts days without naming them.
_PART_WEEK = re.compile(r"\b[1-6]\s?j(?:ours)?\s?(?:/|sur)\s?7\b\s*:?", re.IGNORECASE)
_HARMLESS = words(
    "du de le les la horaires horaire ouvert ouverte ouverts ouverture ouvertures matin après midi am soir",
    "sans interruption non stop from von öffnungszeiten geöffnet open hours uhr heures nos atelier magasin",
    "bureau boutique accueil notre der den ab jours et vous accueille sommes nous est puis en continu the we",
    "midi service déjeuner dîner hebdomadaire jour",
    "are consultation consultations cabinet salon clinique pharmacie garage boulangerie sprechzeiten",
)
# Words that make the times of a line something else than opening hours.
_OTHER_TIMES = re.compile(
    # (“Sauf le lundi” leaves out a day; other exceptions are not understood.)
    rf"{_BUT}(?!\s+(?:(?:le|les|on|am|the)\s+)?{any_of(*_DAY_NAMES)}\b(?!.*\b(?:matin|midi|soir|morgens|abends)))"
    r"|\bferm\w+\s+(?:le\s+|l['’])?(?:midi|matin|soir|après)|\b(?:midi|matin|soir)\s*:?\s+fermé"
    rf"|\b(?:ferm\w+|repos|relâche)\b[^.;\d]{{0,30}}?\b{any_of(*_DAY_NAMES)}\s+(?:matin|midi|soir|après)"
    r"|urgence|dépannage|astreinte|intervention|rendez-vous|rdv|livraison|téléphon|sur demande|exceptionnel"
    r"|férié|été\b|hiver|un samedi|premier|vacances|juillet|août|notdienst|termin"
    r"|janvier|février|mars\b|avril|juin|septembre|octobre|novembre|décembre",
    re.IGNORECASE,
)
_ABOUT_HOURS = re.compile(
    r"\bouvert|\bouvr|horaire|accueil|\breç(?:oi|ev)|recevons|geöffnet|öffnungszeit|\bopen\b|opening|\bfermé",
    re.IGNORECASE,
)
_SENTENCES = re.compile(
    r"(?<![A-ZÉ][a-zé])(?<![A-ZÉ][a-zé]{2})[.!?]\s+(?=[A-ZÉÀ][a-zé]{3})"
    # (“7h-20h, fermé le dimanche”: a sentence of its own.)
    rf"|(?<=[\dh])[,;]\s*(?=fermé\w*\s+les?\s+{any_of(*_DAY_NAMES)}\b)"
)


@dataclass(frozen=True, slots=True)
class _Word:
    kind: str
    text: str


def text_week(lines: Iterable[str]) -> dict[int, Spans] | None:
    """Return the hours some lines tell by day (0 Monday); a closed day is empty, an unnamed one is absent.

    None: two lines contradict each other, as those of several branches do.
    """
    week: dict[int, Spans] = {}
    for line in _joined(lines):
        for day, spans in _of_line(line):
            if week.get(day, spans) != spans:
                return None
            week[day] = spans
    return week


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Yield the rows of a timetable: a line that names days, with the lines of bare times right below it.

    An empty line says that something else stands between two lines.
    """
    row = ""
    for line in (sentence for text in lines for sentence in _SENTENCES.split(text)):
        words_of_line = _words(line)
        kinds = {word.kind for word in words_of_line}
        if kinds & _DAY_KINDS:
            if row:
                yield row
            row = line if kinds & _TIME_KINDS or len(line) < LABEL else ""
            if words_of_line[0].kind == "closed":
                # "Fermé le lundi": the times below are those of other days.
                yield row
                row = ""
        elif row and kinds & _TIME_KINDS and all(_says_only_when(word) for word in words_of_line):
            row = f"{row} {line}"
        elif row:
            yield row
            row = ""
    if row:
        yield row


def _says_only_when(word: "_Word") -> bool:
    return word.kind not in {"word", "digit"} or word.text.lower() in _HARMLESS


def _of_line(line: str) -> list[tuple[int, Spans]]:
    """Return what a line says of each day it names, nothing where a part of it is not understood."""
    if _OTHER_TIMES.search(line):
        return []
    told, left_out = _without_exceptions(_words(line))
    found = _told(told, is_about_hours=_ABOUT_HOURS.search(line) is not None)
    if not found or not left_out:
        return found
    kept = [(day, spans) for day, spans in found if day not in left_out]
    return [*kept, *((day, frozenset[tuple[int, int]]()) for day in left_out)]


def _without_exceptions(line: Sequence[_Word]) -> tuple[list[_Word], list[int]]:
    """Return a line without "sauf le lundi et le mardi", and the days that are left out so."""
    kept: list[_Word] = []
    left_out: list[int] = []
    joint, is_exception = "", False
    for word in line:
        if word.kind == "but":
            joint, is_exception = "", True
        elif is_exception and word.kind in _DAY_KINDS:
            left_out += _days_of(word, left_out, joint)
        elif is_exception and (word.kind in {"and", "to"} or word.text.lower() in _HARMLESS):
            joint = word.kind if word.kind in {"and", "to"} else joint
        else:
            is_exception = False
            kept.append(word)
    return kept, left_out


def _told(line: Sequence[_Word], *, is_about_hours: bool) -> list[tuple[int, Spans]]:
    """Return what the words of a line say of each day they name."""
    found: list[tuple[int, Spans]] = []
    days: list[int] = []
    times: list[int] = []
    early: list[int] = []
    closed = allday = is_closed_day = False
    joint = ""
    for word in [*line, _Word("end", "")]:
        is_day = word.kind in _DAY_KINDS
        # ("Fermé le dimanche et le lundi" goes on after its first day; "Dimanche : fermé" does not.)
        is_told = times or allday or is_closed_day
        if days and ((is_day and is_told) or (word.kind == "end" and (is_told or closed))):
            spans = _spans(times, closed=closed, allday=allday)
            if spans is None:
                return []
            found += [(day, spans) for day in days]
            days, times, joint = [], [], ""
            closed = allday = is_closed_day = False
        if is_day:
            days += _days_of(word, days, joint)
        elif word.kind in {"time", "bare"}:
            (times if days else early).append(_minutes(word.text))
        elif word.kind == "closed":
            closed, is_closed_day = True, bool(days)
        elif word.kind == "allday":
            allday = True
        elif word.kind == "digit" or (
            word.kind == "word" and not is_about_hours and word.text.lower() not in _HARMLESS
        ):
            return []
        joint = word.kind if word.kind in {"to", "and"} else joint if word.kind == "word" else ""
    if early and days and not times and not found:
        # "De 9h à 18h du lundi au vendredi"
        spans = _spans(early, closed=False, allday=False)
        return [(day, spans) for day in days] if spans else []
    return [] if early else found


_DAY_KINDS = frozenset({*(f"d{number}" for number in range(_DAYS)), "every", "week"})
_TIME_KINDS = frozenset({"time", "bare", "closed", "allday"})


def _days_of(word: _Word, days: Sequence[int], joint: str) -> list[int]:
    """Return the days a word adds: itself, or all from the last one to it."""
    if word.kind == "every":
        return list(range(_DAYS))
    if word.kind == "week":
        return list(range(5))
    day = int(word.kind[1:])
    if joint == "to" and days:
        return [one % _DAYS for one in range(days[-1] + 1, day + 1 + (_DAYS if day < days[-1] else 0))]
    return [day]


def _spans(times: Sequence[int], *, closed: bool, allday: bool) -> Spans | None:
    """Return times two by two, None where they do not make spans."""
    if allday:
        return None if times or closed else frozenset({(0, MIDNIGHT)})
    if closed and not times:
        return frozenset()
    if len(times) % 2:
        return None
    pairs = list(zip(times[::2], times[1::2], strict=True))
    pairs = [(start, end if end > start else end + MIDNIGHT) for start, end in pairs]
    return frozenset(pairs) if all(end - start <= MIDNIGHT for start, end in pairs) else None


def _words(line: str) -> list[_Word]:
    apart = _PART_WEEK.sub(" ", _AFTERNOON.sub(" ", _GLUED.sub(" ", line)))
    return [_Word(match.lastgroup or "", match[0].strip()) for match in _TOKEN.finditer(apart)]


def _minutes(text: str) -> int:
    """Return a time of day in minutes after midnight."""
    lowered = text.lower()
    if lowered in {"midi", "minuit"}:
        return 12 * 60 if lowered == "midi" else MIDNIGHT
    digits = [int(part) for part in re.findall(r"\d+", text)]
    hours, minutes = digits[0], digits[1] if len(digits) > 1 else 0
    if "p" in lowered and "m" in lowered and hours < 12:
        hours += 12
    elif "a" in lowered and "m" in lowered and hours == 12:
        hours = 0
    return hours * 60 + minutes


# Markup

_CODES = {"mo": 0, "tu": 1, "we": 2, "th": 3, "fr": 4, "sa": 5, "su": 6}
_SHORT = re.compile(
    r"((?:Mo|Tu|We|Th|Fr|Sa|Su)(?:[-,\s]*(?:Mo|Tu|We|Th|Fr|Sa|Su))*)\s+(\d{1,2}:\d{2})(?::\d{2})?\s*[-–]\s*(\d{1,2}:\d{2})"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def markup_week(
    node: Mapping[str, object], specifications: Iterable[Mapping[str, object]]
) -> dict[int, Spans]:
    """Return the hours a business declares by day: `openingHours` texts and the specifications given."""
    week: dict[int, set[tuple[int, int]]] = {}
    texts = node.get("openingHours")
    for text in texts if isinstance(texts, list) else [texts]:
        for match in _SHORT.finditer(str(text or "")):
            for day in _coded_days(match[1]):
                _add(week, day, match[2], match[3])
    for one in specifications:
        if one.get("validFrom") or one.get("validThrough"):
            continue
        names = one.get("dayOfWeek")
        for name in names if isinstance(names, list) else [names]:
            number = _CODES.get(str(name or "").rpartition("/")[2].rpartition(":")[2][:2].lower())
            if number is not None:
                _add(week, number, str(one.get("opens") or ""), str(one.get("closes") or ""))
    return {day: frozenset(spans) for day, spans in week.items()}


def _coded_days(text: str) -> Iterator[int]:
    """Yield the days of a code such as Mo-We,Fr."""
    for part in re.split(r"[,\s]+", text.strip()):
        first, dash, last = part.partition("-")
        start = _CODES.get(first.lower())
        end = _CODES.get(last.lower()) if dash else start
        if start is None or end is None:
            continue
        yield from (day % _DAYS for day in range(start, end + 1 + (_DAYS if end < start else 0)))


def _add(week: dict[int, set[tuple[int, int]]], day: int, opens: str, closes: str) -> None:
    first, last = _CLOCK.match(opens), _CLOCK.match(closes)
    spans = week.setdefault(day, set())
    if first and last:
        start, end = (int(match[1]) * 60 + int(match[2]) for match in (first, last))
        if (start, end) in {(0, 23 * 60 + 59), (0, MIDNIGHT)}:
            end = MIDNIGHT
        # (Both the same: closed.)
        if start != end:
            spans.add((start, end if end > start else end + MIDNIGHT))


def envelope(spans: Spans) -> tuple[int, int] | None:
    """Return the first opening and the last closing of a day."""
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None


def told(spans: Spans) -> str:
    """Return spans in words: 09:00-12:00, 14:00-18:00."""
    if not spans:
        return "closed"
    return ", ".join(
        f"{start // 60:02}:{start % 60:02}-{end // 60 % 24:02}:{end % 60:02}" for start, end in sorted(spans)
    )
