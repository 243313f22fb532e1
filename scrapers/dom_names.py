"""What names of elements, classes and ids say about a part of a page."""

import re
from functools import lru_cache

from scrapers.vocabulary import pairs, stems, words

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
PICTURES = words("img svg object video canvas iframe")
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
    "data-first data-u data-href",
)
# Elements that may leave something besides text, whatever their attributes.
NOTED = words("a form joomla-hidden-mail")
# What style sheets shared by half the web call hidden text; alone on an inline element they mean it.
HIDING_CLASSES = words("hidden hide d-none is-hidden nodisplay nospam no-spam")


# What the words of a class or id announce; `_` stands for a space or any other separator.
_SHARING = words(
    "share sharing partage partager partages teilen shariff addtoany a2a sharedaddy addthis sharethis",
    "heateor ssba essb",
)
_WORDS = {
    **dict.fromkeys(
        words(
            "navbar nav navigation mainmenu submenu megamenu breadcrumb breadcrumbs filariane pagination",
            "pager sitemap",
        ),
        "nav",
    ),
    **{
        f"{word}{more}": "share"
        for word in _SHARING
        for more in words("bar button buttons icon icons link links")
    },
    **dict.fromkeys(_SHARING, "share"),
    **dict.fromkeys(words("cky cmplz cli moove"), "cookie"),
    **dict.fromkeys(
        words(
            "testimonial testimonials temoignage temoignages review reviews bewertung bewertungen",
            "avis commentlist comments trustindex elfsight",
        ),
        "reviews",
    ),
    **dict.fromkeys(words("footer colophon piedpage fusszeile fuss"), "footer"),
}
_PHRASES = {
    **pairs(
        "cc_window:cookie avis_google:reviews comment_list:reviews comment_body:reviews pied_page:footer",
        "pied_de_page:footer",
    ),
    **dict.fromkeys(
        stems(
            "main_menu sub_menu mega_menu menu_item mobile_menu menu_principal fil_ariane fil_d_ariane",
            "skip_link wpml_ls lang_switcher lang_selector language_switcher language_selector",
        ),
        "nav",
    ),
}
_COOKIES = tuple(
    words("cookie consent gdpr rgpd tarteaucitron axeptio didomi onetrust borlabs usercentrics klaro iubenda")
)
_PHRASE_BEGINS = frozenset(phrase.partition(" ")[0] for phrase in _PHRASES)
_FAX = re.compile(r"(?:^|[\s_-])(?:tele)?fax(?:number)?(?=$|[\s_-])", re.IGNORECASE)


@lru_cache(maxsize=8192)
def part_of_page(classes: str | None, name: str | None) -> tuple[bool, str]:
    """Return whether a class and id announce the foot of the page, and which boilerplate they announce."""
    called = f"{classes or ''} {name or ''}".lower().replace("-", " ").replace("_", " ").split()
    kinds = {_WORDS[word] for word in _WORDS.keys() & called}
    if any(word.startswith(_COOKIES) for word in called):
        kinds.add("cookie")
    if not _PHRASE_BEGINS.isdisjoint(called):
        phrase = f" {' '.join(called)} "
        kinds.update(kind for words, kind in _PHRASES.items() if f" {words} " in phrase)
    boilerplate = next((kind for kind in ("cookie", "share", "nav", "reviews") if kind in kinds), "")
    return "footer" in kinds, boilerplate


@lru_cache(maxsize=8192)
def names_fax(names: str) -> bool:
    """Tell whether a class, a property or the words of a picture announce a fax number."""
    return _FAX.search(names) is not None
