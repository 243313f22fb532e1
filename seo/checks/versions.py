"""Checks of the other addresses a page names itself by: over https, and among its language versions."""

from seo.check import Family, Level, Verdict, check, not_applicable, passed, warned
from seo.head_links import head_links
from seo.page_view import PageView
from seo.web_address import read_address


@check(
    "canonical-https",
    Family.INDEXING,
    title="The page's one address is the secure one",
    threshold="no http canonical on a page that came over https",
    why="Google is sent back to the address without https, and the page's rank is split between both.",
    how_to_fix="Write the canonical address with https://.",
    source="Screaming Frog, squirrelscan canonical-protocol",
)
def canonical_https(page: PageView) -> Verdict:
    """Judge the canonical links to the page's own host."""
    own = read_address(page.url)
    links = [link for link in head_links(page) if link.rel == "canonical" and link.href]
    if own is None or own.scheme != "https" or not links:
        return not_applicable("no canonical link on a page over https")
    insecure = f"http://{page.host}"
    bad = [
        link
        for link in links
        if (target := read_address(link.href, page.address_base)) is not None and target.origin == insecure
    ]
    return warned(bad[0].href, *(link.spot(page) for link in bad)) if bad else passed(links[0].href)


@check(
    "hreflang-self",
    Family.INDEXING,
    title="The page is among its own language versions",
    threshold="one of the hreflang links leads to the page itself",
    why="Google drops a set of language versions in which the page does not name itself.",
    how_to_fix="Add a link rel=alternate hreflang with the page's own address and language.",
    source="Google Search Central, localized versions; Screaming Frog, seonaut",
    impact=Level.LOW,
)
def hreflang_self(page: PageView) -> Verdict:
    """Look for the page's own address, or its canonical one, among the alternates."""
    links = [link for link in head_links(page) if link.rel == "alternate" and link.hreflang and link.href]
    own = _plain(page, page.url)
    if not links or not own.startswith("http"):
        return not_applicable("no language versions")
    canonical = [link for link in head_links(page) if link.rel == "canonical" and link.href]
    names = {own, *(_plain(page, link.href) for link in canonical[:1])}
    if any(_plain(page, link.href) in names for link in links):
        return passed(len(links))
    return warned(f"{len(links)} versions, none is this page", *(link.spot(page) for link in links[:3]))


def _plain(page: PageView, href: str) -> str:
    """Return an address without fragment and closing slash, whatever its scheme."""
    address = read_address(href, page.address_base)
    text = address.without_fragment.rstrip("/") if address is not None else ""
    return text.replace("https://", "http://", 1)
