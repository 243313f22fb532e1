"""OpenStreetMap through the Overpass API: businesses of a trade in a place, with phone, site and address.

Question: POST with the form field `data`, an Overpass QL query: the country, the boundary of the place (or a
circle around its centre), and what lies in it with one of the trade's tags. Answer: JSON, `elements` of
{type, id, lat, lon or center, tags}. Errors come as 429, 504, as HTML, or as `remark` with status 200, then
often with a part of the elements.

The public server asks for an honest user agent, few questions and attribution: one query a search, two
seconds apart, bounded in time and memory, a good answer kept a week, ODbL named on every listing.
"""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, Field, ValidationError
from stdnum.fr import siret as siret_number

from scrapers.fetch import ApiAnswer, Door, FetchCode, FetchError
from scrapers.search.base import Hit, Listing, SearchError, unique
from scrapers.search.catalog import OPENSTREETMAP
from scrapers.search.listings import as_hit, emails, phones, plain, website
from scrapers.search.overpass_query import overpass_query
from scrapers.search.place import Place, Wanted, read_question
from scrapers.trade_list import Trade

URL = "https://overpass-api.de/api/interpreter"
PAUSE = 2.0
KEEP = 7 * 24 * 3600.0
# The map gives its elements in no order, and those with a website come first.
FEWEST_ELEMENTS = 200
_OTHER_WAY = "Try again in some minutes, or choose another search provider."
_PHONES = ("contact:phone", "phone", "contact:mobile", "mobile")
_SITES = ("contact:website", "website", "url")


class _Center(BaseModel):
    lat: float
    lon: float


class _Element(BaseModel):
    type: str
    id: int
    lat: float | None = None
    lon: float | None = None
    center: _Center | None = None
    tags: dict[str, str] = Field(default_factory=dict)


class _Answer(BaseModel):
    elements: list[_Element]
    remark: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether the server gave up on the way: "runtime error: Query timed out ..."."""
        return "error" in self.remark


class OverpassProvider:
    """Asks OpenStreetMap for businesses; needs no key.

    Args:
        door: what the question goes through.
        url: the interpreter, where it is not the public one.
        city: where to look when the question names no place.
        radius: kilometres around the town, when the question names none; 0 is the town itself.

    Attributes:
        notes: what the analyst should know about the last search.
    """

    name = "openstreetmap"

    def __init__(self, door: Door, *, url: str = URL, city: str = "", radius: float = 0.0) -> None:
        self._door = door
        self._url = url
        self._city = city
        self._radius = radius
        self.notes: list[str] = []

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        """Return the businesses of a trade in a place, those with a website first.

        Raises:
            SearchError: the question names no known trade or no place, or the server gives no answer.
        """
        self.notes = []
        wanted = read_question(question, country, city=self._city, radius=self._radius)
        trade = _known(wanted)
        answer = await self._ask(
            overpass_query(trade.osm, wanted.place, country, max(4 * limit, FEWEST_ELEMENTS))
        )
        found = _listings(answer, trade, country, language)
        listings = [one for one in found if one.name and _lies_in(one, wanted.place)]
        self._note(answer, listings, wanted, trade.label(language))
        listings.sort(key=lambda one: (not one.website, not one.phones))
        return unique(map(as_hit, listings), limit)

    def _note(self, answer: _Answer, listings: Sequence[Listing], wanted: Wanted, label: str) -> None:
        if answer.is_cut:
            self.notes.append(
                "OpenStreetMap's server ran out of time: its list is not complete. Name a smaller place."
            )
        elif not listings:
            self.notes.append(
                f"OpenStreetMap shows no {label} in “{wanted.place.text}”. Check how the place is spelled, "
                "or look around it: add “10 km” to the question."
            )

    async def _ask(self, query: str) -> _Answer:
        try:
            found = await self._door.api(
                "POST",
                self._url,
                data={"data": query},
                pause=PAUSE,
                keep=KEEP,
                worth_keeping=_is_whole,
                headers={"Accept": "*/*"},
            )
        except FetchError as error:
            raise SearchError(f"OpenStreetMap could not be asked. {error.message}", _remedy(error)) from error
        return _read(found)


def _known(wanted: Wanted) -> Trade:
    if wanted.trade is None:
        raise SearchError(
            f"OpenStreetMap has no tag we know for “{wanted.words}”.",
            "Name a trade, such as plombier or bakery, or choose a web search.",
        )
    if not wanted.place.text:
        raise SearchError("OpenStreetMap needs a place.", "Add a town: plombiers à Bordeaux.")
    return wanted.trade


def _read(found: ApiAnswer) -> _Answer:
    if found.status == 429:
        raise SearchError("OpenStreetMap asks for fewer questions from this address.", "Wait a minute.")
    if found.status >= 400:
        raise SearchError(f"OpenStreetMap's server answered with status {found.status}.", _OTHER_WAY)
    try:
        answer = _Answer.model_validate_json(found.text)
    except ValidationError as error:
        raise SearchError("OpenStreetMap's server gave no answer that can be read.", _OTHER_WAY) from error
    if answer.is_cut and not answer.elements:
        words = "ran out of time" if "timed out" in answer.remark else "could not work it out"
        raise SearchError(f"OpenStreetMap's server {words}.", f"Name a smaller place. {_OTHER_WAY}")
    return answer


def _is_whole(found: ApiAnswer) -> bool:
    try:
        return not _read(found).is_cut
    except SearchError:
        return False


def _remedy(error: FetchError) -> str:
    return _OTHER_WAY if error.code is not FetchCode.DNS else "Check that this machine is online."


def _lies_in(listing: Listing, place: Place) -> bool:
    """Tell whether a listing may stay where a postcode was named: many on the map show none."""
    narrow = place.has_postcode and not place.radius
    return not narrow or not listing.postcode or listing.postcode in place.postcodes


def _listings(answer: _Answer, trade: Trade, country: str, language: str) -> Iterator[Listing]:
    for element in answer.elements:
        tags = element.tags
        if "yes" in (tags.get("disused"), tags.get("abandoned")):
            continue
        siret = plain(tags.get("ref:FR:SIRET")).replace(" ", "")
        siret = siret if siret_number.is_valid(siret) else ""
        where = element.center or element
        yield Listing(
            provider=OverpassProvider.name,
            id=f"{element.type}/{element.id}",
            name=plain(_first(tags, ("name", "brand", "operator"))),
            page=f"https://www.openstreetmap.org/{element.type}/{element.id}",
            attribution=OPENSTREETMAP,
            website=_site(tags),
            phones=phones(map(tags.get, _PHONES), country),
            emails=emails(map(tags.get, ("contact:email", "email"))),
            street=_street(tags),
            postcode=plain(_first(tags, ("addr:postcode", "contact:postcode"))),
            city=plain(_first(tags, ("addr:city", "contact:city"))),
            country=country.upper(),
            siren=siret[:9],
            siret=siret,
            trade=trade.label(language),
            opening_hours=plain(tags.get("opening_hours")),
            latitude=where.lat,
            longitude=where.lon,
        )


def _first(tags: Mapping[str, str], keys: Sequence[str]) -> str:
    return next((tags[key] for key in keys if tags.get(key)), "")


def _street(tags: Mapping[str, str]) -> str:
    number = _first(tags, ("addr:housenumber", "contact:housenumber"))
    street = _first(tags, ("addr:street", "contact:street", "addr:place"))
    return plain(f"{number} {street}") if street else ""


def _site(tags: Mapping[str, str]) -> str:
    fields = (tags.get(key, "") for key in _SITES)
    return next((site for field in fields for part in field.split(";") if (site := website(part))), "")
