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
# What style sheets shared by half the web call hidden text; alone on an inline element they mean it.
HIDING_CLASSES = words("hidden hide d-none is-hidden nodisplay nospam no-spam")


def _in_name(*lines: str, ending: str = "") -> re.Pattern[str]:
    """Return a pattern for words that stand whole in a list of classes, between white space, - and _."""
    return re.compile(rf"(?:^|[\s_-]){any_of(*lines)}(?:$|[\s_-]{ending})", re.IGNORECASE)


_FOOTER = _in_name("footer colophon pied-?(?:de-?)?page fusszeile fuss")
_FAX = _in_name("(?:tele)?fax(?:number)?")
_BOILERPLATE = (
    (
        "cookie",
        re.compile(
            any_of(
                r"cookie consent gdpr rgpd tarteaucitron axeptio didomi onetrust borlabs usercentrics",
                r"klaro (?:^|\s)(?:cky|cmplz|cli|moove)- cc-window iubenda",
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "share",
        _in_name(
            "share sharing partage[rs]? teilen shariff addtoany a2a sharedaddy addthis sharethis heateor",
            "ssba essb",
            ending="|bar|buttons?|icons?|links?",
        ),
    ),
    (
        "nav",
        _in_name(
            "navbar nav navigation mainmenu main-menu submenu sub-menu mega-?menu menu-item mobile-menu",
            "menu-principal breadcrumbs? fil-?d?-?ariane pagination pager skip-link wpml-ls sitemap",
            "lang(?:uage)?-?(?:switcher|selector)",
        ),
    ),
)


@lru_cache(maxsize=8192)
def boilerplate_of(names: str) -> str:
    """Return which kind of boilerplate a class and id announce: cookie, share, nav, or nothing."""
    return next((kind for kind, pattern in _BOILERPLATE if pattern.search(names)), "")


@lru_cache(maxsize=8192)
def names_footer(names: str) -> bool:
    """Tell whether a class and id announce the foot of the page."""
    return _FOOTER.search(names) is not None


@lru_cache(maxsize=8192)
def names_fax(names: str) -> bool:
    """Tell whether a class, a property or the words of a picture announce a fax number."""
    return _FAX.search(names) is not None
