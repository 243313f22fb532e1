"""Compare text as people read it, and find the very words of a page that contain a value."""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

QUOTE_LIMIT = 200

# What differs in typing only: one character for each kind.
_DASHES = "‐‑‒–—―−﹘﹣－⁃"
_SINGLE = "‘’‚‛′ʼ`´＇"
_DOUBLE = "“”„‟″＂"
_ONE_KIND = str.maketrans(
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SINGLE, "'")
    | dict.fromkeys(_DOUBLE, '"')
    | {"«": '"', "»": '"'}
)
# Guillemets with the spaces French sets inside them; white space; plain ASCII; a letter with its marks.
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff\ufe20-\ufe2f]"
_PIECES = re.compile(rf"«\s*|\s*»|\s+|[!-~]+(?!{_MARKS})|(?s:.){_MARKS}*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ONE_AMOUNT = re.compile(r"\d+[.,]\d+|\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})*(?:[.,]\d+)?")
_GROUP_BEFORE = re.compile(r"(?<!\d)\d{1,3} \Z")
_GROUP_AFTER = re.compile(r" \d{3}(?!\d)")
_ADDRESS_BEFORE = re.compile(r"[\w.%+/@-]\Z")
_ADDRESS_AFTER = re.compile(r"[\w@-]|\.\w")


def _fold(piece: str) -> str:
    """Return the comparable form of one piece of text."""
    if piece.isascii():
        return " " if piece.isspace() else piece.lower().replace("`", "'")
    if piece[0] == "«" or piece[-1] == "»":
        return '"'
    if piece.isspace():
        return " "
    folded = unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", piece.translate(_ONE_KIND)).casefold()
    )
    kept = "".join(char for char in folded if unicodedata.category(char) != "Cf")
    return " ".join(kept.translate(_ONE_KIND).split()) if not kept.isspace() else " "


class _Folded:
    """A text in its comparable form, with the way back to where each character came from."""

    __slots__ = ("_starts", "_steps", "text")

    def __init__(self, original: str) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []
        # (start in the original, length in the original, whether characters map one to one).
        self._steps: list[tuple[int, int, bool]] = []
        length = 0
        for match in _PIECES.finditer(original):
            folded = _fold(match[0])
            if not folded or (folded == " " and (not length or pieces[-1][-1] == " ")):
                continue
            self._starts.append(length)
            self._steps.append(
                (match.start(), len(match[0]), len(folded) == len(match[0]) and match[0].isascii())
            )
            pieces.append(folded)
            length += len(folded)
        self.text = "".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where text[start:end] stands in the original."""
        first, last = self._step(start), self._step(end - 1)
        begin, length, exact = self._steps[first]
        left = begin + (start - self._starts[first] if exact else 0)
        begin, length, exact = self._steps[last]
        right = begin + (end - self._starts[last] if exact else length)
        return left, right

    def _step(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1


@lru_cache(maxsize=64)
def _folded(text: str) -> _Folded:
    return _Folded(text)


def normalise(text: str) -> str:
    """Return text as it is compared: NFKC, one kind of space, quote and dash, case folded, collapsed."""
    return _Folded(text).text.strip()


def find_span(value: str, text: str) -> tuple[int, int] | None:
    """Return where a value stands in a text, however it is typed there, or None.

    Compared after `normalise`, as whole tokens: "12" stands neither in "112" nor in "12,5".
    """
    wanted = normalise(value)
    if not wanted:
        return None
    folded = _folded(text)
    at = folded.text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if _is_whole(folded.text, at, end):
            return folded.span(at, end)
        at = folded.text.find(wanted, at + 1)
    return None


def find_quote(value: str, text: str) -> str | None:
    """Return the verbatim run of `text` that contains a value, or None when it does not occur there.

    The run has at most 200 characters and stays on the lines of the value, cut at word boundaries.
    """
    span = find_span(value, text)
    if span is None or span[1] - span[0] > QUOTE_LIMIT:
        return None
    return _run(text, *span)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether text[start:end] is not part of a longer word, number or address."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and _joins(before, text[start]):
        return False
    if after and _joins(text[end - 1], after):
        return False
    value = text[start:end]
    if "@" in value:
        return not _ADDRESS_BEFORE.search(before) and not _ADDRESS_AFTER.match(text, end)
    if value[0].isdigit() or value[-1].isdigit():
        return not _cuts_amount(text, start, end)
    return True


def _joins(left: str, right: str) -> bool:
    """Tell whether two neighbouring characters belong to one word."""
    return (left.isalnum() or left == "_") and (right.isalnum() or right == "_")


def _cuts_amount(text: str, start: int, end: int) -> bool:
    """Tell whether a span begins or ends inside one amount: 12,5 or 1.250 or 1 250 (a date is none)."""
    floor = max(0, start - 40)
    value = text[start:end]
    if _GROUPED.fullmatch(value):
        if re.match(r"\d{3}(?!\d)", value) and _GROUP_BEFORE.search(text, floor, start):
            return True
        if not re.search(r"[.,]", value) and _GROUP_AFTER.match(text, end):
            return True
    for number in _NUMBER.finditer(text, floor, min(len(text), end + 40)):
        if number.end() <= start or number.start() >= end:
            continue
        inside = start <= number.start() and number.end() <= end
        if not inside and _ONE_AMOUNT.fullmatch(number[0]):
            return True
    return False


def _run(text: str, left: int, right: int) -> str:
    """Return the line around text[left:right], at most `QUOTE_LIMIT` characters of it."""
    line_start = text.rfind("\n", 0, left) + 1
    line_end = text.find("\n", right)
    return cut_around(text, left, right, line_start, len(text) if line_end < 0 else line_end)


def cut_around(
    text: str, start: int, end: int, left_wall: int, right_wall: int, limit: int = QUOTE_LIMIT
) -> str:
    """Return a run of at most `limit` characters around text[start:end], cut at word boundaries.

    It stays between the two walls; a span longer than the limit is cut to it.
    """
    room = limit - (end - start)
    if room <= 0:
        return text[start : start + limit]
    left = max(left_wall, start - room // 2)
    right = min(right_wall, left + limit)
    left = max(left_wall, right - limit)
    if left_wall < left < start and not text[left - 1].isspace():
        space = text.find(" ", left, start)
        left = start if space < 0 else space
    if end < right < right_wall and not text[right].isspace():
        space = text.rfind(" ", end, right)
        right = end if space < 0 else space
    return text[left:right].strip()
