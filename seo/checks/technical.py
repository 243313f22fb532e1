"""Checks of security and weight that need no browser: https, headers, size of the page, what holds it up."""

import re
from collections.abc import Iterator

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
from seo.element import Element
from seo.page_view import PageView
from seo.spot import Spot
from seo.web_address import Address, read_address

_YEAR = 31_536_000
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
_CSS_URL = re.compile(r"url\(\s*['\"]?(http://[^'\")\s]+)|@import\s+['\"](http://[^'\"]+)", re.IGNORECASE)
_LOADED_LINKS = frozenset({"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"})
_UPGRADE = "upgrade-insecure-requests"
# Public suffixes whose sites browsers only ask over https, by the preload list of Chromium.
_PRELOADED = frozenset(
    {
        *(
            "amazon",
            "android",
            "app",
            "audible",
            "azure",
            "bank",
            "bing",
            "boo",
            "channel",
            "chrome",
            "dad",
            "day",
        ),
        *(
            "dev",
            "eat",
            "esq",
            "fire",
            "fly",
            "foo",
            "gle",
            "gmail",
            "google",
            "hangout",
            "hotmail",
            "imdb",
            "ing",
        ),
        *(
            "insurance",
            "kindle",
            "meet",
            "meme",
            "microsoft",
            "mov",
            "new",
            "nexus",
            "now.sh",
            "office",
            "page",
        ),
        *(
            "phd",
            "play",
            "prime",
            "prof",
            "rsvp",
            "search",
            "silk",
            "skype",
            "windows",
            "xbox",
            "youtube",
            "zappos",
        ),
        *("zip", "fujitsu"),
    }
)
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?(\d+)")
_MANY_ELEMENTS, _DEEP, _MANY_CHILDREN = 1_500, 32, 60
_INLINE_LARGEST = 100_000
_BLOCKING_MOST = 4
_SMALL_ANSWER = 1_400
_HOUR = 3_600
_FONT_FACE = re.compile(r"@font-face\s*\{([^}]*)\}", re.IGNORECASE)
_GOOGLE_FONTS = re.compile(r"//fonts\.googleapis\.com/css", re.IGNORECASE)


@check(
    "is-on-https",
    Family.TECHNICAL,
    title="The page and all it loads come over https",
    threshold="an https address, and no http address among images, scripts, styles and frames",
    why="Browsers mark other pages as not secure, and Google ranks them lower.",
    how_to_fix="Get a certificate (Let's Encrypt is free), redirect http to https, load files by https.",
    source="Lighthouse is-on-https",
    impact=Level.HIGH,
    effort=Level.MEDIUM,
    scope=Scope.ANSWER,
)
def is_on_https(page: PageView) -> Verdict:
    """Judge the page's own address and those of what it loads; this machine counts as secure."""
    own = read_address(page.url)
    if own is None:
        return could_not_check("the page's address is not known")
    if own.scheme == "file":
        return not_applicable("a local file")
    if own.scheme == "http" and not _is_local(own):
        return failed(page.url, Spot(0, page.url[:200]))
    insecure = [] if _upgrades(page) else [one for one, address in _loaded(page) if _is_insecure(address)]
    if insecure:
        return failed(f"{len(insecure)} addresses with http", *page.spots(insecure))
    return passed(page.url)


@check(
    "has-hsts",
    Family.TECHNICAL,
    title="Browsers are told to use https only",
    threshold="Strict-Transport-Security with a max-age of a year or more and no unknown directive",
    why="The first request of a visitor cannot be led astray.",
    how_to_fix="Send Strict-Transport-Security: max-age=31536000; includeSubDomains.",
    source="Lighthouse has-hsts",
    impact=Level.LOW,
    scope=Scope.ANSWER,
)
def has_hsts(page: PageView) -> Verdict:
    """Judge the directives of the header, all its values together."""
    if page.is_local_file and not page.headers_known:
        return not_applicable("a local file")
    if not page.headers_known:
        return could_not_check("the headers were not supplied")
    values = page.headers.all("strict-transport-security")
    directives = [re.sub(r"\s", "", part.lower()) for value in values for part in value.split(";")]
    if not directives:
        return failed("none")
    faults = list(_hsts_faults(directives))
    spots = page.header("Strict-Transport-Security")
    if faults:
        return failed(", ".join(faults), *spots)
    missing = [name for name in _wished(page) if name not in directives]
    return passed("; ".join(directives) + (f" (without {', '.join(missing)})" if missing else ""), *spots)


