"""Google through Serper: web pages, or places with phone and website; with a key.

Question: POST JSON {q, gl, hl, num, page} to /search or /places, the key in X-API-KEY. Answer of /search:
{organic: [{title, link, snippet}]}; of /places: {places: [{title, address, latitude, longitude, rating,
ratingCount, category, phoneNumber, website, cid}]}. 403 for a bad key, 400 without credits, 429 beyond the
plan.

Policy: a few questions a second are fine, we ask two; answers are not stored. Places are content of Google
Maps: they are shown with that name, and kept no longer than those of Google Places.
"""

from pydantic import BaseModel, Field, ValidationError

from config.secrets import Secret
from scrapers.fetch import Door
from scrapers.search.base import Hit, Listing, SearchError, unique
from scrapers.search.catalog import GOOGLE_MAPS
from scrapers.search.listings import as_hit, phones, plain, split_address, website
from scrapers.search.place import with_place
from scrapers.search.service import Service

URL = "https://google.serper.dev"
PER_PAGE = 10
MOST_PAGES = 10
PAUSE = 0.5


class _Organic(BaseModel):
    link: str = ""
    title: str | None = None
    snippet: str | None = None


class _Place(BaseModel):
    title: str = ""
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    rating: float | None = None
    ratingCount: int | None = None  # noqa: N815 (as it is on the wire)
    category: str | None = None
    phoneNumber: str | None = None  # noqa: N815
    website: str | None = None
    cid: str | None = None


class _Answer(BaseModel):
    organic: list[_Organic] = Field(default_factory=list)
    places: list[_Place] = Field(default_factory=list)


class SerperProvider:
    """Asks Serper for web pages.

    Attributes:
        notes: what the analyst should know about the last search.
    """

    name = "serper"
    path = "search"

    def __init__(self, door: Door, key: Secret, *, city: str = "") -> None:
        self._door = door
        self._city = city
        self._service = Service("Serper", "serper", "X-API-KEY", key, PAUSE)
        self.notes: list[str] = []

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        """Follow the pages of results until there are enough, or none that is new.

        Raises:
            SearchError: there is no key, or Serper gives no answer.
        """
        self.notes = []
        asked: dict[str, str | int] = {"q": self._question(question), "num": PER_PAGE}
        asked |= {"gl": country.lower()} if country else {}
        asked |= {"hl": language.lower()} if language else {}
        hits: list[Hit] = []
        for page in range(1, MOST_PAGES + 1):
            try:
                found = await self._page({**asked, "page": page}, country)
            except SearchError as error:
                if not hits:
                    raise
                self.notes.append(f"Page {page} of Serper's results was not read. {error.message}")
                break
            before = len(hits)
            hits = unique([*hits, *found], limit)
            if len(hits) == before or sum(bool(hit.url) for hit in hits) == limit:
                break
        return hits

    async def _page(self, asked: dict[str, str | int], country: str) -> list[Hit]:
        text = await self._service.ask(self._door, "POST", f"{URL}/{self.path}", json=asked)
        try:
            return self._hits(_Answer.model_validate_json(text), country)
        except ValidationError as error:
            raise self._service.unreadable() from error

    def _question(self, question: str) -> str:
        return question

    def _hits(self, answer: _Answer, country: str) -> list[Hit]:  # noqa: ARG002 (the places have a use for it)
        return [
            Hit(url=one.link, title=plain(one.title), snippet=plain(one.snippet)) for one in answer.organic
        ]


class SerperPlacesProvider(SerperProvider):
    """Asks Serper for places; `city` is added to a question that names none."""

    name = "serper_places"
    path = "places"

    def _question(self, question: str) -> str:
        return with_place(question, self._city)

    def _hits(self, answer: _Answer, country: str) -> list[Hit]:
        return [as_hit(_listing(one, country)) for one in answer.places if one.cid and plain(one.title)]


def _listing(place: _Place, country: str) -> Listing:
    street, postcode, city = split_address(plain(place.address))
    return Listing(
        provider=SerperPlacesProvider.name,
        id=plain(place.cid),
        name=plain(place.title),
        page=f"https://www.google.com/maps?cid={plain(place.cid)}",
        attribution=GOOGLE_MAPS,
        website=website(place.website),
        phones=phones([place.phoneNumber], country),
        street=street,
        postcode=postcode,
        city=city,
        country=country.upper(),
        trade=plain(place.category),
        rating=place.rating,
        ratings=place.ratingCount,
        latitude=place.latitude,
        longitude=place.longitude,
        is_lasting=False,
    )
