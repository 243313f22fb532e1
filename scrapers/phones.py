"""Find the phone and fax numbers of a page, each with the label that says which it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from leads.record import Kind, Method
from scrapers.dom import Anchor, Document, Line
from scrapers.found import Found, attribute_quote
from scrapers.phone_labels import last_label
from scrapers.phone_numbers import (
    FORGOTTEN_PLUS,
    area_code_length,
    country_prefix,
    e164,
    link_number,
    written_number,
)

MAX_PER_PAGE = 400
# Lines with digits beyond this are a price list or a log, and each run of digits in them costs a parse.
MAX_NUMBERED_TEXT = 60_000
# How far before a number its label may stand, how long a line above is that only labels it, and how many of a
# link's own characters may be its label.
LABEL_REACH = 60
LABEL_LINE = 40
LABEL_WORDS = 25
# How many lines above a cell the head of its table may stand.
MAX_TABLE = 80

_ENOUGH_DIGITS = re.compile(r"\d(?:\D{0,3}\d){6}")
_ONE_DASH = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"／": "/", "\u00a0": " ", "•": "|", "＋": "+"})
_GAP = r"[\s().\-/]{0,3}"
_INTERNATIONAL = re.compile(
    rf"(?<![\w+])(?:(?:\+|00(?=\s?[1-9]\d))\s?[(]?[1-9]|{FORGOTTEN_PLUS}\s?[1-9])(?:{_GAP}\d){{6,14}}(?!\d)"
)
_FRENCH = re.compile(rf"(?<![\w+.,/#=-])\(?0\s?[1-9](?:{_GAP}\d){{8}}(?!\d)")
_TRUNK = re.compile(rf"(?<![\w+.,#=])\(?0\s?[1-9](?:{_GAP}\d){{5,12}}(?!\d)")
_AMERICAN = re.compile(
    r"(?<![\d+.,$€£/-])(?:1[\s.\-]{1,2})?\(?[2-9]\d{2}\)?[\s.\-/]{0,3}[2-9]\d{2}[\s.\-]{0,3}\d{4}(?![\d])"
)
_PLAIN = re.compile(r"(?<![\w+.,$€£/-])\(?[1-9](?:[\s().\-/]{0,2}\d){6,10}(?![\d])")
_FRENCH_LIKE = frozenset({"FR", "RE", "GP", "MQ", "GF", "YT"})
# "04 65 71 00 10", "(512) 555-0134": groups that no reference or licence has.
_PAIRS = re.compile(r"[2-9]\d\d/ ?\d{3}-\d{4}|0\d(?:[ .-]\d\d){4}|\([2-9]\d\d\) ?\d{3}-\d{4}")
_NORTH_AMERICA = frozenset({"US", "CA"})
# Countries whose national numbers have no leading zero.
_NO_TRUNK = frozenset(
    {"ES", "PT", "LU", "DK", "NO", "PL", "CZ", "IT", "GR", "MC", "EE", "LV", "NC", "PF", "TN", "SG"}
)

_DATE = re.compile(
    r"\(?(?:0?[1-9]|[12]\d|3[01])[./-]\s?(?:0?[1-9]|1[0-2])[./-]\s?(?:19|20)\d{2}(?!\d)"
    r"|(?:19|20)\d{2}\s?[-/.]\s?(?:(?:19|20)\d{2}|\d{2}[-/.]\d{2})(?!\d)"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,4})?\b")
_TIMES = re.compile(r"[01]\d[ .]?(?:00|15|30|45)\s?[-/]\s?[012]\d[ .]?(?:00|15|30|45)(?!\d)")
_AFTER_AMOUNT = re.compile(
    r"\s?(?:€|\$|£|%|eur\b|euros?\b|m²|m2\b|km\b|kg\b|ht\b|ttc\b|ans\b|[A-Za-z]{2}\d)", re.IGNORECASE
)
_AFTER_FAX = re.compile(r"\s*[(\[]?\s*(?:t[ée]l[ée])?fax\b\s*[)\]]?(?!\s*[.:]?\s*[\d+(])", re.IGNORECASE)
_SENTENCE_END = re.compile(r"\.\s+")
_SPLIT = re.compile(r"\s+[/|-]\s*|\s*[/|]\s+|\s{2,}|-\s+")
_ALSO = re.compile(
    r"\s*(?:oder|od\.|or|ou|und|u\.|et|and|/|;|bzw\.)\s*-?\s?(\d(?:[ .\-]?\d){1,8})(?![ .\-]?\d"
    r"|\s?(?:h\b|%|€|:|\.\d|/\d|uhr\b))",
    re.IGNORECASE,
)
_GLUED_LABEL = re.compile(
    r"(?<![^\W\d_])(?:t[ée]l(?:[ée]phone|efon)?|(?:t[ée]l[ée])?fax|mobile?|portable|port|gsm|fixe|phone|fon|t)[.:]{0,2}"
    r"(?=\(?[0+])",
    re.IGNORECASE,
)
# A single letter says fax where the number before it was announced by a T: "T 089 99998 1 | F 089 99998 2".
_LONE_F = re.compile(r"[\s|,;/·•-]*F(?:ax|x)?[\s.:]*\Z")
# "Tél - Fax : 04 65 71 00 01 - 04 65 71 00 02": the second number is the fax.
_SECOND = re.compile(r"\s*[-/|,;]\s*\(?[+0]")
_LONE_T = re.compile(r"(?:^|[\s|])T(?:el)?[\s.:]*[\d+(]")
_FAX_EXTENSION = re.compile(r"[^\d\n]{0,25}?fax\w*[^\d\w]{0,6}-\s?(\d{1,4})(?!\d)", re.IGNORECASE)
_FAX_HEAD = re.compile(
    r"\W*(?:t[ée]l[ée])?fax(?:nummer|-nr\.?|\snumber)?\W*\Z|\W*t[ée]l[ée]copie\W*\Z", re.IGNORECASE
)
_DIALS = ("tel:", "callto:", "phone:", "telephone:", "sms:", "fax:")


def find_phones(document: Document, countries: Sequence[str], unseen: frozenset[int]) -> list[Found]:
    """Return the phones and faxes of a page in E.164, with evidence; `label` is "tel" where it says so."""
    found: list[Found] = []
    for channel in (_in_links(document, countries), _in_text(document, countries, unseen)):
        for item in channel:
            found.append(item)
            if len(found) >= MAX_PER_PAGE:
                break
    return [
        replace(
            item,
            kind=Kind.FAX if item.label == "fax" else Kind.PHONE,
            label="tel" if item.label in {"tel", "both"} else "",
        )
        for item in found
    ]


def _in_links(document: Document, countries: Sequence[str]) -> Iterator[Found]:
    for anchor in document.seen_anchors():
        href = anchor.href.strip()
        scheme = href[:10].lower()
        if not scheme.startswith(_DIALS):
            continue
        value = link_number(href, countries)
        shown = written_number(document.anchor_text(anchor), countries) if value else ""
        # Where a link shows one number and dials another, people were given the one they read.
        if value and (not shown or shown == value):
            label = "fax" if scheme.startswith("fax:") else _link_label(document, anchor)
            quote = attribute_quote(href)
            yield Found(Kind.PHONE, value, quote, Method.TEL, anchor.line, anchor.start, label)


def _link_label(document: Document, anchor: Anchor) -> str:
    """Return what a link that dials is called, by its own words or by what stands before it."""
    if anchor.line >= len(document.lines):
        return ""
    label = last_label(document.anchor_text(anchor)[:LABEL_WORDS])
    label = label or _label(document, anchor.line, document.lines[anchor.line].clean, anchor.start, 0)
    return label if label in {"tel", "fax", "both"} else ""


def _in_text(document: Document, countries: Sequence[str], unseen: frozenset[int]) -> Iterator[Found]:
    tried = 0
    for number in document.numbered:
        line = document.lines[number]
        if number in unseen or len(line.text) < 7:
            continue
        text = line.clean
        tried += len(text)
        if tried > MAX_NUMBERED_TEXT:
            return
        if _ENOUGH_DIGITS.search(text):
            if not text.isascii():
                text = text.translate(_ONE_DASH).replace(" · ", " | ").replace("·", ".")
            yield from _in_line(document, number, line, text, countries)


def _in_line(
    document: Document, number: int, line: Line, text: str, countries: Sequence[str]
) -> Iterator[Found]:
    """Yield the numbers of one line from left to right."""
    position = done = 0
    fax_next = False
    loose, patterns = _loosened(text, line), _shapes(countries)
    accounts = [match.span() for match in _IBAN.finditer(text)]
    while shapes := _next_shapes(loose, patterns, position):
        start, longest = shapes[0].start(), shapes[0][0]
        # A shape that is none may begin with digits of something else: the next piece of it is tried again.
        split = _SPLIT.search(longest)
        position = start + (split.end() if split else len(longest))
        if any(first <= start < last for first, last in accounts):
            continue
        label = _label(document, number, text, start, done)
        read = next((read for shape in shapes if (read := _accepted(text, shape, label, countries))), None)
        if read is None:
            continue
        value, end = read
        if _AFTER_FAX.match(text, end) or (fax_next and label in {"", "both"}):
            label = "fax"
        fax_next = label == "both" and _SECOND.match(text, end) is not None
        method = Method.DECODED if line.hides_words(start, end) else Method.TEXT
        yield Found(Kind.PHONE, value, line.quote(start, end), method, number, start, label)
        done = end
        for more, stop, own_label in _inherited(text, start, end, value, countries):
            yield Found(
                Kind.PHONE, more, line.quote(start, stop), Method.TEXT, number, start, own_label or label
            )
            done = stop
        position = done


def _accepted(
    text: str, shape: re.Match[str], label: str, countries: Sequence[str]
) -> tuple[str, int] | None:
    """Return the number a shape holds and where it ends, None where it is none or not meant as one."""
    read = _read(shape[0], countries)
    if read is None:
        return None
    value, length = read
    end = shape.start() + length
    return (value, end) if _plausible(text, shape.start(), end, label, shape[0][:length]) else None


def _loosened(text: str, line: Line) -> str:
    """Return a text with blanks for a label or letter that layout glued to a digit, as in "Tél01 99"."""
    text = _GLUED_LABEL.sub(lambda match: " " * len(match[0]), text)
    if not line.seams or len(text) != len(line.text):
        return text
    chars = list(text)
    for seam in line.seams:
        if seam >= len(text):
            continue
        if text[seam - 1].isalpha() and text[seam].isdigit():
            chars[seam - 1] = " "
        elif text[seam - 1].isdigit() and text[seam].isalpha():
            chars[seam] = " "
    return "".join(chars)


def _shapes(countries: Sequence[str]) -> list[re.Pattern[str]]:
    """Return the shapes that numbers have in a page's countries."""
    patterns = [_INTERNATIONAL]
    for country in countries[:2]:
        if country in _FRENCH_LIKE:
            patterns.append(_FRENCH)
        elif country in _NORTH_AMERICA:
            patterns.append(_AMERICAN)
        elif country in _NO_TRUNK:
            patterns += [_PLAIN, _TRUNK]
        else:
            patterns.append(_TRUNK)
    return list(dict.fromkeys(patterns))