@check(
    "form-https",
    Family.TECHNICAL,
    title="Forms are sent over https",
    threshold="no form on an http page or with an http address to send to",
    why="Browsers warn people before they send such a form, and they do not.",
    how_to_fix="Give the form an https address.",
    source="squirrelscan, Screaming Frog",
    impact=Level.HIGH,
)
def form_https(page: PageView) -> Verdict:
    """Judge where the forms and their buttons send to."""
    forms = page.tags("form")
    if not forms:
        return not_applicable("no form")
    senders = forms + [one for one in page.tags("button", "input") if one.has("formaction")]
    bad = [one for one in senders if _is_insecure(_target_of(page, one))]
    return failed(f"{len(bad)} of {len(senders)}", *page.spots(bad)) if bad else passed(len(senders))


@check(
    "x-content-type-options",
    Family.TECHNICAL,
    title="Browsers are told not to guess what a file is",
    threshold="X-Content-Type-Options: nosniff",
    why="A file somebody uploads cannot be run as a script.",
    how_to_fix="Send the header X-Content-Type-Options: nosniff.",
    source="OWASP secure headers, squirrelscan",
    impact=Level.LOW,
    scope=Scope.ANSWER,
)
def x_content_type_options(page: PageView) -> Verdict:
    """Judge the header's value."""
    if page.is_local_file and not page.headers_known:
        return not_applicable("a local file")
    if not page.headers_known:
        return could_not_check("the headers were not supplied")
    values = [value.strip().lower() for value in page.headers.all("x-content-type-options")]
    if not values:
        return failed("none")
    first = values[0].partition(",")[0].strip()
    return passed(first) if first == "nosniff" else failed(first, *page.header("X-Content-Type-Options"))


@check(
    "dom-size",
    Family.TECHNICAL,
    title="The page is not too complex",
    threshold="up to 1500 elements, 32 levels deep, 60 children of one element",
    why="A phone takes long to draw a page with thousands of elements.",
    how_to_fix="Split long lists over pages, and use a leaner theme.",
    source="Lighthouse dom-size, seonaut, squirrelscan",
    impact=Level.LOW,
    effort=Level.HIGH,
)
def dom_size(page: PageView) -> Verdict:
    """Count elements, levels and children."""
    if len(page.elements) <= 3 and not page.words:
        return not_applicable("no content")
    depths = {page.root.order: 1}
    for element in page.elements[1:]:
        depths[element.order] = depths.get(element.parent.order, 1) + 1 if element.parent else 1
    body = [one for one in page.elements if one.tag not in {"head", "select", "datalist", "optgroup"}]
    widest = max(body, key=lambda one: len(one.children), default=page.root)
    count, depth, children = len(page.elements), max(depths.values()), len(widest.elements)
    value = f"{count} elements, {depth} levels, {children} children"
    if count > _MANY_ELEMENTS:
        return failed(value)
    if depth > _DEEP or children > _MANY_CHILDREN:
        return warned(value, page.spot(widest))
    return passed(value)


@check(
    "inline-weight",
    Family.TECHNICAL,
    title="Styles and scripts are files of their own",
    threshold="up to 100 KB of styles and scripts inside the page",
    why="What is inside the page is loaded again with every page.",
    how_to_fix="Move long styles and scripts into files.",
    source="squirrelscan, Screaming Frog",
    impact=Level.LOW,
    effort=Level.MEDIUM,
)
def inline_weight(page: PageView) -> Verdict:
    """Add up the characters of styles and scripts without address."""
    inline = [one for one in page.tags("style", "script") if not one.has("src")]
    if not inline:
        return not_applicable("no inline style or script")
    total = sum(len(one.text()) for one in inline)
    return warned(total) if total > _INLINE_LARGEST else passed(total)


