"""What a French legal notice must say (LCEN art. 6-III and 1-1, Code de commerce R123-237 and R123-238)."""

import re
from collections.abc import Iterator

from stdnum.fr import siren, siret, tva

from scrapers.owner_patterns import KNOWN
from scrapers.vocabulary import any_of
from seo.legal.fault import Fault
from seo.legal.sections import MAX_NOTICE, Notice, Part

_I = re.IGNORECASE

_CAPITAL_FORM = re.compile(
    r"\b(?:(?i:sarl|sasu|eurl|selarl|selas|scop)\b|SAS\b|Sas\b|S\.\s?A\.\s?R\.\s?L\.?"
    r"|S\.\s?A\.\s?S\.?(?:\s?U\.?)?"
    r"|E\.U\.R\.L\.?|S\.A\.(?!\w)|[Ss]ociété (?:à responsabilité|par actions|anonyme)"
    r"|SA\b(?=\s+(?:au\s+capital|[A-Z])))"
)
_OTHER_FORM = re.compile(
    any_of(
        r"\bSNC\b \bSCI\b \bSCP\b \bSCM\b \bGIE\b \bGAEC\b \bEARL\b \bEI\b \bEIRL\b \bE\.I\.",
        r"(?i:micro[-\s]?entrepr) (?i:auto[-\s]?entrepr) (?i:entrepr(?:eneure?|ise)_individuel)",
        r"(?i:\bassociation\b) (?i:\bprofession_lib[ée]rale) (?i:\bartisan\b)",
        r"(?i:\bnom_propre\b) (?i:\bexploitant) (?i:\bcommune\b) (?i:\bmairie\b) (?i:\bcoop[ée]rative)",
        # ("La société X" alone names no form.)
        r"(?i:\bsoci[ée]t[ée]_(?:civile|en_nom|en_commandite|coop|d['’]exercice|d['’]avocats|de_fait|mutualiste|de_droit))",
        r"(?i:\bindépendant) (?i:\bfondation\b) (?i:\bcabinet\b) \bDr\b (?i:\bdocteur\b) (?i:\bmaître\b)",
    )
)
_NO_NUMBER = re.compile(r"\bassociation\b|\bcommune\b|\bmairie\b|\bfondation\b|\bcollectivit", _I)
_RNA = re.compile(r"\bW\s?\d{9}\b")
_EDITOR = re.compile(
    any_of(
        r"[ée]dit(?:eur|rice|[ée]e?)\b propri[ée]taire\b raison_sociale d[ée]nomination nom_commercial",
        r"identit[ée]",
        r"responsable_du_site \bnom\s*(?:et_pr[ée]nom\s*)?:",
    ),
    _I,
)
_NAME = re.compile(r"[A-ZÀ-Ý][\w'’&-]+")
_ID_LABEL = (
    r"(?:SIREN|SIRET|R\.?\s?C\.?\s?S\b\.?|R\.?N\.?E\b|R\.?M\b\.?|immatricul\w*|registre|r[ée]pertoire)"
)
# (A number does not go on behind the end of its line.)
_DIGITS = r"\d(?:(?:[^\S\n]|[.-]){0,2}\d){6,15}(?!\d)"
_AFTER_LABEL = re.compile(rf"\b{_ID_LABEL}(?P<gap>[^\d\n]{{0,90}}\n?[^\d\n]{{0,20}})(?P<id>{_DIGITS})", _I)
_BEFORE_LABEL = re.compile(r"(?<![\d+])(?P<id>\d{3}[\s.\u00a0]?\d{3}[\s.\u00a0]?\d{3})\s*(?:R\.?C\.?S\b)", _I)
_NOT_THE_ID = re.compile(r"\bt[ée]l|phone|\bfax|capital|\btva\b|\bape\b|\bnaf\b|@", _I)
_VAT = re.compile(r"\bFR\s?[0-9A-Z]{2}[\s.]?\d{3}[\s.]?\d{3}[\s.]?\d{3}\b")
_CAPITAL = re.compile(
    r"\bcapital\b[^.\n]{0,60}\n?[^.\n]{0,10}(?:\d|variable|\beuros?\b)|\d\s?(?:€|euros?)\s+de\s+capital", _I
)
_POSTCODE_TOWN = re.compile(r"\b(?:0[1-9]|[1-8]\d|9[0-8])\s?\d{3}\b[\s,–-]{0,4}[A-ZÀ-Ý]")
_DIRECTOR = re.compile(
    r"(?:direct(?:eurs?|rices?|ion)|directeurs?\W{1,2}(?:trice|rice)|responsables?)(?:\W?e\W?)?\s+"
    r"(?:l[ée]gale?\s+)?(?:de\s+(?:la\s+)?|des\s+)?(?:publications?|r[ée]daction|contenus?)"
    r"|\bpublication\s*:?\s*(?:direct(?:eur|rice)|responsable)s?\b(?!\s+(?:de|des)\b)"
    r"|responsable\s+[ée]ditoriale?|publication\s+director|repr[ée]sentante?\s+l[ée]gale?",
    _I,
)
_FRENCH_TERMS = re.compile(
    r"\bdirect(?:eur|rice)s? de (?:la )?publication|2004-575|\bSASU\b|\bEURL\b|\bSELARL\b"
    r"|\b(?:auto|micro)[- ]?entrepr",
    _I,
)
_OTHER_COUNTRY = re.compile(r"\bCHE-|\bCHF\b|\bsuisse\b|\+41|\bbelgique\b|\+32|\bluxembourg\b|\+352", _I)
_FILLER = re.compile(
    r"\A(?:\s|:|-|–|—|est|sont|du\s+(?:présent\s+)?site(?:\s+\S+\.\w+)?|le|la|assurée?\s+par|\(.*?\)|,"
    r"|et\s+de\s+la\s+rédaction"
    r"|et\s+responsable\s+\w+|au\s+sens\s+de[^:\n]{0,80}|M\.|Mme\.?|Monsieur|Madame|Mr\.?"
    r"|(?:titulaire|gérante?|présidente?|dirigeante?|docteur)\b)+",
    _I,
)
_NAMED_BEFORE = re.compile(
    r"[A-ZÀ-Ý][\w'’-]+\s+[A-ZÀ-Ý][\w'’-]+\s*(?:,|\(|–|-|est|en\s+(?:qualité|tant)\s+(?:de"
    r"|que))\s*(?:le\s+|la\s+)?\Z"
)
_PLACEHOLDER = re.compile(
    r"\[[^\]]*\]|\bx{3,}|à\s+compléter|nom\s+(?:et\s+)?prénom|votre\s+nom|lorem|\bnon\s+(?:renseign|communiqu)",
    _I,
)
_STREET = re.compile(
    r"\b(?:rue|avenue|av\.|boulevard|bd|quai|allée|chemin|place|impasse|route|cours|square|BP\s?\d"
    r"|CS\s?\d|street|road|lane"
    r"|drive|suite|p\.?\s?o\.?\s?box|straße|strasse|str\.|platz|via|calle|parkway|plaza|way|blvd)\b|\bst\.,?\s"
    r"|\b(?:isra[ëe]l|[ée]tats[- ]unis|usa|canada|irlande|ireland|suisse|luxembourg|allemagne|pays[- ]bas)\b",
    _I,
)
_PLACE = re.compile(
    r"\b[A-Z]{0,2}-?\d{4,5}\b[\s,–-]{0,4}[A-ZÀ-Ý][\wà-ÿ'-]+|\b[A-Z]{2}\s\d{5}\b|\b[A-Z]\d{1,2}\s?\d[A-Z]{2}\b"
)
_LABELLED_ADDRESS = re.compile(r"\b(?:adresse|address|si[èe]ge(?:\s+social)?)\s*:\s*[^.\n]{0,40}\d", _I)
_PHONE = re.compile(
    r"(?:\+|\b00)\s?\d(?:[\s().\-/]{0,3}\d){6,14}|(?<![\d+])0\s?[1-9](?:[\s.\-/]{0,3}\d){8}(?!\d)"
    r"|\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}|(?:t[ée]l|phone|appel)\w*\W{0,12}\d{4}(?!\d)|\b1007\b",
    _I,
)
_HOST_WORDS = re.compile(
    r"h[ée]berg\w*|hosting|hosted|hoster|webhosting|\bdu\s+site\b|\best\b|\bpar\b|\bassur[ée]e?\b"
    r"|\bsite\b|\bweb\b|\binternet\b"
    r"|\bce\b|\bce\s+site\b|\bpar\s+la\s+soci[ée]t[ée]\b|\bsoci[ée]t[ée]\b|\bnom\b|\ble\b|\bla\b|\bl['’]",
    _I,
)
_KNOWN_HOST = re.compile(KNOWN.pattern, _I)
_SELF_HOSTED = re.compile(r"lui[-\s]m[êe]me|l['’][ée]diteur|auto[-\s]?h[ée]berg|propres?\s+serveurs?", _I)


