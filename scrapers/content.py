"""A page as text: for a model (without boilerplate) and for verification (all that can be seen).

What a page hides from people never gets here: hidden elements, comments, scripts, invisible characters.
Only what its structured data says about the business stands before the text, as keys and values.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scrapers.dom import Document, Line
from scrapers.dom_walk import read_page
from scrapers.keyed_text import keyed_facts
from scrapers.language import detect_language
from scrapers.vocabulary import any_of

MAX_TEXT = 400_000
# A "cookie" box that holds this share of a page's text is the page itself (a cookie policy).
MAIN_SHARE = 0.4
# A page that veils this much of its text, and this share, unveils it by script.
MUCH_VEILED = 1_500
MAIN_SHARE_VEILED = 0.7
LONG_LINE = 80
# Links side by side on one line, with nothing between them, are a menu.
MENU_LINKS = 3

_CONTACT = re.compile(
    any_of(
        r"@ \(at\) \[at\] \d[\d\s().\-/]{6,}\d \b\d{5}\b siret siren \brcs\b \btva\b horaires",
        r"öffnungszeiten \d\s?h\s?\d mentions impressum legal ©",
        r"\d\s?(?:bis|ter)?,?_(?:rue|avenue|place|chemin|route|quai|cours|impasse|all[ée]e|boulevard|bd)\b",
        r"(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|allee)_\d",
        r"\d_.*\b(?:street|avenue|road|lane|drive|st|ave|rd)\b",
    ),
    re.IGNORECASE,
)
_NO_WORDS = re.compile(r"[\W_]*\Z")


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text: `markdown` for a model, `visible` (a block a line) to check against, its links.

    Values of structured data stand in both: keyed in front of `markdown`, at the end of `visible`.
    """

    title: str
    language: str
    markdown: str
    visible: str
    links: tuple[tuple[str, str], ...]


def page_text(html: str, url: str) -> PageText:
    """Return what people can read on a page. Never raises; a page built to choke parsers has no text."""
    return document_text(read_page(html, url))


def document_text(document: Document) -> PageText:
    """Return what people can read on a page that was already read."""
    title = unicodedata.normalize("NFKC", document.title)
    if document.flattened:
        # Without its nesting nobody can tell what the page hides, so nothing of it is shown to a model.
        return PageText(title, detect_language("", document.language), "", "", ())
    lines = [line for line in document.lines if not line.hidden]
    waits = _waits_for_scripts(lines)
    shown = [(line, _visible(line, with_mute=waits)) for line in lines]
    shown = [(line, text) for line, text in shown if text]
    visible = "\n".join(text for _, text in shown)[:MAX_TEXT]
    language = detect_language(visible, document.language)
    keyed = keyed_facts(document)
    pieces = ["\n".join(f"{key}: {value}" for key, value in keyed), _markdown(shown)]
    markdown = "\n\n".join(filter(None, pieces))
    unseen = dict.fromkeys(value for _, value in keyed if value not in visible)
    return PageText(
        title,
        language,
        markdown[:MAX_TEXT],
        "\n".join(filter(None, [visible, *unseen]))[:MAX_TEXT],
        tuple(_links(document)),
    )


def _waits_for_scripts(lines: Sequence[Line]) -> bool:
    """Tell whether a page veils its text until its scripts have run: people see it all the same."""
    mute = sum(end - start for line in lines for start, end in line.mute)
    return mute >= MUCH_VEILED and mute > MAIN_SHARE_VEILED * sum(len(line.text) for line in lines)


def _visible(line: Line, *, with_mute: bool) -> str:
    text = line.clean if with_mute else line.visible()
    return text if text.isascii() else " ".join(unicodedata.normalize("NFKC", text).split())


def _links(document: Document) -> Iterable[tuple[str, str]]:
    """Yield the http(s) links people can see, each once, with their words."""
    seen: set[str] = set()
    for anchor in document.anchors:
        target = document.absolute(anchor.href).partition("#")[0]
        if anchor.hidden or target in seen or not target.startswith(("http://", "https://")):
            continue
        seen.add(target)
        words = ""
        if anchor.line < len(document.lines):
            line = document.lines[anchor.line]
            words = line.text[anchor.start : anchor.end if anchor.end_line == anchor.line else len(line.text)]
        yield target, " ".join(unicodedata.normalize("NFKC", words or anchor.label).split())[:200]


def _boilerplate_groups(shown: list[tuple[Line, str]]) -> set[int]:
    """Return the groups of lines in cookie and share boxes, unless such a box is most of the page."""
    sizes: dict[int, int] = defaultdict(int)
    total = 0
    for line, text in shown:
        total += len(text)
        if line.boiler in {"cookie", "share"}:
            sizes[line.boiler_group] += len(text)
    return {group for group, size in sizes.items() if size < MAIN_SHARE * total}


def _is_link(line: Line) -> bool:
    """Tell whether a line is nothing but links."""
    return line.linked > 0 and line.linked >= len(line.text) - line.text.count(" ") - 3


def _kept(shown: list[tuple[Line, str]]) -> Iterable[tuple[Line, str]]:
    """Yield the lines a model should read."""
    boiler = _boilerplate_groups(shown)
    seen: set[str] = set()
    for line, text in shown:
        if line.boiler_group in boiler or line.control or _NO_WORDS.match(text):
            continue
        if _is_link(line) and not _CONTACT.search(text):
            menu = (
                line.boiler == "nav" or line.region in {"nav", "header", "footer"} or line.links >= MENU_LINKS
            )
            if menu or text in seen:
                continue
            seen.add(text)
        yield line, text


def _markdown(shown: list[tuple[Line, str]]) -> str:
    """Return the lines as Markdown-like text: headings, list items, table rows."""
    pieces: list[str] = []
    previous: Line | None = None
    for line, text in _kept(shown):
        if previous is not None and line.row and line.row == previous.row and line.level == 0:
            same_cell = line.block == previous.block
            pieces.append(f" {text}" if same_cell else f" | {text}")
            previous = line
            continue
        if previous is not None:
            pieces.append("\n\n" if _starts_paragraph(line, text, previous) else "\n")
        pieces.append(_prefix(line, previous) + text)
        previous = line
    return "".join(pieces)


def _starts_paragraph(line: Line, text: str, previous: Line) -> bool:
    """Tell whether a blank line stands before a line."""
    if line.level or previous.level:
        return line.level != 0
    if line.block == previous.block or (line.item and previous.item) or (line.row and previous.row):
        return False
    return len(text) >= LONG_LINE or len(previous.text) >= LONG_LINE


def _prefix(line: Line, previous: Line | None) -> str:
    if line.level:
        return "#" * line.level + " "
    if line.item and not (previous is not None and previous.item and previous.block == line.block):
        return "  " * max(0, min(line.depth, 4) - 1) + "- "
    return ""
