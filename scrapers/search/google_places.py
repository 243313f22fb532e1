"""Google Places (New), text search: businesses with phone, website and rating; with a key.

Question: POST JSON {textQuery, languageCode, regionCode, pageSize (20 at most), pageToken}, the key in
X-Goog-Api-Key, and in X-Goog-FieldMask the fields wanted, which set the price. Answer: {places: [{id,
displayName: {text}, addressComponents: [{longText, shortText, types}], internationalPhoneNumber, websiteUri,
rating, userRatingCount, businessStatus, location, googleMapsUri}], nextPageToken}; 60 results at most.

Policy: no content is cached, and only the place id may be stored (`Listing.kept`); what is shown carries
"Google Maps". One question a second.
"""

from collections.abc import Iterable

from pydantic import BaseModel, Field, ValidationError

from config.secrets import Secret
from scrapers.fetch import Door
from scrapers.search.base import Hit, Listing, SearchError, unique
from scrapers.search.catalog import GOOGLE_MAPS
from scrapers.search.listings import as_hit, phones, plain, website
from scrapers.search.place import with_place
from scrapers.search.service import Service

URL = "https://places.googleapis.com/v1/places:searchText"
PER_PAGE = 20
MOST_PAGES = 3
PAUSE = 1.0
_FIELDS = (
    "id displayName addressComponents internationalPhoneNumber websiteUri rating userRatingCount "
    "primaryTypeDisplayName businessStatus location googleMapsUri"
)
FIELD_MASK = ",".join([*(f"places.{name}" for name in _FIELDS.split()), "nextPageToken"])
_CLOSED = "CLOSED_PERMANENTLY"


class _Text(BaseModel):
    text: str = ""


class _Component(BaseModel):
    longText: str = ""  # noqa: N815 (as it is on the wire)
    shortText: str = ""  # noqa: N815
    types: list[str] = Field(default_factory=list)


class _Location(BaseModel):
    latitude: float | None = None
    longitude: float | None = None


class _Place(BaseModel):
    id: str
    displayName: _Text = Field(default_factory=_Text)  # noqa: N815
    addressComponents: list[_Component] = Field(default_factory=list)  # noqa: N815
    internationalPhoneNumber: str = ""  # noqa: N815
    websiteUri: str = ""  # noqa: N815
    rating: float | None = None
    userRatingCount: int | None = None  # noqa: N815
    primaryTypeDisplayName: _Text = Field(default_factory=_Text)  # noqa: N815
    businessStatus: str = ""  # noqa: N815
    location: _Location = Field(default_factory=_Location)
    googleMapsUri: str = ""  # noqa: N815


class _Answer(BaseModel):
    places: list[_Place] = Field(default_factory=list)
    nextPageToken: str = ""  # noqa: N815


class GooglePlacesProvider:
    """Asks Google Places for businesses.

    Args:
        door: what the question goes through.
        key: the key of the service.
        city: added to a question that names no place.

    Attributes:
        notes: what the analyst should know about the last search.
    """

    name = "google_places"

    def __init__(self, door: Door, key: Secret, *, city: str = "") -> None:
        self._door = door
        self._city = city
        self._service = Service("Google Places", "google_places", "X-Goog-Api-Key", key, PAUSE)
        self.notes: list[str] = []

    async def search(self, question: str, *, limit: int, language: str, country: str) -> list[Hit]:
        """Follow the pages of places until there are enough.

        Raises:
            SearchError: there is no key, or Google gives no answer.
        """
        self.notes = []
        asked: dict[str, str | int] = {"textQuery": with_place(question, self._city), "pageSize": PER_PAGE}
        asked |= {"languageCode": language.lower()} if language else {}
        asked |= {"regionCode": country.upper()} if country else {}
        hits: list[Hit] = []
        for page in range(1, MOST_PAGES + 1):
            try:
                answer = await self._page(asked)
            except SearchError as error:
                if not hits:
                    raise
                self.notes.append(f"Page {page} of Google's places was not read. {error.message}")
                break
            hits = unique([*hits, *map(as_hit, _listings(answer.places, country))], limit)
            if not answer.nextPageToken or sum(bool(hit.url) for hit in hits) == limit:
                break
            asked = {**asked, "pageToken": answer.nextPageToken}
        return hits

    async def _page(self, asked: dict[str, str | int]) -> _Answer:
        text = await self._service.ask(
            self._door, "POST", URL, json=asked, headers={"X-Goog-FieldMask": FIELD_MASK}
        )
        try:
            return _Answer.model_validate_json(text)
        except ValidationError as error:
            raise self._service.unreadable() from error


def _listings(places: Iterable[_Place], country: str) -> Iterable[Listing]:
    for place in places:
        name = plain(place.displayName.text)
        if not name or place.businessStatus == _CLOSED:
            continue
        found = _part(place, "country", short=True) or country.upper()
        street = plain(f"{_part(place, 'street_number')} {_part(place, 'route')}")
        yield Listing(
            provider=GooglePlacesProvider.name,
            id=place.id,
            name=name,
            page=plain(place.googleMapsUri) or f"https://www.google.com/maps/place/?q=place_id:{place.id}",
            attribution=GOOGLE_MAPS,
            website=website(place.websiteUri),
            phones=phones([place.internationalPhoneNumber], found),
            street=street,
            postcode=_part(place, "postal_code"),
            city=_part(place, "locality") or _part(place, "postal_town"),
            country=found,
            trade=plain(place.primaryTypeDisplayName.text),
            state="active" if place.businessStatus == "OPERATIONAL" else "",
            rating=place.rating,
            ratings=place.userRatingCount,
            latitude=place.location.latitude,
            longitude=place.location.longitude,
            is_lasting=False,
        )


def _part(place: _Place, kind: str, *, short: bool = False) -> str:
    found = (one for one in place.addressComponents if kind in one.types)
    return next((plain(one.shortText if short else one.longText) for one in found), "")