def _next_shapes(text: str, patterns: Sequence[re.Pattern[str]], position: int) -> list[re.Match[str]]:
    """Return what has the shape of a number at the next place where anything has, the longest first."""
    found = [match for pattern in patterns if (match := pattern.search(text, position))]
    start = min((match.start() for match in found), default=0)
    return sorted((match for match in found if match.start() == start), key=lambda match: -len(match[0]))


def _read(candidate: str, countries: Sequence[str]) -> tuple[str, int] | None:
    """Return the number a candidate begins with, and how many characters of the candidate it takes."""
    stops = []
    for match in _SPLIT.finditer(candidate):
        rest = _digits(candidate[match.end() :])
        # A dash before a few digits is an extension; a slash before them is a second number.
        if rest >= 6 or ("/" in match[0] and rest <= 4):
            stops.append(match.start())
    ends = [match.start() for match in _SENTENCE_END.finditer(candidate)]
    if len(ends) == 1 and _digits(candidate[: ends[0]]) >= 7:  # "Tel. 0761 5550121. 4,4 Sterne"
        stops.append(ends[0])
    for stop in stops:
        if _digits(candidate[:stop]) >= 6 and (value := e164(candidate[:stop], countries)):
            return value, stop
    if value := e164(candidate, countries):
        return value, len(candidate)
    for match in reversed(list(re.finditer(r"[\s.\-/()]+(?=\d)", candidate))):
        if _digits(candidate[: match.start()]) < 7:
            return None
        if value := e164(candidate[: match.start()], countries):
            return value, match.start()
    return None


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _label(document: Document, number: int, text: str, start: int, done: int) -> str:
    """Return what stands before a number: its own line since the last number, else the short line above."""
    line = document.lines[number]
    for mark_start, mark_end in line.marks:
        if mark_start <= start < mark_end or (mark_start == mark_end and done <= mark_start <= start):
            return "fax"
    before = text[max(done, start - LABEL_REACH) : start]
    if _LONE_F.match(before) and _LONE_T.search(text[:done] if done else _above(document, number)):
        return "fax"
    label = last_label(before)
    if not label and not done and line.row and _below_fax(document, number):
        return "fax"
    if label or done or re.search(r"[^\W\d_]{2}", before):
        return label
    above = _above(document, number)
    if len(above) > LABEL_LINE or _ENOUGH_DIGITS.search(above):
        return ""
    return last_label(above)


