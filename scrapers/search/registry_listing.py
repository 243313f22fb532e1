"""A company of the French registry as a listing, and whether it is the one somebody means."""

import re
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from scrapers import communes
from scrapers.search.base import Listing
from scrapers.search.catalog import REGISTRY
from scrapers.search.listings import core_words, plain
from scrapers.search.registry_api import Company, Establishment
from scrapers.trade_list import Trade, all_trades

PROVIDER = "registry"
PAGE = "https://annuaire-entreprises.data.gouv.fr/entreprise/"
# What stands for what a person in business has asked not to be shown.
_HIDDEN = re.compile(r"\[?\b(?:ND|NON[ -]DIFFUSIBLE)\b\]?", re.IGNORECASE)
# A name this close is the same one typed otherwise.
_SAME_NAME = 88.0
_CLEARLY_BETTER = 4.0
_STAFF = {
    "00": "0",
    "01": "1 to 2",
    "02": "3 to 5",
    "03": "6 to 9",
    "11": "10 to 19",
    "12": "20 to 49",
    "21": "50 to 99",
    "22": "100 to 199",
    "31": "200 to 249",
    "32": "250 to 499",
    "41": "500 to 999",
    "42": "1,000 to 1,999",
    "51": "2,000 to 4,999",
    "52": "5,000 to 9,999",
    "53": "10,000 or more",
}


def as_listing(company: Company, place: Establishment, language: str, wanted: Trade | None = None) -> Listing:
    """Return a company as it stands at one of its places of business; `wanted` is the trade asked for."""
    postcode = plain(place.code_postal)
    activity = plain(company.activite_principale or place.activite_principale)
    return Listing(
        provider=PROVIDER,
        id=place.siret or company.siren,
        name=_name(company, place),
        page=f"{PAGE}{company.siren}",
        attribution=REGISTRY,
        street=_street(plain(place.adresse), postcode),
        postcode=postcode,
        city=_city(postcode, plain(place.libelle_commune)),
        country="FR",
        siren=company.siren,
        siret=place.siret,
        trade=_trade(activity, language, wanted),
        activity=activity,
        legal_form=plain(company.nature_juridique),
        state=_state(company, place),
        staff=_STAFF.get(place.tranche_effectif_salarie or company.tranche_effectif_salarie or "", ""),
        founded=plain(company.date_creation),
        latitude=_number(place.latitude),
        longitude=_number(place.longitude),
    )


def is_open(place: Establishment) -> bool:
    """Tell whether a place of business has not been closed."""
    return place.etat_administratif != "F"


def best_match(companies: Iterable[Company], name: str) -> Company | None:
    """Return the one company called so; None where no name comes close, or two do alike."""
    ranked = sorted(((_likeness(one, name), one) for one in companies), key=lambda pair: -pair[0])
    ranked = [pair for pair in ranked if pair[0] >= _SAME_NAME]
    if not ranked:
        return None
    best, company = ranked[0]
    rivals = [one for score, one in ranked[1:] if best - score < _CLEARLY_BETTER]
    return company if all(one.siren == company.siren for one in rivals) else None


def _likeness(company: Company, name: str) -> float:
    wanted = " ".join(core_words(name))
    return max(
        (fuzz.token_sort_ratio(wanted, " ".join(core_words(one))) for one in _names(company)), default=0.0
    )


def _names(company: Company) -> Iterator[str]:
    """Yield every name a company goes by; the full one has others in brackets."""
    full = company.nom_complet or ""
    yield from filter(None, (part.strip() for part in re.split(r"[()]", full)))
    yield from filter(None, (company.nom_raison_sociale, company.sigle))
    for place in company.establishments:
        yield from filter(None, (place.nom_commercial, *(place.liste_enseignes or ())))


def _name(company: Company, place: Establishment) -> str:
    signs = (place.nom_commercial, *(place.liste_enseignes or ()))
    names = (*signs, company.nom_raison_sociale, company.nom_complet)
    shown = (plain(name) for name in names if name and not _HIDDEN.search(name))
    return next(filter(None, shown), "")


def _street(address: str, postcode: str) -> str:
    """Return what stands before the postcode, empty where it is not shown."""
    head, found, _ = address.partition(f" {postcode}") if postcode else (address, "", "")
    return "" if _HIDDEN.search(address) or not found else head.strip()


def _city(postcode: str, label: str) -> str:
    """Return the commune as it is spelled; the registry writes "PARIS 15" and "SAINT ETIENNE"."""
    town = re.sub(r"\s+\d+$", "", label)
    return communes.official_name(postcode, town) or town


def _state(company: Company, place: Establishment) -> str:
    if company.etat_administratif == "C" or not is_open(place):
        return "closed"
    return "active" if company.etat_administratif == "A" else ""


def _trade(activity: str, language: str, wanted: Trade | None) -> str:
    """Return the trade a code stands for: the one asked for, else the only one it is the first code of."""
    if wanted and activity in wanted.naf:
        return wanted.label(language)
    found = [trade for trade in all_trades() if trade.naf[0] == activity]
    return found[0].label(language) if len(found) == 1 else ""


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
