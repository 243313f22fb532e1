"""Reasoning that models leak into their answers."""

import re

_TAGS = ("think", "thinking", "thought", "reasoning")
_NAMES = "|".join(_TAGS)
_PAIRED = re.compile(rf"<({_NAMES})>.*?</\1>", re.DOTALL | re.IGNORECASE)
_ORPHAN_CLOSE = re.compile(rf"^.*</(?:{_NAMES})>", re.DOTALL | re.IGNORECASE)
_UNCLOSED = re.compile(rf"^\s*<(?:{_NAMES})>.*", re.DOTALL | re.IGNORECASE)
_OPEN = re.compile(rf"<({_NAMES})>", re.IGNORECASE)
_LONGEST_TAG = max(map(len, _TAGS)) + 3


def without_thinking(text: str) -> str:
    """Return the answer alone, without paired blocks, an unclosed start, or what precedes an orphan close."""
    text = _PAIRED.sub("", text)
    text = _ORPHAN_CLOSE.sub("", text)
    return _UNCLOSED.sub("", text)


class ThinkingFilter:
    """Takes the pieces of a stream and gives back those that are not reasoning.

    Holds back at most the length of one tag, since a tag may be cut between two pieces.
    """

    def __init__(self) -> None:
        self._held = ""
        self._closing = ""

    def feed(self, piece: str) -> str:
        """Return what may be shown after this piece."""
        self._held += piece
        shown = ""
        while True:
            if self._closing:
                end = self._held.lower().find(self._closing)
                if end < 0:
                    self._held = self._held[-_LONGEST_TAG:]
                    return shown
                self._held = self._held[end + len(self._closing) :]
                self._closing = ""
            opening = _OPEN.search(self._held)
            if opening is None:
                keep = self._possible_tag_start()
                shown += self._held[:keep]
                self._held = self._held[keep:]
                return shown
            shown += self._held[: opening.start()]
            self._closing = f"</{opening[1].lower()}>"
            self._held = self._held[opening.end() :]

    def end(self) -> str:
        """Return what was held back and turned out to be no tag."""
        held, self._held = self._held, ""
        return "" if self._closing else held

    def _possible_tag_start(self) -> int:
        start = self._held.rfind("<", max(0, len(self._held) - _LONGEST_TAG))
        if start < 0:
            return len(self._held)
        tail = self._held[start + 1 :].lower()
        return start if any(tag.startswith(tail) for tag in _TAGS) else len(self._held)
