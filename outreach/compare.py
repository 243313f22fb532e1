"""Two versions of a message side by side, word by word."""

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What became of a run of words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """A run of words, and what became of it."""

    change: Change
    text: str


def compared(old: str, new: str) -> list[Piece]:
    """Return the words of both versions in order; without those removed they are the new one."""
    before, after = re.findall(r"\S+|\s+", old), re.findall(r"\S+|\s+", new)
    pieces: list[Piece] = []
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Change.KEPT, "".join(after[j1:j2])))
            continue
        if i1 < i2:
            pieces.append(Piece(Change.REMOVED, "".join(before[i1:i2])))
        if j1 < j2:
            pieces.append(Piece(Change.ADDED, "".join(after[j1:j2])))
    return pieces
