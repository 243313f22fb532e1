"""Checks of the head of a page: title, description, viewport, encoding, icon."""

import re
import unicodedata

from scrapers.vocabulary import words
from seo.check import Family, Level, Verdict, check, failed, not_applicable, passed, warned
from seo.element import Element
from seo.names import folded
from seo.page_view import PageView
from seo.pixel_width import pixel_width
from seo.viewport import is_mobile_friendly

_TITLE_LEAST, _TITLE_MOST, _TITLE_PIXELS = 30, 60, 561
_DESCRIPTION_LEAST, _DESCRIPTION_MOST = 70, 155
_HEAD_METAS = words("description robots viewport googlebot author keywords theme-color")
_AROUND = " .!…-–—|:»«>\"'“”"
_PLACEHOLDERS = frozenset(
    {
        *(
            "accueil",
            "page d'accueil",
            "page d’accueil",
            "bienvenue",
            "sans titre",
            "nouvelle page",
            "nouveau site",
        ),
        *(
            "mon site",
            "mon site web",
            "mon site internet",
            "page sans titre",
            "site en construction",
            "sans nom",
            "page",
            "mon blog",
            "nouveau document",
            "mon site wordpress",
            "titre",
        ),
        *(
            "titre de la page",
            "titre du site",
            "votre titre",
            "votre site",
            "document sans titre",
            "site web",
        ),
        *(
            "home",
            "homepage",
            "home page",
            "index",
            "untitled",
            "untitled document",
            "untitled page",
            "new page",
            "my blog",
            "my wordpress site",
            "my wordpress blog",
        ),
        *(
            "new site",
            "my site",
            "my website",
            "welcome",
            "page title",
            "title",
            "document",
            "default",
            "website",
        ),
        *("your title here", "site title", "your site title", "just another wordpress site", "hello world"),
        *(
            "startseite",
            "willkommen",
            "ohne titel",
            "unbenannt",
            "neue seite",
            "meine website",
            "seitentitel",
        ),
        *(
            "meine seite",
            "unbenanntes dokument",
            "vite app",
            "vite + react",
            "react app",
            "test",
            "coming soon",
            "accueil du site",
            "mon entreprise",
            "nom de l'entreprise",
            "nom de l’entreprise",
            "my company",
            "company name",
            "titre de ma page",
            "unbenannte seite",
            "blank",
            "blank page",
            "site en maintenance",
            "maintenance",
            "maintenance mode",
            "wartungsmodus",
        ),
    }
)
# Nobody writes these on purpose, not beside the name of the business either.
_UNTOUCHED = frozenset(
    {
        *("sans titre", "page sans titre", "nouvelle page", "nouveau document", "document sans titre"),
        *("untitled", "untitled document", "untitled page", "new page", "page title", "titre de la page"),
        *("votre titre", "titre du site", "site title", "neue seite", "ohne titel", "unbenannt"),
        *("un site utilisant wordpress", "just another wordpress site", "un autre site wordpress"),
        *("un site wordpress de plus", "eine weitere wordpress-website"),
    }
)
_BUILDERS = re.compile(
    r"^(?:(?:accueil|home|startseite|bienvenue|welcome|mon site|my site|site)\s*[-–—|:]\s*)?"
    r"(?:wix(?:\.com)?|wordpress|jimdo|webnode|e-monsite|squarespace|weebly|site123|my ?site(?: \d+)?"
    r"|mon site(?: \d+)?|just another wordpress site|un site utilisant wordpress|index\.(?:html?|php)"
    r"|index of /.*|default\.aspx?|welcome to (?:our|my|the) (?:new )?(?:web ?)?site"
    r"|bienvenue (?:sur|à|dans) (?:notre|mon|le|ce) (?:nouveau )?(?:site|blog)(?: (?:web|internet))?"
    r"|willkommen auf (?:unserer|meiner) (?:web)?(?:site|seite))$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s[-–—|:·]\s")
