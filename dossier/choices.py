"""Things a page offers side by side, each with its own figure: two packages, two rows of a table."""

from collections.abc import Sequence
from itertools import pairwise

from dossier.records import Contradiction, Source

_END = ".!?"
# Rows so near are side by side; so far around an item the list it stands in is looked at.
_BESIDE, _AROUND = 2, 8
_SHORTEST = 6


def is_choice(one: Contradiction, sources: Sequence[Source]) -> bool:
    """Tell whether what differs within one source are items of which one is chosen.

    Either they stand in rows beside each other, or in lists that have further items in common, as the
    packages of an offer have.
    """
    source = next((source for source in sources if source.name == one.values[0].source), None)
    if source is None or len({value.source for value in one.values}) > 1:
        return False
    lines = [line.strip() for line in source.text.splitlines()]
    at = [_line_of(value.quote, lines) for value in one.values]
    places = sorted({n for n in at if n is not None})
    if None in at or len(places) < 2 or any(lines[n][-1:] in _END for n in places):
        return False
    return all(
        after - before <= _BESIDE or _items(lines, before) & _items(lines, after)
        for before, after in pairwise(places)
    )


def _line_of(quote: str, lines: Sequence[str]) -> int | None:
    return next((n for n, line in enumerate(lines) if quote and quote in line), None)


def _items(lines: Sequence[str], at: int) -> set[str]:
    """Return the other items of the list a line stands in."""
    found: set[str] = set()
    for step in (-1, 1):
        for n in range(at + step, at + step * (_AROUND + 1), step):
            if not 0 <= n < len(lines) or not lines[n] or lines[n][-1] in _END:
                break
            if len(lines[n]) >= _SHORTEST:
                found.add(lines[n].casefold())
    return found
