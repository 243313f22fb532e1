"""Find postal addresses: a postcode and a town, with the street that stands before them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scrapers import communes
from scrapers.address_grammars import (
    CEDEX,
    CITY,
    COUNTIES,
    DISTRICT,
    ENGLISH_KIND,
    ENGLISH_STREET,
    FRENCH,
    FRENCH_COUNTRIES,
    FRENCH_STREET,
    GRAMMARS,
    HAS_CODE,
    NOT_CITY,
    STATE,
    Grammar,
)
from scrapers.dom import Document, Line

MAX_PER_PAGE = 60
MAX_STREET = 110
LINES_ABOVE = 3
# How far from a line with nothing but a postcode and a town a contact may stand.
CONTACT_NEAR = 2

_MONACO = "980"
_AFTER_TOWN = re.compile(rf"(?<=[^\W\d_]{{4}})\.\s|\s(?={NOT_CITY.pattern})")
_SEPARATORS = " ,-–|•·:;(/\t"
_LABEL = re.compile(
    r"\b(?:adresse|address|anschrift|sitz|si[èe]ge(?: social)?|location|standort|office)\b", re.IGNORECASE
)
# "14, avenue de la République à Saint-Étienne": what leads to the town is no part of the street.
_LEADS_ON = re.compile(r"(?<!\d)[\s,]+(?:à|a|au|in|bei|at)\Z")
_UNIT_AFTER = re.compile(
    r"[,.]?\s*(?:(?:Suite|Ste\.?|Unit|Floor|Apt\.?)\s?#?\s?(?:[\w-]*\d[\w-]*|[A-Z]\b)|#\s?\w+)", re.IGNORECASE
)
_BOX = re.compile(r"P\.?\s?O\.?\s?Box\s\d+\Z", re.IGNORECASE)
_COMMA = re.compile(r"[,|•·]")
# A line above that ends another address or holds another contact is no street of this one.
_ANOTHER_CONTACT = re.compile(r"@|\b0\d(?:[ .]?\d\d){4}\b|,.*\b(?:\d{5}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})\Z")
# The province in brackets after a Canadian town.
_PROVINCE = re.compile(r"\s\((?:[A-Z]{2}|Qu[ée]bec|Ontario|Alberta|Manitoba|[A-Z][\w-]+-[A-Z][\w-]+)\)\Z")
_A_CONTACT = re.compile(r"@|\+?\d(?:[\s()./-]{0,3}\d){7}")
_COUNTRY_LINE = re.compile(
    r"Deutschland|Germany|Österreich|Austria|Schweiz|Suisse|Switzerland|Belgique|België|Belgium",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_STATE_COUNTRY = re.compile(r",?\s+U\.?S\.?A?\.?\Z")


@dataclass(frozen=True, slots=True)
class Address:
    """One address on a page, with the words each part was read from; `street` may be empty."""

    street: str
    postcode: str
    city: str
    country: str
    line: int
    start: int
    quotes: tuple[str, str, str]


def find_addresses(document: Document, countries: Sequence[str], unseen: frozenset[int]) -> list[Address]:
    """Return the addresses in a page's text, in document order, by the grammars of its likely countries."""
    found: list[Address] = []
    wanted = list(dict.fromkeys("FR" if code in FRENCH_COUNTRIES else code for code in countries[:3]))
    for number in document.numbered:
        line = document.lines[number]
        if number in unseen or not HAS_CODE.search(line.text):
            continue
        for country in wanted:
            here = list(_of_country(document, number, line, country, likeliest=country == wanted[0]))
            if here:
                found += here
                break
        if len(found) >= MAX_PER_PAGE:
            break
    return found


def _of_country(
    document: Document, number: int, line: Line, country: str, *, likeliest: bool
) -> Iterator[Address]:
    if country == "FR":
        return _french(document, number, line)
    grammar = GRAMMARS.get(country)
    if grammar is None:
        return iter(())
    return (
        _town_first(document, number, line, grammar)
        if grammar.town_first
        else _code_first(document, number, line, grammar, likeliest=likeliest)
    )


