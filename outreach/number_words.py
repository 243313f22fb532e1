"""Quantities written as words: « quatre avis », "twenty-five reviews", „vierzig Kunden“.

Only words that count something are numbers. « un », "one" and „ein“ are articles far more often, « neuf » is
new more often than nine, and « les deux » or "one or two" state nothing.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from outreach.draft import Language

_FR_UNITS = {
    "zéro": 0,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "onze": 11,
    "douze": 12,
    "treize": 13,
    "quatorze": 14,
    "quinze": 15,
    "seize": 16,
}
_FR_TENS = {
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "octante": 80,
    "huitante": 80,
    "nonante": 90,
}
_FR_ABOUT = {
    "huitaine": 8,
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "millier": 1000,
}
_EN_UNITS = {
    "zero": 0,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "dozen": 12,
}
_EN_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_DE_UNITS = {
    "null": 0,
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "neun": 9,
    "zehn": 10,
    "elf": 11,
    "zwölf": 12,
    "dreizehn": 13,
    "vierzehn": 14,
    "fünfzehn": 15,
    "sechzehn": 16,
    "siebzehn": 17,
    "achtzehn": 18,
    "neunzehn": 19,
    "dutzend": 12,
}
_DE_TENS = {
    "zwanzig": 20,
    "dreißig": 30,
    "dreissig": 30,
    "vierzig": 40,
    "fünfzig": 50,
    "sechzig": 60,
    "siebzig": 70,
    "achtzig": 80,
    "neunzig": 90,
}
_MULTIPLIERS = {
    Language.FR: {"cent": 100, "cents": 100, "mille": 1000, "million": 10**6, "millions": 10**6},
    Language.EN: {"hundred": 100, "thousand": 1000, "million": 10**6},
    Language.DE: {"hundert": 100, "tausend": 1000, "million": 10**6, "millionen": 10**6},
}
_SMALL = {
    Language.FR: {**_FR_UNITS, **_FR_TENS, "et": -1, "un": 1, "une": 1},
    Language.EN: {**_EN_UNITS, **_EN_TENS, "and": -1, "one": 1},
    Language.DE: {**_DE_UNITS, **_DE_TENS},
}
# What looks like a quantity and states none.
_IDIOMS = {
    Language.FR: re.compile(
        r"\b(?:(?:les|tous les|toutes les|nous|vous|ces|entre|un ou|une ou|l'un des) deux|en (?:deux|trois|quelques)"
        r" (?:mots|phrases|lignes)|deux mots|une fois sur deux|d'une pierre deux coups|mille (?:fois )?merci\w*"
        r"|zéro (?:engagement|contrainte)|quatre coins|(?:tout |flambant )?neuf(?! (?:fois|ans|mois|jours|avis|clients|pages))"
        r"|à (?:deux|quatre) (?:pas|mains)|cent pour cent)\b",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"\b(?:(?:the|these|those|one or|us|you|between the) two|two (?:words|cents|minds|of us)|second to none"
        r"|on all fours|in two minds|hundred percent)\b",
        re.IGNORECASE,
    ),
    Language.DE: re.compile(
        r"\b(?:(?:die|diese|diesen|wir|uns|beide|ein oder|eins|zu) zwei|zu zweit|unter vier augen|acht (?:geben|auf)"
        r"|in acht|außer acht|hundert prozent|(?:in|mit) zwei (?:sätzen|worten))\b",
        re.IGNORECASE,
    ),
}
_DE_TWO_DIGITS = re.compile(rf"({'|'.join(['ein', *_DE_UNITS])})und({'|'.join(_DE_TENS)})")
_DE_MORE_DIGITS = re.compile(rf"({'|'.join(['ein', *_DE_UNITS])})?(hundert|tausend)(.*)")
_APOSTROPHE = re.compile("[’ʼ]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class WrittenNumber:
    """A number in words: its value, and where it stands."""

    value: int
    start: int
    end: int


def written_numbers(text: str, language: Language) -> Iterator[WrittenNumber]:
    """Yield the quantities a text writes as words."""
    plain = _APOSTROPHE.sub("'", text)
    plain = _IDIOMS[language].sub(lambda match: " " * len(match.group()), plain)
    run: list[tuple[int, int, int, bool]] = []
    for match in _WORD.finditer(plain):
        value, multiplies = _value(match.group().casefold(), language)
        joins = run and re.fullmatch(r"[\s\-\u00a0\u202f]*", plain[run[-1][1] : match.start()])
        if value is None or not joins:
            yield from _counted(run)
            run = []
        if value is not None:
            run.append((match.start(), match.end(), value, multiplies))
    yield from _counted(run)


def _value(word: str, language: Language) -> tuple[int | None, bool]:
    if word in _MULTIPLIERS[language]:
        return _MULTIPLIERS[language][word], True
    if language is Language.FR and word.rstrip("s") in _FR_ABOUT:
        return _FR_ABOUT[word.rstrip("s")], False
    if word in _SMALL[language]:
        return _SMALL[language][word], False
    if language is Language.DE:
        return _german(word), False
    return None, False


@functools.lru_cache(maxsize=4096)
def _german(word: str) -> int | None:
    """Return the value of a compound such as „fünfundzwanzig“ or „zweihundert“, else None."""
    units = {"ein": 1, **_DE_UNITS}
    if match := _DE_TWO_DIGITS.fullmatch(word):
        return units[match[1]] + _DE_TENS[match[2]]
    if match := _DE_MORE_DIGITS.fullmatch(word):
        rest = match[3].removeprefix("und")
        below = 0 if not rest else (units | _DE_TENS).get(rest, _german(rest))
        if below is None:
            return None
        return (units[match[1]] if match[1] else 1) * (100 if match[2] == "hundert" else 1000) + below
    return None


def _counted(run: list[tuple[int, int, int, bool]]) -> Iterator[WrittenNumber]:
    """Yield the number of a run of number words, without the « et », « un » and "and" at its ends."""
    while run and run[0][2] in {-1, 1}:
        if run[0][2] == 1 and len(run) > 1 and run[1][3]:
            break  # "one hundred"
        run = run[1:]
    while run and run[-1][2] == -1:
        run = run[:-1]
    if not run:
        return
    total = current = 0
    for _, _, value, multiplies in run:
        if value == -1:
            continue
        if multiplies:
            current = max(current, 1) * value
            if value >= 1000:
                total, current = total + current, 0
        elif current % 100 == 4 and value == 20:
            current = current - 4 + 80  # quatre-vingt
        else:
            current += value
    yield WrittenNumber(total + current, run[0][0], run[-1][1])
