"""What kind of business a site belongs to, by keywords: trade, services, signals, issues, each with a quote.

The words of signals and issues are in `signals.yml`. `llm.tasks.classification` checks what a model adds.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import yaml

from leads.record import Evidence, Kind, Method, Value
from scrapers.evidence import find_quote
from scrapers.page_trades import named_trades
from scrapers.page_words import PageWords

MAX_SERVICES = 12
# A page about many things names many trades; these many lines tell what it is about.
_LINES = 300
_TITLE_WEIGHT, _HEADING_WEIGHT, _LINE_WEIGHT = 6, 3, 1
# A trade that is named once in passing, such as a neighbour's, is not the business's.
_LEAST_WEIGHT = 2
_MOST_LETTERS = 80
_OLD_YEARS = 3

_COPYRIGHT = re.compile(
    r"(?:©|\bcopyright\b|\(c\))\D{0,30}?(?:(?:19|20)\d\d\s?[-–]\s?)?((?:19|20)\d\d)\b", re.I
)
_SERVICES_HEADING = re.compile(
    r"\b(?:services|prestations|activités|spécialités|savoir-faire|soins|what we do|treatments"
    r"|(?:dienst)?leistungen|unsere angebote)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"#{1,6}\s+(.*)")
_BULLET = re.compile(r"\s*[-*•]\s+(.*)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class Classified:
    """What rules say of a site. `trades` are the keys of the trades its pages name, the likeliest first."""

    trades: tuple[str, ...]
    values: tuple[Value, ...]


def classify(pages: Sequence[PageWords], *, wanted_trade: str = "") -> Classified:
    """Return what kind of business the pages of one site belong to.

    `wanted_trade` is the trade that was searched for: of trades the pages name equally it is the likelier.
    """
    weights = _trade_weights(pages, wanted_trade)
    trades = tuple(key for key, weight in weights.most_common() if weight >= _LEAST_WEIGHT)
    values: list[Value] = []
    if trades and (value := trade_value(pages, trades[0])) is not None:
        values.append(value)
    values += _services(pages)
    values += _by_patterns(pages, Kind.SIGNAL)
    values += _by_patterns(pages, Kind.ISSUE)
    values += _old_copyright(pages)
    return Classified(trades, tuple(values))


def trade_value(pages: Sequence[PageWords], key: str) -> Value | None:
    """Return a trade as a value in the words of the pages, None where they do not name it."""
    for page in pages:
        for line in (page.title, *_lines(page)):
            for named in named_trades(line):
                if named.key == key and (quote := find_quote(named.words, page.shown)):
                    return value_of(page, Kind.TRADE, named.words, quote, key)
    return None


def value_of(
    page: PageWords, kind: Kind, value: str, quote: str, label: str = "", method: Method = Method.TEXT
) -> Value:
    """Return a value with where it stands."""
    proof = Evidence(url=page.url, quote=quote, method=method, fetched_at=page.fetched_at)
    return Value(value=value, kind=kind, label=label, evidence=[proof])


def label_of(kind: Kind, text: str) -> str:
    """Return what a signal or an issue is called in the closed list, empty where the text is none of it."""
    return next((key for key, pattern in _patterns()[kind].items() if pattern.search(text)), "")


@cache
def _patterns() -> dict[Kind, dict[str, re.Pattern[str]]]:
    lists = yaml.safe_load(Path(__file__).with_name("signals.yml").read_text(encoding="utf-8"))
    return {
        kind: {
            key: re.compile("|".join(ways), re.IGNORECASE) for key, ways in lists[f"{kind.value}s"].items()
        }
        for kind in (Kind.SIGNAL, Kind.ISSUE)
    }


def _trade_weights(pages: Sequence[PageWords], wanted: str) -> Counter[str]:
    weights: Counter[str] = Counter()
    for page in pages:
        for line, weight in _weighted(page):
            for named in named_trades(line):
                weights[named.key] += weight
    if wanted in weights:
        weights[wanted] *= 2
    return weights


def _weighted(page: PageWords) -> Iterator[tuple[str, int]]:
    yield page.title, _TITLE_WEIGHT
    for line in page.text.splitlines()[:_LINES]:
        heading = _HEADING.match(line)
        yield line, _HEADING_WEIGHT if heading else _LINE_WEIGHT


def _lines(page: PageWords) -> list[str]:
    return page.visible.splitlines()


def _services(pages: Sequence[PageWords]) -> list[Value]:
    """Return the items of the lists under a heading such as "Nos prestations"."""
    found: dict[str, Value] = {}
    for page in pages:
        under_services = False
        for line in page.text.splitlines():
            if heading := _HEADING.match(line):
                under_services = _SERVICES_HEADING.search(heading[1]) is not None
            elif under_services and (bullet := _BULLET.match(line)):
                text = _LINK.sub(r"\1", bullet[1]).strip(" *_.;:")
                quote = find_quote(text, page.visible) if 3 < len(text) <= _MOST_LETTERS else None
                if quote and len(found) < MAX_SERVICES:
                    found.setdefault(text.casefold(), value_of(page, Kind.SERVICE, text, quote))
    return list(found.values())


def _by_patterns(pages: Sequence[PageWords], kind: Kind) -> list[Value]:
    """Return for each name of a closed list the first place that fits it."""
    found = []
    for key, pattern in _patterns()[kind].items():
        for page, line in _every_line(pages):
            match = pattern.search(line)
            quote = find_quote(match[0].strip(), line) if match else None
            if match and quote:
                found.append(value_of(page, kind, match[0].strip(), quote, key))
                break
    return found


def _every_line(pages: Iterable[PageWords]) -> Iterator[tuple[PageWords, str]]:
    for page in pages:
        for line in _lines(page):
            yield page, line


def _old_copyright(pages: Sequence[PageWords]) -> list[Value]:
    """Return the newest year of a copyright line where it is some years old."""
    years = [
        (int(match[1]), page, line, match[0])
        for page, line in _every_line(pages)
        if (match := _COPYRIGHT.search(line))
    ]
    if not years:
        return []
    year, page, line, words = max(years, key=lambda one: one[0])
    quote = find_quote(words.strip(), line)
    if year > datetime.now(UTC).year - _OLD_YEARS or quote is None:
        return []
    return [value_of(page, Kind.ISSUE, words.strip(), quote, "old_copyright")]
