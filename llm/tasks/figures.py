"""Numbers, phones, times, e-mails and addresses of a sentence, comparable however they are written.

"05.56.12.34.56" is "+33 5 56 12 34 56", "8h" is "08:00", "1 200 €" is "1200,00 €". A sentence is held to its
sources by these: a figure that no source shows was made up.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

# Every repetition is bounded and starts at the beginning of its run: pages choose what these are run over.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'«»]{1,300}", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,8}"
    r"(?:fr|com|net|org|eu|de|at|ch|be|lu|uk|info|io|pro|shop|example)\b(?:/\S{0,300})?",
    re.IGNORECASE,
)
# Phone numbers as people write them: ten French digits, or a plus or trunk zero and at least seven more.
_PHONE = re.compile(
    r"(?<![\w.,])(?:0[1-9](?:[ .\-/\u00a0\u202f]?\d{2}){4}(?!\d)"
    r"|(?:\+|\(0|0)(?:[ .\-/()\u00a0\u202f]{0,3}\d){7,14}(?!\w))"
)
_TIME = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])\s?(?:h(?:eures?|rs?)?(?![^\W\d_])|:|uhr|(?P<half>[ap]\.?m\b\.?))\s?(?P<minute>[0-5]\d)?"
    r"\s?(?P<later>[ap]\.?m\b\.?)?(?![\d:])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?")
_PATTERNS = (
    ("email", _EMAIL),
    ("url", _URL),
    ("url", _DOMAIN),
    ("phone", _PHONE),
    ("time", _TIME),
    ("number", _NUMBER),
)
_THOUSANDS = re.compile(r"^\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?$")


# Longer runs of digits are codes, and more than a decimal holds.
_LONGEST_NUMBER = 24
# Kind and comparable form of a figure.
Key = tuple[str, str]


@dataclass(frozen=True)
class Figure:
    """One figure: how it is written, and the form it is compared by."""

    written: str
    kind: str
    key: str


def figures(text: str) -> list[Figure]:
    """Return every figure of a text in the order of kinds: addresses, phones, times, numbers."""
    found: list[Figure] = []
    rest = text
    for kind, pattern in _PATTERNS:
        taken, rest = _taken(kind, pattern, rest)
        found += taken
    return found


def figure_keys(*texts: str) -> frozenset[Key]:
    """Return what the figures of some texts are compared by."""
    return frozenset((figure.kind, figure.key) for text in texts for figure in figures(text))


def unsupported(sentence: str, shown: frozenset[Key]) -> list[str]:
    """Return the figures of a sentence that are not among those shown, as the sentence writes them."""
    return [figure.written for figure in figures(sentence) if not _stands(figure, shown)]


def number_key(written: str) -> str:
    """Return a number in plain decimal form: "1 200,00" and "1.200" give "1200", "89,50" gives "89.5"."""
    if len(written) > _LONGEST_NUMBER:
        return written
    if _THOUSANDS.match(written):
        tail = re.search(r"[.,]\d{1,2}$", written)
        whole = written[: tail.start()] if tail else written
        plain = re.sub(r"\D", "", whole) + (tail.group().replace(",", ".") if tail else "")
    else:
        plain = written.replace(",", ".")
    number = Decimal(plain)
    return format(
        number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize(), "f"
    )


def _taken(kind: str, pattern: re.Pattern[str], text: str) -> tuple[list[Figure], str]:
    found = []

    def take(match: re.Match[str]) -> str:
        key = _key(kind, match)
        if not key:
            return match.group()
        found.append(Figure(match.group().strip().rstrip(".,;:!?"), kind, key))
        return " ; "

    return found, pattern.sub(take, text)


def _stands(figure: Figure, shown: frozenset[Key]) -> bool:
    if (figure.kind, figure.key) in shown:
        return True
    if figure.kind == "url":
        # The bare domain is vouched for by any address below it.
        return any(kind == "url" and key.startswith(figure.key + "/") for kind, key in shown)
    hour, _, minute = figure.key.partition(":")
    if figure.kind == "time":
        # "24h/24" is "24/24" elsewhere.
        return minute == "00" and ("number", hour) in shown
    return figure.kind == "number" and ("time", f"{figure.key}:00") in shown


def _key(kind: str, match: re.Match[str]) -> str:
    written = match.group()
    if kind == "email":
        return written.casefold().strip(".")
    if kind == "url":
        bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", written.casefold())
        return bare.rstrip("/.,;:!?")
    if kind == "phone":
        digits = re.sub(r"\D", "", written)
        # Nine digits are the subscriber's part in France and long enough to be one number anywhere.
        return digits[-9:] if len(digits) >= 8 else ""
    if kind == "number":
        return number_key(written)
    if written.rstrip().endswith(":"):
        return ""
    hour, minute = int(match["hour"]), match["minute"] or "00"
    half = (match["half"] or match["later"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    return f"{hour}:{minute}"
