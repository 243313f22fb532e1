"""Every figure of a message with its place, and what it is compared by: numbers, dates, phones, addresses.

"4,6" is "4.6", « quatre » is "4", "04 72 00 00 00" is "+33472000000", "12/11/2026" is « 12 novembre 2026 ».
"""

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from llm.tasks.figures import number_key
from llm.tasks.number_words import written_numbers
from llm.tasks.words import fold
from outreach.amounts import amounts
from outreach.draft import Language
from outreach.wording import ADDRESS

_B = r"[ \u00a0\u202f\u2009]"
_MONTHS = {
    "janvier": 1,
    "fevrier": 2,
    "mars": 3,
    "avril": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "aout": 8,
    "septembre": 9,
    "octobre": 10,
    "novembre": 11,
    "decembre": 12,
    "january": 1,
    "february": 2,
    "march": 3,
    "april": 4,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "october": 10,
    "november": 11,
    "december": 12,
    "januar": 1,
    "februar": 2,
    "marz": 3,
    "juni": 6,
    "juli": 7,
    "oktober": 10,
    "dezember": 12,
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sept": 9,
    "sep": 9,
    "oct": 10,
    "okt": 10,
    "nov": 11,
    "dec": 12,
    "dez": 12,
    "janv": 1,
    "fevr": 2,
    "juil": 7,
}
_MONTH = "|".join(
    sorted([*_MONTHS, "février", "août", "décembre", "märz", "févr", "déc"], key=len, reverse=True)
)
_DATES = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(
        rf"(?<![\d/.])(?P<d>\d{{1,2}})[/.\-]{_B}?(?P<m>\d{{1,2}})[/.\-]{_B}?(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:er|st|nd|rd|th|\.)?{_B}+(?:of "
        rf")?(?P<n>{_MONTH})\b\.?(?:,?{_B}+(?P<y>(?:19|20)\d\d))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<n>{_MONTH})\.?{_B}+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!{_B}?[:h%€])(?:,?{_B}+(?P<y>(?:19"
        rf"|20)\d\d))?",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<n>{_MONTH})\.?{_B}+(?P<y>(?:19|20)\d\d)\b", re.IGNORECASE),
)
_LONG_ID = re.compile(
    rf"(?<![\w.,])(?:[A-Z]{{2}}\d{{2}}{_B}?)?\d{{3}}{_B}?\d{{3}}{_B}?\d{{3}}(?:{_B}?\d{{5}})?(?!{_B}?\d)"
)
_PHONE = re.compile(
    r"(?<![\w.,/])(?:0[1-9](?:[ .\-/\u00a0\u202f]?\d{2}){4}(?!\d)"
    r"|(?:\+|\(0|0)(?:[ .\-/()\u00a0\u202f]{0,3}\d){6,14}(?!\w)"
    r"|\(?\d{3}\)?[ .\-]\d{3}[.\-]\d{4}(?!\w))"
)
_TIME = re.compile(
    rf"(?<![\d.,:/])(?P<hour>[01]?\d|2[0-4]){_B}?(?:h(?:eures?|rs?)?|:(?=\d)|uhr|(?P<half>[ap]\.?m\b\.?))"
    rf"{_B}?(?P<minute>[0-5]\d)?{_B}?(?P<later>[ap]\.?m\b\.?|uhr)?(?![\w:])",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(?<![^\W\d_])(?<![\w.])\d{{1,3}}(?:(?:{_B}|[.,'’])\d{{3}}){{1,4}}(?:[.,]\d{{1,2}})?(?!\d)"
    rf"|\d+(?:[.,]\d+)?"
)
_PERCENT = re.compile(rf"{_B}?(?:%|pour cent\b|percent\b|per cent\b|prozent\b)", re.IGNORECASE)
_MONEY_AFTER = re.compile(rf"{_B}?(?:€|euros?\b|eur\b|£|\$|chf\b|pounds?\b|dollars?\b)", re.IGNORECASE)
_MONEY_BEFORE = re.compile(rf"[€$£]{_B}?$")
# "4,6/5", « 4,6 sur 5 »: the scale is no figure of its own.
_SCALE = re.compile(
    rf"(?<=\d)(?:{_B}?/{_B}?|{_B}+(?:sur|out of|von){_B}+)(?:5|10|20|100)(?![\d/])(?!{_B}?[hj%€])",
    re.IGNORECASE,
)
# „halb sieben“ is 6:30 or 18:30.
_HALF_HOUR = re.compile(
    r"(?<!\w)halb (?P<n>eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)(?!\w)", re.IGNORECASE
)
_HOURS = ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]
# "seven and a half", « six secondes et demie », „siebeneinhalb“ as one figure.
_AND_A_HALF = re.compile(rf"{_B}and a half\b|(?:{_B}[^\W\d_]{{2,}})?{_B}et demie?\b", re.IGNORECASE)
_EINHALB = re.compile(r"(?<!\w)(?P<n>[^\W\d_]{3,})einhalb(?!\w)", re.IGNORECASE)
# A share of people in words: half of your callers, « un tiers de vos clients », „die Hälfte Ihrer Kunden“.
_SHARE = re.compile(
    rf"\b(?:(?P<half>half{_B}(?:of{_B})?(?:the|your|all|our)|moitié{_B}(?:de|des)|Hälfte{_B}(?:der|aller"
    rf"|Ihrer|des))"
    rf"|(?P<third>(?:a|one){_B}third{_B}of|(?:un|le){_B}tiers{_B}(?:de|des)|Drittel{_B}(?:der|aller|Ihrer"
    rf"|des))"
    rf"|(?P<quarter>(?:a|one){_B}quarter{_B}of|(?:un|le){_B}quart{_B}(?:de|des)|Viertel{_B}(?:der|aller"
    rf"|Ihrer|des)))"
    rf"(?={_B}(?:[^\W\d_]+{_B}){{0,2}}?(?:clients?|clientes?|visit\w+|gens|internautes|patient\w*|appel\w*"
    rf"|recherches|personnes"
    rf"|people|customers?|callers?|users|guests|searches|Kund\w+|Besuch\w+|Gäste\w*|Nutzer\w*|Menschen"
    rf"|Anruf\w*|Suchen\w*)\b)",
    re.IGNORECASE,
)
_SHARES = {"half": "50", "third": "33", "quarter": "25"}
# Digits that are part of a word or of the name of a law.
_NO_FIGURE = re.compile(
    r"\b(?:B2[BC]|H[1-6]|HTML5|CSS3|[345]G|3D|WCAG|A4)\b"
    r"|\b(?:art(?:icles?|\.)?|§|Art\.)\s?(?:L\.?\s?)?\d+(?:[-.]\d+)*(?:\(\d\))?(?=[^.!?\n]{0,24}(?:RGPD"
    r"|GDPR|DSGVO|UWG|CPCE))",
    re.IGNORECASE,
)


class FigureKind(StrEnum):
    """What a figure is."""

    EMAIL = "email"
    ADDRESS = "address"
    DATE = "date"
    ID = "id"
    PHONE = "phone"
    TIME = "time"
    PERCENT = "percent"
    PRICE = "price"
    NUMBER = "number"


@dataclass(frozen=True)
class Figure:
    """A figure as it is written, where it stands, and what it is compared by."""

    text: str
    start: int
    kind: FigureKind
    key: str

    @property
    def end(self) -> int:
        """Where the figure ends."""
        return self.start + len(self.text)


@dataclass
class KnownFigures:
    """The figures some texts show, to hold a message against."""

    keys: set[tuple[FigureKind, str]] = field(default_factory=set)

    @classmethod
    def of(cls, texts: Iterable[str], *, languages: Iterable[Language] = Language) -> "KnownFigures":
        """Return the figures of texts, read in every language."""
        known = cls()
        for text in texts:
            for language in languages:
                known.keys |= {(one.kind, one.key) for one in figures(text, language)}
        return known

    def shows(self, figure: Figure) -> bool:
        """Say whether a figure is among the known ones, however it is written there."""
        kind, key = figure.kind, figure.key
        if (kind, key) in self.keys:
            return True
        if kind is FigureKind.DATE:
            return any(_same_date(key, other) for other_kind, other in self.keys if other_kind is kind)
        if kind is FigureKind.ADDRESS:
            return self._shows_address(key)
        if kind in {FigureKind.ID, FigureKind.PHONE} or (kind is FigureKind.NUMBER and len(key) >= 6):
            return self._shows_digits(re.sub(r"\D", "", key))
        if kind is FigureKind.NUMBER:
            return self._shows_number(key)
        if kind is FigureKind.TIME:
            hour, _, minute = key.partition(":")
            said = set(key.split("/"))
            if any(other_kind is kind and said & set(other.split("/")) for other_kind, other in self.keys):
                return True
            return minute == "00" and (FigureKind.NUMBER, hour) in self.keys
        return False

    def _shows_address(self, key: str) -> bool:
        return any(
            other == key or other.startswith(key + "/") or other.endswith("@" + key)
            for kind, other in self.keys
            if kind in {FigureKind.ADDRESS, FigureKind.EMAIL}
        )

    def _shows_digits(self, digits: str) -> bool:
        numeric = {FigureKind.ID, FigureKind.PHONE, FigureKind.NUMBER}
        return len(digits) >= 6 and any(
            digits[-9:] == re.sub(r"\D", "", other)[-9:] or digits in re.sub(r"\D", "", other)
            for kind, other in self.keys
            if kind in numeric
        )

    def _shows_number(self, key: str) -> bool:
        for kind, other in self.keys:
            if kind in {FigureKind.PERCENT, FigureKind.PRICE} and other == key:
                return True
            if kind is FigureKind.TIME and other == f"{key}:00":
                return True
            if kind is FigureKind.DATE and len(key) == 4 and other.startswith(key):
                return True
        return False


@functools.lru_cache(maxsize=2048)
def figures(text: str, language: Language) -> tuple[Figure, ...]:
    """Return every figure of a text in the order of their places."""
    found: list[Figure] = []
    rest = _taken(_NO_FIGURE, text, lambda _: None, found)
    rest = _taken(ADDRESS, rest, _address, found)
    rest = _taken(_SHARE, rest, _share, found)
    for amount in amounts(rest, language):
        found.append(Figure(text[amount.start : amount.end], amount.start, FigureKind.NUMBER, amount.value))
        rest = rest[: amount.start] + " " * (amount.end - amount.start) + rest[amount.end :]
    if language is Language.DE:
        rest = _taken(_HALF_HOUR, rest, _half_hour, found)
        rest = _taken(_EINHALB, rest, _einhalb, found)
    for pattern in _DATES:
        rest = _taken(pattern, rest, lambda match: _date(match, language), found)
    for pattern, read in ((_PHONE, _phone), (_LONG_ID, _long_id), (_TIME, _time)):
        rest = _taken(pattern, rest, read, found)
    rest = _SCALE.sub(lambda match: " " * len(match.group()), rest)
    found.extend(_with_half(_number(match, rest), rest) for match in _NUMBER.finditer(rest))
    for one in written_numbers(rest, language):
        kind = FigureKind.PERCENT if _PERCENT.match(rest, one.end) else FigureKind.NUMBER
        if _MONEY_AFTER.match(rest, one.end):
            kind = FigureKind.PRICE
        written = Figure(text[one.start : one.end], one.start, kind, str(one.value))
        found.append(_with_half(written, rest))
    return tuple(sorted(found, key=lambda one: one.start))


_Read = Callable[[re.Match[str]], "Figure | None"]


def _taken(pattern: re.Pattern[str], text: str, read: _Read, found: list[Figure]) -> str:
    """Return the text with blanks for what was read; what `read` refuses is blank too."""

    def take(match: re.Match[str]) -> str:
        figure = read(match)
        if figure is not None:
            found.append(figure)
        elif pattern is not _NO_FIGURE:
            return match.group()
        return " " * len(match.group())

    return pattern.sub(take, text)


def _address(match: re.Match[str]) -> Figure:
    written = match.group().rstrip(".,;:!?)'’")
    bare = re.sub(r"^(?:https?://|mailto:)?(?:www\.)?", "", written.casefold()).rstrip("/")
    if "@" in bare and "/" not in bare:
        return Figure(written, match.start(), FigureKind.EMAIL, bare)
    return Figure(written, match.start(), FigureKind.ADDRESS, bare)


def _date(match: re.Match[str], language: Language) -> Figure | None:
    """Return a date keyed `year-month-day` with `*` for what is not said."""
    parts = match.groupdict()
    name = parts.get("n")
    month = _MONTHS[fold(name)] if name else int(parts["m"])
    day = int(parts["d"]) if parts.get("d") else 0
    if month > 12 and language is Language.EN:
        month, day = day, month
    if not 1 <= month <= 12 or day > 31:
        return None
    if name and name[0].islower() and language is Language.EN:
        return None  # may, march
    key = f"{parts.get('y') or '*'}-{month}-{day or '*'}"
    return Figure(match.group(), match.start(), FigureKind.DATE, key)


def _same_date(one: str, other: str) -> bool:
    pairs = list(zip(one.split("-"), other.split("-"), strict=True))
    return all(a == b or "*" in (a, b) for a, b in pairs) and any(a == b != "*" for a, b in pairs)


def _phone(match: re.Match[str]) -> Figure | None:
    digits = re.sub(r"\D", "", match.group())
    if len(digits) < 8:
        return None
    return Figure(match.group(), match.start(), FigureKind.PHONE, digits[-9:])


def _share(match: re.Match[str]) -> Figure:
    return Figure(match.group(), match.start(), FigureKind.PERCENT, _SHARES[match.lastgroup or "half"])


def _long_id(match: re.Match[str]) -> Figure:
    return Figure(match.group(), match.start(), FigureKind.ID, re.sub(r"\W", "", match.group()))


def _time(match: re.Match[str]) -> Figure | None:
    hour, minute = int(match["hour"]), match["minute"] or "00"
    half = (match["half"] or match["later"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    written = match.group().rstrip()
    return Figure(written, match.start(), FigureKind.TIME, f"{hour}:{minute}")


def _half_hour(match: re.Match[str]) -> Figure:
    hour = _HOURS.index(match["n"].casefold())
    return Figure(match.group(), match.start(), FigureKind.TIME, f"{hour}:30/{hour + 12}:30")


def _einhalb(match: re.Match[str]) -> Figure | None:
    numbers = list(written_numbers(match["n"], Language.DE))
    if not numbers:
        return None
    return Figure(match.group(), match.start(), FigureKind.NUMBER, f"{numbers[0].value}.5")


def _with_half(figure: Figure, text: str) -> Figure:
    """Return a number with the half that is told behind it: sept et demie, six secondes et demie."""
    if figure.kind is FigureKind.NUMBER and figure.key.isdigit() and _AND_A_HALF.match(text, figure.end):
        return Figure(figure.text, figure.start, figure.kind, f"{figure.key}.5")
    return figure


def _number(match: re.Match[str], text: str) -> Figure:
    kind = FigureKind.NUMBER
    if _PERCENT.match(text, match.end()):
        kind = FigureKind.PERCENT
    elif _MONEY_AFTER.match(text, match.end()) or _MONEY_BEFORE.search(text, 0, match.start()):
        kind = FigureKind.PRICE
    return Figure(match.group(), match.start(), kind, number_key(match.group()))
