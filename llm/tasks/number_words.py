"""Quantities written as words: « quatre avis », "twenty-five reviews", „vierzig Kunden“.

Only words that count something are numbers. « un », "one" and „ein“ are articles far more often, « neuf » is
new more often than nine, and « les deux » or "one or two" state nothing.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

_APOSTROPHE = re.compile("[’ʼ]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class WrittenNumber:
    """A number in words: its value, and where it stands."""

    value: int
    start: int
    end: int


@dataclass(frozen=True)
class _Lexicon:
    """The number words of one language; `small` are all that do not multiply, -1 joins two of them."""

    units: dict[str, int]
    tens: dict[str, int]
    about: dict[str, int]
    multipliers: dict[str, int]
    small: dict[str, int]
    idioms: re.Pattern[str]


def written_numbers(text: str, language: str) -> Iterator[WrittenNumber]:
    """Yield the quantities a text in `fr`, `de` or `en` writes as words."""
    plain = _APOSTROPHE.sub("'", text)
    plain = _lexicon(language).idioms.sub(lambda match: " " * len(match.group()), plain)
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


def _value(word: str, language: str) -> tuple[int | None, bool]:
    lexicon = _lexicon(language)
    if word in lexicon.multipliers:
        return lexicon.multipliers[word], True
    if word.rstrip("s") in lexicon.about:
        return lexicon.about[word.rstrip("s")], False
    if word in lexicon.small:
        return lexicon.small[word], False
    if language == "de":
        return _german(word), False
    return None, False


def _german(word: str) -> int | None:
    """Return the value of a compound such as „fünfundzwanzig“, „zweihundert“ or „dreimal“, else None."""
    lexicon = _lexicon("de")
    units = {"ein": 1} | lexicon.units
    if match := re.fullmatch(r"(\w{3,})(?:mal|fach)(?:e[nrs]?)?", word):
        times = match[1]
        return lexicon.units.get(times, lexicon.tens.get(times)) or _german(times)
    if match := re.fullmatch(rf"({'|'.join(units)})und({'|'.join(lexicon.tens)})", word):
        return units[match[1]] + lexicon.tens[match[2]]
    if match := re.fullmatch(rf"({'|'.join(units)})?(hundert|tausend)(.*)", word):
        rest = match[3].removeprefix("und")
        below = 0 if not rest else (units | lexicon.tens).get(rest, _german(rest))
        if below is None:
            return None
        count = units[match[1]] if match[1] else 1
        return count * (100 if match[2] == "hundert" else 1000) + below
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


@functools.cache
def _lexicon(language: str) -> _Lexicon:
    data = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))[language]

    def numbers(name: str) -> dict[str, int]:
        pairs = (pair.split(":") for pair in data[name].split())
        return {word: int(value) for word, value in pairs}

    units, tens = numbers("units"), numbers("tens")
    return _Lexicon(
        units=units,
        tens=tens,
        about=numbers("about"),
        multipliers=numbers("multipliers"),
        small={**units, **tens, **numbers("joints")},
        idioms=re.compile(rf"\b(?:{'|'.join(data['idioms'])})\b", re.IGNORECASE),
    )
