"""Brave, Serper and Google Places: questions and answers, policies, and keys that stay secret."""

import json
import logging

import httpx
import pytest
import respx

from config import locations
from config.search_keys import VARIABLES, search_key, stored_name
from config.secrets import Secret, Secrets
from scrapers.fetch import Door
from scrapers.page_store import PageStore
from scrapers.search import brave, google_places, serper
from scrapers.search.base import SearchError
from scrapers.search.brave import BraveProvider
from scrapers.search.google_places import GooglePlacesProvider
from scrapers.search.serper import SerperPlacesProvider, SerperProvider
from tests.scrapers.search_asking import Asking, asking

__all__ = ["asking"]

KEY = Secret("sk-very-secret-0123456789")
SERVICES = {
    "brave": (BraveProvider, brave.URL, "GET", "x-subscription-token"),
    "serper": (SerperProvider, f"{serper.URL}/search", "POST", "x-api-key"),
    "serper_places": (SerperPlacesProvider, f"{serper.URL}/places", "POST", "x-api-key"),
    "google_places": (GooglePlacesProvider, google_places.URL, "POST", "x-goog-api-key"),
}


def search(asking: Asking, name, question="plombier Bordeaux", key=KEY, **options):
    kind = SERVICES[name][0]
    city = {"city": options.pop("city")} if "city" in options else {}
    return asking(lambda door: kind(door, key, **city), question, **options)


def sent(call):
    return json.loads(call.request.content)


def brave_page(*numbers, more=False):
    results = [
        {
            "title": f"Plombier <strong>{n}</strong>",
            "url": f"https://plombier-{n}.example/",
            "description": "D&eacute;pannage <strong>24h</strong>",
            "language": "fr",
            "profile": {"name": "x"},
        }
        for n in numbers
    ]
    return httpx.Response(
        200,
        json={
            "type": "search",
            "query": {"original": "q", "more_results_available": more},
            "web": {"type": "search", "results": results},
        },
    )


def organic(*numbers):
    found = [
        {"title": f"Plombier {n}", "link": f"https://plombier-{n}.example/", "snippet": "s", "position": n}
        for n in numbers
    ]
    return httpx.Response(200, json={"searchParameters": {}, "organic": found, "credits": 1})


def serper_place(**more):
    return {
        "position": 1,
        "title": "Plomberie Durand",
        "address": "12 Rue des Lilas, 33000 Bordeaux, France",
        "latitude": 44.8,
        "longitude": -0.5,
        "rating": 4.6,
        "ratingCount": 87,
        "category": "Plombier",
        "phoneNumber": "05 56 00 11 22",
        "website": "https://plomberie-durand.example/?utm_source=gmb",
        "cid": "123",
        **more,
    }


def google_place(number=1, **more):
    parts = {"street_number": "12", "route": "Rue des Lilas", "locality": "Bordeaux", "postal_code": "33000"}
    return {
        "id": f"ChIJ{number}",
        "displayName": {"text": f"Plomberie {number}", "languageCode": "fr"},
        "addressComponents": [
            *({"longText": text, "shortText": text, "types": [kind]} for kind, text in parts.items()),
            {"longText": "France", "shortText": "FR", "types": ["country", "political"]},
        ],
        "internationalPhoneNumber": "+33 5 56 00 11 22",
        "websiteUri": f"https://plomberie-{number}.example/",
        "rating": 4.6,
        "userRatingCount": 87,
        "primaryTypeDisplayName": {"text": "Plombier"},
        "businessStatus": "OPERATIONAL",
        "location": {"latitude": 44.8, "longitude": -0.5},
        "googleMapsUri": "https://maps.google.com/?cid=1",
        **more,
    }


def places(*found, token=""):
    return httpx.Response(200, json={"places": list(found)} | ({"nextPageToken": token} if token else {}))


@respx.mock
def test_brave(asking):
    route = respx.get(brave.URL)
    route.side_effect = [brave_page(*range(1, 21), more=True), brave_page(20, 21, more=True)]
    hits = search(asking, "brave", limit=21)
    assert [hit.url for hit in hits] == [f"https://plombier-{n}.example/" for n in range(1, 22)]
    assert (hits[0].title, hits[0].snippet) == ("Plombier 1", "Dépannage 24h")
    common = {"q": "plombier Bordeaux", "count": "20", "country": "FR", "search_lang": "fr"}
    assert [dict(call.request.url.params) for call in route.calls] == [
        {**common, "offset": page} for page in ("0", "1")
    ]
    # The smallest plan has one question a second.
    assert asking.gaps == [("api.search.brave.com", 1.1)] * 2


