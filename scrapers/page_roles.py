"""What a page of a small business's site is for, told from its address and from the words that link to it."""

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from scrapers.vocabulary import stems
from scrapers.web_url import InvalidURL, parse


class PageRole(StrEnum):
    """What a page is for, most telling about the business first."""

    HOME = "home"
    CONTACT = "contact"
    LEGAL = "legal"
    ABOUT = "about"
    SERVICES = "services"
    OTHER = "other"

    @property
    def rank(self) -> int:
        """Its place among the roles: smaller is read first."""
        return _RANKS[self]


_RANKS = {role: rank for rank, role in enumerate(PageRole)}

# A longer label is a sentence, and more words are the title of an article: neither names a page like these.
MAX_LABEL = 45
MAX_WORDS = 6
# A page deeper than this is one of many of its kind.
MAX_SEGMENTS = 3
# Lower case, without accents, one space between words.
_PHRASES = {
    PageRole.CONTACT: stems(
        "contact contacts contactez contactez_nous nous_contacter contact_us contactez_moi me_contacter",
        "kontakt kontaktieren kontaktformular coordonnees nos_coordonnees nous_trouver ou_nous_trouver",
        "nous_rejoindre nous_ecrire ecrivez_nous get_in_touch reach_us find_us where_to_find_us anfahrt",
        "so_finden_sie_uns contact_details formulaire_de_contact page_contact",
    ),
    PageRole.LEGAL: stems(
        "mentions_legales mention_legale mentions informations_legales information_legale infos_legales",
        "mentions_obligatoires legal_notice legal_notices legal_information legal_info legal_disclosure",
        "impressum imprint anbieterkennzeichnung",
    ),
    PageRole.ABOUT: stems(
        "a_propos qui_sommes_nous qui_suis_je notre_histoire notre_equipe l_equipe equipe l_entreprise",
        "entreprise notre_entreprise la_societe notre_societe le_cabinet presentation notre_agence l_atelier",
        "la_maison notre_maison about about_us about_me our_story our_team team who_we_are meet_the_team",
        "our_company ueber_uns uber_uns ueber_mich uber_mich wir_ueber_uns wir_uber_uns wir_sind",
        "unternehmen das_unternehmen firma die_firma unser_team das_team betrieb unser_betrieb",
        "firmengeschichte",
    ),
    PageRole.SERVICES: stems(
        "services nos_services service prestations nos_prestations metiers nos_metiers savoir_faire",
        "activites nos_activites realisations nos_realisations tarifs nos_tarifs specialites nos_specialites",
        "our_services what_we_do prices pricing leistungen unsere_leistungen dienstleistungen preise",
    ),
}
# What may name such a page, and often names another.
_LESSER = {
    PageRole.CONTACT: stems(
        "standort standorte adresse plan_d_acces acces horaires infos_pratiques info_pratique locations",
        "informations_pratiques opening_hours our_location oeffnungszeiten offnungszeiten rendez_vous",
        "prendre_rendez_vous prise_de_rendez_vous devis demande_de_devis get_a_quote request_a_quote",
        "terminvereinbarung anfrage location visit_us",
    ),
    PageRole.LEGAL: stems(
        "legal cgv cgu conditions_generales agb terms confidentialite politique_de_confidentialite",
        "donnees_personnelles privacy privacy_policy datenschutz datenschutzerklaerung datenschutzerklarung",
    ),
    PageRole.ABOUT: stems("company philosophie notre_philosophie history histoire"),
    PageRole.SERVICES: stems(
        "domaines expertise portfolio menu carte la_carte angebot angebote sortiment speisekarte referenzen",
    ),
}
_SURE = {phrase: role for role, phrases in _PHRASES.items() for phrase in phrases}
_LIKELY = {phrase: role for role, phrases in _LESSER.items() for phrase in phrases}
_UNSPACED = {phrase.replace(" ", ""): role for phrase, role in _SURE.items()}
_JOINING = frozenset({"et", "und", "and"})
_HOME = re.compile(r"/(?:(?:index|accueil|home|default|startseite)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_LANGUAGE_HOME = re.compile(r"/(?:fr|de|en)(?:[-_][a-z]{2})?/?", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|cfm)$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\W_]+")


class Guess(NamedTuple):
    """What a page is likely to be for; without `doubt` its name is one that such pages have."""

    doubt: bool
    role: PageRole


_NO_GUESS = Guess(True, PageRole.OTHER)


def page_role(url: str, label: str = "") -> PageRole:
    """Return what a page is for. `label` is the text of a link to it."""
    return guess_role(url, label).role


def guess_role(url: str, label: str = "") -> Guess:
    """Return what a page is for, by the words that link to it or else by its address."""
    try:
        address = parse(url)
    except InvalidURL:
        return _NO_GUESS
    if address.query is None and (_HOME.fullmatch(address.path) or _LANGUAGE_HOME.fullmatch(address.path)):
        return Guess(doubt=False, role=PageRole.HOME)
    segments = [segment for segment in address.path.split("/") if segment]
    # (The last segment names the page: /services/contact is a contact page, /blog/services/x is an article.)
    by_path = _named(_folded(_EXTENSION.sub("", unquote(segments[-1])))) if segments else _NO_GUESS
    by_label = _named(_folded(label)) if len(label) <= MAX_LABEL else _NO_GUESS
    found = [one for one in (by_label, by_path) if one.role is not PageRole.OTHER]
    best = min(found, key=lambda one: one.doubt, default=_NO_GUESS)
    return best._replace(doubt=True) if len(segments) > MAX_SEGMENTS else best


@lru_cache(maxsize=4096)
def _named(words: str) -> Guess:
    """Return the role that some words name: as a whole without doubt, at their beginning or end with some."""
    single = words.split()
    if role := _SURE.get(words) or _UNSPACED.get("".join(single)):
        return Guess(doubt=False, role=role)
    if role := _LIKELY.get(words):
        return Guess(doubt=True, role=role)
    if len(single) > MAX_WORDS:
        return _NO_GUESS
    splits = [(single[:size], single[size:]) for size in range(1, len(single))]
    for left, right in splits:
        # "Contact et accès", "Kontakt / Impressum": two names are a name.
        rest = right[1:] if right[0] in _JOINING else right
        if " ".join(left) in _SURE and _role(rest):
            return Guess(doubt=False, role=_SURE[" ".join(left)])
    found = [role for split in splits for part in split if (role := _role(part))]
    return Guess(doubt=True, role=min(found, key=lambda role: role.rank, default=PageRole.OTHER))


def _role(words: Sequence[str]) -> PageRole | None:
    phrase = " ".join(words)
    return _SURE.get(phrase) or _LIKELY.get(phrase)


def _folded(text: str) -> str:
    """Return text in lower case, without accents, its words one space apart."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return _SEPARATORS.sub(" ", bare).strip()
