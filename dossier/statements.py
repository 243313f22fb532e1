"""What sentences state about a business, by rules: staff, year, director, capital, rating, radius."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from dossier.dates import year_of
from dossier.headings import stands_under_makers, stands_under_others, stands_under_plans
from dossier.identity import FORMS, form_key
from dossier.lexicon import folded_in_place
from dossier.moods import is_denied, is_plain, speaks_of_others
from dossier.quantities import quantities
from dossier.records import Source
from dossier.rows import lines_and_rows
from llm.tasks.words import fold

_WORD_NUMBER = r"(?:[a-z]+(?:-[a-z]+){0,3})"
_NUMBER = rf"(?:\d{{1,3}}(?:[ .,\u00a0\u202f]\d{{3}})+|\d+(?:[.,]\d+)?|{_WORD_NUMBER})"
_IS_RANGE = re.compile(r"\d\s?(?:-|–|à|a|et|bis|und|to|and)\s?\d")
_SINCE = re.compile(r"(?:depuis|seit|since)\b")
_ADDED_UP = re.compile(r"\b(?:totalis|cumul|additionn|zusammen|gemeinsam|ensemble|combined|a eux |a elles )")
_NAME = r"[A-ZÀ-Ý][\w’'-]+(?:\s(?:d[eu’']|von|van|de\sla|del)?\s?[A-ZÀ-Ý][\w’'-]+){1,2}"


@dataclass(frozen=True)
class Rule:
    """One thing that is stated, how it is called in each language, and the patterns that find it."""

    id: str
    labels: dict[str, str]
    topics: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    cased: bool


@dataclass(frozen=True)
class Statement:
    """A value a source states: `written` as it stands there, `key` as it is compared, `quote` around it.

    `as_of` is the year its sentence gives for it.
    """

    rule: Rule
    key: str
    written: str
    quote: str
    source: Source
    as_of: str = ""


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Return the rules, in the order in which a dossier shows what they find."""
    rows = yaml.safe_load((Path(__file__).parent / "statements.yml").read_text(encoding="utf-8"))
    return tuple(
        Rule(
            id=row["id"],
            labels=row["label"],
            topics=frozenset(row["topics"]),
            patterns=tuple(
                re.compile(
                    pattern.replace("NUMBER", _NUMBER).replace("NAME", _NAME).replace("LEGAL_FORM", FORMS)
                )
                for pattern in row["patterns"]
            ),
            cased=bool(row.get("cased")),
        )
        for row in rows
    )


def statements(sources: Iterable[Source]) -> list[Statement]:
    """Return what the sources state, each value of a source once; partners and competitors are left out."""
    found: dict[tuple[str, str, str], Statement] = {}
    for source in sources:
        for start, line, _ in lines_and_rows(source.text):
            for one in _in_line(line, source):
                if stands_under_others(source.text, start) or stands_under_plans(source.text, start):
                    break
                if "legal" in one.rule.topics and stands_under_makers(source.text, start, source.site):
                    continue
                found.setdefault((one.rule.id, one.key, source.id), one)
    return list(found.values())


def _in_line(line: str, source: Source) -> Iterator[Statement]:
    folded = folded_in_place(line)
    for rule in rules():
        for pattern in rule.patterns:
            found = _first(rule, pattern, line if rule.cased else folded, line, source.language)
            if found is None:
                continue
            match, key = found
            quote = _sentence_around(line, *match.span())
            if _SINCE.match(match.group()) and is_denied(fold(quote)):
                continue  # „Seit 2018 nehmen wir keine ... an“
            if rule.id == "age" and _ADDED_UP.search(fold(quote)):
                continue  # the years of several people
            if is_plain(_told(rule, quote, match.group())) and not speaks_of_others("", quote):
                yield Statement(
                    rule, key, line[slice(*match.span("value"))].strip(), quote, source, _as_of(rule, quote)
                )
                break


def _first(
    rule: Rule, pattern: re.Pattern[str], text: str, line: str, language: str
) -> tuple[re.Match[str], str] | None:
    """Return the first match that has a value, and its key: any word may look like a number."""
    for match in pattern.finditer(text):
        start, end = match.span("value")
        if key := _key(rule, line[start:end], line[start : match.end()], language):
            return match, key
    return None


def _told(rule: Rule, quote: str, matched: str) -> str:
    """Return what of a sentence bears on a value: who has founded it may be "a former cyclist"."""
    at = folded_in_place(quote).find(matched)
    goes_on = re.search(r"[,;(]", quote[at + len(matched) :]) if at >= 0 else None
    return quote[: at + len(matched) + goes_on.start()] if rule.id == "founded" and goes_on else quote


def _as_of(rule: Rule, quote: str) -> str:
    return "" if rule.id == "founded" else year_of(quote)


def _key(rule: Rule, written: str, with_rest: str, language: str) -> str:
    """Return what a value is compared by: number and unit where it has them, else its folded words.

    What follows it tells a number from another word: « neuf salariés ».
    """
    if rule.id == "legal_form":
        return form_key(written)
    if rule.cased:
        return " ".join(sorted(fold(written).split()))
    if rule.id == "staff" and len(ends := re.findall(r"\d+", written)) == 2 and _IS_RANGE.search(written):
        return "-".join(ends)
    found = quantities(written, language) or quantities(with_rest, language)[:1]
    more = "+" if written.endswith("+") else ""
    return f"{found[0].key}{more} {found[0].unit}".strip() if found else ""


def _sentence_around(line: str, start: int, end: int) -> str:
    """Return the sentence of a line that holds a span, at most 200 characters of it."""
    left = max(
        (line.rfind(mark, 0, start) + 2 for mark in (". ", "! ", "? ") if mark in line[:start]), default=0
    )
    ends = [at + 1 for mark in (". ", "! ", "? ") if (at := line.find(mark, end)) >= 0]
    right = min(ends, default=len(line))
    if right - left > 200:
        left = max(left, start - 60)
        right = min(right, left + 200, len(line))
        left = left if left == 0 or line[left - 1].isspace() else line.find(" ", left) + 1
        right = (
            right if right == len(line) else line.rfind(" ", end, right) if " " in line[end:right] else right
        )
    return line[left:right].strip()
