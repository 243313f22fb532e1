"""OpenStreetMap: the query it is asked, the listings its elements become, and each way it can fail."""

import re
from urllib.parse import parse_qs

import httpx
import pytest
import respx

from scrapers.page_store import PageStore
from scrapers.search.base import SearchError
from scrapers.search.overpass import URL, OverpassProvider
from scrapers.search.overpass_query import overpass_query
from scrapers.search.place import read_place
from tests.scrapers.search_asking import Asking, asking

__all__ = ["asking"]

CUT = 'runtime error: Query timed out in "query" at line 1 after 16 seconds.'


def element(number, kind="node", **tags):
    spot = {"lat": 44.8, "lon": -0.5}
    where = spot if kind == "node" else {"center": spot}
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return {"type": kind, "id": number, **where, "tags": {"craft": "plumber", **named}}


def answered(*elements, remark=None):
    body = {
        "version": 0.6,
        "generator": "Overpass API",
        "osm3s": {"copyright": "ODbL"},
        "elements": list(elements),
    }
    return httpx.Response(200, json=body | ({"remark": remark} if remark else {}))


def search(asking: Asking, question="plombiers à Bordeaux", **options):
    provider = {key: options.pop(key) for key in ("city", "radius") if key in options}
    return asking(lambda door: OverpassProvider(door, **provider), question, **options)


def query_of(call):
    return parse_qs(call.request.content.decode())["data"][0]


@respx.mock
def test_businesses_with_a_site_come_first_with_all_the_map_says(asking):
    route = respx.post(URL)
    route.side_effect = [
        answered(
            element(1, name="Sans Site"),
            element(
                2,
                "way",
                name="Plomberie  Durand\u200b",
                contact__phone="+33 5 56 00 11 22; 06 39 98 12 34",
                website="plomberie-durand.example",
                contact__email="Contact@Plomberie-Durand.example;pas-une-adresse",
                addr__housenumber="12",
                addr__street="Rue des Lilas",
                addr__postcode="33000",
                addr__city="Bordeaux",
                opening_hours="Mo-Fr 08:00-18:00",
                ref__FR__SIRET="123 456 782 00010",
            ),
            element(3, name="Profil", website="https://www.facebook.com/profil", phone="05 56 00 11 33"),
            element(4),
            element(5, name="Fermé", disused="yes", website="https://ferme.example"),
        )
    ]
    hits = search(asking)
    assert [(hit.title, hit.url) for hit in hits] == [
        ("Plomberie Durand", "https://plomberie-durand.example"),
        ("Profil", ""),
        ("Sans Site", ""),
    ]
    assert hits[0].snippet == "plombier · 12 Rue des Lilas, 33000 Bordeaux"
    assert hits[0].listings[0].model_dump(exclude_defaults=True) == {
        "provider": "openstreetmap",
        "id": "way/2",
        "name": "Plomberie Durand",
        "page": "https://www.openstreetmap.org/way/2",
        "attribution": "© OpenStreetMap contributors (ODbL)",
        "website": "https://plomberie-durand.example",
        "phones": ("+33556001122", "+33639981234"),
        "emails": ("Contact@plomberie-durand.example",),
        "street": "12 Rue des Lilas",
        "postcode": "33000",
        "city": "Bordeaux",
        "country": "FR",
        "siren": "123456782",
        "siret": "12345678200010",
        "trade": "plombier",
        "opening_hours": "Mo-Fr 08:00-18:00",
        "latitude": 44.8,
        "longitude": -0.5,
    }
    assert asking.gaps == [("overpass-api.de", 2.0)]
    assert asking.notes == []


