"""Scraped text written into Markdown so that it stays text."""

import re
from urllib.parse import quote

_SPECIAL = re.compile(r"([\\`*_\[\]|~$])")
_BLOCK_MARKER = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=#]))")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Brackets would end a link, and backslashes and blanks would break it; the rest of a URL may stay.
_URL_SAFE = ":/?#@!$&'*+,;=%~"
# A destination that is no web address and no anchor: `javascript:`, a file, entities that spell either.
_OTHER_DESTINATION = re.compile(r"(\]\(\s*+)(?!https?://|mailto:|tel:|#)", re.IGNORECASE)


def plain(text: str) -> str:
    """Return the text as one line in which nothing is Markdown or HTML, to stand within a line."""
    line = " ".join(text.split())
    return _SPECIAL.sub(r"\\\1", re.sub(r"[&<>]", lambda found: _ENTITIES[found[0]], line))


def paragraph(inline: str) -> str:
    """Return inline Markdown such that it does not start a list or a heading at the start of a line."""
    return _BLOCK_MARKER.sub(r"\1\\", inline)


def link(text: str, url: str) -> str:
    """Return a link with the text in it, or only the text where the address is not one of the web."""
    if not url.lower().startswith(("http://", "https://")):
        return plain(text)
    return f"[{plain(text)}]({quote(url, safe=_URL_SAFE, errors='replace')})"


def tamed(markdown: str) -> str:
    """Return Markdown made from a page without what a viewer would load, run or open outside the web.

    Nor does it define link targets (`[1]: ...`), which would hold for the citations around it too.
    """
    markdown = markdown.replace("<", "&lt;").replace("![", "!\\[").replace("]:", "]\\:")
    return _OTHER_DESTINATION.sub(r"\1./", markdown)
