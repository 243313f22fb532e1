"""Phone numbers as a page shows and dials them: found by their shape, compared digit by digit.

An audit judges what visitors see, so sample numbers and unassigned ranges count here; the search for contacts
leaves them out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

import phonenumbers

from scrapers.dom import without_invisible
from scrapers.phone_labels import last_label

LABEL_REACH = 40

_GAP = r"[\s().\-/]{0,3}"
_INTERNATIONAL = rf"(?<![\w+])(?:\+|00(?=\s?[1-9]))\s?\(?[1-9](?:{_GAP}\d){{6,14}}(?!\d)"
_FRENCH = rf"(?<![\w+,/-])(?<!\d[ .])\(?0\s?[1-9](?:{_GAP}\d){{8}}(?![ .]?\d)"
_TRUNK = rf"(?<![\w+,/-])(?<!\d[ .])\(?0\d(?:{_GAP}\d){{5,11}}(?!\d)"
_AMERICAN = r"(?<![\w+,/-])(?:1[\s.\-])?\(?[2-9]\d{2}\)?[\s.\-]{0,2}[2-9]\d{2}[\s.\-]?\d{4}(?!\d)"
_IN_FRANCE = re.compile(f"{_INTERNATIONAL}|{_FRENCH}")
_IN_AMERICA = re.compile(f"{_INTERNATIONAL}|{_AMERICAN}")
_ELSEWHERE = re.compile(f"{_INTERNATIONAL}|{_TRUNK}")
_IN_LINK = re.compile(rf"\+?\(?\d(?:{_GAP}\d){{6,15}}")
_FRENCH_LIKE = frozenset({"FR", "RE", "GP", "MQ", "GF", "YT", "MC"})
_NORTH_AMERICA = frozenset({"US", "CA"})
_ONE_DASH = str.maketrans(
    dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("\u00a0\u202f\u2009", " ") | {"·": "."}
)
_TRUNK_IN_BRACKETS = re.compile(r"\(\s*0\s*\)")
_EXTENSION = re.compile(r"(?:[;,?&#]|ext|poste|x(?=\d)).*\Z", re.IGNORECASE | re.DOTALL)
# "(7j/7)", "24h/24" and "8 h 30 – 19 h" behind a number are none of its digits.
_TIMES = re.compile(
    r"\(?\b\d{1,2}\s?[hj](?:ours|eures)?\s?(?:/|sur)\s?\d{1,2}\b\)?"
    r"|\(?\b\d{1,2}\s?(?:h(?:eures?)?\s?(?:[0-5]\d)?|uhr)(?![^\W\d_])",
    re.IGNORECASE,
)
_DATE = re.compile(r"\(?0?\d[./-]\d{1,2}[./-](?:19|20)\d{2}(?!\d)")
_AMOUNT = re.compile(r"\s?(?:€|\$|%|euros?\b|m²|kg\b|km\b)", re.IGNORECASE)
_LONGEST_CODE = 3
_DIRECT_DIAL = re.compile(r"(.*\d)\s?-\s?\d{1,5}")
# A number with its country code has at least so many digits.
_WITH_CODE = 10
# Countries that dial the leading zero from abroad too.
_ZERO_KEPT = frozenset({"39", "378"})


@dataclass(frozen=True, slots=True)
class Dialled:
    """The digits of one number; `code` is its country's, empty where the number is written without one."""

    code: str
    national: str

    @property
    def digits(self) -> str:
        """All digits that are written."""
        return self.code + self.national

    def same_as(self, other: "Dialled") -> bool:
        """Tell whether two ways of writing reach the same telephone."""
        if self.digits == other.digits:
            return True
        if self.code and other.code:
            return self.code == other.code and self.national == other.national
        if self.code or other.code:
            whole, local = (self, other) if self.code else (other, self)
            return local.national in _local_forms(whole)
        # Neither has a plus; one may have lost it: 33556001122, 1-800-555-0199.
        longer, shorter = sorted((self.national, other.national), key=len, reverse=True)
        return len(longer) >= _WITH_CODE and any(shorter in _local_forms(form) for form in _with_code(longer))

    def __str__(self) -> str:
        return f"+{self.digits}" if self.code else self.national