@pytest.mark.parametrize(
    ("place", "country", "radius", "wanted", "unwanted"),
    [
        (
            "Bordeaux",
            "FR",
            0,
            ['rel["name"="Bordeaux"][boundary=administrative]', "map_to_area->.here", "nwr"],
            ["around"],
        ),
        ("bordeaux", "FR", 0, ['["name"="Bordeaux"]'], ["bordeaux"]),
        ("köln", "DE", 0, ['["name"~"^köln$",i]'], ['"name"="köln"']),
        ("München", "DE", 0, ['["name:en"="München"]'], [",i]"]),
        ("Gironde", "FR", 0, ['["ref:INSEE"="33"][admin_level~"^[56]$"]', "->.here"], ["Gironde", "within"]),
        ("33", "FR", 0, ['["ref:INSEE"="33"]'], ['"name"']),
        ("Bretagne", "FR", 0, ['["ref:INSEE"="53"][admin_level=4]'], ['"name"']),
        (
            "33000 Bordeaux",
            "FR",
            0,
            ['rel["name"="Bordeaux"][boundary=administrative]', "(area.country)"],
            ["addr:", "INSEE"],
        ),
        # Others are called so too: the department tells which one is meant.
        (
            "93200 Saint-Denis",
            "FR",
            0,
            ['["ref:INSEE"="93"]', "->.within", '"name"="Saint-Denis"', "(area.within)"],
            ["addr:"],
        ),
        ("Rhône", "FR", 0, ['"69"', '"69D"', '"69M"'], ['"name"']),
        ("Saint-Denis (93)", "FR", 0, ['["ref:INSEE"="93"]', '"Saint-Denis"'], []),
        ("Paris 15e", "FR", 0, ['["ref:INSEE"="75115"]'], ['"name"']),
        ("Lyon 1er", "FR", 0, ['["ref:INSEE"="69381"]'], ['"name"']),
        ("Marseille 8e", "FR", 5, ['"name"="Marseille"', "around.centre"], ["INSEE"]),
        (
            "Bordeaux",
            "FR",
            10,
            ['node["name"="Bordeaux"][place~', "->.centre", "(around.centre:10000)"],
            ["area.here"],
        ),
        (
            "50667 Köln",
            "DE",
            0,
            ['[boundary=postal_code][postal_code~"^(50667)$"]', '"addr:postcode"~"^(50667)$"'],
            ["Köln"],
        ),
        ("50667", "DE", 5, ["->.centre", "(around.centre:5000)"], ["addr:postcode"]),
        ("Leeds", "GB", 0, ['area["ISO3166-1"="GB"]'], []),
        # Larger areas have the names of these towns.
        ("Bordeaux", "FR", 0, ['[admin_level~"^(8|9)$"]'], ["|7|"]),
        ("Zürich", "CH", 0, ['[admin_level~"^(8)$"]'], []),
        ("Wien", "AT", 0, ['[admin_level~"^(4|6|8|9)$"]'], []),
    ],
)
def test_the_query_says_where(place, country, radius, wanted, unwanted):
    query = overpass_query(
        ["craft=plumber"], read_place(place.replace("(", "").replace(")", ""), country, radius), country, 50
    )
    assert [text for text in wanted if text not in query] == []
    assert [text for text in unwanted if text in query] == []
    assert query.startswith("[out:json][timeout:15][maxsize:67108864];")
    assert query.endswith(");out center tags 50;")


def test_all_sets_that_are_read_have_been_made_before():
    for place in ("Bordeaux", "Gironde", "Bretagne", "33000 Bordeaux", "Saint-Denis 93", "Paris 15e"):
        for radius in (0, 10):
            query = overpass_query(["craft=plumber", "shop=x"], read_place(place, "FR", radius), "FR", 9)
            made: set[str] = set()
            for statement in query.split(";"):
                read = set(re.findall(r"\((?:area|around)\.(\w+)", statement))
                assert read <= made, (place, radius, statement)
                made |= set(re.findall(r"->\.(\w+)", statement))
            assert query.count("(") == query.count(")")