@respx.mock
@pytest.mark.parametrize(
    ("language", "country", "country_sent", "language_sent"),
    [
        ("fr", "fr", "FR", "fr"),
        ("fr", "LU", "ALL", "fr"),
        ("lb", "LU", "ALL", None),
        ("de", "CH", "CH", "de"),
    ],
)
def test_brave_is_told_only_what_it_takes(asking, language, country, country_sent, language_sent):
    route = respx.get(brave.URL).mock(return_value=brave_page())
    search(asking, "brave", "mot " * 200, language=language, country=country)
    asked = route.calls.last.request.url.params
    assert (asked["country"], asked.get("search_lang")) == (country_sent, language_sent)
    assert len(asked["q"]) <= 400
    assert len(asked["q"].split()) == 50


@respx.mock
def test_brave_ends_where_it_has_no_more(asking):
    route = respx.get(brave.URL).mock(return_value=brave_page(1, 2, more=False))
    assert len(search(asking, "brave")) == 2
    assert route.call_count == 1
    route.side_effect = [httpx.Response(200, json={"query": {}})]
    assert search(asking, "brave") == []


@respx.mock
def test_serper(asking):
    route = respx.post(f"{serper.URL}/search")
    route.side_effect = [organic(1, 2), organic(2, 3), organic(3)]
    hits = search(asking, "serper", language="de", country="AT")
    assert [hit.title for hit in hits] == ["Plombier 1", "Plombier 2", "Plombier 3"]
    common = {"q": "plombier Bordeaux", "num": 10, "gl": "at", "hl": "de"}
    assert [sent(call) for call in route.calls] == [{**common, "page": page} for page in (1, 2, 3)]


@respx.mock
def test_serper_places(asking):
    found = [
        serper_place(),
        serper_place(cid="4", title="Sans site", website=None, phoneNumber=None, address="Bordeaux"),
        serper_place(cid=None, title="Sans nom stable"),
        serper_place(cid="5", title="Profil", website="https://www.facebook.com/x"),
    ]
    respx.post(f"{serper.URL}/places").side_effect = [
        httpx.Response(200, json={"places": found}),
        httpx.Response(200, json={"places": []}),
    ]
    hits = search(asking, "serper_places", "plombier", city="Bordeaux")
    assert sent(respx.calls[0])["q"] == "plombier Bordeaux"
    assert [(hit.title, bool(hit.url)) for hit in hits] == [
        ("Plomberie Durand", True),
        ("Sans site", False),
        ("Profil", False),
    ]
    listing = hits[0].listings[0]
    assert (listing.street, listing.postcode, listing.city) == ("12 Rue des Lilas", "33000", "Bordeaux")
    assert (listing.phones, listing.rating, listing.ratings) == (("+33556001122",), 4.6, 87)
    assert (hits[1].listings[0].street, hits[1].listings[0].city) == ("Bordeaux", "")


@respx.mock
def test_google_places(asking):
    route = respx.post(google_places.URL)
    route.side_effect = [
        places(google_place(1), google_place(2, businessStatus="CLOSED_PERMANENTLY"), token="next"),
        places({"id": "ChIJ3", "displayName": {"text": "Nu"}}, {"id": "ChIJ4"}),
    ]
    hits = search(asking, "google_places", "plombier", city="Bordeaux")
    assert [(hit.url, hit.title) for hit in hits] == [
        ("https://plomberie-1.example/", "Plomberie 1"),
        ("", "Nu"),
    ]
    first, second = (sent(call) for call in route.calls)
    assert first == {
        "textQuery": "plombier Bordeaux",
        "pageSize": 20,
        "languageCode": "fr",
        "regionCode": "FR",
    }
    assert second == {**first, "pageToken": "next"}
    mask = route.calls.last.request.headers["x-goog-fieldmask"].split(",")
    assert mask[-1] == "nextPageToken"
    assert "places.websiteUri" in mask
    assert "*" not in "".join(mask)
    assert hits[0].listings[0].model_dump(exclude_defaults=True) == {
        "provider": "google_places",
        "id": "ChIJ1",
        "name": "Plomberie 1",
        "page": "https://maps.google.com/?cid=1",
        "attribution": "Google Maps",
        "website": "https://plomberie-1.example/",
        "phones": ("+33556001122",),
        "street": "12 Rue des Lilas",
        "postcode": "33000",
        "city": "Bordeaux",
        "country": "FR",
        "trade": "Plombier",
        "state": "active",
        "rating": 4.6,
        "ratings": 87,
        "latitude": 44.8,
        "longitude": -0.5,
        "is_lasting": False,
    }


