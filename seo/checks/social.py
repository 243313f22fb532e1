"""Checks of how a page looks when somebody shares it."""

import re

from seo.check import Family, Level, Verdict, check, not_applicable, passed, warned
from seo.element import Element
from seo.page_view import PageView

_LOCALE = re.compile(r"([a-z]{2,3})_([A-Z]{2})\Z")
_CARDS = frozenset({"summary", "summary_large_image", "app", "player"})


@check(
    "og-basic",
    Family.CONTENT,
    title="Shared links show title and picture",
    threshold="og:title, og:description and og:image, the picture with its whole address",
    why="On WhatsApp, Facebook and LinkedIn a link with a picture is clicked far more often.",
    how_to_fix="Add og:title, og:description and og:image (1200 x 630 pixels) to the head of the page.",
    source="Open Graph protocol; squirrelscan social/og",
    impact=Level.LOW,
)
def og_basic(page: PageView) -> Verdict:
    """Look for the three metas."""
    if not page.kind.is_page:
        return not_applicable("not a page")
    missing = [name for name in ("og:title", "og:description", "og:image") if not _content(page, name)]
    if missing:
        return warned(f"missing: {', '.join(missing)}")
    image = _content(page, "og:image")
    if not image.lower().startswith(("http://", "https://")):
        return warned("og:image is no whole address", *page.spots(_given(page, "og:image")))
    return passed(image[:200])


def _content(page: PageView, name: str) -> str:
    meta = page.meta(name) or (page.meta("og:image:url") if name == "og:image" else None)
    return meta.get("content").strip() if meta else ""


def _given(page: PageView, name: str) -> list[Element]:
    meta = page.meta(name)
    return [meta] if meta else []


@check(
    "og-locale",
    Family.CONTENT,
    title="Shared links say their language",
    threshold="og:locale written like fr_FR, in the language of the page",
    why="Facebook shows the page to people who read another language.",
    how_to_fix="Write og:locale as language_COUNTRY, for example fr_FR.",
    source="Open Graph protocol, og:locale",
    impact=Level.LOW,
)
def og_locale(page: PageView) -> Verdict:
    """Compare the locale with the language of the page, where one is given."""
    locale = _content(page, "og:locale")
    if not locale:
        return not_applicable("no og:locale")
    match = _LOCALE.match(locale)
    spots = page.spots(_given(page, "og:locale"))
    if match is None:
        return warned(f"{locale} is not written like fr_FR", *spots)
    if page.declared_language and match[1] != page.declared_language:
        return warned(f"{locale} on a page in {page.declared_language}", *spots)
    return passed(locale)


@check(
    "twitter-card",
    Family.CONTENT,
    title="The card for X is one it knows",
    threshold="twitter:card with summary, summary_large_image, app or player where twitter metas are used",
    why="With another word X shows the bare address.",
    how_to_fix='Write <meta name="twitter:card" content="summary_large_image">.',
    source="X developer documentation, cards",
    impact=Level.LOW,
)
def twitter_card(page: PageView) -> Verdict:
    """Judge the card where the page has metas for it."""
    metas = [
        meta
        for meta in page.metas
        if meta.get("name").lower().startswith("twitter:")
        or meta.get("property").lower().startswith("twitter:")
    ]
    if not metas:
        return not_applicable("no metas for X")
    card = _content(page, "twitter:card")
    return passed(card) if card in _CARDS else warned(card or "no twitter:card", *page.spots(metas[:1]))
