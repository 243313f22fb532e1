"""Tables of prices with several columns, in a text of a cell a line: each price with its row and column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_AMOUNT = r"\d[\d.,'’\s]*(?:[-–](?!\w))?"
_CURRENCY = r"(?:€|\$|£|CHF|EUR|USD|GBP|[Ee]uros?|Fr\.?|francs?|Franken)"
_PRICE = re.compile(
    rf"(?:ab |dès |from )?(?:{_CURRENCY}\s?{_AMOUNT}|{_AMOUNT}\s?{_CURRENCY})"
    r"(?:\s?(?:TTC|HT|netto|brutto))?\W*"
)
# What stands where a row has no price in a column.
_NO_PRICE = re.compile(
    r"[-–—/×x]|sur (?:devis|demande)|(?:auf|nach) anfrage|on request|inclus\w*|compris\w*|inklusive|included"
    r"|offerte?s?|gratuite?s?|kostenlos|gratis|free",
    re.IGNORECASE,
)
_LONGEST_HEAD, _LONGEST_LABEL = 40, 120


@dataclass(frozen=True)
class Cell:
    """A price of a table: where its row begins in the text, the row as it stands there, label and column."""

    start: int
    row: str
    label: str
    head: str
    written: str


@dataclass(frozen=True)
class _Row:
    """A label and the values behind it: from which line to which, of those that are not empty."""

    first: int
    end: int


def price_cells(text: str) -> list[Cell]:
    """Return the prices of the rows that have two or more, each with the head of its column.

    A row that has not the number of values of the others, as a cell is empty, tells of none its column.
    """
    lines = _lines(text)
    return [cell for table in _tables(lines) for cell in _cells(lines, table)]


def in_rows(text: str) -> frozenset[int]:
    """Return where the lines begin that belong to rows with two or more prices."""
    lines = _lines(text)
    return frozenset(
        lines[n][0] for table in _tables(lines) for row in table for n in range(row.first, row.end)
    )


def _lines(text: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for raw in text.splitlines(keepends=True):
        if line := raw.strip():
            found.append((at, line))
        at += len(raw)
    return found


def _tables(lines: Sequence[tuple[int, str]]) -> Iterator[list[_Row]]:
    """Yield the rows that follow each other, of those tables where any has two prices."""
    table: list[_Row] = []
    for row in _rows(lines):
        if table and row.first != table[-1].end:
            if _is_wide(table):
                yield table
            table = []
        table.append(row)
    if _is_wide(table):
        yield table


def _is_wide(table: Sequence[_Row]) -> bool:
    return any(row.end - row.first > 2 for row in table)


def _rows(lines: Sequence[tuple[int, str]]) -> Iterator[_Row]:
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and _is_value(lines[end][1]):
            end += 1
        has_price = any(_PRICE.fullmatch(line) for _, line in lines[at + 1 : end])
        if has_price and not _is_value(lines[at][1]) and len(lines[at][1]) <= _LONGEST_LABEL:
            yield _Row(at, end)
        at = end


def _is_value(line: str) -> bool:
    return _PRICE.fullmatch(line) is not None or _NO_PRICE.fullmatch(line) is not None


def _cells(lines: Sequence[tuple[int, str]], table: Sequence[_Row]) -> Iterator[Cell]:
    columns = max(row.end - row.first - 1 for row in table)
    heads = [line for _, line in lines[max(table[0].first - columns, 0) : table[0].first]]
    if len(heads) < columns or not all(_may_be_head(head) for head in heads):
        return
    for row in table:
        values = [line for _, line in lines[row.first + 1 : row.end]]
        if len(values) != columns:
            continue
        start, label = lines[row.first]
        whole = " ".join([label, *values])
        for head, value in zip(heads, values, strict=True):
            if _PRICE.fullmatch(value):
                yield Cell(start, whole, label, head, value)


def _may_be_head(line: str) -> bool:
    return len(line) <= _LONGEST_HEAD and line[-1] not in ".!?"