@respx.mock
def test_google_gives_sixty_places_at_most(asking):
    route = respx.post(google_places.URL).mock(return_value=places(google_place(), token="again"))
    search(asking, "google_places", limit=500)
    assert route.call_count == 3


@respx.mock
@pytest.mark.parametrize("name", ["serper_places", "google_places"])
def test_of_google_only_the_id_lasts(asking, name):
    respx.post(f"{serper.URL}/places").mock(
        return_value=httpx.Response(200, json={"places": [serper_place()]})
    )
    respx.post(google_places.URL).mock(return_value=places(google_place()))
    listing = search(asking, name)[0].listings[0]
    kept = listing.kept()
    assert kept.key == listing.key
    assert kept.kept() == kept
    allowed = {"provider", "id", "name", "page", "attribution", "is_lasting"}
    assert kept.model_dump(exclude_defaults=True).keys() <= allowed
    assert kept.name == ""


@respx.mock
@pytest.mark.parametrize("name", SERVICES)
def test_no_answer_of_a_paid_service_is_kept(asking, name, tmp_path):
    _, url, method, _ = SERVICES[name]
    route = respx.route(method=method, url__startswith=url).mock(return_value=httpx.Response(200, json={}))
    asking.store = PageStore(tmp_path / "cache.sqlite")
    search(asking, name)
    search(asking, name)
    assert route.call_count == 2
    assert not (tmp_path / "cache.sqlite").exists()


@respx.mock
@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(
    ("status", "message", "remedy"),
    [
        (401, "does not accept the key", "console"),
        (403, "does not accept the key", "console"),
        (402, "enough questions", "quota"),
        (429, "enough questions", "quota"),
        (500, "status 500", "later"),
        (200, "can be read", "later"),
        (None, "could not be reached", "later"),
    ],
)
def test_no_answer(asking, name, status, message, remedy, caplog):
    caplog.set_level(logging.DEBUG)
    _, url, method, header = SERVICES[name]
    # A server may say the key it was sent.
    reply = (
        httpx.Response(status, text=f"invalid key {KEY!s}")
        if status
        else httpx.ConnectError(f"refused {KEY!s}")
    )
    route = respx.route(method=method, url__startswith=url)
    route.side_effect = [reply] * 4
    with pytest.raises(SearchError) as caught:
        search(asking, name)
    assert message in caught.value.message
    assert remedy in caught.value.remedy
    assert route.calls.last.request.headers[header] == str(KEY)
    assert str(KEY) not in str(route.calls.last.request.url)
    assert str(KEY) not in str(caught.value)
    assert str(KEY) not in caplog.text


@respx.mock
@pytest.mark.parametrize("name", SERVICES)
def test_without_a_key_nothing_is_asked_and_the_remedy_says_where_it_goes(asking, name):
    with pytest.raises(SearchError) as caught:
        search(asking, name, key=Secret(""))
    assert "needs a key" in caught.value.message
    assert "sidebar" in caught.value.remedy
    assert any(variable in caught.value.remedy for variable in VARIABLES.values())
    assert not respx.calls


@respx.mock
@pytest.mark.parametrize("name", SERVICES)
def test_a_later_page_that_fails_keeps_the_first(asking, name):
    _, url, method, _ = SERVICES[name]
    first = {
        "brave": brave_page(1, more=True),
        "serper": organic(1),
        "serper_places": httpx.Response(200, json={"places": [serper_place()]}),
        "google_places": places(google_place(), token="next"),
    }[name]
    respx.route(method=method, url__startswith=url).side_effect = [first, httpx.Response(500)]
    assert len(search(asking, name)) == 1
    assert len(asking.notes) == 1
    assert "was not read" in asking.notes[0]


@pytest.mark.parametrize("name", SERVICES)
def test_no_repr_shows_the_key(name):
    provider = SERVICES[name][0](Door(), KEY)
    shown = f"{provider!r} {provider._service!r} {vars(provider)!r} {vars(provider._service)!r}"
    assert str(KEY) not in shown


def test_keys_come_from_the_environment_then_from_the_private_file(monkeypatch):
    assert search_key("brave") == ""
    Secrets().set(stored_name("brave"), "from-file")
    assert search_key("brave") == "from-file"
    assert locations.secrets_file().stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("BRAVE_API_KEY", "  from-environment ")
    assert search_key("brave") == "from-environment"
    assert repr(search_key("brave")) == "'***'"
    assert search_key("serper") == ""
