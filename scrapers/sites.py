"""Which site an address belongs to, and when two addresses are the same page. Works offline."""

import re
from functools import lru_cache

import tldextract

from scrapers.web_url import InvalidURL, WebURL, parse

# The list shipped with the package: nothing is downloaded, nothing is cached on disk. Private suffixes are
# on so that x.wixsite.com and x.github.io are sites of their own.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
_TRACKING = re.compile(r"utm_[^=]*|fbclid|gclid", re.IGNORECASE)


def site_key(url: str) -> str:
    """Return the registrable domain of an address: one site, one lead.

    A host that is an IP address, a single label or under `.localhost` is its own site, with its port where
    that is neither 80 nor 443. Empty for what is not an address of the web.
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
    if url.ip or "." not in url.host or url.host.endswith(".localhost"):
        host = f"[{url.host}]" if ":" in url.host else url.host
        return host if url.port in (80, 443) else f"{host}:{url.port}"
    return _registrable(url.host)


@lru_cache(maxsize=4096)
def _registrable(host: str) -> str:
    found = _SUFFIXES(host)
    if found.suffix:
        return found.top_domain_under_public_suffix or host
    # A top-level domain the list does not know (.example) has one label: the list's own default rule.
    return ".".join(host.split(".")[-2:])


def _canonical(url: WebURL) -> str:
    pieces = [piece for piece in (url.query or "").split("&") if piece]
    kept = [piece for piece in pieces if not _TRACKING.fullmatch(piece.partition("=")[0])]
    kept.sort(key=lambda piece: piece.partition("=")[0])
    return url.origin + url.path + ("?" + "&".join(kept) if kept else "")
