"""What a page of a small business's site is for, told from its address and from the words that link to it."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
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
# Lower case, without accents, one space between words.
_PHRASES = {
    PageRole.CONTACT: stems(
        "contact contacts contactez contactez_nous nous_contacter contact_us contactez_moi me_contacter",
        "kontakt kontaktieren kontaktformular coordonnees nos_coordonnees nous_trouver ou_nous_trouver",
        "nous_rejoindre nous_ecrire ecrivez_nous get_in_touch reach_us find_us where_to_find_us",
        "so_finden_sie_uns anfahrt standort standorte adresse plan_d_acces acces horaires infos_pratiques",
        "informations_pratiques opening_hours our_location oeffnungszeiten offnungszeiten rendez_vous",
        "prendre_rendez_vous prise_de_rendez_vous devis demande_de_devis get_a_quote request_a_quote",
        "terminvereinbarung anfrage",
    ),
    PageRole.LEGAL: stems(
        "mentions_legales mention_legale mentions informations_legales information_legale infos_legales",
        "mentions_obligatoires legal legal_notice legal_notices legal_information legal_info",
        "legal_disclosure impressum imprint anbieterkennzeichnung cgv cgu conditions_generales agb terms",
        "politique_de_confidentialite confidentialite donnees_personnelles privacy privacy_policy",
        "datenschutz datenschutzerklaerung datenschutzerklarung",
    ),
    PageRole.ABOUT: stems(
        "a_propos qui_sommes_nous qui_suis_je notre_histoire notre_equipe l_equipe equipe l_entreprise",
        "entreprise notre_entreprise la_societe notre_societe le_cabinet presentation notre_agence l_atelier",
        "la_maison notre_maison notre_philosophie about about_us about_me our_story our_team team who_we_are",
        "company our_company ueber_uns uber_uns ueber_mich uber_mich wir_ueber_uns wir_uber_uns wir_sind",
        "unternehmen das_unternehmen firma die_firma unser_team das_team betrieb unser_betrieb",
        "firmengeschichte philosophie",
    ),
    PageRole.SERVICES: stems(
        "services nos_services service prestations nos_prestations metiers nos_metiers savoir_faire",
        "activites nos_activites realisations nos_realisations tarifs nos_tarifs specialites nos_specialites",
        "domaines our_services what_we_do expertise prices pricing portfolio menu carte la_carte leistungen",
        "unsere_leistungen dienstleistungen angebot angebote preise sortiment speisekarte referenzen",
    ),
}
_ROLES = {phrase: role for role, phrases in _PHRASES.items() for phrase in phrases}
_UNSPACED = {phrase.replace(" ", ""): role for phrase, role in _ROLES.items()}
_HOME = re.compile(r"/(?:(?:index|accueil|home|default|startseite)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_LANGUAGE_HOME = re.compile(r"/(?:fr|de|en)(?:[-_][a-z]{2})?/?", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|cfm)$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\W_]+")


def page_role(url: str, label: str = "") -> PageRole:
    """Return what a page is for. `label` is the text of a link to it and counts before its address."""
    try:
        address = parse(url)
    except InvalidURL:
        return PageRole.OTHER
    if address.query is None and (_HOME.fullmatch(address.path) or _LANGUAGE_HOME.fullmatch(address.path)):
        return PageRole.HOME
    if len(label) <= MAX_LABEL and (role := _named(_folded(label))) is not PageRole.OTHER:
        return role
    # (The last segment names the page: /services/contact is a contact page, /blog/services/x is an article.)
    segments = [segment for segment in address.path.split("/") if segment]
    return _named(_folded(_EXTENSION.sub("", unquote(segments[-1])))) if segments else PageRole.OTHER


@lru_cache(maxsize=4096)
def _named(words: str) -> PageRole:
    """Return the role that some words name as a whole, at their beginning or at their end."""
    if words in _ROLES:
        return _ROLES[words]
    single = words.split()
    if "".join(single) in _UNSPACED:
        return _UNSPACED["".join(single)]
    if len(single) > MAX_WORDS:
        return PageRole.OTHER
    parts = [" ".join(single[:size]) for size in range(1, len(single))]
    parts += [" ".join(single[size:]) for size in range(1, len(single))]
    found = [_ROLES[part] for part in parts if part in _ROLES]
    return min(found, key=lambda role: role.rank, default=PageRole.OTHER)


def _folded(text: str) -> str:
    """Return text in lower case, without accents, its words one space apart."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return _SEPARATORS.sub(" ", bare).strip()