def _french(document: Document, number: int, line: Line) -> Iterator[Address]:
    """Yield French addresses: the town must be one of the postcode's, or a street must vouch for it."""
    text = line.clean
    for match in FRENCH.finditer(text):
        postcode = match[1].replace(" ", "")
        begin = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip(" ,–-"))
        span = _french_town(text, match, postcode, begin)
        proven = span is not None
        known = communes.is_postcode(postcode) or postcode.startswith(_MONACO)
        if span is None and " " not in match[1] and known:
            name = CITY.match(text, begin)
            if name and not NOT_CITY.match(name[0]):
                span = (begin, begin + len(CEDEX.sub("", _town(name[0])).partition(" (")[0].rstrip(" .-")))
        if span is None or span[1] <= span[0]:
            continue
        street, quote = _street_before(document, number, min(match.start(), span[0]), (FRENCH_STREET,))
        if proven or street:
            yield _address(line, number, (street, quote), (postcode, match.span(1)), span, "FR")


def _french_town(text: str, match: re.Match[str], postcode: str, begin: int) -> tuple[int, int] | None:
    """Return where a commune of a postcode stands, after it or before it."""
    rest = text[begin : begin + 90]
    length = communes.town_after(postcode, rest, anywhere_in_department=CEDEX.search(rest) is not None)
    if length:
        return begin, begin + length
    before = text[: match.start()].rstrip(" ,(–-")
    start = communes.town_before(postcode, before)
    return (start, len(before)) if start >= 0 else None


def _town(written: str) -> str:
    """Return the town that a run of capitalised words begins with: no label, no next sentence."""
    pieces = _AFTER_TOWN.split(written, maxsplit=1)
    return DISTRICT.sub("", pieces[0].rstrip(" .,-"))


def _code_first(
    document: Document, number: int, line: Line, grammar: Grammar, *, likeliest: bool
) -> Iterator[Address]:
    """Yield the addresses of countries that put the postcode before the town."""
    text = line.clean
    for match in grammar.code.finditer(text):
        town = CITY.match(text, match.end())
        if town is None or NOT_CITY.match(town[0]):
            continue
        end = match.end() + len(_town(town[0]))
        street, quote = _street_before(document, number, match.start(), grammar.streets)
        if not street:
            street, quote = _street_after(line, end, grammar.streets)
        needs_street = grammar.strict and match[0].strip()[0].isdigit()
        if not street and needs_street and not (likeliest and _stands_alone(document, number, match, end)):
            continue
        yield _address(
            line, number, (street, quote), (match[1], match.span(1)), (match.end(), end), grammar.country
        )


def _street_after(line: Line, end: int, patterns: Sequence[re.Pattern[str]]) -> tuple[str, str]:
    """Return the street right after a town and its words: "1090 Wien, Marktgasse 3"."""
    text = line.clean
    start = end + len(text[end:]) - len(text[end:].lstrip(" ,–-"))
    for pattern in patterns if text[end:start].strip() else ():
        if pattern.groups and (match := pattern.match(text, start)):
            return match[1], line.quote(*match.span(1))
    return "", ""


def _stands_alone(document: Document, number: int, match: re.Match[str], end: int) -> bool:
    """Tell whether a postcode and its town fill a line beside a contact: who gives no street is found so."""
    lines = document.lines
    if lines[number].clean.strip() != lines[number].clean[match.start() : end].strip() or _YEAR.match(
        match[1]
    ):
        return False
    if number + 1 < len(lines) and _COUNTRY_LINE.fullmatch(lines[number + 1].clean.strip()):
        return True
    beside = lines[max(0, number - CONTACT_NEAR) : number + CONTACT_NEAR + 1]
    return any(_A_CONTACT.search(line.clean) for line in beside)


def _town_first(document: Document, number: int, line: Line, grammar: Grammar) -> Iterator[Address]:
    """Yield the addresses of countries that put the postcode last: "12 High Street, Leeds LS1 1AA"."""
    text = line.clean
    for match in grammar.code.finditer(text):
        before = text[: match.start()].rstrip(" ,.-–")
        above, state = number, ""
        if grammar.country == "US":
            state = _STATE_COUNTRY.sub("", text[match.start() : match.start(1)].strip(" ,.")).strip(" ,.")
            if not STATE.fullmatch(state):
                continue
        while (not before or COUNTIES.fullmatch(before)) and above > max(0, number - LINES_ABOVE):
            over = document.lines[above - 1].clean.rstrip(" ,.-–")
            if before and re.search(r"\d|@", over):
                # (Under a street it is the town of that name: "Québec, QC".)
                break
            above, before = above - 1, over
        before, start = _town_before(_PROVINCE.sub("", before))
        town = before[start:]
        if not town or not town[0].isupper() or len(town) > 40 or re.search(r"\d|@", town):
            continue
        street, quote = _street_before(document, above, start, grammar.streets)
        alone = start == 0 and above == number and match.end() == len(text) and len(state) == 2
        if not street and grammar.strict and not alone:
            continue
        quotes = (quote, line.quote(*match.span(1)), document.lines[above].quote(start, len(before)))
        yield Address(street, match[1], town, grammar.country, number, match.start(1), quotes)