@check(
    "render-blocking",
    Family.TECHNICAL,
    title="Few files hold up the first view",
    threshold="up to 4 style sheets and scripts in the head that have to be loaded first",
    why="A phone shows nothing until they are there.",
    how_to_fix="Put defer on scripts, and join style sheets.",
    source="Lighthouse render-blocking-resources",
    impact=Level.LOW,
    effort=Level.MEDIUM,
)
def render_blocking(page: PageView) -> Verdict:
    """Count the scripts and style sheets of the head a browser waits for."""
    if page.head is None or not page.head.children:
        return not_applicable("no head")
    blocking = [one for one in page.head.find("script", "link") if _blocks(one)]
    value = len(blocking)
    return warned(value, *page.spots(blocking)) if value > _BLOCKING_MOST else passed(value)


@check(
    "font-display",
    Family.TECHNICAL,
    title="Text is shown before its font is there",
    threshold="font-display in every @font-face, display= in Google Fonts addresses",
    why="Otherwise people look at a page without words until the font has come.",
    how_to_fix="Write font-display: swap, or add &display=swap to the address.",
    source="Lighthouse font-display",
    impact=Level.LOW,
)
def font_display(page: PageView) -> Verdict:
    """Judge the fonts the page's own styles and Google's name."""
    faces = [(style, face) for style in page.tags("style") for face in _FONT_FACE.findall(style.text())]
    linked = [one for one in page.tags("link") if _GOOGLE_FONTS.search(one.get("href"))]
    if not faces and not linked:
        return not_applicable("no font")
    bad = [style for style, face in faces if "font-display" not in face.lower()]
    bad += [one for one in linked if "display=" not in one.get("href")]
    return warned(len(bad), *page.spots(bad)) if bad else passed(len(faces) + len(linked))


@check(
    "text-compression",
    Family.TECHNICAL,
    title="The page is sent packed",
    threshold="content-encoding gzip, br, zstd or deflate for pages of more than 1.4 KB",
    why="Packed, HTML needs a fifth of the data.",
    how_to_fix="Switch on gzip or Brotli on the server.",
    source="Lighthouse uses-text-compression",
    scope=Scope.ANSWER,
)
def text_compression(page: PageView) -> Verdict:
    """Judge the header, where the answer is large enough to matter."""
    if not page.headers_known:
        return could_not_check("the headers were not supplied")
    if page.size < _SMALL_ANSWER:
        return not_applicable("a small page")
    encodings = ", ".join(page.headers.all("content-encoding")).lower()
    is_packed = any(name in encodings for name in ("gzip", "br", "zstd", "deflate"))
    return passed(encodings) if is_packed else warned(encodings or "none")


@check(
    "html-cache",
    Family.TECHNICAL,
    title="The page itself is not kept too long",
    threshold="max-age up to an hour for HTML",
    why="Visitors would see old opening hours and prices until the copy expires.",
    how_to_fix="Send Cache-Control: no-cache or a short max-age for pages.",
    source="squirrelscan cache-headers",
    impact=Level.LOW,
    scope=Scope.ANSWER,
)
def html_cache(page: PageView) -> Verdict:
    """Judge max-age; without the header browsers decide for themselves."""
    value = ", ".join(page.headers.all("cache-control"))
    match = _MAX_AGE.search(value.lower())
    if match is None or page.is_local_file:
        return not_applicable("no max-age")
    return warned(value, *page.header("Cache-Control")) if int(match[1]) > _HOUR else passed(value)


