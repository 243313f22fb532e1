"""What is wrong with a file, said so that the analyst can mend it."""

import difflib
from collections.abc import Iterable
from typing import Final, TypedDict

# A file of nonsense has thousands of faults; nobody reads the hundredth.
MOST_PROBLEMS: Final = 100
_MOST_CHOICES: Final = 300


class Problem(TypedDict):
    """One fault in one file: `line` counts from 1 (0: unknown), `key` is dotted (empty: the whole file)."""

    file: str
    line: int
    key: str
    message: str
    remedy: str


class Notice(TypedDict):
    """Something the toolkit did with the analyst's files that he should know about."""

    message: str
    remedy: str


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return 'Did you mean "..."?' for the nearest known word, or the known words if none is near."""
    choices = list(known)[:_MOST_CHOICES]
    near = nearest(word, choices)
    if near:
        return f'Did you mean "{near}"?'
    if not choices:
        return "Remove it."
    return f"Known here: {', '.join(sorted(choices)[:20])}."


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the choice spelled most like `word`, or an empty string if none comes close."""
    by_lower = {choice.lower(): choice for choice in choices}
    # Long words are cut: difflib is quadratic and a key may be a megabyte long.
    written = word.lower()[:80]
    found = difflib.get_close_matches(written, by_lower, n=1, cutoff=0.65)
    if not found and len(written) >= 3:
        found = [choice for choice in by_lower if choice.startswith(written)]
    return by_lower[found[0]] if len(found) == 1 else ""


def shown(value: object) -> str:
    """Return a short form of a value for a message."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:37] + "..."
