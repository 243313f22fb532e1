"""What the readers of a page hand over: one value, where it stands, the words that show it."""

from dataclasses import dataclass

from leads.record import Kind, Method
from scrapers.dom import Document
from scrapers.evidence import QUOTE_LIMIT, cut_around


@dataclass(frozen=True, slots=True)
class Found:
    """One value seen at one place of a page: line, position in it, and the quote that shows it."""

    kind: Kind
    value: str
    quote: str
    method: Method
    line: int
    position: int = 0
    label: str = ""


def attribute_quote(written: str, value: str = "") -> str:
    """Return at most 200 characters of an attribute, with the value in them if it stands there as it is."""
    written = written.strip()
    if len(written) <= QUOTE_LIMIT:
        return written
    at = written.find(value) if value else -1
    return written[:QUOTE_LIMIT] if at < 0 else cut_around(written, at, at + len(value), 0, len(written))


def unseen_lines(document: Document) -> frozenset[int]:
    """Return the numbers of the lines that say nothing to people: hidden ones, options of form fields."""
    return frozenset(number for number, line in enumerate(document.lines) if line.hidden or line.control)