def _local_forms(number: Dialled) -> set[str]:
    """Return how a number with a country code may be written without its plus sign."""
    forms = {number.national, number.digits}
    # Where the country code is a single digit (1, 7) no zero is dialled at home.
    if len(number.code) > 1:
        forms.add(f"0{number.national}")
    return forms


def _with_code(digits: str) -> Iterator[Dialled]:
    """Yield the readings of some digits as country code and national number."""
    for size in range(1, _LONGEST_CODE + 1):
        if int(digits[:size] or 0) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE and digits[0] != "0":
            code, national = digits[:size], digits[size:]
            yield Dialled(code, national if code in _ZERO_KEPT else national.removeprefix("0"))


def dialled(written: str) -> Dialled | None:
    """Return the number a text or a `tel:` link holds, None where it has no digits."""
    text = _EXTENSION.sub("", without_invisible(unquote(written)).translate(_ONE_DASH).strip())
    text = _TRUNK_IN_BRACKETS.sub("", text).strip()
    digits = re.sub(r"\D", "", text)
    if not digits:
        return None
    if text.lstrip(" (").startswith("+") or (digits.startswith("00") and len(digits) > 9):
        digits = digits if text.lstrip(" (").startswith("+") else digits[2:]
        return next(_with_code(digits), Dialled("", digits))
    return Dialled("", digits)


@dataclass(frozen=True, slots=True)
class Shown:
    """One number in a text: as written, where, and whether it is called a fax."""

    number: Dialled
    written: str
    start: int
    end: int
    fax: bool = False


def numbers_in(text: str, country: str) -> Iterator[Shown]:
    """Yield the phone numbers of a line of text, read as people of a country write them."""
    plain = text.translate(_ONE_DASH)
    for match in _pattern(country).finditer(plain):
        if _DATE.match(plain, match.start()) or _AMOUNT.match(plain, match.end()):
            continue
        label = last_label(plain[max(0, match.start() - LABEL_REACH) : match.start()])
        number = dialled(match[0])
        if number is not None and label != "other":
            yield Shown(number, text[match.start() : match.end()], match.start(), match.end(), label == "fax")


def _pattern(country: str) -> re.Pattern[str]:
    if country in _FRENCH_LIKE:
        return _IN_FRANCE
    return _IN_AMERICA if country in _NORTH_AMERICA else _ELSEWHERE


def numbers_of_link(text: str) -> list[Dialled]:
    """Return the numbers in the words of a link: there any run of seven digits or more is one."""
    plain = _TIMES.sub(" ", without_invisible(text).translate(_ONE_DASH))
    found = (dialled(match[0]) for match in _IN_LINK.finditer(plain))
    return [number for number in found if number is not None]


def switchboard(written: str) -> Dialled | None:
    """Return the number of the switchboard of a German or Austrian direct dial: 1258-0 of 1258-290."""
    direct = _DIRECT_DIAL.fullmatch(written.translate(_ONE_DASH).strip())
    return dialled(f"{direct[1]}0") if direct else None


def any_same(number: Dialled, others: Sequence[Dialled]) -> bool:
    """Tell whether a number is among others, however each is written."""
    return any(number.same_as(other) for other in others)


def nearly_same(one: Dialled, other: Dialled) -> bool:
    """Tell whether two different numbers look like one with a typing mistake: a digit, or two swapped."""
    first, second = one.national.removeprefix("0"), other.national.removeprefix("0")
    if len(first) != len(second) or first == second:
        return False
    wrong = [at for at in range(len(first)) if first[at] != second[at]]
    if len(wrong) == 1:
        return True
    return len(wrong) == 2 and first[wrong[0]] == second[wrong[1]] and first[wrong[1]] == second[wrong[0]]
