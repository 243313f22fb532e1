"""Making text of pages and models harmless before it meets anything that reads Markdown."""

import re
from html import escape
from urllib.parse import urlsplit

# Of those that keep a number or a colon beside its neighbour none.
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def md(text: object) -> str:
    """Return the text with every mark of Markdown, directives and LaTeX escaped, on one line.

    Labels of buttons, expanders and metrics render Markdown too: an image in a company's name would tell its
    owner when and from where it was looked at. What stands between backticks becomes code, which shows its
    content as it is.
    """
    parts = _BLANKS.sub(" ", str(text)).strip().split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    return "".join(_code(part) if number % 2 else _plain(part) for number, part in enumerate(parts))


def _plain(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\1", text)


def _code(text: str) -> str:
    return f"`{text}`" if text.strip() else _plain(f"`{text}`")


def html(text: object) -> str:
    """Return the text for use inside HTML and its attributes."""
    return escape(str(text), quote=True)


def unbroken(code: str) -> str:
    """Return the code of a check so that no line breaks after its hyphen."""
    return code.replace("-", "\N{NON-BREAKING HYPHEN}")


def link(url: str) -> str | None:
    """Return the address if a browser may follow it, None for anything but http(s)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None
