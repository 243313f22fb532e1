"""Finding an e-mail address, a phone number or a domain in any text, however it is written there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import phonenumbers

from leads.suppression import Target, e164, normalised

ERASED = "[erased]"

_AT = r"(?:@|%40|&#0*64;|&#x0*40;|\\u0040)"
_BETWEEN_DIGITS = r"[\s.\-/()\u00a0\u202f]*"


@dataclass(frozen=True)
class Traces:
    """What is looked for: addresses, numbers and domains."""

    wanted: tuple[tuple[Target, str], ...]

    @cached_property
    def pattern(self) -> str:
        """A regular expression, in the words that Python and PostgreSQL share."""
        return "|".join(_pattern(target, text) for target, text in self.wanted)

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    def are_in(self, text: str) -> bool:
        """Tell whether a text holds one of them."""
        return self._expression.search(text) is not None

    def are_in_bytes(self, content: bytes) -> bool:
        """Tell whether a file's content holds one of them."""
        return self.are_in(content.decode("utf-8", "replace"))

    def erased(self, text: str) -> str:
        """Return the text with `[erased]` in their place."""
        return self._expression.sub(ERASED, text)


def traces(wanted: Iterable[tuple[Target, str]], country: str = "") -> Traces:
    """Return what to look for; texts may be written in any way."""
    return Traces(tuple((target, normalised(target, text, country)) for target, text in wanted))


def _pattern(target: Target, text: str) -> str:
    if target is Target.EMAIL:
        local, _, host = text.rpartition("@")
        return rf"(?<![\w.+-]){re.escape(local)}{_AT}{re.escape(host)}(?![\w-]|\.\w)"
    if target is Target.DOMAIN:
        return rf"(?:[\w.+-]+{_AT})?(?<![\w-])(?:[\w-]+\.)*{re.escape(text)}(?![\w-]|\.\w)"
    return _phone_pattern(text)


def _phone_pattern(number: str) -> str:
    """Match a number with its country's code or the zero that stands for it, and signs between the digits."""
    try:
        parsed = phonenumbers.parse(e164(number))
        national, code = phonenumbers.national_significant_number(parsed), str(parsed.country_code)
    except phonenumbers.NumberParseException:
        return rf"(?<!\d){_BETWEEN_DIGITS.join(number)}(?!\d)"
    digits = _BETWEEN_DIGITS.join(national)
    prefix = rf"(?:\+{_BETWEEN_DIGITS}{code}|00{_BETWEEN_DIGITS}{code}|%2B{code}|{code}|0)"
    return rf"(?<!\d){prefix}{_BETWEEN_DIGITS}(?:0{_BETWEEN_DIGITS})?{digits}(?!\d)"