def _town_before(before: str) -> tuple[str, int]:
    """Return a text without the county it ends with, and where the town at its end begins."""
    for _ in range(2):
        head, comma, last = before.rpartition(",")
        if comma and COUNTIES.fullmatch(last.strip()):
            before = head.rstrip(" ,")
    start = max((comma.end() for comma in _COMMA.finditer(before)), default=0)
    if unit := _UNIT_AFTER.match(before, start):
        start = unit.end()
    kinds = list(ENGLISH_KIND.finditer(before, start))
    if kinds and kinds[-1].end() < len(before) and re.search(r"\d", before[start : kinds[-1].start()]):
        # No comma between street and town: "12 High Street Leeds".
        start = kinds[-1].end()
        if unit := _UNIT_AFTER.match(before, start):
            start = unit.end()
    return before, start + len(before[start:]) - len(before[start:].lstrip(" .|•-–"))


def _street_before(
    document: Document, number: int, position: int, patterns: Sequence[re.Pattern[str]]
) -> tuple[str, str]:
    """Return the street before a position of a line, else on a line above, and the words that show it."""
    line = document.lines[number]
    before = line.clean[:position].rstrip(_SEPARATORS)
    street = _street_at_end(before[-160:], patterns)
    if box := _BOX.search(before):
        street = box[0]
    if street:
        start = before.rfind(street)
        return street, line.quote(start, start + len(street))
    if re.search(r"[^\W\d_]{4}", _LABEL.sub("", before)):
        return "", ""
    for above in range(number - 1, max(-1, number - 1 - LINES_ABOVE), -1):
        upper = document.lines[above]
        text = upper.clean.rstrip(_SEPARATORS)
        if len(text) > MAX_STREET or _ANOTHER_CONTACT.search(text):
            break
        street = _street_at_end(text, patterns)
        if street:
            numbered = _numbered_above(document, above, street, patterns)
            if numbered is not None:
                return numbered
            start = text.rfind(street)
            return street, upper.quote(start, start + len(street))
    return "", ""


def _numbered_above(
    document: Document, above: int, street: str, patterns: Sequence[re.Pattern[str]]
) -> tuple[str, str] | None:
    """Return the street with a number that stands above a park or zone without one."""
    if not above or any(char.isdigit() for char in street):
        return None
    line = document.lines[above - 1]
    text = line.clean.rstrip(_SEPARATORS)
    if len(text) > MAX_STREET or _ANOTHER_CONTACT.search(text):
        return None
    upper = _street_at_end(text, patterns)
    if not upper or not upper[0].isdigit():
        return None
    start = text.rfind(upper)
    return upper, line.quote(start, start + len(upper))


def _street_at_end(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    """Return the street a text ends with, empty when it names none."""
    for pattern in patterns:
        matches = list(pattern.finditer(text))
        if not matches:
            continue
        if pattern is ENGLISH_STREET:
            street = _english_street(text, matches)
        elif pattern.groups:
            last = matches[-1]
            street = last[1] if len(text) - last.end() < 25 else ""
        else:
            # A French street runs to the end; one with a number is the better beginning.
            numbered = [match for match in matches if match[0][0].isdigit()]
            begin = (numbered[-1] if numbered else matches[0]).start()
            street = re.split(r"\s[|•·]\s", text[begin:])[0]
        street = _LEADS_ON.sub("", street.strip(_SEPARATORS))
        if 4 <= len(street) <= MAX_STREET:
            return street
    return ""


def _english_street(text: str, matches: Sequence[re.Match[str]]) -> str:
    """Return the street from its number, and the unit before it, to the end of the text."""
    begin = next((match.start() for match in reversed(matches) if ENGLISH_KIND.search(text, match.end())), -1)
    if begin < 0:
        return ""
    units = [match.start() for match in matches if match[0][0].isalpha() and 0 < begin - match.start() < 40]
    return text[min([begin, *units]) :]


def _address(
    line: Line,
    number: int,
    street: tuple[str, str],
    postcode: tuple[str, tuple[int, int]],
    city: tuple[int, int],
    country: str,
) -> Address:
    quotes = (street[1], line.quote(*postcode[1]), line.quote(*city))
    return Address(
        street[0], postcode[0], line.clean[city[0] : city[1]].strip(), country, number, postcode[1][0], quotes
    )
