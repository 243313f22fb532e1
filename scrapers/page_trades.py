"""The trades a page names, in its own words: exact names of the dictionary, plurals included."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from llm.tasks.words import fold
from scrapers.trade_list import all_trades

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 6
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class NamedTrade:
    """A trade where a text names it: its key, and the words as they stand there."""

    key: str
    words: str


def named_trades(text: str) -> Iterator[NamedTrade]:
    """Yield the trades a text names, in its order; of names that overlap the longest."""
    tokens = [(match, _stem(match[0])) for match in _WORD.finditer(text)]
    names, first_words = _names()
    at = 0
    while at < len(tokens):
        size = _name_at(tokens, at, names) if tokens[at][1] in first_words else 0
        if size:
            run = text[tokens[at][0].start() : tokens[at + size - 1][0].end()]
            yield NamedTrade(names[tuple(stem for _, stem in tokens[at : at + size])], run)
        at += size or 1


def names_trade(key: str, text: str) -> str | None:
    """Return the words by which a text names a trade, None where it does not."""
    return next((named.words for named in named_trades(text) if named.key == key), None)


def _name_at(tokens: list[tuple[re.Match[str], str]], at: int, names: dict[tuple[str, ...], str]) -> int:
    """Return of how many words the longest name is that begins here, 0 where none does."""
    for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
        if tuple(stem for _, stem in tokens[at : at + size]) in names:
            return size
    return 0


@lru_cache(maxsize=1)
def _names() -> tuple[dict[tuple[str, ...], str], frozenset[str]]:
    names: dict[tuple[str, ...], str] = {}
    for trade in all_trades():
        for labels in trade.labels.values():
            for label in labels:
                stems = tuple(_stem(word) for word in _WORD.findall(label))
                if len("".join(stems)) >= _SHORTEST:
                    names.setdefault(stems, trade.key)
    return names, frozenset(stems[0] for stems in names)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    folded = fold(word)
    return folded[:-1] if len(folded) > _SHORTEST and folded[-1] in "sx" else folded
