"""Lines of a text, with a bare label and the value below it read as one: rows of tables, lists of terms."""

import re
from collections.abc import Iterator

# A label is a few words without a number or the end of a sentence; its value is one short line.
_LABEL = re.compile(r"(?=.{2,40}\Z)[^\W\d_][^\d.!?:]*:?")
_MOST_WORDS = 5
_LONGEST_VALUE = 120


def lines_and_rows(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield where each line begins, the line, False; of a value below a bare label both as one, True."""
    at, label, away = 0, "", 0
    for raw in text.splitlines(keepends=True):
        line = raw.strip()
        yield at, raw.rstrip("\n"), False
        if label and line and _is_value(line, label):
            yield at, f"{label} {line}", True
        if _is_label(line):
            label, away = line, 0
        elif line or away:
            label = ""
        else:
            away += 1
        at += len(raw)


def _is_label(line: str) -> bool:
    return _LABEL.fullmatch(line) is not None and len(line.split()) <= _MOST_WORDS


def _is_value(line: str, label: str) -> bool:
    """Tell whether a line can be the value of the label above it: a number, or anything after a colon."""
    has_number = any(char.isdigit() for char in line)
    return len(line) <= _LONGEST_VALUE and not _is_sentence(line) and (has_number or label.endswith(":"))


def _is_sentence(line: str) -> bool:
    return line.endswith((".", "!", "?")) and len(line.split()) > _MOST_WORDS
