"""Checks of links: words that say where they lead, addresses crawlers can follow."""

import re

from seo.check import Family, Level, Verdict, check, failed, not_applicable, passed, warned
from seo.element import Element
from seo.judging import judge_each
from seo.link_words import says_nothing
from seo.page_view import PageView
from seo.web_address import read_address

_TIED_TO_HREF = ("target", "download", "ping", "rel", "hreflang", "type", "referrerpolicy")
_VOID = re.compile(r"javascript:void(?:\(|)0(?:\)|)")
_BREAKING = frozenset(
    {
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol"),
        *("p", "pre", "section", "table", "tr", "ul"),
    }
)
_UNREAD = frozenset({"script", "style", "noscript", "template", "title", "textarea"})
_MANY_LINKS = 3_000


@check(
    "link-text",
    Family.CONTENT,
    title="Links say where they lead",
    threshold="no “cliquez ici”, “en savoir plus”, “hier”, “read more” and no bare address as a link's words",
    why="Google reads a page's subject from the links that lead to it; “cliquez ici” is no subject.",
    how_to_fix="Write what stands behind the link: “Nos tarifs de dépannage” instead of “En savoir plus”.",
    source="Lighthouse link-text; our lists for French and German",
    impact=Level.MEDIUM,
)
def link_text(page: PageView) -> Verdict:
    """Judge the words of links that lead off the page and are followed."""
    if not page.tags("a"):
        return not_applicable("no link")
    links = [link for link in page.tags("a") if _leads_away(page, link)]
    texts = {link.order: seen_text(page, link) for link in links}
    bad = [link for link in links if texts[link.order] and _says_nothing(page, link, texts[link.order])]
    if not bad:
        return passed(len(links))
    spots = (page.spot(link, f"{texts[link.order]} → {link.get('href')}") for link in bad[:10])
    return failed(f"{len(bad)} of {len(links)}", *spots)


@check(
    "crawlable-anchors",
    Family.INDEXING,
    title="Crawlers can follow the links",
    threshold="an address in the href of every link: no javascript:void, no file:, no missing href",
    why="Google follows addresses only; what a script opens stays unknown to it.",
    how_to_fix="Give each link the address of its page in href, and use a button where there is no page.",
    source="Lighthouse crawlable-anchors",
)
def crawlable_anchors(page: PageView) -> Verdict:
    """Judge every a element, with an address or without."""
    return judge_each(page, page.tags("a"), lambda link: _can_be_crawled(page, link), absent="no link")


@check(
    "internal-links",
    Family.INDEXING,
    title="The page leads on to others of the site",
    threshold="at least one link to another page of the site",
    why="A page without links is a dead end for visitors and crawlers.",
    how_to_fix="Link the pages visitors look for next: services, prices, contact.",
    source="Screaming Frog, squirrelscan",
    impact=Level.LOW,
)
def internal_links(page: PageView) -> Verdict:
    """Count the different pages of the same site the page links to."""
    own = read_address(page.url)
    if own is None or own.scheme not in {"http", "https"}:
        return not_applicable("the page's address is not known")
    addresses = (read_address(link.get("href"), page.address_base) for link in page.links if link.has("href"))
    targets = {one.without_fragment for one in addresses if one is not None and one.origin == own.origin} - {
        own.without_fragment
    }
    return passed(len(targets)) if targets else warned(0)


@check(
    "link-targets",
    Family.CONTENT,
    title="The same words lead to the same page",
    threshold="no words that lead to three or more different pages",
    why="Visitors and Google cannot tell such links apart.",
    how_to_fix="Name in each link the page it leads to.",
    source="axe identical-links-same-purpose, squirrelscan",
    impact=Level.LOW,
)
def link_targets(page: PageView) -> Verdict:
    """Group the links by their words and count the pages each group leads to."""
    targets: dict[str, set[str]] = {}
    first: dict[str, Element] = {}
    for link in page.tags("a")[:_MANY_LINKS]:
        words = link.words().casefold()
        address = read_address(link.get("href"), page.address_base) if link.has("href") and words else None
        if address is not None and address.scheme in {"http", "https"}:
            targets.setdefault(words, set()).add(address.without_fragment)
            first.setdefault(words, link)
    if not targets:
        return not_applicable("no link with words")
    vague = [words for words, pages in targets.items() if len(pages) >= 3]
    if vague:
        return warned(", ".join(vague[:5])[:200], *(page.spot(first[words], words) for words in vague[:10]))
    return passed(len(targets))


def seen_text(page: PageView, element: Element) -> str:
    """Return the text of an element as a browser shows it: hidden parts left out, a line for each block."""
    if element.namespace != "html":
        return " ".join(element.text().split())
    visibility = page.accessible.visibility
    if visibility.is_hidden(element):
        return element.text().strip()
    if len(element.children) == 1 and isinstance(element.children[0], str):
        return " ".join(element.children[0].split())
    pieces: list[str] = []
    stack = element.children[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node.replace("\n", " "))
        elif node.tag not in _UNREAD and not visibility.is_hidden(node):
            if node.tag in _BREAKING:
                pieces.append("\n")
                stack.append("\n")
            stack += node.children[::-1]
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _leads_away(page: PageView, link: Element) -> bool:
    """Tell whether a link leads to another page and passes rank on, as Lighthouse asks."""
    if not link.has("href") or "nofollow" in link.get("rel"):
        return False
    raw = link.get("href").strip()
    if raw.lower().startswith(("javascript:", "mailto:")):
        return False
    target, own = read_address(raw, page.address_base), read_address(page.url or page.address_base)
    return target is None or own is None or target.without_fragment != own.without_fragment


def _says_nothing(page: PageView, link: Element, text: str) -> bool:
    if not says_nothing(text, frozenset()):
        return False
    declared = _language_of(link)
    return not declared or says_nothing(text, frozenset({declared, page.language}) - {""})


def _language_of(link: Element) -> str:
    """Return the language the words of a link are in, empty where none or several are named."""
    named = {
        _base(holder.get("lang"))
        for child in link.walk()
        if (holder := next((one for one in (child, *child.ancestors()) if one.has("lang")), None)) is not None
        and holder.get("lang")
        and child.text()
    }
    if len(named) > 1:
        return ""
    if named:
        return named.pop()
    holder = next((one for one in (link, *link.ancestors()) if one.has("lang")), None)
    return _base(holder.get("lang")) if holder is not None else ""


def _base(tag: str) -> str:
    return tag.partition("-")[0].strip().lower()


def _can_be_crawled(page: PageView, link: Element) -> bool:
    raw = re.sub(r"\s", "", link.get("href"))
    if link.get("role").strip() or raw.startswith("mailto:") or (not raw and link.get("id")):
        return True
    if raw.startswith("file:"):
        return False
    if link.namespace == "html" and link.get("name").strip():
        return True
    if not link.has("href"):
        is_placeholder = link.get("aria-current") in {"page", "location"}
        return link.namespace == "svg" or (
            is_placeholder and not any(link.has(name) for name in _TIED_TO_HREF)
        )
    return _VOID.search(raw) is None and read_address(raw, page.address_base) is not None