def _below_fax(document: Document, number: int) -> bool:
    """Tell whether a cell stands below the head "Fax", both counted from the end of their row."""
    lines = document.lines
    row = lines[number].row
    last = number
    while last + 1 < len(lines) and lines[last + 1].row == row:
        last += 1
    for above in range(number - 1, max(-1, number - MAX_TABLE), -1):
        line = lines[above]
        if line.row and line.row != row and _FAX_HEAD.match(line.text):
            end = above
            while lines[end + 1].row == line.row:
                end += 1
            return end - above == last - number
    return False


def _above(document: Document, number: int) -> str:
    """Return the text of the line above, empty for the first line."""
    return document.lines[number - 1].clean if number else ""


def _plausible(text: str, start: int, end: int, label: str, written: str) -> bool:
    """Tell whether a valid number is meant as one: no price, date, id or bare row of digits."""
    if label == "perhaps":
        label = "" if _PAIRS.fullmatch(written) or written.startswith("+") else "other"
    if label == "other" or _AFTER_AMOUNT.match(text, end) or _DATE.match(text, start):
        return False
    if label == "" and _TIMES.match(text, start):
        return False
    bare = written.strip("()").isdigit()
    if text[end : end + 1].isalpha() and bare:
        return False
    if label or written.startswith(("+", "00", "(")) or _PAIRS.fullmatch(written):
        return True
    if written[0] == "0":
        return not bare or len(written) in (10, 11)
    # Without a zero or a plus it takes a label, or the grouping people give phone numbers.
    return not bare and len(re.findall(r"\d+", written)) >= 3 and "/" not in written