_NUMBER = re.compile(r"\s*\(?\d+\)?$")
_COPY_OF = re.compile(r"^(?:copie de|copy of|kopie von)\s+")
_UTF_8 = frozenset({"utf-8", "utf8", "unicode-1-1-utf-8"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
# Browsers, and Lighthouse, look no further for a declaration of the encoding.
_PRESCAN = 1024
_DOCTYPE = re.compile(
    r"\s*(?:<!--.*?-->\s*|<\?.*?\?>\s*)*<!doctype\s+([^>\s]+)([^>]*)>", re.IGNORECASE | re.DOTALL
)
_LEGACY = re.compile(r"\s*(?:SYSTEM\s+(?:\"about:legacy-compat\"|'about:legacy-compat'))?\s*", re.IGNORECASE)
_ICON = frozenset({"icon", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon"})


def page_title(page: PageView) -> Element | None:
    """Return the first title of the document that is not part of a drawing."""
    return next((element for element in page.tags("title") if element.namespace == "html"), None)


def title_text(page: PageView) -> str:
    """Return the words of the title, composed and folded."""
    title = page_title(page)
    return unicodedata.normalize("NFC", folded(title.text())) if title is not None else ""


@check(
    "document-title",
    Family.CONTENT,
    title="The page has a title",
    threshold="a title element that is not blank",
    why="The title is the line people click in a results page.",
    how_to_fix="Write a title with the trade and the town in the head of the page.",
    source="Lighthouse document-title, axe document-title",
    impact=Level.HIGH,
)
def document_title(page: PageView) -> Verdict:
    """Judge the title of the document."""
    title = page_title(page)
    if title is None:
        return failed("no title")
    text = title_text(page)
    return passed(text, page.spot(title)) if text else failed("blank", page.spot(title))


@check(
    "title-length",
    Family.CONTENT,
    title="The title has the right length",
    threshold="30 to 60 characters, at most 561 pixels",
    why="A longer title is cut off in the results page, a shorter one wastes the space.",
    how_to_fix="Write trade, town and name in 30 to 60 characters.",
    source="Screaming Frog; width of Arial at 20 pixels",
)
def title_length(page: PageView) -> Verdict:
    """Count characters after composition, never octets, and pixels."""
    text = title_text(page)
    if not text:
        return not_applicable("no title")
    count, pixels = len(text), pixel_width(text)
    value = f"{count} characters, {pixels} px"
    if _TITLE_LEAST <= count <= _TITLE_MOST and pixels <= _TITLE_PIXELS:
        return passed(value)
    return warned(value, page.spot(_the(page_title(page)), text))


@check(
    "title-single",
    Family.CONTENT,
    title="The page has one title",
    threshold="one title element, in the head",
    why="With several titles each search engine takes the one it likes.",
    how_to_fix="Keep one title element in the head and take the others out.",
    source="Screaming Frog",
    impact=Level.LOW,
)
def title_single(page: PageView) -> Verdict:
    """Count the titles outside drawings, and see whether the first stands in the head."""
    titles = [one for one in page.tags("title") if one.namespace == "html"]
    if not titles:
        return not_applicable("no title")
    outside = [one for one in titles if one.closest("head") is None]
    if len(titles) > 1 or outside:
        return warned(f"{len(titles)} titles, {len(outside)} outside the head", *page.spots(titles))
    return passed(1)


@check(
    "placeholder-title",
    Family.CONTENT,
    title="The title is the business's own",
    threshold="not “Accueil”, “Home”, “Sans titre” or what a site builder puts there",
    why="Nobody searches for “Accueil”: the title must say trade, town and name.",
    how_to_fix="Replace it by the trade, the town and the name of the business.",
    source="our own",
    impact=Level.HIGH,
)
def placeholder_title(page: PageView) -> Verdict:
    """Compare the title with what people and site builders leave there."""
    text = title_text(page)
    if not text:
        return not_applicable("no title")
    plain = _COPY_OF.sub("", _NUMBER.sub("", text.casefold().strip(_AROUND)).strip(_AROUND))
    parts = [part for part in _PARTS.split(plain) if part]
    is_left = parts and (all(part in _PLACEHOLDERS for part in parts) or not _UNTOUCHED.isdisjoint(parts))
    # (The bare name of the site's own domain is no title either.)
    is_domain = bool(page.host) and plain.removeprefix("www.") == page.host.removeprefix("www.")
    if is_left or is_domain or _BUILDERS.fullmatch(plain):
        return failed(text, page.spot(_the(page_title(page)), text))
    return passed(text)


@check(
    "title-same-as-h1",
    Family.CONTENT,
    title="Title and main heading complement each other",
    threshold="the title is not word for word the h1",
    why="Two lines that say the same leave out the town, the trade or the name.",
    how_to_fix="Let the title say trade, town and name, the h1 what the page offers.",
    source="Screaming Frog",
    impact=Level.LOW,
)
def title_same_as_h1(page: PageView) -> Verdict:
    """Compare the title with the first h1."""
    text, headings = title_text(page), page.tags("h1")
    if not text or not headings or not headings[0].words():
        return not_applicable("no title or no h1")
    same = _letters(headings[0].words()) == _letters(text)
    return warned(text, page.spot(headings[0], headings[0].words())) if same else passed()


def _letters(text: str) -> list[str]:
    """Return the words of a text, whatever dashes and bars stand between them."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())


@check(
    "meta-description",
    Family.CONTENT,
    title="The page has a description",
    threshold="a meta description in the head that is not blank",
    why="Google shows it below the title; without one it picks words of the page.",
    how_to_fix="Write one or two sentences on what the page offers, where and to whom.",
    source="Lighthouse meta-description",
    impact=Level.HIGH,
)
def meta_description(page: PageView) -> Verdict:
    """Judge the first meta of that name in the head."""
    meta = page.named_meta("description")
    if meta is None:
        return failed("none")
    text = folded(meta.get("content"))
    return passed(text, page.spot(meta)) if text else failed("blank", page.spot(meta))


@check(
    "meta-description-length",
    Family.CONTENT,
    title="The description has the right length",
    threshold="70 to 155 characters, white space folded",
    why="A longer one is cut off in the results page, a shorter one wastes the space.",
    how_to_fix="Say in 70 to 155 characters what the page offers, where, and why to call.",
    source="Screaming Frog",
    impact=Level.LOW,
)
def meta_description_length(page: PageView) -> Verdict:
    """Count the characters of the description after composition."""
    meta = page.named_meta("description")
    text = " ".join(unicodedata.normalize("NFC", meta.get("content")).split()) if meta is not None else ""
    if meta is None or not text:
        return not_applicable("no description")
    is_good = _DESCRIPTION_LEAST <= len(text) <= _DESCRIPTION_MOST
    return passed(len(text)) if is_good else warned(len(text), page.spot(meta, text))


@check(
    "meta-description-single",
    Family.CONTENT,
    title="The page has one description",
    threshold="one meta description",
    why="With several each search engine takes the one it likes.",
    how_to_fix="Keep one and take the others out: often theme and plugin each write one.",
    source="Screaming Frog",
    impact=Level.LOW,
)
def meta_description_single(page: PageView) -> Verdict:
    """Count the descriptions of the whole document."""
    metas = [one for one in page.tags("meta") if one.get("name").strip().lower() == "description"]
    if not metas:
        return not_applicable("no description")
    return passed(1) if len(metas) == 1 else warned(len(metas), *page.spots(metas))


@check(
    "meta-in-body",
    Family.INDEXING,
    title="What belongs in the head stands there",
    threshold="no title, canonical, description, robots or hreflang outside the head",
    why="Browsers and Google end the head at the first element that does not belong there; the rest is lost.",
    how_to_fix="Move these elements into the head, before anything that does not belong there.",
    source="squirrelscan meta-in-body, Screaming Frog",
)
def meta_in_body(page: PageView) -> Verdict:
    """Look for elements of the head in the body, as a browser has built it."""
    found = [one for one in page.tags("meta", "link", "title") if _belongs_in_head(one)]
    if not found:
        return not_applicable("no such elements")
    lost = [one for one in found if one.closest("head") is None]
    return failed(len(lost), *page.spots(lost)) if lost else passed(len(found))


@check(
    "viewport",
    Family.TECHNICAL,
    title="The page is made for phones",
    threshold="a viewport with a width, or an initial-scale of 1 or more",
    why="Without it a phone shows the page as a tiny copy of a desktop's.",
    how_to_fix='Put <meta name="viewport" content="width=device-width, initial-scale=1"> in the head.',
    source="Lighthouse viewport",
    impact=Level.HIGH,
)
def viewport(page: PageView) -> Verdict:
    """Judge the first viewport meta in the head."""
    meta = page.named_meta("viewport")
    if meta is None:
        return failed("none")
    content = meta.get("content")
    return passed(content) if is_mobile_friendly(content) else failed(content, page.spot(meta))


@check(
    "charset",
    Family.TECHNICAL,
    title="The page names its encoding",
    threshold="UTF-8 named in the content-type header, or in a meta within the first 1024 octets",
    why="Without it accents may turn into Ã© and the like.",
    how_to_fix='Write <meta charset="utf-8"> as the first line of the head.',
    source="Lighthouse charset",
    impact=Level.LOW,
)
def charset(page: PageView) -> Verdict:
    """Look for a declaration in the header, a byte order mark, and the beginning of the page."""
    header = _CHARSET.search(page.headers.first("content-type"))
    if header:
        return _judged_charset(header[1])
    if page.html.startswith("\ufeff"):
        return passed("byte order mark")
    begin = page.html.encode("utf-8", "replace")[:_PRESCAN].decode("utf-8", "ignore")
    found = next(
        (match for tag in re.findall(r"<meta[^>]*>", begin, re.I) if (match := _CHARSET.search(tag))), None
    )
    if found is None:
        late = next((one for one in page.metas if one.has("charset")), None)
        return failed("too late", page.spot(late)) if late is not None else failed("none")
    return _judged_charset(found[1])


@check(
    "doctype",
    Family.TECHNICAL,
    title="Browsers take the page for modern HTML",
    threshold="<!doctype html> first",
    why="Without it browsers draw the page as they did twenty years ago.",
    how_to_fix="Write <!doctype html> as the very first line.",
    source="Lighthouse doctype",
    impact=Level.LOW,
)
def doctype(page: PageView) -> Verdict:
    """Judge what the page begins with."""
    match = _DOCTYPE.match(page.html.lstrip("\ufeff"))
    if match is None:
        return failed("none")
    if match[1].lower() == "html" and _LEGACY.fullmatch(match[2]):
        return passed(" ".join(match[0].split())[:100])
    return warned(" ".join(match[0].split())[:100])


@check(
    "favicon",
    Family.CONTENT,
    title="The page has an icon",
    threshold="a link rel=icon in the head",
    why="Google shows the icon beside the result, browsers on the tab.",
    how_to_fix="Link the logo as an icon of at least 48 pixels in the head.",
    source="Google: define a favicon; squirrelscan",
    impact=Level.LOW,
)
def favicon(page: PageView) -> Verdict:
    """Look for an icon among the links of the head."""
    icon = next((one for one in page.head_links if _ICON & set(one.get("rel").lower().split())), None)
    if icon is None:
        return warned("none")
    return (
        passed(icon.get("href")[:200]) if icon.get("href").strip() else warned("no address", page.spot(icon))
    )


def _the(element: Element | None) -> Element:
    assert element is not None
    return element


def _belongs_in_head(element: Element) -> bool:
    if element.namespace != "html" or element.has("itemprop"):
        return False
    if element.tag == "title":
        return True
    if element.tag == "meta":
        return element.get("name").strip().lower() in _HEAD_METAS
    relations = element.get("rel").lower().split()
    return "canonical" in relations or ("alternate" in relations and element.has("hreflang"))


def _judged_charset(name: str) -> Verdict:
    return passed(name) if name.lower() in _UTF_8 else warned(name)
