"""Lines of a text, with a bare label and the value below it read as one: rows of tables, lists of terms."""

import re
from collections.abc import Iterator

from llm.tasks.words import fold

# A label is a few words without a number or the end of a sentence; its value is one short line.
_LABEL = re.compile(r"(?=.{2,40}\Z)[^\W\d_][^\d.!?:]*:?")
_MOST_WORDS = 5
# Labels of values that are words, folded; the values are names, so that the next entry of a menu is none.
_OF_NAMES = re.compile(
    r"(?:raison sociale|denomination(?: sociale)?|gerante?|dirigeante?|presidente?|direct(?:eur|rice)"
    r"|proprietaire|responsable|direction|inhaber(?:in)?|firma|geschaftsfuhr(?:er(?:in)?|ung)|leitung"
    r"|vertreten durch|vertretungsberechtigt|owner|director|founder|fondat(?:eur|rice)|registergericht):?"
)
_OF_FORMS = re.compile(r"(?:forme(?: juridique)?|statut(?: juridique)?|rechtsform|legal form):?")
_TWO_NAMES = re.compile(r"[A-ZÀ-Ý][\w’'-]+(?:\s(?:d[eu]|von|van|la))?\s[A-ZÀ-Ý]")
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
    if len(line) > _LONGEST_VALUE or _is_sentence(line):
        return False
    if any(char.isdigit() for char in line) or label.endswith(":") or _OF_FORMS.fullmatch(fold(label)):
        return True
    return _OF_NAMES.fullmatch(fold(label)) is not None and _TWO_NAMES.match(line) is not None


def _is_sentence(line: str) -> bool:
    return line.endswith((".", "!", "?")) and len(line.split()) > _MOST_WORDS
