"""Where a page leads, and what it asks of programs: links, canonical address, robots directives, a digest."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.dom import joined_url
from scrapers.html_guard import flatten, is_hostile
from scrapers.visibility import GONE, attributes_hide
from scrapers.web_url import InvalidURL, parse

MAX_CHARACTERS = 5_000_000
MAX_LINKS = 5_000
MAX_LABEL = 300
# An element and the two around it: a link out of sight is a trap for programs, or of no use to people.
_LOOKED_UP = 3
_LINKING = "a[href], area[href], frame[src]"
_REFRESH = re.compile(r"^\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'\s]+)", re.IGNORECASE)
_CANONICAL_HEADER = re.compile(r"<([^>]{1,2083})>\s*;[^,]*\brel\s*=\s*\"?canonical\b", re.IGNORECASE)
_AGENT = re.compile(r"\s*([a-z][\w-]*)\s*:\s*", re.IGNORECASE)
# Directives that have a colon themselves.
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a page: an absolute address of the web without fragment, and the words people see."""

    url: str
    text: str
    nofollow: bool = False


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What of a page a crawl needs.

    `canonical` is empty where the page names none; `digest` is the same for pages with the same text.
    """

    links: tuple[Link, ...]
    canonical: str
    noindex: bool
    nofollow: bool
    digest: str


def read_links(html: str, url: str, headers: Mapping[str, str], product: str) -> PageLinks:
    """Read a page of any size and quality, in little time: no more of it is looked at than a crawl needs.

    `product` is the name under which we go, which directives may be addressed to.
    """
    html = html[:MAX_CHARACTERS]
    if is_hostile(html):
        html = flatten(html)
    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style", "template"])
    base = _base(tree, url)
    directives = _directives(tree, headers, product)
    return PageLinks(
        links=tuple(_links(tree, base)),
        canonical=_canonical(tree, base, headers),
        noindex=bool(directives & {"noindex", "none"}),
        nofollow=bool(directives & {"nofollow", "none"}),
        digest=_digest(tree, html),
    )


def _base(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (joined_url(url, node.attributes.get("href") or "") if node else "") or url


def _links(tree: LexborHTMLParser, base: str) -> Iterator[Link]:
    """Yield what people can click, what a frameset shows, and where the page sends its visitors."""
    refresh = tree.css_first("meta[http-equiv='refresh' i]")
    if refresh and (match := _REFRESH.match(refresh.attributes.get("content") or "")):
        yield from _link(base, match[1], "")
    for number, node in enumerate(tree.css(_LINKING)):
        if number >= MAX_LINKS:
            return
        attributes = node.attributes
        href = attributes.get("href") or attributes.get("src") or ""
        if href.startswith("#") or _is_hidden(node):
            continue
        rel = (attributes.get("rel") or "").lower().split()
        yield from _link(base, href, _label(node), nofollow="nofollow" in rel)


def _link(base: str, href: str, text: str, *, nofollow: bool = False) -> Iterator[Link]:
    try:
        yield Link(parse(joined_url(base, href)).text, text, nofollow)
    except InvalidURL:
        return


def _is_hidden(node: LexborNode) -> bool:
    at: LexborNode | None = node
    for _ in range(_LOOKED_UP):
        if at is None:
            return False
        if attributes_hide(at.attributes) is GONE:
            # A menu that opens is hidden too, and holds more than one link.
            return len(at.css("a[href]")) <= 1
        at = at.parent
    return False


def _label(node: LexborNode) -> str:
    """Return the words of a link: its text, or what stands for it where it is a picture."""
    text = " ".join(node.text(deep=True).split())[:MAX_LABEL]
    if text:
        return text
    named = node.attributes.get("aria-label") or node.attributes.get("title") or node.attributes.get("alt")
    image = None if named else node.css_first("img[alt]")
    return " ".join((named or (image.attributes.get("alt") if image else "") or "").split())[:MAX_LABEL]


def _canonical(tree: LexborHTMLParser, base: str, headers: Mapping[str, str]) -> str:
    node = tree.css_first("link[rel~='canonical' i][href]")
    if node is not None:
        href = node.attributes.get("href") or ""
    else:
        match = _CANONICAL_HEADER.search(headers.get("link", ""))
        href = match[1] if match else ""
    return next((link.url for link in _link(base, href, "")), "") if href.strip() else ""


def _directives(tree: LexborHTMLParser, headers: Mapping[str, str], product: str) -> frozenset[str]:
    """Return what the page asks of all programs, or of us by name, in lower case."""
    ours = {"robots", product.lower()}
    found = robots_header(headers.get("x-robots-tag", ""), product)
    for node in tree.css("meta[name][content]"):
        if (node.attributes.get("name") or "").strip().lower() in ours:
            found |= set(re.split(r"[\s,]+", (node.attributes.get("content") or "").lower()))
    return frozenset(found)


def robots_header(value: str, product: str) -> set[str]:
    """Return the directives of an X-Robots-Tag that are for everybody or for `product`.

    A name before a colon (`otherbot: noindex, nofollow`) holds for what follows it.
    """
    found: set[str] = set()
    is_ours = True
    for part in value.split(","):
        match = _AGENT.match(part)
        if match and match[1].lower() not in _VALUED:
            is_ours = match[1].lower() == product.lower()
        else:
            match = None
        if is_ours:
            found.add(part[match.end() if match else 0 :].strip().lower())
    return found


def _digest(tree: LexborHTMLParser, html: str) -> str:
    """Return a hash of what people read; of the markup where that is nothing."""
    if tree.body is None:
        return _hash(html)
    # (The tree is not needed any more.)
    tree.strip_tags(["noscript"])
    words = " ".join(tree.body.text(deep=True, separator=" ").split()) if tree.body else ""
    return _hash(words or html)


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()
