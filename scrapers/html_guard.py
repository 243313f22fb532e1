"""Recognise markup that would make an HTML parser work for minutes, before it is parsed.

HTML5 tree building is quadratic for deep nesting, for unclosed formatting elements, for thousands of
attributes on one tag and for thousands of options. No site needs any of these; a page with them is flattened.
"""

import re

from scrapers.vocabulary import any_of, words

# Chrome stops nesting at 512 elements, so no page that was ever looked at needs more.
MAX_DEPTH = 400
MAX_ATTRIBUTES = 2_000
MAX_OPTIONS = 4_000
MAX_ROOT_TAGS = 50
# Nodes the parser would add by reopening formatting elements; steps this scan may take on end tags.
MAX_REOPENED = 1_000_000
MAX_STEPS = 2_000_000
# A page with fewer tags, none with many attributes and less for formatting elements to reopen parses at once
# (measured: 20,000 attributes 0.6 s, 8,000 nested lists 0.1 s).
FEW_TAGS = 8_000
FEW_REOPENED = 1_000_000
LONG_TAG = 10_000

_ATTRIBUTE = r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?)?+"""
_TOKEN = re.compile(
    rf"""<!--(?:-?>|.*?(?:--!?>|\Z))|<(/?)([a-zA-Z][^\s/>]*+)((?:[\s/]++|{_ATTRIBUTE})*+)>?""", re.DOTALL
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_MANY_ATTRIBUTES = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:[\s/]*+{_ATTRIBUTE}){{{MAX_ATTRIBUTES}}}+")
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_NAME_ENDS = frozenset(" \t\n\r\f/>") | {""}
_VOID = words("area base br col embed hr img input link meta param source track wbr image keygen")
# Elements that close themselves: their nesting is bounded by that of the others.
_OPTIONAL_END = words(
    "p li dt dd tr td th thead tbody tfoot option optgroup rt rp rb rtc colgroup caption a",
)
_FORMATTING = words("b big code em font i nobr s small strike strong tt u")
_SCOPE = words("table template object marquee applet svg math")
_SPECIAL = words(
    "address applet article aside blockquote button center details dir div dl fieldset figure figcaption",
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup listing main marquee menu nav object ol pre",
    "search section select summary table template ul svg math",
)
# (Both cases are spelt out: the engine jumps from "<" to "<" only in a pattern that minds case.)
_FORMATTING_TAG = re.compile(
    rf"<{any_of(*(''.join(f'[{char}{char.upper()}]' for char in name) for name in _FORMATTING))}(?=[\s/>])"
)
# Elements whose tags change nothing about nesting.
_FLAT = _VOID | _OPTIONAL_END - {"option", "optgroup"}
_BREAKS = _SPECIAL | _OPTIONAL_END - {"a", "td", "th", "rt", "rp", "rb", "rtc"} | {"br", "hr"}


def is_hostile(html: str) -> bool:
    """Tell whether parsing a page could take seconds or minutes. Takes time linear in its length."""
    tags = html.count("<")
    if (
        tags < FEW_TAGS
        and (tags * tags < FEW_REOPENED or tags * len(_FORMATTING_TAG.findall(html)) < FEW_REOPENED)
        and _MANY_ATTRIBUTES.search(html) is None
    ):
        return False
    return _Scan(html).hostile()


def flatten(html: str) -> str:
    """Return the page without nesting: text, links, headings and data scripts only, in linear time."""
    pieces: list[str] = []
    position = 0
    while (match := _TOKEN.search(html, position)) is not None:
        pieces.append(html[position : match.start()])
        position = match.end()
        closing, name = match[1], (match[2] or "").lower()
        if not closing and name in _RAW:
            position = _after_raw(html, name, position)
            if name == "title" or (name == "script" and "json" in match[3].lower()):
                pieces.append(html[match.start() : position])
        elif name == "a" and len(match[3]) < LONG_TAG:
            pieces.append(match[0] if closing else f"</a>{match[0]}")
        elif name in _BREAKS:
            pieces.append("<br>")
        elif name in {"td", "th"}:
            pieces.append(" ")
    pieces.append(html[position:])
    return "".join(pieces)


def _after_raw(html: str, name: str, position: int) -> int:
    """Return where the raw text of a script, style, ... and its end tag end."""
    size = len(name)
    while (position := html.find("</", position)) >= 0:
        after = position + 2 + size
        if html[position + 2 : after].lower() == name and html[after : after + 1] in _NAME_ENDS:
            close = html.find(">", after)
            return len(html) if close < 0 else close + 1
        position += 2
    return len(html)


def _count_attributes(attributes: str) -> int:
    return sum(1 for _ in _ONE_ATTRIBUTE.finditer(attributes))


class _Scan:
    """One pass over the tags of a page that follows the parser's stack closely enough to see trouble."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.stack: list[str] = []
        self.open: dict[str, int] = {}
        self.formatting = 0
        self.formatting_open: dict[str, int] = {}
        self.reopened = 0
        self.steps = 0
        self.options = 0
        self.roots = 0

    def hostile(self) -> bool:
        """Scan the whole page; True at the first sign of trouble."""
        position = 0
        while (match := _TOKEN.search(self.html, position)) is not None:
            position = match.end()
            closing, name, attributes = match.groups()
            if name is None:
                continue
            name = name.lower()
            self.reopened += self.formatting
            if attributes and len(attributes) > LONG_TAG and _count_attributes(attributes) > MAX_ATTRIBUTES:
                return True
            if name in _FLAT:
                continue
            if closing:
                self._close(name)
            elif name in _RAW:
                position = _after_raw(self.html, name, position)
            elif self._open(name):
                return True
            if self.reopened > MAX_REOPENED or self.steps > MAX_STEPS:
                return True
        return False

    def _open(self, name: str) -> bool:
        """Follow a start tag; True when it is one too many."""
        if name in {"option", "optgroup"}:
            self.options += 1
            return self.options > MAX_OPTIONS
        if name in {"html", "body"}:
            self.roots += 1
            return self.roots > MAX_ROOT_TAGS
        if name in _FORMATTING:
            self.formatting += 1
            self.formatting_open[name] = self.formatting_open.get(name, 0) + 1
        self.stack.append(name)
        self.open[name] = self.open.get(name, 0) + 1
        return len(self.stack) > MAX_DEPTH

    def _close(self, name: str) -> None:
        """Follow an end tag: pop to its start tag unless an element in between keeps it from closing."""
        if name in _FORMATTING and self.formatting_open.get(name):
            self.formatting -= 1
            self.formatting_open[name] -= 1
        if not self.open.get(name):
            return
        walls = _SCOPE if name in _SPECIAL else _SPECIAL
        for index in range(len(self.stack) - 1, -1, -1):
            self.steps += 1
            if self.stack[index] == name:
                for gone in self.stack[index:]:
                    self.open[gone] -= 1
                del self.stack[index:]
                return
            if self.stack[index] in walls:
                return
