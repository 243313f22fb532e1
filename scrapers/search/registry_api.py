"""The interface of the French company registry: what recherche-entreprises.api.gouv.fr is asked and answers.

Question: GET /search with `q`, `activite_principale` (NAF codes), `code_postal`, `departement`, `region`,
`etat_administratif`, `tranche_effectif_salarie` (INSEE codes), `page`, `per_page` (25 at most); or GET
/near_point with `lat`, `long`, `radius` (50 km at most). A `q` of exactly 9 or 14 digits asks for that
SIREN or SIRET, and every filter is silently ignored. Answer: {results: [{siren, nom_complet,
nom_raison_sociale, siege: {siret, adresse, code_postal, libelle_commune, ...}, matching_etablissements:
[...], activite_principale, nature_juridique, etat_administratif, tranche_effectif_salarie, date_creation}],
total_results, page, total_pages}; a mistake gives 400 {erreur}. There are no phones, e-mails or websites.

Policy: 7 questions a second from one address (a process asks 3, so that two stay below), 429 with Retry-After
(the door waits where that is short), a descriptive user agent (the door's), open licence with attribution.
"""

from collections.abc import Mapping

from pydantic import BaseModel, Field, ValidationError

from scrapers.fetch import ApiAnswer, Door, FetchCode, FetchError
from scrapers.search.base import SearchError
from scrapers.search.listings import plain

URL = "https://recherche-entreprises.api.gouv.fr"
PAUSE = 0.3
KEEP = 24 * 3600.0
PER_PAGE = 25
# The interface refuses to page beyond its first 10,000 results.
MOST_PAGES = 10_000 // PER_PAGE
_OTHER_WAY = "Try again in a minute, or choose another search provider."
# (Who runs a company is not asked for: people's names are none of a search's business.)
_FIELDS = {"minimal": "true", "include": "siege,matching_etablissements"}


class BadQuestion(SearchError):
    """The registry does not take a parameter (status 400)."""


class Establishment(BaseModel):
    """One place of business of a company."""

    siret: str = ""
    adresse: str | None = None
    code_postal: str | None = None
    libelle_commune: str | None = None
    activite_principale: str | None = None
    date_creation: str | None = None
    etat_administratif: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    liste_enseignes: list[str | None] | None = None
    nom_commercial: str | None = None
    tranche_effectif_salarie: str | None = None


class Company(BaseModel):
    """One legal unit: a company, or a person in business on their own."""

    siren: str
    nom_complet: str | None = None
    nom_raison_sociale: str | None = None
    sigle: str | None = None
    siege: Establishment | None = None
    matching_etablissements: list[Establishment] | None = None
    activite_principale: str | None = None
    nature_juridique: str | None = None
    date_creation: str | None = None
    etat_administratif: str | None = None
    tranche_effectif_salarie: str | None = None

    @property
    def establishments(self) -> list[Establishment]:
        """The places of business the question was about, then the seat."""
        return [*(self.matching_etablissements or ()), *([self.siege] if self.siege else ())]


class Answer(BaseModel):
    """One page of an answer."""

    results: list[Company]
    total_results: int = 0
    total_pages: int = 1


class _Refusal(BaseModel):
    erreur: str = Field(default="")


async def ask(door: Door, url: str, path: str, params: Mapping[str, str | int]) -> Answer:
    """Ask one question.

    Raises:
        BadQuestion: a parameter is not taken.
        SearchError: the registry gives no answer.
    """
    try:
        found = await door.api(
            "GET",
            f"{url.rstrip('/')}/{path}",
            params={**params, **_FIELDS},
            pause=PAUSE,
            keep=KEEP,
            worth_keeping=_is_good,
        )
    except FetchError as error:
        remedy = _OTHER_WAY if error.code is not FetchCode.DNS else "Check that this machine is online."
        raise SearchError(f"The company registry could not be asked. {error.message}", remedy) from error
    return _read(found)


def _read(found: ApiAnswer) -> Answer:
    if found.status == 429:
        raise SearchError("The company registry asks for fewer questions from this address.", _OTHER_WAY)
    if found.status == 400:
        raise BadQuestion(f"The company registry does not take this question. {_words(found)}".strip())
    if found.status >= 400:
        raise SearchError(f"The company registry answered with status {found.status}.", _OTHER_WAY)
    try:
        return Answer.model_validate_json(found.text)
    except ValidationError as error:
        raise SearchError("The company registry gave no answer that can be read.", _OTHER_WAY) from error


def _words(found: ApiAnswer) -> str:
    try:
        return plain(_Refusal.model_validate_json(found.text).erreur)
    except ValidationError:
        return ""


def _is_good(found: ApiAnswer) -> bool:
    try:
        _read(found)
    except SearchError:
        return False
    return True