def is_french(notice: Notice) -> bool:
    """Tell whether a business speaks of itself as French law wants it, wherever its host is at home."""
    own = notice.of(Part.OWN)
    return bool(_FRENCH_TERMS.search(own)) and not _OTHER_COUNTRY.search(own)


def faults_of(notice: Notice, own_address: bool, host_address: bool) -> Iterator[Fault]:
    """Yield what a French notice lacks, the gravest first."""
    own, host = notice.of(Part.OWN), notice.of(Part.HOST)
    yield from _number_faults(own)
    yield from _identity_faults(own)
    if not _names_a_director(notice.text[:MAX_NOTICE]):
        yield Fault("no publication director", grave=True)
    yield from _host_faults(host, host_address)
    if not own_address and not _POSTCODE_TOWN.search(own):
        yield Fault("no address of the business", grave=True)


def _identity_faults(own: str) -> Iterator[Fault]:
    has_capital_form = _CAPITAL_FORM.search(own)
    has_form = has_capital_form or _OTHER_FORM.search(own)
    if not has_form:
        label = _EDITOR.search(own)
        named = label is not None and _NAME.search(own[label.end() : label.end() + 80])
        yield (
            Fault("no legal form", grave=False)
            if named
            else Fault("no identity of the publisher", grave=True)
        )
    elif has_capital_form and not _CAPITAL.search(own):
        yield Fault("no share capital", grave=False)