@check(
    "core-web-vitals",
    Family.TECHNICAL,
    title="The page is fast for its visitors",
    threshold="LCP up to 2.5 s, CLS up to 0.1, TBT up to 0.2 s (INP takes visitors), phone on slow 4G",
    why="Google ranks by what visitors meet, and slow pages lose them.",
    how_to_fix="Look at the page in PageSpeed Insights and begin with its largest image.",
    source="web.dev Core Web Vitals; network and processor as Lighthouse emulates them",
    effort=Level.HIGH,
    scope=Scope.ANSWER,
)
def core_web_vitals(page: PageView) -> Verdict:
    """Judge what a browser has measured; without one nothing is made up."""
    measured = page.vitals
    if measured is None:
        return could_not_check(page.vitals_problem or "not measured: it takes a browser (audit --vitals)")
    if measured.lcp_seconds is None:
        return not_applicable("nothing was drawn")
    blocked = round(measured.tbt_seconds * 1000)
    value = f"LCP {measured.lcp_seconds:.1f} s, CLS {measured.cls:.2f}, TBT {blocked} ms (in place of INP)"
    if measured.lcp_seconds > 4 or measured.cls > 0.25:
        return failed(value)
    # (Blocking depends on this machine as well: alone it warns.)
    is_slow = measured.lcp_seconds > 2.5 or measured.cls > 0.1 or blocked > 200
    return warned(value) if is_slow else passed(value)


def _is_local(address: Address) -> bool:
    host = address.origin.partition("//")[2].rpartition(":")[0] or address.origin.partition("//")[2]
    host = host.rpartition("@")[2].lower()
    return host in _LOCAL or host.endswith(".localhost")


def _is_insecure(address: Address | None) -> bool:
    return address is not None and address.scheme == "http" and not _is_local(address)


def _upgrades(page: PageView) -> bool:
    """Tell whether the page makes browsers load everything over https."""
    policies = [*page.headers.all("content-security-policy")]
    policies += [
        meta.get("content")
        for meta in page.metas
        if meta.get("http-equiv").strip().lower() == "content-security-policy"
    ]
    return any(_UPGRADE in policy.lower() for policy in policies)


def _loaded(page: PageView) -> Iterator[tuple[Element, Address | None]]:
    """Yield what a browser loads for the page without being asked, with its address."""
    for element in page.tags(
        "img", "script", "iframe", "frame", "source", "video", "audio", "embed", "track"
    ):
        if element.get("src").strip():
            yield element, read_address(element.get("src"), page.address_base)
        for candidate in element.get("srcset").split(","):
            if "http://" in candidate:
                yield element, read_address(candidate.split()[0])
        if element.get("poster"):
            yield element, read_address(element.get("poster"), page.address_base)
    for element in page.tags("input", "object"):
        source = element.get("data") if element.tag == "object" else element.get("src")
        if source and (element.tag == "object" or element.get("type").lower() == "image"):
            yield element, read_address(source, page.address_base)
    for element in page.tags("link"):
        if element.get("href") and _LOADED_LINKS & set(element.get("rel").lower().split()):
            yield element, read_address(element.get("href"), page.address_base)
    for element in (*page.tags("style"), *page.having("style")):
        css = element.text() if element.tag == "style" else element.get("style")
        for found in _CSS_URL.findall(css) if css and "://" in css else ():
            yield element, read_address(found[0] or found[1])


def _hsts_faults(directives: list[str]) -> Iterator[str]:
    if not any("max-age" in one for one in directives):
        yield "no max-age"
    for one in directives:
        if "max-age" in one:
            match = re.match(r"[-+]?\d+", one.partition("=")[2].strip('"'))
            if match and int(match[0]) < _YEAR:
                yield "max-age is too low"
        elif one not in {"includesubdomains", "preload"}:
            yield f"unknown directive “{one}”"


def _wished(page: PageView) -> tuple[str, ...]:
    labels = page.host.split(".")
    is_preloaded = bool({labels[-1], ".".join(labels[-2:])} & _PRELOADED)
    return ("includesubdomains",) if is_preloaded else ("includesubdomains", "preload")


def _target_of(page: PageView, element: Element) -> Address | None:
    given = element.get("action" if element.tag == "form" else "formaction").strip()
    return read_address(given, page.address_base) if given else read_address(page.url)


def _blocks(element: Element) -> bool:
    if element.tag == "script":
        kind = element.get("type").strip().lower()
        is_script = kind in {"", "text/javascript", "application/javascript"}
        return element.has("src") and is_script and not (element.has("async") or element.has("defer"))
    if "stylesheet" not in element.get("rel").lower().split() or element.has("disabled"):
        return False
    return element.get("media").strip().lower() in {"", "all", "screen"}
