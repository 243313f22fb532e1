"""OpenStreetMap through the Overpass API: businesses of a trade in a place, with phone, site and address.

Question: POST with the form field `data`, an Overpass QL query. Answer: JSON, `elements` of {type, id, lat,
lon or center, tags}; errors come as 429, 504, as HTML, or as `remark` with status 200. The public server asks
for few questions, an honest user agent and attribution: one query a search, two seconds apart, kept a week.
"""

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, Field, ValidationError
from stdnum.fr import siret as siret_number

from scrapers.fetch import ApiAnswer, Door, FetchCode, FetchError
from scrapers.search.base import Hit, Listing, SearchError, unique
from scrapers.search.listings import as_hit, phones, plain, website
from scrapers.trades import Trade, TradeQuery, split_query

URL = "https://overpass-api.de/api/interpreter"
ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"
PAUSE = 2.0
KEEP = 7 * 24 * 3600.0
SECONDS = 15
MEGABYTES = 64
# A town, its county or district, a state; a name that is none of these is no area.
LEVELS = "^(4|6|7|8|9)$"
_OTHER_WAY = "Try again in some minutes, or choose another search provider."
_DEPARTMENT = "ref:INSEE"


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


class OverpassProvider:
    """Asks OpenStreetMap for businesses; needs no key.

    Args:
        door: what the question goes through.
        url: the interpreter, where it is not the public one.
        city: where to look when the question names no place.

    Attributes:
        notes: what the analyst should know about the last search.
    """

    name = "openstreetmap"

    def __init__(self, door: Door, *, url: str = URL, city: str = "") -> None:
        self._door = door
        self._url = url
        self._city = city
        self.notes: list[str] = []

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        """Return the businesses of a trade in a place, those with a website first.

        Raises:
            SearchError: the question names no known trade or no place, or the server gives no answer.
        """
        self.notes = []
        query = split_query(question, city=self._city)
        trade = _known(query)
        # More than wanted: those with a website come first, and the map gives them in no order.
        answer = await self._ask(overpass_query(trade, query.place, country, 4 * limit))
        listings = [listing for listing in _listings(answer, trade, country, language) if listing.name]
        if not listings:
            self.notes.append(
                f"OpenStreetMap shows no {trade.label(language)} in a place called {query.place!r}."
            )
        listings.sort(key=lambda listing: (not listing.website, not listing.phones))
        return unique(map(as_hit, listings), limit)

    async def _ask(self, query: str) -> _Answer:
        try:
            found = await self._door.api(
                "POST", self._url, data={"data": query}, pause=PAUSE, keep=KEEP, headers={"Accept": "*/*"}
            )
        except FetchError as error:
            raise SearchError(f"OpenStreetMap could not be asked. {error.message}", _remedy(error)) from error
        return _read(found)


def _known(query: TradeQuery) -> Trade:
    if query.trade is None:
        raise SearchError(
            f"OpenStreetMap has no tag we know for {query.words!r}.",
            "Name a trade, such as plombier or bakery, or choose a web search.",
        )
    if not query.place:
        raise SearchError("OpenStreetMap needs a place.", "Add a town: plombiers à Bordeaux.")
    return query.trade


def _read(found: ApiAnswer) -> _Answer:
    if found.status == 429:
        raise SearchError("OpenStreetMap asks for fewer questions from this address.", "Wait a minute.")
    if found.status >= 400:
        raise SearchError(f"OpenStreetMap's server answered with status {found.status}.", _OTHER_WAY)
    try:
        answer = _Answer.model_validate_json(found.text)
    except ValidationError as error:
        raise SearchError("OpenStreetMap's server gave no answer that can be read.", _OTHER_WAY) from error
    if not answer.elements and "error" in answer.remark:
        words = "ran out of time" if "timed out" in answer.remark else "could not work it out"
        raise SearchError(f"OpenStreetMap's server {words}.", f"Name a smaller place. {_OTHER_WAY}")
    return answer


def _remedy(error: FetchError) -> str:
    return _OTHER_WAY if error.code is not FetchCode.DNS else "Check that this machine is online."


def overpass_query(trade: Trade, place: str, country: str, limit: int) -> str:
    """Return the query for a trade in a place: a postcode, a French department, or the name of an area."""
    tags = [tag.partition("=")[::2] for tag in trade.osm]
    postcode = next(
        (word for word in place.split() if word.isascii() and word.isdigit() and len(word) >= 4), ""
    )
    if postcode:
        area = f"area[boundary=postal_code][postal_code={_quoted(postcode)}](area.country)->.here;"
        where = f'[~"^(addr:postcode|contact:postcode)$"~{_quoted(f"^{postcode}$")}](area.country)'
        inside = [f"nwr[{_quoted(key)}={_quoted(value)}]{where};" for key, value in tags]
    else:
        name = _quoted(place)
        kind = f"[{_quoted(_DEPARTMENT)}={name}]" if place.isdigit() else ""
        names = kind and f"area{kind}[admin_level=6](area.country)->.here;"
        area = names or (
            f'(area[name={name}][boundary=administrative][admin_level~"{LEVELS}"](area.country);'
            f'area["name:fr"={name}][boundary=administrative][admin_level~"{LEVELS}"](area.country);)->.here;'
        )
        inside = []
    inside += [f"nwr[{_quoted(key)}={_quoted(value)}](area.here);" for key, value in tags]
    return (
        f"[out:json][timeout:{SECONDS}][maxsize:{MEGABYTES * 1024 * 1024}];"
        f'area["ISO3166-1"={_quoted(country.upper())}][admin_level=2]->.country;'
        f"{area}({''.join(inside)});out center tags {limit};"
    )


def _quoted(text: str) -> str:
    """Return a text as a string of Overpass QL: it ends where we end it."""
    clean = "".join(char if char.isprintable() else " " for char in text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _listings(answer: _Answer, trade: Trade, country: str, language: str) -> Iterator[Listing]:
    for element in answer.elements:
        tags = element.tags
        if any(key.startswith(("disused:", "abandoned:", "was:")) for key in tags):
            continue
        siret = plain(tags.get("ref:FR:SIRET")).replace(" ", "")
        siret = siret if siret_number.is_valid(siret) else ""
        where = element.center or element
        yield Listing(
            provider=OverpassProvider.name,
            id=f"{element.type}/{element.id}",
            name=plain(_first(tags, ("name", "brand", "operator"))),
            page=f"https://www.openstreetmap.org/{element.type}/{element.id}",
            attribution=ATTRIBUTION,
            website=_site(tags),
            phones=phones(
                [tags.get(key) for key in ("contact:phone", "phone", "contact:mobile", "mobile")], country
            ),
            emails=_emails(tags),
            street=plain(f"{tags.get('addr:housenumber', '')} {_first(tags, ('addr:street', 'addr:place'))}"),
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


def _first(tags: dict[str, str], keys: Sequence[str]) -> str:
    return next((tags[key] for key in keys if tags.get(key)), "")


def _site(tags: dict[str, str]) -> str:
    fields = (tags.get(key, "") for key in ("contact:website", "website", "url"))
    return next((site for field in fields for part in field.split(";") if (site := website(part))), "")


def _emails(tags: dict[str, str]) -> tuple[str, ...]:
    fields = (tags.get(key, "") for key in ("contact:email", "email"))
    parts = (plain(part).lower() for field in fields for part in field.split(";"))
    return tuple(dict.fromkeys(part for part in parts if "@" in part))