def _number_faults(own: str) -> Iterator[Fault]:
    """Yield what is wrong with the company numbers: none, or digits that cannot be right."""
    valid = False
    for written in _numbers(own):
        digits = re.sub(r"\D", "", written)
        if _is_company_number(digits):
            valid = True
        else:
            yield Fault(
                f"the company number {written.strip()} is not valid", grave=True, words=written.strip()
            )
            return
    valid = valid or any(tva.is_valid(match[0]) for match in _VAT.finditer(own))
    if not valid and not _RNA.search(own) and not _NO_NUMBER.search(own):
        yield Fault("no SIREN, SIRET or RCS number", grave=True)


def _numbers(own: str) -> Iterator[str]:
    taken: set[int] = set()
    for match in _BEFORE_LABEL.finditer(own):
        taken.add(match.start("id"))
        yield match["id"]
    for match in _AFTER_LABEL.finditer(own):
        before_rcs = any(match.start("id") <= start < match.end("id") for start in taken)
        if not before_rcs and not _NOT_THE_ID.search(match["gap"]):
            yield match["id"]


def _is_company_number(digits: str) -> bool:
    if not digits.strip("0"):
        return False
    if len(digits) == 14:
        # The offices of La Poste follow a rule of their own.
        return bool(siret.is_valid(digits)) or digits.startswith("356000000")
    return len(digits) == 9 and bool(siren.is_valid(digits))


def _names_a_director(text: str) -> bool:
    """Tell whether a name follows one of the words for the director of the publication."""
    for match in _DIRECTOR.finditer(text):
        if _NAMED_BEFORE.search(text[max(0, match.start() - 60) : match.start()]):
            return True
        rest = _FILLER.sub("", text[match.end() : match.end() + 220])
        value = rest[:80].split("\n\n")[0]
        if value and _NAME.match(value) and not _PLACEHOLDER.match(value) and not _is_label(value):
            return True
    return False


def _is_label(value: str) -> bool:
    """Tell whether what follows a label is the next label."""
    return (
        re.match(
            r"(?:h[ée]berg|[ée]diteur|contact|t[ée]l|siret|siren|rcs|adresse|propri[ée]t|e-?mail|webm[ae]ster|si[èe]ge"
            r"|prestataire|fournisseur|exploitant|num[ée]ro|n°|cr[ée]dit|conception|r[ée]alisation|cr[ée]ation|d[ée]veloppement|capital|courriel|site\b|cnil)|\w+\s*:",
            value,
            _I,
        )
        is not None
    )


def _host_faults(host: str, host_address: bool) -> Iterator[Fault]:
    if not host.strip():
        yield Fault("no host", grave=True)
        return
    named = _NAME.search(_HOST_WORDS.sub(" ", host)) or _KNOWN_HOST.search(host)
    if _SELF_HOSTED.search(host):
        return
    if named is None or _PLACEHOLDER.search(host[:60]):
        yield Fault("no name of the host", grave=True)
        return
    if not (host_address or any(sign.search(host) for sign in (_STREET, _PLACE, _LABELLED_ADDRESS))):
        yield Fault("no address of the host", grave=True)
    if not _PHONE.search(host):
        yield Fault("no phone number of the host", grave=True)
