"""The French company registry: companies of a trade in a place, and whether a lead is a company at all.

It has names, addresses, SIREN, size and state, but no website and no phone: to seed a hunt and to verify.
`registry_api` documents the question, the answer and the policy.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from math import ceil
from statistics import median

from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from scrapers import communes
from scrapers.departments import department_at
from scrapers.fetch import Door
from scrapers.search.base import Hit, Listing, SearchError, unique
from scrapers.search.company_size import INSEE_CODES, CompanySize
from scrapers.search.listings import as_hit
from scrapers.search.place import Place, Wanted, read_question
from scrapers.search.registry_api import MOST_PAGES, PER_PAGE, URL, BadQuestion, Company, Establishment, ask
from scrapers.search.registry_listing import PROVIDER, as_listing, best_match, is_open

Params = dict[str, str | int]
_NUMBER = re.compile(r"\d{9}|\d{14}")
# Fewer characters the registry refuses.
_SHORTEST = 3
_SPARE_PAGES = 3
_TELL_APART = "Add the postcode or the department to the question."


class RegistryProvider:
    """Asks the registry for the open companies of a trade in a place; needs no key.

    Args:
        door: what the question goes through.
        url: where the registry is.
        city: where to look when the question names no place.
        radius: kilometres around the town, when the question names none; 0 is the town itself.
        size: how many people the companies employ; those whose size is not told are left out then.

    Attributes:
        notes: what the analyst should know about the last search.
    """

    name = PROVIDER

    def __init__(
        self,
        door: Door,
        *,
        url: str = URL,
        city: str = "",
        radius: float = 0.0,
        size: CompanySize | None = None,
    ) -> None:
        self._door = door
        self._url = url
        self._city = city
        self._radius = radius
        self._sizes = INSEE_CODES[size] if size else ()
        self.notes: list[str] = []

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        """Return the companies of a trade in a place; a question that is a SIREN or SIRET asks for that one.

        Raises:
            SearchError: it is not about France, names no place, or the registry gives no answer.
        """
        self.notes = []
        if country.upper() != "FR":
            raise SearchError(
                "The company registry knows companies in France only.", "Choose another search provider."
            )
        if number := _number(question):
            listing = await verify(self._door, siret=number, siren=number, url=self._url, language=language)
            return [as_hit(listing)] if listing else []
        wanted = read_question(question, country, city=self._city, radius=self._radius)
        _check(wanted)
        asked = _Asked(wanted, limit, language)
        listings = await self._by_activity(asked) or await self._by_words(asked)
        if not listings:
            self.notes.append(f"The company registry has no {wanted.words} in “{wanted.place.text}”.")
        elif len(wanted.place.departments) > 1:
            self.notes.append(f"{_homonyms(wanted.place)} {_TELL_APART}")
        return unique(map(as_hit, listings), limit)

    async def _by_activity(self, asked: "_Asked") -> list[Listing]:
        trade, place = asked.wanted.trade, asked.wanted.place
        if trade is None:
            return []
        params: Params = {"activite_principale": ",".join(trade.naf)}
        try:
            if place.radius:
                return await self._around(params, asked)
            return await self._collect("search", {**params, **_where(place)}, place, asked)
        except BadQuestion:
            # A code of another edition of the classification: the words are left.
            return []

    async def _by_words(self, asked: "_Asked") -> list[Listing]:
        wanted = asked.wanted
        words = wanted.trade.label("fr") if wanted.trade else wanted.words
        if len(words) < _SHORTEST or _number(words):
            return []
        return await self._collect("search", {"q": words, **_where(wanted.place)}, wanted.place, asked)

    async def _around(self, params: Params, asked: "_Asked") -> list[Listing]:
        """Ask for a circle around the middle of what the registry has in the town itself."""
        place = asked.wanted.place
        inside = await self._collect("search", {**params, **_where(place)}, place, asked)
        spots = [(one.latitude, one.longitude) for one in inside if one.latitude and one.longitude]
        if not spots:
            self.notes.append(
                "The company registry does not know where the town lies: it was asked for alone."
            )
            return inside
        circle: Params = {
            **params,
            "lat": f"{median(lat for lat, _ in spots):.5f}",
            "long": f"{median(long for _, long in spots):.5f}",
            "radius": f"{place.radius:g}",
        }
        return await self._collect("near_point", circle, None, asked)

    async def _collect(
        self, path: str, params: Params, place: Place | None, asked: "_Asked"
    ) -> list[Listing]:
        """Follow the pages until there are enough companies; what a later page fails to give is told."""
        found: dict[str, Listing] = {}
        if self._sizes and path == "search":  # near_point does not take it
            params = {**params, "tranche_effectif_salarie": ",".join(self._sizes)}
        try:
            async for company in self._companies(path, params, asked.pages):
                if self._sizes and company.tranche_effectif_salarie not in self._sizes:
                    continue
                establishment = _establishment(company, place)
                if establishment is not None and company.etat_administratif != "C":
                    listing = as_listing(company, establishment, asked.language, asked.wanted.trade)
                    if listing.name:
                        found.setdefault(listing.siren, listing)
                if len(found) >= asked.limit:
                    break
        except SearchError as error:
            if not found:
                raise
            self.notes.append(f"The list of the company registry is not complete. {error.message}")
        return list(found.values())

    async def _companies(self, path: str, params: Params, pages: int) -> AsyncIterator[Company]:
        for page in range(1, pages + 1):
            answer = await ask(self._door, self._url, path, {**params, "page": page, "per_page": PER_PAGE})
            for company in answer.results:
                yield company
            if page >= answer.total_pages or not answer.results:
                return


@dataclass(frozen=True)
class _Asked:
    """One search: what for, how many, in which language trades are named."""

    wanted: Wanted
    limit: int
    language: str

    @property
    def pages(self) -> int:
        """How many pages are read at most: some companies lie elsewhere or have closed."""
        return min(MOST_PAGES, _SPARE_PAGES + 2 * ceil(self.limit / PER_PAGE))


async def verify(
    door: Door,
    *,
    siret: str = "",
    siren: str = "",
    name: str = "",
    postcode: str = "",
    url: str = URL,
    language: str = "fr",
) -> Listing | None:
    """Return what the registry says of a company, None where it knows none such.

    Args:
        door: what the question goes through.
        siret: its SIRET; asked for first.
        siren: its SIREN; asked for where there is no valid SIRET.
        name: its name; asked for together with `postcode`, where there is no valid number.
        postcode: its postcode.
        url: where the registry is.
        language: of the trade's name.

    Raises:
        SearchError: the registry gives no answer.
    """
    siret, siren = _digits(siret), _digits(siren)
    numbers = [
        number for number in (siret, siren) if siret_number.is_valid(number) or siren_number.is_valid(number)
    ]
    for number in numbers:
        if found := await _by_number(door, number, url, language):
            return found
    if numbers or _number(name) or len(name.strip()) < _SHORTEST or not communes.is_postcode(postcode):
        return None
    return await _by_name(door, name, postcode, url, language)


async def _by_number(door: Door, number: str, url: str, language: str) -> Listing | None:
    answer = await ask(door, url, "search", {"q": number})
    company = next((one for one in answer.results if one.siren == number[:9]), None)
    if company is None:
        return None
    if len(number) == 9:
        place = company.siege or next(iter(company.establishments), None)
    else:
        place = next((one for one in company.establishments if one.siret == number), None)
    return as_listing(company, place, language) if place else None


async def _by_name(door: Door, name: str, postcode: str, url: str, language: str) -> Listing | None:
    answer = await ask(
        door, url, "search", {"q": name.strip(), "code_postal": postcode, "page": 1, "per_page": PER_PAGE}
    )
    company = best_match(answer.results, name)
    if company is None:
        return None
    here = [one for one in company.establishments if one.code_postal == postcode]
    here.sort(key=lambda one: not is_open(one))
    return as_listing(company, here[0], language) if here else None


def _check(wanted: Wanted) -> None:
    place = wanted.place
    if not place.text:
        raise SearchError("The company registry needs a place.", "Add a town: plombiers à Bordeaux.")
    if not (place.postcodes or place.department or place.region):
        raise SearchError(
            f"No commune, department or region of France is called “{place.text}”.",
            "Check its spelling, or name a postcode.",
        )
    if place.radius and len(place.departments) > 1:
        raise SearchError(_homonyms(place), _TELL_APART)
    if wanted.trade is None and len(wanted.words) < _SHORTEST:
        raise SearchError("The company registry needs a trade or a name.", "Add one: plombiers à Bordeaux.")


def _homonyms(place: Place) -> str:
    return f"Several towns are called {place.town} (departments {', '.join(place.departments)})."


def _where(place: Place) -> Params:
    if place.postcodes:
        return {"code_postal": ",".join(place.postcodes), "etat_administratif": "A"}
    if place.department:
        return {"departement": place.department, "etat_administratif": "A"}
    return {"region": place.region, "etat_administratif": "A"}


def _establishment(company: Company, place: Place | None) -> Establishment | None:
    """Return the open place of business the question is about; the filters let others through."""
    opened = [one for one in company.establishments if is_open(one)]
    if place and place.postcodes:
        opened = [one for one in opened if one.code_postal in place.postcodes and _is_in_town(one, place)]
    elif place and place.department:
        opened = [one for one in opened if _department(one) == place.department]
    return opened[0] if opened else None


def _is_in_town(one: Establishment, place: Place) -> bool:
    """Tell whether it lies in the town itself: communes share postcodes. A postcode means all of them."""
    label = communes.fold_words(one.libelle_commune or "")
    return place.has_postcode or not label or label == communes.fold_words(place.town)


def _department(one: Establishment) -> str:
    return department_at(one.code_postal) if one.code_postal else ""


def _digits(text: str) -> str:
    return re.sub(r"[\s.\-\u00a0\u202f]", "", text)


def _number(text: str) -> str:
    """Return the SIREN or SIRET a text consists of, empty where it is none."""
    digits = _digits(text)
    return digits if _NUMBER.fullmatch(digits) else ""
