"""Which country a page's phone numbers and addresses belong to."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from scrapers.address_grammars import STATE_CODES
from scrapers.dom import Document
from scrapers.vocabulary import pairs, words
from scrapers.web_url import InvalidURL, parse

_DOMAINS = pairs(
    "fr:FR re:RE gp:GP mq:MQ gf:GF yt:YT nc:NC pf:PF bzh:FR paris:FR alsace:FR corsica:FR de:DE berlin:DE",
    "hamburg:DE koeln:DE cologne:DE bayern:DE nrw:DE ruhr:DE saarland:DE at:AT wien:AT tirol:AT ch:CH",
    "swiss:CH zuerich:CH li:LI be:BE brussels:BE vlaanderen:BE gent:BE lu:LU uk:GB london:GB scot:GB",
    "wales:GB cymru:GB ie:IE us:US nyc:US ca:CA quebec:CA au:AU nz:NZ it:IT es:ES cat:ES pt:PT nl:NL",
    "amsterdam:NL pl:PL cz:CZ dk:DK se:SE no:NO fi:FI gr:GR in:IN za:ZA br:BR mx:MX jp:JP ro:RO hu:HU",
    "sk:SK si:SI hr:HR bg:BG mc:MC ma:MA tn:TN sn:SN ci:CI sg:SG ae:AE il:IL tr:TR ee:EE lv:LV lt:LT ar:AR",
    "cl:CL",
)
_LANGUAGES = pairs(
    "fr:FR de:DE en:US it:IT es:ES nl:NL pt:PT pl:PL da:DK sv:SE nb:NO no:NO fi:FI cs:CZ el:GR hu:HU ro:RO",
    "sk:SK",
)
# Where a language is spoken besides.
_SPOKEN_TOO = {
    "fr": words("BE CH LU MC CA RE GP MQ GF YT NC PF"),
    "de": words("AT CH LI LU"),
    "en": words("GB IE CA AU NZ ZA IN SG"),
    "nl": words("BE"),
    "it": words("CH"),
    "pt": words("BR"),
    "es": words("MX AR CL"),
}
_NAMES = pairs(
    "france:FR deutschland:DE germany:DE allemagne:DE österreich:AT austria:AT autriche:AT schweiz:CH",
    "suisse:CH switzerland:CH svizzera:CH belgique:BE belgien:BE belgium:BE belgië:BE luxembourg:LU",
    "luxemburg:LU united_kingdom:GB royaume-uni:GB england:GB great_britain:GB uk:GB scotland:GB wales:GB",
    "ireland:IE united_states:US united_states_of_america:US usa:US états-unis:US canada:CA italy:IT",
    "italie:IT italia:IT spain:ES espagne:ES españa:ES netherlands:NL pays-bas:NL nederland:NL portugal:PT",
    "monaco:MC liechtenstein:LI la_réunion:RE guadeloupe:GP martinique:MQ australia:AU",
)
# "90402 Nuremberg, Germany"
_CODE_FIRST = words("FR DE AT CH BE LU ES IT")
_TOWN_IN_COUNTRY = re.compile(
    r"\b(?!(?:19|20)\d\d\s)\d{4,5}\s+[^\W\d][\w .'’/-]{1,30}?\s*[-–|,(]\s*"
    rf"({'|'.join(name for name, code in _NAMES.items() if code in _CODE_FIRST)})\b",
    re.IGNORECASE,
)
# "CH-1204 Genève", "B-4000 Liège", "D-86150 Augsburg"
_LETTERED = re.compile(r"(?<![\w-])(?:(CH|[ABL])\s?[-–]\s?\d{4}|([DF])\s?[-–]\s?\d{5})\s+[^\W\d_]")
_OF_LETTERS = pairs("CH:CH A:AT B:BE L:LU D:DE F:FR")
_PREFIXES = pairs(
    "33:FR 49:DE 43:AT 41:CH 32:BE 352:LU 44:GB 353:IE 39:IT 34:ES 31:NL 351:PT 48:PL 45:DK 46:SE 47:NO",
    "358:FI 61:AU 64:NZ 91:IN 377:MC 420:CZ 30:GR 36:HU 40:RO",
)
_INTERNATIONAL = re.compile(r"(?:\+|\b00)\s?(\d{2,3})[\s().\d-]{6,}\d")
_NORTH_AMERICAN = re.compile(r"(?<![\d+])(?:\+?1[ .-])?\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[.-]\d{4}(?!\d)")
_STATE_ZIP = re.compile(rf",\s?{STATE_CODES}\s+\d{{5}}(?:-\d{{4}})?\b")
# Ids and postcodes that only one country has, each with what it holds at least.
_ONLY_THERE = (
    ("BE", re.compile(r"\b(?:BE\s?0\d{3}[. ]?\d{3}[. ]?\d{3}|BCE\b|KBO\b)"), ("be0", "be 0", "bce", "kbo")),
    ("GB", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b"), (" ",)),
    ("CA", re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d\b"), (" ",)),
    ("FR", re.compile(r"\b(?:SIRET|SIREN|RCS|R\.C\.S\.?)\b"), ("sire", "rcs", "r.c.s")),
    (
        "DE",
        re.compile(r"\b(?i:HRB|HRA|USt-?Id|Amtsgericht|Umsatzsteuer-Id)"),
        ("hr", "ust", "amtsg", "umsatz"),
    ),
    ("AT", re.compile(r"\b(?:ATU\d{8}|Firmenbuchnummer)\b"), ("atu", "firmenbuch")),
    ("CH", re.compile(r"\bCHE-\d{3}\.\d{3}\.\d{3}\b"), ("che-",)),
)
_WEIGHTS = {"BE": 5, "GB": 5, "CA": 5, "FR": 5, "DE": 3, "AT": 5, "CH": 6}
# "Lindenstraße 4, 86150 Augsburg"
_GERMAN_PLACE = re.compile(
    r"[a-zäöü](?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee)\s\d{1,3}\s?[a-z]?[\s,·|-]{1,5}\d{5}\s[A-ZÄÖÜ]"
)
_NATIONAL_FR = re.compile(r"(?<!\d)0[1-79](?:[ .]\d{2}){4}(?!\d)")
# Headers and footers tell; a long page says nothing more in its middle.
_SAMPLE = 8_000


def country_code(name: str) -> str:
    """Return the two-letter code of a country given as a code or by name, empty when unknown."""
    text = name.strip().lower().rpartition("/")[2]
    if len(text) == 2 and text.isalpha():
        return "GB" if text == "uk" else text.upper()
    return _NAMES.get(text, "")


@lru_cache(maxsize=4096)
def _domain_country(url: str) -> str:
    try:
        host = parse(url).host
    except InvalidURL:
        return ""
    return _DOMAINS.get(host.rpartition(".")[2], "")


def ranked_countries(
    document: Document, declared: Iterable[str], language: str, given: str | None, likely: str = ""
) -> list[str]:
    """Return the countries a page may belong to, most likely first, at least one.

    `given` wins; then the top-level domain, what structured data declares, phone prefixes, postcodes, company
    ids, and last the language, which speaks for the `likely` country where it is spoken there. Order is what
    phone numbers without a prefix are read by.
    """
    votes: Counter[str] = Counter()
    if given and (code := country_code(given)):
        votes[code] += 100
    if domain := _domain_country(document.url):
        votes[domain] += 10
    for name in declared:
        if code := country_code(name):
            votes[code] += 6
    text = "\n".join(document.lines[number].clean for number in document.numbered)
    if len(text) > 2 * _SAMPLE:
        text = f"{text[:_SAMPLE]}\n{text[-_SAMPLE:]}"
    _count_signs(text, votes)
    _count_links(document, votes)
    for tag in [document.language, *(value for name, value in document.metas if name == "og:locale")]:
        region = tag.replace("_", "-").rpartition("-")[2]
        if len(region) == 2 and "-" in tag.replace("_", "-"):
            votes[country_code(region)] += 2
    likely = country_code(likely)
    if likely in _SPOKEN_TOO.get(language, ()):
        votes[likely] += 1
    elif language in _LANGUAGES:
        votes[_LANGUAGES[language]] += 1
    votes[likely] += 0
    return [code for code, _ in votes.most_common() if code] or ["FR"]


def _count_signs(text: str, votes: Counter[str]) -> None:
    """Add what numbers, postcodes and ids in the text say."""
    prefixes = [match[1] for match in _INTERNATIONAL.finditer(text)][:20]
    for digits in prefixes:
        code = _PREFIXES.get(digits[:2]) or _PREFIXES.get(digits)
        if code:
            votes[code] += 2
    for name in {match[1] for match in list(_TOWN_IN_COUNTRY.finditer(text))[:20]}:
        votes[country_code(name)] += 3
    for letters in {match[1] or match[2] for match in list(_LETTERED.finditer(text))[:20]}:
        votes[_OF_LETTERS[letters]] += 5
    lowered = text.lower()
    for code, pattern, signs in _ONLY_THERE:
        # (Looking for what an id has at least is much cheaper than trying its pattern.)
        if any(sign in lowered for sign in signs) and pattern.search(text):
            votes[code] += _WEIGHTS[code]
    for pattern, code, weight in (
        (_STATE_ZIP, "US", 5),
        (_NATIONAL_FR, "FR", 3),
        (_GERMAN_PLACE, "DE", 3),
        (_NORTH_AMERICAN, "US", 2),
    ):
        if pattern.search(text):
            votes[code] += weight


def _count_links(document: Document, votes: Counter[str]) -> None:
    """Add what the prefixes of telephone links say."""
    for anchor in document.anchors:
        href = anchor.href.strip()
        if href[:5].lower() == "tel:+":
            digits = re.sub(r"\D", "", href)
            if digits.startswith("1") and len(digits) == 11:
                votes["US"] += 1
            elif code := _PREFIXES.get(digits[:2]) or _PREFIXES.get(digits[:3]):
                votes[code] += 1
