"""Read one written phone number: repair it, validate it for a country, refuse samples."""

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

import phonenumbers

# Ranges kept free for invented numbers, which libphonenumber calls possible but not assigned.
_INVENTED = {
    33: re.compile(r"63998\d{4}"),
    44: re.compile(r"7700900\d{3}|1632960\d{3}"),
}
# Every French number has ten digits: new ranges are opened faster than lists are updated.
_NATIONAL_SHAPE = {33: re.compile(r"[1-79]\d{8}")}
# "0590 82 01 30" is dialled in France as it stands, but has a country code of its own.
_OVERSEAS = {
    "590": "+590",
    "690": "+590",
    "691": "+590",
    "594": "+594",
    "694": "+594",
    "596": "+596",
    "696": "+596",
    "697": "+596",
    "262": "+262",
    "692": "+262",
    "693": "+262",
    "269": "+262",
    "639": "+262",
}
_FRANCE = "+33"
_RISING = "01234567890"
_FALLING = "09876543210"
_SAME = re.compile(r"(\d)\1{6}")
_SAMPLES = frozenset(
    {"102030405", "203040506", "611223344", "601020304", "601020305", "612131415", "606060606", "101010101"}
    | {f"{mobile}01010101" for mobile in "67"}
)
_TRUNK_IN_BRACKETS = re.compile(r"\(\s*0\s*\)")
# A code with the trunk zero in brackets after it: only the plus sign was forgotten.
FORGOTTEN_PLUS = r"\(?(?:33|32|41|49|43|44)\)?\s?\(\s?0\s?\)"
_FORGOTTEN = re.compile(FORGOTTEN_PLUS)
_EXTENSION = re.compile(r"(?:;|,|ext|poste|durchwahl|x(?=\d)).*\Z", re.IGNORECASE | re.DOTALL)
_PREFIX_ZERO = re.compile(r"\+\s*0(?=[1-9])")
_WRITTEN = re.compile(r"[\d\s+().\-/–‑‐·]+\Z")


def is_sample(national: str) -> bool:
    """Tell whether the digits after the country code are made up: 06 12 34 56 78, 06 00 00 00 00."""
    if national in _SAMPLES or _SAME.search(national):
        return True
    return any(
        national[at : at + 7] in _RISING or national[at : at + 7] in _FALLING
        for at in range(len(national) - 6)
    )


@lru_cache(maxsize=8192)
def _parsed(text: str, country: str) -> str:
    """Return the E.164 form of a number read in one country, empty when it is none."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    national = phonenumbers.national_significant_number(number)
    if is_sample(national) or not phonenumbers.is_possible_number(number):
        return ""
    if not phonenumbers.is_valid_number(number):
        code = number.country_code or 0
        shapes = (_INVENTED.get(code), _NATIONAL_SHAPE.get(code))
        if not any(shape is not None and shape.fullmatch(national) for shape in shapes):
            return ""
    return _of_overseas(str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)))


def _of_overseas(number: str) -> str:
    """Return a French number with the code of the overseas department its first digits belong to."""
    national = number.removeprefix(_FRANCE)
    code = _OVERSEAS.get(national[:3]) if national != number else None
    if code is None:
        return number
    moved = phonenumbers.parse(f"{code}{national}", "ZZ")
    return f"{code}{national}" if phonenumbers.is_valid_number(moved) else number


def e164(text: str, countries: Sequence[str]) -> str:
    """Return a written number in E.164 by the first country it is valid in; empty if there is none."""
    text = " ".join(text.split())
    if not 6 <= sum(char.isdigit() for char in text) <= 17:
        return ""
    if _FORGOTTEN.match(text):
        text = f"+{text}"
    text = _PREFIX_ZERO.sub("0", _TRUNK_IN_BRACKETS.sub("", text))
    if text.startswith(("+", "00")):
        return _parsed("+" + text.lstrip("+0 "), "ZZ")
    for country in countries[:3]:
        found = _parsed(text, country)
        if found:
            return found
    return ""


def link_number(href: str, countries: Sequence[str]) -> str:
    """Return the number a `tel:` link dials, in E.164, repaired where people mistype it; empty if none."""
    dialled = unquote(href.partition(":")[2]).replace("//", "").replace("\u00a0", " ")
    dialled = _EXTENSION.sub("", dialled.partition("?")[0])
    dialled = re.sub(r"[^\d+().\-/ ]", "", dialled).strip()
    found = e164(dialled, countries)
    if found or dialled.startswith("+"):
        return found
    digits = re.sub(r"\D", "", dialled)
    code = phonenumbers.country_code_for_region(countries[0]) if countries else 0
    # "tel:33199001234": the plus sign was forgotten.
    return e164(f"+{digits}", countries) if code and digits.startswith(str(code)) else ""


def written_number(text: str, countries: Sequence[str]) -> str:
    """Return the number that a field of structured data holds, in E.164; empty if it is none."""
    text = text.strip()
    if text[:4].lower() in {"tel:", "fax:"}:
        return link_number(text, countries)
    text = _EXTENSION.sub("", text)
    if not _WRITTEN.match(text):
        text = re.sub(r"[^\d+().\-/ ]", " ", text).strip()
    found = e164(text, countries)
    return found or link_number(f"tel:{text}", countries)


@lru_cache(maxsize=2048)
def area_code_length(number: str) -> int:
    """Return how many digits of a number's national part are its area code, 0 where it has none."""
    try:
        parsed = phonenumbers.parse(number, "ZZ")
    except phonenumbers.NumberParseException:
        return 0
    return int(phonenumbers.length_of_geographical_area_code(parsed))


@lru_cache(maxsize=2048)
def country_prefix(number: str) -> str:
    """Return the "+33" of an E.164 number."""
    try:
        return f"+{phonenumbers.parse(number, 'ZZ').country_code}"
    except phonenumbers.NumberParseException:
        return ""