def _inherited(
    text: str, start: int, end: int, value: str, countries: Sequence[str]
) -> Iterator[tuple[str, int, str]]:
    """Yield the numbers that borrow from the one before: "23001 oder 25311", "12 34 / 35", "-0, Fax -29"."""
    prefix = country_prefix(value)
    national = value[len(prefix) :]
    extension = re.search(r"-\s?(\d{1,4})\Z", text[start:end])
    if extension and (match := _FAX_EXTENSION.match(text, end)):
        base = value[: len(value) - len(extension[1])]
        if number := e164(base + match[1], countries):
            yield number, match.end(), "fax"
        return
    stop = end
    for _ in range(4):
        match = _ALSO.match(text, stop)
        if match is None:
            return
        digits = re.sub(r"\D", "", match[1])
        area = area_code_length(value)
        own = len(national) - area
        if (digits[0] == "0" and len(digits) > 4) or re.fullmatch(r"(?:19|20)\d{2}", digits):
            return
        if area and len(digits) >= 4 and abs(len(digits) - own) <= 2:
            number = e164(prefix + national[:area] + digits, countries)
        elif 2 <= len(digits) <= 4:
            number = e164(value[: -len(digits)] + digits, countries)
        else:
            number = ""
        if not number:
            return
        stop = match.end()
        yield number, stop, ""
