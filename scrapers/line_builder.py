"""Collect the text of a page into lines while its elements open and close."""

import re
from dataclasses import dataclass

from scrapers.dom import Line, split_line
from scrapers.visibility import GONE, SHOWN, Hiding

# More text than this is a book or an attack.
MAX_TEXT = 600_000
# A longer line is cut into pieces, so that no pattern sees a long run.
MAX_LINE = 4_000
# An element with more lines is no fax number, whatever its class.
MAX_MARKED = 20


# Two links side by side are two words whatever the white space in the source; so are a street and a postcode,
# a label and a number, a postcode and a town: style sheets set them apart.
_POSTCODE_ENDS = re.compile(r"(?<!\d)\d{4,5}\Z")
_NUMBER_BEGINS = re.compile(r"\d{4,5}(?!\d)|0\d[\s.]|\+\d\d")


def _are_two_words(before: str, after: str) -> bool:
    """Tell whether texts of two elements side by side are two words though nothing stands between them."""
    if after[0].isupper():
        return before[-1].isdigit() and _POSTCODE_ENDS.search(before) is not None
    return before[-1].isalpha() and after[0] in "0123456789+" and _NUMBER_BEGINS.match(after) is not None


@dataclass(slots=True)
class State:
    """What holds inside the element being read. Elements that change nothing share their parent's."""

    hiding: Hiding = SHOWN
    level: int = 0
    row: int = 0
    depth: int = 0
    item: bool = False
    cell: bool = False
    region: str = ""
    boiler: str = ""
    boiler_group: int = 0
    control: bool = False
    scope: int = -1
    form: int = -1

    def copy(self) -> "State":
        """Return an independent copy; several times faster than `dataclasses.replace`."""
        return State(
            self.hiding, self.level, self.row, self.depth, self.item, self.cell, self.region,
            self.boiler, self.boiler_group, self.control, self.scope, self.form,
        )  # fmt: skip


class LineBuilder:
    """The lines of a page so far, and the one that is being written.

    Attributes:
        lines: the finished lines.
        length: how many characters the current line has.
        gap: whether white space stands between the current line and the next text.
        anchor: the number of the link the next text belongs to, -1 outside of one.
        bold: how many open elements set the next text in bold.
    """

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.length = 0
        self.gap = False
        self.anchor = -1
        self.bold = 0
        self.total = 0
        self._line = Line()
        self._pieces: list[str] = []
        self._seams: list[int] = []
        self._marks: list[tuple[int, int]] = []
        self._anchor_end = -1
        self._last_anchor = -1

    @property
    def here(self) -> tuple[int, int]:
        """The place the next text will have: number of its line, position in it."""
        return len(self.lines), self.length

    @property
    def full(self) -> bool:
        """Whether the page has had as much text as is read."""
        return self.total + self.length > MAX_TEXT

    def add(self, data: str, state: State, block: int) -> None:
        """Add one text node that is not all white space."""
        if not self.length:
            self._line = _line(state, block)
        elif self.gap or data[0].isspace():
            self._append(" ")
        else:
            self._seams.append(self.length)
            two_links = self.anchor >= 0 and self._anchor_end == self.length
            if two_links or _are_two_words(self._pieces[-1], data):
                self._append(" ")
                self._seams.append(self.length)
        line, start = self._line, self.length
        text = " ".join(data.split())[:MAX_TEXT]
        self._append(text)
        self.gap = data[-1].isspace()
        if SHOWN < state.hiding < GONE:
            line.mute = [*line.mute, (start, self.length)]
        if self.anchor >= 0:
            line.linked += len(text)
            if self.anchor != self._last_anchor:
                self._last_anchor = self.anchor
                line.links += 1
        if self.bold:
            line.bold += len(text)

    def _append(self, text: str) -> None:
        self._pieces.append(text)
        self.length += len(text)

    def omit(self, data: str) -> None:
        """Leave out hidden words in the middle of a line, and remember them."""
        if self.length and not self.gap and (words := " ".join(data.split())):
            self._seams.append(self.length)
            self._line.omitted = [*self._line.omitted, (self.length, words)]

    def end_anchor(self) -> None:
        """Remember that a link ends here."""
        self._anchor_end = self.length

    def mark_fax(self, since: tuple[int, int] | None = None) -> None:
        """Mark the text since a place as a fax number, or this place as the label of the next number."""
        if since is None:
            self._marks.append((self.length, self.length))
            return
        first, start = since
        for line in self.lines[first : first + MAX_MARKED]:
            line.marks = [*line.marks, (start, len(line.text))]
            start = 0
        self._marks.append((start, self.length))

    def written_since(self, place: tuple[int, int]) -> str:
        """Return the text of the current line since a place, empty when the line is another."""
        return "".join(self._pieces)[place[1] :] if place[0] == len(self.lines) else ""

    def end(self) -> None:
        """Finish the current line, if it has any text."""
        if self.length:
            line = self._line
            line.text = "".join(self._pieces)
            if self._seams:
                line.seams, self._seams = self._seams, []
            if self._marks:
                line.marks, self._marks = self._marks, []
            self.total += self.length
            self.lines += split_line(line, MAX_LINE) if self.length > MAX_LINE else (line,)
            self._pieces = []
            self.length = 0
        self.gap = False
        self._anchor_end = -1


def _line(state: State, block: int) -> Line:
    """Return a line with what holds where its first text stands."""
    return Line(
        "", state.level, block, state.row, state.depth, state.item, state.cell, state.region,
        state.boiler, state.boiler_group, state.hiding is GONE, state.control,
    )  # fmt: skip
