"""What is wrong with a robots.txt, line by line: Lighthouse's `robots-txt` audit.

https://github.com/GoogleChrome/lighthouse/blob/main/core/audits/seo/robots-txt.js
"""

import re
from dataclasses import dataclass

_KNOWN = frozenset(
    {
        *("user-agent", "allow", "disallow", "sitemap", "crawl-delay", "clean-param", "host"),
        *("request-rate", "visit-time", "noindex", "content-signal", "license"),
    }
)
_RULES = frozenset({"allow", "disallow"})
_LINE_END = re.compile(r"\r\n|\r|\n")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SITEMAP_SCHEMES = frozenset({"http", "https", "ftp"})
# What may follow the scheme of an address, as browsers read it: any number of slashes, a host, a port.
_AUTHORITY = re.compile(
    r"[/\\]*(?:[^/\\?#]*@)?(\[[0-9a-f:.]+\]|[^\s/\\?#@:<>^|%\[\]]+)(?::(\d*))?(?=[/\\?#]|\Z)", re.I
)
# What JavaScript's trim() takes off.
_BLANK = " \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of a robots.txt that crawlers cannot follow."""

    number: int
    line: str
    message: str


def lint(robots_txt: str) -> list[Problem]:
    """Return the lines of a robots.txt that are wrong, in order; an empty list where it is valid."""
    problems: list[Problem] = []
    in_group = False
    for number, line in enumerate(_LINE_END.split(robots_txt), 1):
        text = line.partition("#")[0].strip(_BLANK)
        if not text:
            continue
        name, colon, value = text.partition(":")
        name, value = name.strip(_BLANK).lower(), value.strip(_BLANK)
        message = _fault(name, value) if colon else "Syntax not understood"
        if not message and name in _RULES and not in_group:
            message = "No user-agent specified"
        if message:
            problems.append(Problem(number, line, message))
        elif name == "user-agent":
            in_group = True
    return problems


def _fault(name: str, value: str) -> str:
    """Return what is wrong with a directive, empty if nothing is."""
    if name not in _KNOWN:
        return "Unknown directive"
    if name == "sitemap":
        return _sitemap_fault(value)
    if name == "user-agent" and not value:
        return "No user-agent specified"
    if name in _RULES:
        if value and value[0] not in "/*":
            return 'Pattern should either be empty, start with "/" or "*"'
        if "$" in value[:-1]:
            return '"$" should only be used at the end of the pattern'
    return ""


def _sitemap_fault(value: str) -> str:
    """Return what is wrong with the address of a sitemap: it must be a whole one."""
    scheme = _SCHEME.match(value)
    if scheme is None:
        return "Invalid sitemap URL"
    if scheme[1].lower() not in _SITEMAP_SCHEMES:
        return "Invalid sitemap URL protocol"
    authority = _AUTHORITY.match(value, scheme.end())
    if authority is None or int(authority[2] or 0) > 65535:
        return "Invalid sitemap URL"
    return ""
