"""What names of elements, classes and ids say about a part of a page."""

import re
from functools import lru_cache

from scrapers.vocabulary import any_of, words

BLOCKS = words(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset",
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol",
    "optgroup option p pre search section select summary table tbody td textarea tfoot th thead tr ul",
)
# Elements without text of the page: void ones, machines' data, pictures, what old browsers showed instead.
NO_TEXT = words(
    "br hr script img input style template svg math head object video audio canvas iframe datalist",
    "noframes noembed",
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CONTROLS = words("option select textarea optgroup")
REGIONS = {name: name for name in ("header", "footer", "nav", "aside", "address")}
ROLES = {"banner": "header", "contentinfo": "footer", "navigation": "nav", "complementary": "aside"}
# Blocks that change what holds for the lines inside them.
STRUCTURE = words("li ul ol tr td th table") | CONTROLS | HEADINGS.keys() | REGIONS.keys()
# Elements that hold a page or its main part: no class makes boilerplate of them.
WHOLE = words("html body main article form a address")
# Attributes in which pages hide addresses; the decoders know what to make of them.
CLUES = words(
    "data-cfemail data-enc-email data-mailto-token data-email data-mail data-user data-name data-local",
    "data-first data-u",
)
# Elements that may leave something besides text, whatever their attributes.
NOTED = words("a form joomla-hidden-mail")
# What style sheets shared by half the web call hidden text; alone on an inline element they mean it.
HIDING_CLASSES = words("hidden hide d-none is-hidden nodisplay nospam no-spam")


# Words that stand whole in a class or id, between white space, - and _; the group tells what they announce.
_WORD_BEGINS, _WORD_ENDS = r"(?:^|[\s_-])", r"(?=$|[\s_-])"
_FAX = re.compile(rf"{_WORD_BEGINS}(?:tele)?fax(?:number)?{_WORD_ENDS}", re.IGNORECASE)
_COOKIES = any_of(
    "cookie consent gdpr rgpd tarteaucitron axeptio didomi onetrust borlabs usercentrics klaro cc-window",
    "iubenda (?:cky|cmplz|cli|moove)-",
)
_SHARING = any_of(
    "share sharing partage[rs]? teilen shariff addtoany a2a sharedaddy addthis sharethis heateor ssba essb",
)
_NAVIGATION = any_of(
    "navbar nav navigation mainmenu main-menu submenu sub-menu mega-?menu menu-item mobile-menu",
    "menu-principal breadcrumbs? fil-?d?-?ariane pagination pager skip-link wpml-ls sitemap",
    "lang(?:uage)?-?(?:switcher|selector)",
)
_FOOTERS = any_of("footer colophon pied-?(?:de-?)?page fusszeile fuss")
_PARTS = re.compile(
    rf"{_WORD_BEGINS}(?:(?P<cookie>{_COOKIES})|(?P<share>{_SHARING}(?:bar|buttons?|icons?|links?|{_WORD_ENDS}))"
    rf"|(?P<nav>{_NAVIGATION}{_WORD_ENDS})|(?P<footer>{_FOOTERS}{_WORD_ENDS}))",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def part_of_page(called: str) -> tuple[bool, str]:
    """Return whether a class and id announce the foot of the page, and which boilerplate they announce."""
    kinds = [match.lastgroup or "" for match in _PARTS.finditer(called)]
    boilerplate = next((kind for kind in ("cookie", "share", "nav") if kind in kinds), "")
    return "footer" in kinds, boilerplate


@lru_cache(maxsize=8192)
def names_fax(names: str) -> bool:
    """Tell whether a class, a property or the words of a picture announce a fax number."""
    return _FAX.search(names) is not None
