"""Checks of what a visitor waits for: the server, the weight of the page, its images on a phone."""

from seo.check import (
    Family,
    Level,
    Scope,
    Verdict,
    check,
    could_not_check,
    failed,
    not_applicable,
    passed,
    warned,
)
from seo.element import Element, tokens
from seo.page_view import PageView
from seo.spot import Spot

_SOON, _LATE = 0.8, 1.8
_LIGHT, _HEAVY = 2667 * 1024, 5000 * 1024
_HEAVY_IMAGE = 100 * 1024
# An image this wide is larger than a phone's screen even with two pixels for one.
_WIDE = 1000
# An image of this width at the top of the page is likely to be its largest part.
_LARGE = 600
_FIRST = 3
_NO_BROWSER = "not measured: it takes a browser (audit --vitals)"


@check(
    "server-response-time",
    Family.TECHNICAL,
    title="The server answers at once",
    threshold="the page is here within 0.8 s; more than 1.8 s is poor",
    why="Nothing can be shown before the server has answered.",
    how_to_fix="Switch on the cache of the site builder, or move to a faster host.",
    source="web.dev, time to first byte",
    effort=Level.MEDIUM,
    scope=Scope.ANSWER,
)
def server_response_time(page: PageView) -> Verdict:
    """Judge the seconds from the request to the whole answer, where the page was fetched just now."""
    if page.is_local_file:
        return not_applicable("a local file")
    if page.seconds is None:
        return could_not_check("not measured: the page was not fetched now")
    value = f"{page.seconds:.2f} s"
    if page.seconds > _LATE:
        return failed(value)
    return warned(value) if page.seconds > _SOON else passed(value)


@check(
    "total-byte-weight",
    Family.TECHNICAL,
    title="The page is light enough for a phone",
    threshold="up to 2.6 MB with all its files; more than 4.9 MB is poor",
    why="On a phone every megabyte takes seconds and costs money.",
    how_to_fix="Shrink the images first, then take out scripts nobody needs.",
    source="Lighthouse total-byte-weight",
    effort=Level.MEDIUM,
    scope=Scope.ANSWER,
)
def total_byte_weight(page: PageView) -> Verdict:
    """Judge the octets of the page and its files as a browser has loaded them."""
    if page.vitals is None or page.vitals.octets is None:
        return could_not_check(page.vitals_problem or _NO_BROWSER)
    octets = page.vitals.octets
    if not octets:
        return not_applicable("nothing was loaded")
    value = f"{octets / 1024:,.0f} KB"
    if octets > _HEAVY:
        return failed(value)
    return warned(value) if octets > _LIGHT else passed(value)


@check(
    "image-weight",
    Family.TECHNICAL,
    title="Images are light files",
    threshold="up to 100 KB for each image",
    why="Photographs as they come from the camera are the commonest reason why a page is slow.",
    how_to_fix="Shrink the images to the size they are shown in and save them as WebP.",
    source="Screaming Frog; Lighthouse uses-optimized-images",
    scope=Scope.ANSWER,
)
def image_weight(page: PageView) -> Verdict:
    """Judge the files of the images as a browser has loaded them."""
    if page.vitals is None or page.vitals.octets is None:
        return could_not_check(page.vitals_problem or _NO_BROWSER)
    images = page.vitals.images
    if not images:
        return not_applicable("no image was loaded")
    heavy = sorted((size, url) for url, size in images.items() if size > _HEAVY_IMAGE)[::-1]
    if heavy:
        spots = (Spot(0, f"{size / 1024:,.0f} KB: {url}"[:200]) for size, url in heavy)
        return warned(f"{len(heavy)} of {len(images)}", *spots)
    return passed(len(images))


@check(
    "image-srcset",
    Family.TECHNICAL,
    title="Large images come in a size for phones too",
    threshold="srcset or a picture element for images of 1000 pixels and more",
    why="A phone otherwise loads the image of a wide screen, several times what it can show.",
    how_to_fix="Offer each large image in two or three widths by srcset; most site builders do so.",
    source="Lighthouse uses-responsive-images, squirrelscan images/responsive",
    impact=Level.LOW,
    effort=Level.MEDIUM,
)
def image_srcset(page: PageView) -> Verdict:
    """Judge the images that say they are wide."""
    wide = [image for image in page.images if _width(image) >= _WIDE and not _is_drawing(image)]
    if not wide:
        return not_applicable("no image of 1000 pixels and more")
    bad = [image for image in wide if not _offers_sizes(image)]
    return warned(f"{len(bad)} of {len(wide)}", *page.spots(bad)) if bad else passed(len(wide))


@check(
    "image-priority",
    Family.TECHNICAL,
    title="The large image at the top is loaded first",
    threshold='fetchpriority="high" or a preload for the first image of 600 pixels and more',
    why="The browser otherwise loads it after scripts and fonts, and visitors look at a gap.",
    how_to_fix='Put fetchpriority="high" on the large image at the top.',
    source="Lighthouse prioritize-lcp-image, squirrelscan perf/lcp-hints",
    impact=Level.LOW,
)
def image_priority(page: PageView) -> Verdict:
    """Judge the first large image among the first few."""
    first = next((image for image in page.images[:_FIRST] if _width(image) >= _LARGE), None)
    if first is None or not _loads_at_once(first):
        return not_applicable("no large image at the top")
    is_first = first.get("fetchpriority").strip().lower() == "high" or any(
        "preload" in tokens(link.get("rel")) and link.get("as").strip().lower() == "image"
        for link in page.head_links
    )
    return passed(first.get("src")[:200]) if is_first else warned(first.get("src")[:200], page.spot(first))


def _loads_at_once(image: Element) -> bool:
    """Tell whether an image waits neither for a script nor until it is scrolled to."""
    source = image.get("src").strip()
    waits = image.has("data-src") or image.get("loading").strip().lower() == "lazy"
    return source != "" and not source.startswith("data:") and not waits


def _width(image: Element) -> int:
    given = image.get("width").strip().lower().removesuffix("px")
    return int(given) if given.isdecimal() and len(given) < 6 else 0


def _is_drawing(image: Element) -> bool:
    return ".svg" in image.get("src").lower() or "image/svg" in image.get("src").lower()


def _offers_sizes(image: Element) -> bool:
    if image.get("srcset").strip() or image.get("data-srcset").strip():
        return True
    around = image.parent
    return around is not None and around.tag == "picture" and any(around.find("source"))
