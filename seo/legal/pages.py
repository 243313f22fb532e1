"""Legal pages and the links to them: by their words and by their addresses, in French, German and English."""

import re
from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from scrapers.vocabulary import any_of, words
from seo.element import Element
from seo.page_view import PageView

_I = re.IGNORECASE


class Law(StrEnum):
    """Whose rules a page's legal notice is judged by."""

    FRANCE = "FR"
    GERMANY = "DE"
    AUSTRIA = "AT"
    SWITZERLAND = "CH"
    BELGIUM = "BE"
    LUXEMBOURG = "LU"


# Where trackers need consent: the European Economic Area, the United Kingdom, Switzerland, Monaco.
_CONSENT = words(
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK",
    "RE GP MQ GF YT",
)
_OVERSEAS = frozenset({"FR", "RE", "GP", "MQ", "GF", "YT", "NC", "PF", "MC"})
_BY_LANGUAGE = {"fr": Law.FRANCE, "de": Law.GERMANY}
# Languages a country's notice may be written in; a page in another one is left alone.
_SPOKEN = {
    Law.FRANCE: ("fr", "en", ""),
    Law.GERMANY: ("de", "en", ""),
    Law.AUSTRIA: ("de", "en", ""),
    Law.SWITZERLAND: ("de", "fr", "en", ""),
    Law.BELGIUM: ("fr", "de", "en", ""),
    Law.LUXEMBOURG: ("fr", "de", "en", ""),
}

NOTICE_WORDS = re.compile(
    any_of(
        r"\bmentions?_l[ée]gales? \binformations?_l[ée]gales? \binfos?_l[ée]gales? \bnotices?_l[ée]gales?",
        r"\bmentions?_obligatoires? \bmentions?_et_(?:cgv|cgu|cr[ée]dits?) \bmentions\s*$ ^l[ée]gal(?:es)?$",
        r"\bimpressum \banbieterkennzeichnung \bpflichtangaben \boffenlegung \bimprint\b \blegal_notices?\b",
        r"\blegal_(?:information|info|mentions)\b ^legal$ \bindications_l[ée]gales \bavis_l[ée]gal",
    ),
    _I,
)
NOTICE_ADDRESS = re.compile(
    r"(?:mentions?|infos?|informations?|notices?)[-_%20.]{0,3}l[eé]gales?|mentionlegale|impressum|imprint"
    r"|legal[-_]?(?:notice|mentions|information)|anbieterkennzeichnung|(?:^|/)legal(?:es)?(?:\.\w+)?/?$",
    _I,
)
PRIVACY_WORDS = re.compile(
    any_of(
        r"\bconfidentialit[ée] \bvie_priv[ée]e \bdonn[ée]es_(?:personnelles|à_caract[èe]re|perso) \brgpd\b",
        r"\bprotection_des_donn[ée]es \bcharte_(?:de_|sur_)?(?:donn[ée]es|cookies|vie) \bdatenschutz",
        r"\bprivacy\b \bgdpr\b \bdsgvo\b \bdata_protection \bpolitique_(?:de_)?(?:protection|rgpd|cookies)",
    ),
    _I,
)
PRIVACY_ADDRESS = re.compile(
    r"confidentialit|vie[-_]privee|donnees[-_]perso|rgpd|gdpr|dsgvo|datenschutz|privacy|protection[-_]des[-_]donn",
    _I,
)
TERMS_WORDS = re.compile(
    any_of(
        r"\bconditions_g[ée]n[ée]rales \bc\.?g\.?[vu]\.?\b \bconditions_de_vente \ballgemeine_gesch[äa]fts",
        r"\bagb\b \bterms_(?:and|&|of)\b",
    ),
    _I,
)
TERMS_ADDRESS = re.compile(r"conditions[-_]generales|(?:^|[/_-])cg[vu](?:[/_.-]|$)|(?:^|/)agb\b|terms", _I)
_NAME_GOES_ON = re.compile(r"\s*(?:\Z|(?:et|&|du|de|des|der|und|and|[-–—|,/(:•·])(?!\w))", _I)
_LEGAL_HEADINGS = (NOTICE_WORDS, PRIVACY_WORDS, TERMS_WORDS)


def needs_consent(page: PageView) -> bool:
    """Tell whether a page is for visitors who must be asked before they are tracked."""
    return page.local.countries[0] in _CONSENT


def law_of(page: PageView) -> Law | None:
    """Return whose law a page falls under by its address, markup and language; None: none we know."""
    country, language = page.local.countries[0], page.language
    if country in _OVERSEAS:
        law: Law | None = Law.FRANCE
    else:
        law = Law(country) if country in set(Law) else None
    if law is None or language not in _SPOKEN[law]:
        return None
    if not language and not page.declared_language and law is Law.FRANCE and not _says_france(page):
        # (France is also what is assumed where nothing tells.)
        return None
    return law


def _says_france(page: PageView) -> bool:
    if page.host.endswith((".fr", ".re", ".paris", ".bzh", ".alsace", ".corsica")):
        return True
    return bool(page.local.phones) or any(address.country == "FR" for address in page.local.addresses)


def label_of(link: Element) -> str:
    """Return the words of a link: its text, else what it is called for screen readers."""
    text = link.words()
    if text:
        return text
    pictures = (image.get("alt") for image in link.find("img"))
    return " ".join(part for part in (link.get("aria-label"), link.get("title"), *pictures) if part)


def links_to(page: PageView, words: re.Pattern[str], address: re.Pattern[str]) -> list[Element]:
    """Return the links to a kind of legal page, by what they say or where they lead."""
    return [link for link in page.links if link.has("href") and _leads_to(link, words, address)]


def _leads_to(link: Element, words: re.Pattern[str], address: re.Pattern[str]) -> bool:
    label = label_of(link)
    if len(label) < 90 and words.search(label):
        return True
    href = link.get("href").strip()
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return bool(address.search(unquote(parts.path)) or (not parts.path and address.search(parts.fragment)))


def headings_of(page: PageView) -> Iterable[str]:
    """Yield what a page is called: its title's parts and its main headings."""
    title = next((element.words() for element in page.tags("title") if element.namespace == "html"), "")
    yield from re.split(r"\s[|–—·:-]\s", title)
    for heading in page.tags("h1"):
        yield heading.words()


def is_notice_page(page: PageView) -> bool:
    """Tell whether a page is the legal notice itself, not one that links to it."""
    if NOTICE_ADDRESS.search(page.local.path):
        return True
    return any(_is_notice_heading(text) for text in headings_of(page))


def _is_notice_heading(text: str) -> bool:
    """Tell whether a heading is the name of a notice, not of an article about notices."""
    match = NOTICE_WORDS.search(text)
    if match is None or len(text) > 80 or len(text[: match.start()].split()) > 2:
        return False
    return _NAME_GOES_ON.match(text[match.end() :]) is not None


def is_legal_page(page: PageView) -> bool:
    """Tell whether a page is a legal notice, a privacy policy or terms of sale."""
    path = page.local.path
    if any(pattern.search(path) for pattern in (NOTICE_ADDRESS, PRIVACY_ADDRESS, TERMS_ADDRESS)):
        return True
    return any(
        len(text) < 80 and any(pattern.search(text) for pattern in _LEGAL_HEADINGS)
        for text in headings_of(page)
    )
