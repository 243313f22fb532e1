"""The records of a page that was read once: lines of text, links, microdata, forms, in document order."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate
from urllib.parse import urljoin

from scrapers.evidence import QUOTE_LIMIT, cut_around

_UNWANTED_SPANS = (
    (0x00AD, 0x00AD),
    (0x061C, 0x061C),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x2064),
    (0x2066, 0x206F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE007F),
)
_UNWANTED = {code: None for first, last in _UNWANTED_SPANS for code in range(first, last + 1)}
# (Spans, not single characters: on a page of 12,000 characters 0.08 ms instead of 2.3 ms.)
_HAS_UNWANTED = re.compile(f"[{''.join(f'{chr(first)}-{chr(last)}' for first, last in _UNWANTED_SPANS)}]")

# How many letters of a stem are looked up before it is looked for.
RUN = 4
# A hidden part with this many links is a menu that opens.
MENU_LINKS = 3

_TWO_DIGITS = re.compile(r"\d\D{0,4}\d")


def without_invisible(text: str) -> str:
    """Return text without zero-width, bidirectional-control, soft-hyphen and Unicode tag characters."""
    if text.isascii() or not _HAS_UNWANTED.search(text):
        return text
    return text.translate(_UNWANTED)


@dataclass(slots=True)
class Line:
    """One line of text as a browser would show it, white space collapsed, and where it stands.

    `seams` are positions where two pieces of text meet without white space between them; `mute` are spans
    not to be read out; `marks` are spans the page calls a fax number, empty where it only says so;
    `omitted` are hidden words in the middle of the line, with the position where they were left out.
    """

    text: str = ""
    level: int = 0
    block: int = 0
    row: int = 0
    depth: int = 0
    item: bool = False
    cell: bool = False
    region: str = ""
    boiler: str = ""
    boiler_group: int = 0
    hidden: bool = False
    control: bool = False
    linked: int = 0
    links: int = 0
    bold: int = 0
    # (No list each: most lines have none of these, and a page has thousands of lines.)
    seams: Sequence[int] = ()
    mute: Sequence[tuple[int, int]] = ()
    marks: Sequence[tuple[int, int]] = ()
    omitted: Sequence[tuple[int, str]] = ()
    _clean: str | None = None
    _offsets: list[int] | None = None

    @property
    def clean(self) -> str:
        """The text without invisible characters."""
        if self._clean is None:
            self._clean = without_invisible(self.text)
            if len(self._clean) != len(self.text):
                self._offsets = [at for at, char in enumerate(self.text) if ord(char) not in _UNWANTED]
                self._offsets.append(len(self.text))
        return self._clean

    def is_clean(self) -> None:
        """Take note that the text has no invisible characters."""
        self._clean = self.text

    def quote(self, start: int, end: int, limit: int = QUOTE_LIMIT) -> str:
        """Return a run of the text, at most `limit` characters, around positions of `clean`.

        It grows to neighbouring words, but never over a seam: a page read with or without a space there has
        it verbatim. Hidden words inside the span itself are in the quote, as they are in the page.
        """
        start, end = self._place(start, end)
        text = self.text
        if inside := [(at, words) for at, words in self.omitted if start < at < end]:
            pieces, position = [], start
            for at, words in inside:
                pieces += [text[position:at], words]
                position = at
            return "".join([*pieces, text[position:end]])[:limit]
        left_wall, right_wall = 0, len(text)
        if self.seams:
            index = bisect_right(self.seams, start)
            left_wall = self.seams[index - 1] if index else 0
            index = bisect_right(self.seams, end - 1)
            right_wall = self.seams[index] if index < len(self.seams) else len(text)
        return cut_around(text, start, end, left_wall, right_wall, limit)

    def hides_words(self, start: int, end: int) -> bool:
        """Tell whether the page hides words inside a span of `clean`: what reads plain there is scrambled."""
        start, end = self._place(start, end)
        return any(start < at < end for at, _ in self.omitted)

    def _place(self, start: int, end: int) -> tuple[int, int]:
        """Return where in `text` a span of `clean` stands."""
        offsets = self._offsets
        if offsets is None:
            return start, end
        return offsets[start], offsets[end - 1] + 1 if end > start else offsets[start]

    def visible(self) -> str:
        """Return the text without its mute spans and invisible characters."""
        if not self.mute:
            return self.clean
        pieces, at = [], 0
        for start, end in self.mute:
            pieces.append(self.text[at:start])
            at = max(at, end)
        pieces.append(self.text[at:])
        return without_invisible(" ".join("".join(pieces).split()))


def split_line(line: Line, size: int) -> list[Line]:
    """Return a long line as several of at most `size` characters, cut at spaces where there are any."""
    text, pieces, start = line.text, [], 0
    while start < len(text):
        end = start + size
        if end < len(text):
            space = text.rfind(" ", start + size // 2, end)
            end = space + 1 if space > 0 else end
        pieces.append(
            replace(
                line,
                text=text[start:end].rstrip(),
                seams=[seam - start for seam in line.seams if start < seam < end],
                mute=[
                    (max(a, start) - start, min(b, end) - start)
                    for a, b in line.mute
                    if a < end and b > start
                ],
                omitted=[(at - start, words) for at, words in line.omitted if start < at < end],
                marks=[
                    (max(a, start) - start, min(b, end) - start)
                    for a, b in line.marks
                    if a < end and b >= start
                ],
            )
        )
        start = end
    return pieces


@dataclass(slots=True)
class Anchor:
    """One link: its address as written, and the span of text it covers."""

    href: str
    line: int
    start: int
    end_line: int = 0
    end: int = 0
    label: str = ""
    hidden: bool = False
    # Whether it has no text and stands in a block without any: an icon in a row of icons.
    alone: bool = False


@dataclass(slots=True)
class Clue:
    """An attribute in which an address may be hidden."""

    name: str
    value: str
    line: int
    tag: str
    others: Mapping[str, str | None]


@dataclass(slots=True)
class Prop:
    """One microdata property: its name, the item it belongs to, its value, and where it stands."""

    name: str
    scope: int
    line: int
    start: int = 0
    end_line: int = 0
    end: int = 0
    value: str = ""
    attribute: str = ""
    item: int = 0


@dataclass(slots=True)
class Item:
    """One microdata item: its types, and the property of another item it is the value of."""

    types: tuple[str, ...]
    parent: int
    prop: str


@dataclass(slots=True)
class Form:
    """One form: what it asks for."""

    action: str
    name: str
    line: int
    asks_email: bool = False
    asks_message: bool = False
    searches: bool = False


class _Haystack:
    """The lines of a page as one text in lower case in which stems are looked for.

    Most pages have few of the stems: one is looked for only where the page has all its runs of letters.
    """

    __slots__ = ("_runs", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text.lower()
        self._starts = [0, *accumulate([len(line) + 1 for line in self._text.split("\n")])]
        self._runs = _runs(set(self._text.split()))

    def lines_with(self, stems: tuple[str, ...]) -> list[int]:
        """Return the numbers of the lines that hold one of some stems."""
        found: set[int] = set()
        runs, text = self._runs, self._text
        for stem, needed in _with_runs(stems):
            at = text.find(stem) if needed <= runs else -1
            while at >= 0:
                index = bisect_right(self._starts, at) - 1
                found.add(index)
                at = text.find(stem, self._starts[index + 1])
        return sorted(found)


def _runs(words: Iterable[str]) -> set[str]:
    """Return the runs of letters that stand in some words."""
    return {word[at : at + RUN] for word in words for at in range(len(word) - RUN + 1)}


@lru_cache(maxsize=256)
def _with_runs(stems: tuple[str, ...]) -> tuple[tuple[str, set[str]], ...]:
    """Return each stem with its runs of letters."""
    return tuple((stem, _runs(stem.split())) for stem in stems)


@dataclass(slots=True)
class Document:
    """Everything one walk over a page has found."""

    url: str
    language: str = ""
    title: str = ""
    base: str = ""
    canonical: str = ""
    flattened: bool = False
    lines: list[Line] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    clues: list[Clue] = field(default_factory=list)
    props: list[Prop] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)
    data_scripts: list[str] = field(default_factory=list)
    scripts: list[tuple[str, int]] = field(default_factory=list)
    images: list[tuple[str, str, int]] = field(default_factory=list)

    _text: str | None = None
    _stack: "_Haystack | None" = None
    _numbered: list[int] | None = None

    @property
    def numbered(self) -> list[int]:
        """The numbers of the lines with two digits or more: no other has a phone, a postcode or an id."""
        if self._numbered is None:
            self._numbered = [
                number for number, line in enumerate(self.lines) if _TWO_DIGITS.search(line.text)
            ]
        return self._numbered

    @property
    def text(self) -> str:
        """All lines, one after the other, without invisible characters."""
        if self._text is None:
            written = "\n".join([line.text for line in self.lines])
            if without_invisible(written) is written:
                for line in self.lines:
                    line.is_clean()
                self._text = written
            else:
                self._text = "\n".join([line.clean for line in self.lines])
        return self._text

    def lines_with(self, stems: tuple[str, ...], *, menus: bool = True) -> list[tuple[int, Line, str]]:
        """Return (number, line, its clean text) of the lines that hold one of some lower-case stems.

        Looking for a stem is much cheaper than trying a pattern; most pages have none of them. The lines of
        menus are passed over without `menus`.
        """
        if self._stack is None:
            self._stack = _Haystack(self.text)
        found = [(number, self.lines[number]) for number in self._stack.lines_with(stems)]
        return [(number, line, line.clean) for number, line in found if menus or line.boiler != "nav"]

    def seen_anchors(self) -> Iterator[Anchor]:
        """Return the links that people can see, at once or when they open the menu or panel that holds them.

        A hidden part with several links is a menu; one with a link or two is as likely a trap for collectors.
        """
        hidden = [anchor for anchor in self.anchors if anchor.hidden]
        if not hidden:
            return iter(self.anchors)
        shown = list(accumulate((not line.hidden for line in self.lines), initial=0))
        # Hidden lines with the same number of shown lines before them stand together.
        together = Counter(shown[min(anchor.line, len(self.lines))] for anchor in hidden)
        return (
            anchor
            for anchor in self.anchors
            if not anchor.hidden or together[shown[min(anchor.line, len(self.lines))]] >= MENU_LINKS
        )

    def anchor_text(self, anchor: Anchor) -> str:
        """Return the words of a link, as far as they stand on its first line."""
        if anchor.line >= len(self.lines):
            return ""
        text = self.lines[anchor.line].text
        return text[anchor.start : anchor.end if anchor.end_line == anchor.line else len(text)].strip()

    def absolute(self, href: str) -> str:
        """Return a link as an absolute address, empty when it is none."""
        return joined_url(self.base or self.url, href)


def joined_url(base: str, href: str) -> str:
    """Return a link as seen from a page, empty when it is no address."""
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""
