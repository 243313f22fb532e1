"""When two values, or two pieces of evidence, are the same one."""

import re
import unicodedata
from collections.abc import Callable

from leads.record import Evidence, Kind, Value
from leads.text import digest

_KEY_LENGTH = 200


def value_key(value: Value) -> str:
    """Return what two spellings of one value have in common, at most 200 characters long."""
    plain = " ".join(unicodedata.normalize("NFKC", value.value).casefold().split())
    key = _NORMALISERS.get(value.kind, str)(plain) or plain
    if len(key) <= _KEY_LENGTH:
        return key
    return f"{key[: _KEY_LENGTH - 65]}#{digest(key)}"


def evidence_key(evidence: Evidence) -> str:
    """Return the fingerprint of a piece of evidence; when it was fetched does not count."""
    return digest(evidence.url, evidence.method, evidence.quote)


def _digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return f"+{digits}" if digits and text.startswith("+") else digits


def _letters_and_digits(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _address(text: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", text).rstrip("/")


_NORMALISERS: dict[Kind, Callable[[str], str]] = {
    Kind.PHONE: _digits,
    Kind.FAX: _digits,
    Kind.POSTCODE: _letters_and_digits,
    Kind.SIREN: _letters_and_digits,
    Kind.SIRET: _letters_and_digits,
    Kind.VAT: _letters_and_digits,
    Kind.SOCIAL: _address,
}