@pytest.mark.parametrize(
    "place", ['Bordeaux"];out;', "Bor\\deaux", 'x"](area.country);nwr["name"~".*"', "a\nb", "c’est.*"]
)
def test_a_place_cannot_end_the_text_it_stands_in(place):
    query = overpass_query(["craft=plumber"], read_place(place, "DE"), "DE", 5)
    outside = re.sub(r'"(?:\\.|[^"\\])*"', '""', query)
    assert outside.count('"') == query.count('"') - sum(
        text.count('\\"') for text in re.findall(r'"(?:\\.|[^"\\])*"', query)
    )
    assert outside.count("out;") == 0
    assert "\n" not in query


@respx.mock
def test_a_question_names_its_own_radius_and_the_usual_town_stands_in(asking):
    route = respx.post(URL).mock(return_value=answered(element(1, name="A")))
    search(asking, "plombier", city="Pau", radius=5)
    search(asking, "plombier à 12,5 km de Lyon", city="Pau", radius=5)
    first, second = (query_of(call) for call in route.calls)
    assert '"Pau"' in first
    assert "around.centre:5000" in first
    assert '"Lyon"' in second
    assert "around.centre:12500" in second


@respx.mock
def test_a_postcode_leaves_out_what_the_map_puts_elsewhere(asking):
    respx.post(URL).mock(
        return_value=answered(
            element(1, name="Ici", addr__postcode="33000"),
            element(2, name="Ailleurs", addr__postcode="33800"),
            element(3, name="Sans adresse"),
        )
    )
    assert [hit.title for hit in search(asking, "plombier 33000 Bordeaux")] == ["Ici", "Sans adresse"]
    assert len(search(asking, "plombier Bordeaux")) == 3


@respx.mock
@pytest.mark.parametrize(
    ("reply", "message", "remedy"),
    [
        (httpx.Response(429), "fewer questions", "Wait"),
        (httpx.Response(504, html="<html>Gateway</html>"), "status 504", "some minutes"),
        (httpx.Response(400, html="<p>parse error"), "status 400", "another search provider"),
        (httpx.Response(200, html="<html>busy</html>"), "can be read", "another search provider"),
        (httpx.Response(200, json=[]), "can be read", "another search provider"),
        (answered(remark=CUT), "ran out of time", "smaller place"),
        (answered(remark="runtime error: out of memory"), "could not work it out", "smaller place"),
        (httpx.ConnectError("refused"), "could not be reached", "some minutes"),
    ],
)
def test_no_answer(asking, reply, message, remedy):
    respx.post(URL).mock(side_effect=[reply] * 4)
    with pytest.raises(SearchError) as caught:
        search(asking)
    assert message in caught.value.message
    assert remedy in caught.value.remedy


@respx.mock
def test_a_list_that_was_cut_is_used_said_and_not_kept(asking, tmp_path):
    asking.store = PageStore(tmp_path / "cache.sqlite")
    route = respx.post(URL)
    route.side_effect = [answered(element(1, name="A"), remark=CUT), answered(element(2, name="B"))]
    assert [hit.title for hit in search(asking)] == ["A"]
    assert "not complete" in asking.notes[0]
    assert [hit.title for hit in search(asking)] == ["B"]
    assert [hit.title for hit in search(asking)] == ["B"]
    assert route.call_count == 2


@respx.mock
@pytest.mark.parametrize(
    ("question", "message"),
    [("dompteurs de lions à Tours", "no tag we know"), ("plombier", "needs a place"), ("", "no tag we know")],
)
def test_what_cannot_be_asked(asking, question, message):
    with pytest.raises(SearchError) as caught:
        search(asking, question)
    assert message in caught.value.message
    assert not respx.calls


@respx.mock
def test_nothing_found_is_an_answer(asking):
    respx.post(URL).mock(return_value=answered())
    assert search(asking, "Klempner in Köln", country="DE", language="de") == []
    assert asking.notes[0].startswith("OpenStreetMap shows no Klempner in “Köln”. Check how the place")
