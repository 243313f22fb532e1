"""Which site an address belongs to, and when two addresses are the same page. Works offline."""

import re

from leads.domains import registrable
from scrapers.web_url import InvalidURL, WebURL, parse

_TRACKING = re.compile(r"utm_[^=]*|fbclid|gclid", re.IGNORECASE)


def site_key(url: str) -> str:
    """Return the registrable domain of an address: one site, one lead.

    A host that is an IP address or a single label is its own site, with its port where that is neither 80 nor
    443; so is a name under `.localhost`, without its port, which differs from process to process. Empty for
    what is not an address of the web.
    """
    try:
        return _key(parse(url))
    except InvalidURL:
        return ""


def canonical_url(url: str) -> str:
    """Return the form in which two addresses of the same page are equal; other text comes back stripped.

    Scheme and host in lower case; default port, fragment and tracking parameters dropped; query sorted.
    """
    try:
        return _canonical(parse(url))
    except InvalidURL:
        return url.strip()


def _key(url: WebURL) -> str:
    if url.host.endswith(".localhost"):
        return url.host
    if url.ip or "." not in url.host:
        host = f"[{url.host}]" if ":" in url.host else url.host
        return host if url.port in (80, 443) else f"{host}:{url.port}"
    return registrable(url.host)


def _canonical(url: WebURL) -> str:
    pieces = [piece for piece in (url.query or "").split("&") if piece]
    kept = [piece for piece in pieces if not _TRACKING.fullmatch(piece.partition("=")[0])]
    kept.sort(key=lambda piece: piece.partition("=")[0])
    return url.origin + url.path + ("?" + "&".join(kept) if kept else "")
