"""Where a question looks: towns, postcodes, departments and regions, and how far around."""

import pytest

from scrapers.communes import is_town
from scrapers.departments import department_at, department_of, is_area, region_of
from scrapers.search.place import read_place, read_question, with_place

PLACES = [
    ("Bordeaux", "Bordeaux", "33000", "", ""),
    ("bordeaux", "Bordeaux", "33000", "", ""),
    ("33000", "Bordeaux", "33000", "", ""),
    ("33000 bordeaux", "Bordeaux", "33000", "", ""),
    ("Bordeaux 33000", "Bordeaux", "33000", "", ""),
    ("saint etienne", "Saint-Étienne", "42000", "", ""),
    ("St-Étienne", "Saint-Étienne", "42000", "", ""),
    ("Mans", "Le Mans", "72000", "", ""),
    ("Havre", "Le Havre", "76600", "", ""),
    ("Sables-d'Olonne", "Les Sables-d'Olonne", "85100", "", ""),
    ("Saint-Denis 93", "Saint-Denis", "93200", "93", ""),
    ("Saint-Denis Seine-Saint-Denis", "Saint-Denis", "93200", "93", ""),
    ("Valence Drôme", "Valence", "26000", "26", ""),
    ("Ajaccio 2a", "Ajaccio", "20000", "2A", ""),
    ("Paris 15e", "Paris", "75015", "", ""),
    ("Paris 15ème arrondissement", "Paris", "75015", "", ""),
    ("lyon 3", "Lyon", "69003", "", ""),
    ("Paris XIe", "Paris", "75011", "", ""),
    ("Paris xix", "Paris", "75019", "", ""),
    ("Paris IVe", "Paris", "75004", "", ""),
    ("Nantes Nord", "Nantes", "44000", "", ""),
    ("Bordeaux 75", "Bordeaux", "33000", "", ""),
    ("Marseille 1er", "Marseille", "13001", "", ""),
    ("Gironde", "", "", "33", ""),
    ("gironde", "", "", "33", ""),
    ("33", "", "", "33", ""),
    ("2b", "", "", "2B", ""),
    ("974", "", "", "974", ""),
    ("cotes d armor", "", "", "22", ""),
    ("Landes", "", "", "40", ""),
    ("Vienne", "Vienne", "38200", "", ""),
    ("Bretagne", "", "", "", "53"),
    ("Île de France", "", "", "", "11"),
    ("Atlantis", "Atlantis", "", "", ""),
    ("Paris 33e", "Paris 33e", "", "", ""),
]


@pytest.mark.parametrize(("text", "town", "postcode", "department", "region"), PLACES)
def test_places_of_france(text, town, postcode, department, region):
    place = read_place(text, "FR")
    assert (place.town, next(iter(place.postcodes), ""), place.department, place.region) == (
        town,
        postcode,
        department,
        region,
    )


@pytest.mark.parametrize(
    ("text", "country", "town", "postcodes"),
    [
        ("Köln", "DE", "Köln", ()),
        ("50667 Köln", "DE", "Köln", ("50667",)),
        ("D-50667 Köln", "DE", "Köln", ("50667",)),
        ("8001 Zürich", "CH", "Zürich", ("8001",)),
        ("Leeds", "GB", "Leeds", ()),
        ("Gironde", "BE", "Gironde", ()),
    ],
)
def test_places_abroad_are_left_as_they_are(text, country, town, postcodes):
    place = read_place(text, country)
    assert (place.town, place.postcodes, place.department) == (town, postcodes, "")


@pytest.mark.parametrize(
    ("question", "town", "radius"),
    [
        ("plombiers Bordeaux", "Bordeaux", 3),
        ("plombiers Bordeaux 10 km", "Bordeaux", 10),
        ("plombiers Bordeaux (10 km)", "Bordeaux", 10),
        ("plombiers Bordeaux, 10km", "Bordeaux", 10),
        ("plombiers Bordeaux + 10 km", "Bordeaux", 10),
        ("plombier à 7,5 km de Bordeaux", "Bordeaux", 7.5),
        ("plombier à moins de 10 km de Bordeaux", "Bordeaux", 10),
        ("plombier dans un rayon de 15 km autour de Bordeaux", "Bordeaux", 15),
        ("plumber within 5 km of Bordeaux", "Bordeaux", 5),
        ("Klempner im Umkreis von 20 km um Bordeaux", "Bordeaux", 20),
        ("plombiers Bordeaux 500 km", "Bordeaux", 50),
        ("plombiers Bordeaux 0 km", "Bordeaux", 0),
        ("plombiers Gironde 10 km", "", 0),
    ],
)
def test_how_far_around(question, town, radius):
    wanted = read_question(question, "FR", city="Pau", radius=3)
    assert wanted.trade is not None
    assert (wanted.trade.key, wanted.place.town, wanted.place.radius) == ("plumber", town, radius)


def test_the_usual_town_stands_in():
    assert read_question("plombier", "FR", city="Pau").place.town == "Pau"
    assert with_place("plombier", "Pau") == "plombier Pau"
    assert with_place("plombier à Lyon", "Pau") == "plombier à Lyon"
    assert with_place("plombier", "") == "plombier"


def test_a_name_several_towns_have_says_so():
    assert read_place("Saint-Denis", "FR").departments == ("11", "30", "93", "974")
    assert read_place("93200 Saint-Denis", "FR").departments == ("93",)


@pytest.mark.parametrize(
    ("postcode", "department"), [("33000", "33"), ("20000", "2A"), ("20200", "2B"), ("97400", "974")]
)
def test_the_department_of_a_postcode(postcode, department):
    assert department_at(postcode) == department


def test_all_departments_and_regions_are_known():
    codes = {f"{n:02}" for n in range(1, 96)} - {"20"} | {"2A", "2B", "971", "972", "973", "974", "976"}
    found = {code: department_of(code) for code in codes}
    assert None not in found.values()
    names = {one.name for one in found.values() if one}
    assert len(names) == 101
    assert {one.region_name for one in found.values() if one and region_of(one.region_name) is None} == set()
    # These three are towns first.
    towns = {name for name in names if not is_area(name)}
    assert towns == {"Paris", "Vienne", "Mayenne"}
    assert all(map(is_town, towns))
