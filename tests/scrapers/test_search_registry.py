"""The French company registry: its questions, its pages, its traps, and whether a lead is a company."""

import asyncio

import httpx
import pytest
import respx

from scrapers.fetch import Door
from scrapers.page_store import PageStore
from scrapers.search.base import SearchError
from scrapers.search.company_size import CompanySize
from scrapers.search.registry import RegistryProvider, verify
from scrapers.search.registry_api import URL
from tests.scrapers.search_asking import Asking, asking

__all__ = ["asking"]

DURAND, MARTIN = "123456782", "987654324"
SEAT, SHOP = "12345678200010", "12345678200028"


def place(siret=SEAT, postcode="33000", town="BORDEAUX", street="12 RUE DES LILAS", **more):
    return {
        "siret": siret,
        "adresse": f"{street} {postcode} {town}",
        "code_postal": postcode,
        "libelle_commune": town,
        "etat_administratif": "A",
        "latitude": "44.84",
        "longitude": "-0.58",
        "liste_enseignes": None,
        "nom_commercial": None,
        "tranche_effectif_salarie": "02",
        **more,
    }


def company(siren=DURAND, name="PLOMBERIE DURAND", seat=None, matching=None, **more):
    seat = place(f"{siren}00010") if seat is None else seat
    return {
        "siren": siren,
        "nom_complet": name,
        "nom_raison_sociale": name,
        "sigle": None,
        "siege": seat,
        "matching_etablissements": [seat] if matching is None else matching,
        "activite_principale": "43.22A",
        "nature_juridique": "5499",
        "date_creation": "2009-03-02",
        "etat_administratif": "A",
        "tranche_effectif_salarie": "03",
        **more,
    }


def answered(*companies, pages=1, page=1):
    return httpx.Response(
        200,
        json={
            "results": list(companies),
            "total_results": len(companies),
            "page": page,
            "per_page": 25,
            "total_pages": pages,
        },
    )


def search(asking: Asking, question="plombiers à Bordeaux", **options):
    provider = {key: options.pop(key) for key in ("city", "radius", "size") if key in options}
    return asking(lambda door: RegistryProvider(door, **provider), question, **options)


def params_of(call):
    return dict(call.request.url.params)


@respx.mock
def test_a_trade_and_a_town_become_companies(asking):
    route = respx.get(f"{URL}/search").mock(return_value=answered(company()))
    hits = search(asking)
    assert params_of(route.calls.last) == {
        "activite_principale": "43.22A",
        "code_postal": "33000,33100,33200,33300,33800",
        "etat_administratif": "A",
        "page": "1",
        "per_page": "25",
        "minimal": "true",
        "include": "siege,matching_etablissements",
    }
    assert [(hit.url, hit.title, hit.snippet) for hit in hits] == [
        ("", "PLOMBERIE DURAND", "plombier · 12 RUE DES LILAS, 33000 Bordeaux")
    ]
    assert hits[0].listings[0].model_dump(exclude_defaults=True) == {
        "provider": "registry",
        "id": SEAT,
        "name": "PLOMBERIE DURAND",
        "page": f"https://annuaire-entreprises.data.gouv.fr/entreprise/{DURAND}",
        "attribution": "Source: Annuaire des Entreprises, data.gouv.fr (INSEE, Licence Ouverte 2.0)",
        "street": "12 RUE DES LILAS",
        "postcode": "33000",
        "city": "Bordeaux",
        "country": "FR",
        "siren": DURAND,
        "siret": SEAT,
        "trade": "plombier",
        "activity": "43.22A",
        "legal_form": "5499",
        "state": "active",
        "staff": "3 to 5",
        "founded": "2009-03-02",
        "latitude": 44.84,
        "longitude": -0.58,
    }
    # Seven a second are allowed, to all processes of a machine together.
    assert asking.gaps == [("recherche-entreprises.api.gouv.fr", 0.3)]


@respx.mock
@pytest.mark.parametrize(
    ("question", "name", "value"),
    [
        ("plombiers Gironde", "departement", "33"),
        ("plombier (33)", "departement", "33"),
        ("plombier en Bretagne", "region", "53"),
        ("plombier 33200 Bordeaux", "code_postal", "33200"),
        ("plombier Saint-Denis (93)", "code_postal", "93200,93210,93380"),
        ("plombier Paris 15e", "code_postal", "75015"),
        ("plombier au Mans", "code_postal", "72000,72100"),
        ("plombier Corse-du-Sud", "departement", "2A"),
    ],
)
def test_where_is_asked_as_the_registry_names_it(asking, question, name, value):
    route = respx.get(f"{URL}/search").mock(return_value=answered())
    search(asking, question)
    asked = params_of(route.calls[0])
    assert asked[name] == value
    assert len({"code_postal", "departement", "region"} & asked.keys()) == 1


@respx.mock
def test_pages_are_followed_until_there_are_enough(asking):
    route = respx.get(f"{URL}/search")
    route.side_effect = [
        answered(company(), company(), pages=3),
        answered(company(MARTIN, "MARTIN ET FILS"), pages=3, page=2),
    ]
    assert [hit.title for hit in search(asking, limit=2)] == ["PLOMBERIE DURAND", "MARTIN ET FILS"]
    assert [params_of(call)["page"] for call in route.calls] == ["1", "2"]


@respx.mock
def test_a_page_that_fails_is_told_and_what_came_before_it_kept(asking):
    respx.get(f"{URL}/search").side_effect = [answered(company(), pages=2), httpx.Response(500)]
    assert len(search(asking)) == 1
    assert asking.notes == [
        "The list of the company registry is not complete. The company registry answered with status 500."
    ]


@respx.mock
def test_the_open_place_in_the_town_is_taken_and_others_are_left_out(asking):
    paris = place(f"{DURAND}00010", "75001", "PARIS 1")
    shop = place(SHOP, "33200", "BORDEAUX", liste_enseignes=["CHEZ DURAND"])
    closed = place(f"{DURAND}00036", "33000", "BORDEAUX", etat_administratif="F")
    elsewhere = place(f"{MARTIN}00010", "33000", "PESSAC")
    respx.get(f"{URL}/search").mock(
        return_value=answered(
            company(seat=paris, matching=[closed, shop]),
            company(MARTIN, "AILLEURS", seat=elsewhere),
            company("111111118", "FERMEE", seat=closed),
            company("222222226", "CESSEE", etat_administratif="C"),
        )
    )
    found = [hit.listings[0] for hit in search(asking)]
    assert [(one.name, one.siret, one.postcode) for one in found] == [("CHEZ DURAND", SHOP, "33200")]


@respx.mock
def test_what_people_do_not_want_shown_is_not_shown(asking):
    hidden = place(adresse="[ND] 33000 BORDEAUX")
    respx.get(f"{URL}/search").mock(
        return_value=answered(
            company(seat=hidden),
            company(MARTIN, "[ND] [ND]", nom_raison_sociale=None, seat=place(f"{MARTIN}00010")),
        )
    )
    assert [(hit.title, hit.listings[0].street) for hit in search(asking)] == [("PLOMBERIE DURAND", "")]


@respx.mock
def test_towns_of_one_name_are_told_apart_by_who_asks(asking):
    respx.get(f"{URL}/search").mock(
        return_value=answered(company(seat=place(postcode="93200", town="SAINT-DENIS")))
    )
    assert len(search(asking, "plombier Saint-Denis")) == 1
    assert "departments 11, 30, 93, 974" in asking.notes[0]
    assert len(search(asking, "plombier Saint-Denis 93")) == 1
    assert asking.notes == []


@respx.mock
def test_around_one_of_several_towns_it_must_be_known_which(asking):
    with pytest.raises(SearchError) as caught:
        search(asking, "plombier Saint-Denis 10 km")
    assert "Several towns" in caught.value.message
    assert "postcode" in caught.value.remedy


@respx.mock
def test_pages_that_give_nothing_come_to_an_end(asking):
    elsewhere = company(seat=place(town="PESSAC"))
    route = respx.get(f"{URL}/search").mock(return_value=answered(elsewhere, pages=400))
    assert search(asking, limit=10) == []
    assert route.call_count == 5 + 5


@respx.mock
@pytest.mark.parametrize("first", [answered(), httpx.Response(400, json={"erreur": "code NAF inconnu"})])
def test_a_code_the_registry_does_not_know_leaves_the_words(asking, first):
    route = respx.get(f"{URL}/search")
    route.side_effect = [first, answered(company())]
    assert len(search(asking, "Klempner Bordeaux")) == 1
    asked = params_of(route.calls.last)
    assert (asked["q"], "activite_principale" in asked) == ("plombier", False)


@respx.mock
def test_what_is_no_trade_is_asked_in_words(asking):
    route = respx.get(f"{URL}/search").mock(return_value=answered(company()))
    search(asking, "dompteurs de lions à Tours")
    asked = params_of(route.calls.last)
    assert (asked["q"], asked["code_postal"]) == ("dompteurs de lions", "37000,37100,37200")


@respx.mock
def test_a_number_asks_for_that_company_and_no_filter_pretends_to_hold(asking):
    route = respx.get(f"{URL}/search").mock(return_value=answered(company()))
    assert [hit.title for hit in search(asking, "123 456 782")] == ["PLOMBERIE DURAND"]
    assert params_of(route.calls.last).keys() == {"q", "minimal", "include"}
    assert search(asking, "123456789", city="Bordeaux") == []
    assert route.call_count == 1


@respx.mock
def test_a_size_is_asked_for_and_held_to(asking):
    """Around a point the registry takes no size; and what it does not know the size of is left out."""
    sizes = {"123456782": "02", "987654324": "11", "552100554": None}
    companies = [company(siren, tranche_effectif_salarie=size) for siren, size in sizes.items()]
    here = respx.get(f"{URL}/search").mock(return_value=answered(*companies))
    around = respx.get(f"{URL}/near_point").mock(return_value=answered(*companies))
    [few] = search(asking, size=CompanySize.FEW)
    assert params_of(here.calls.last)["tranche_effectif_salarie"] == "01,02,03"
    [some] = search(asking, size=CompanySize.SOME, radius=10)
    assert "tranche_effectif_salarie" not in params_of(around.calls.last)
    assert [hit.listings[0].siren for hit in (few, some)] == ["123456782", "987654324"]


@respx.mock
def test_around_a_town_its_middle_is_asked_for_first(asking):
    town = [
        company(DURAND, seat=place(latitude="44.80", longitude="-0.50")),
        company(MARTIN, "MARTIN", seat=place(f"{MARTIN}00010", latitude="44.90", longitude="-0.70")),
        company("111111118", "SANS", seat=place("11111111800010", latitude=None, longitude=None)),
    ]
    inside = respx.get(f"{URL}/search").mock(return_value=answered(*town))
    near = respx.get(f"{URL}/near_point").mock(
        return_value=answered(company(seat=place(postcode="33600", town="PESSAC")))
    )
    hits = search(asking, "plombier Bordeaux", radius=10)
    assert [hit.listings[0].city for hit in hits] == ["Pessac"]
    asked = params_of(near.calls.last)
    assert (asked["lat"], asked["long"], asked["radius"]) == ("44.85000", "-0.60000", "10")
    assert asked["activite_principale"] == "43.22A"
    assert inside.call_count == 1


@respx.mock
def test_around_a_town_without_a_known_middle_the_town_is_left(asking):
    seat = place(latitude=None, longitude="somewhere")
    respx.get(f"{URL}/search").mock(return_value=answered(company(seat=seat)))
    assert len(search(asking, "plombier Bordeaux", radius=10)) == 1
    assert "does not know where" in asking.notes[0]


@respx.mock
@pytest.mark.parametrize(
    ("question", "country", "message"),
    [
        ("plombier Bordeaux", "BE", "France only"),
        ("plombier", "FR", "needs a place"),
        ("plombier à Atlantis", "FR", "No commune"),
        ("à Bordeaux", "FR", "needs a trade or a name"),
    ],
)
def test_what_cannot_be_asked(asking, question, country, message):
    with pytest.raises(SearchError) as caught:
        search(asking, question, country=country)
    assert message in caught.value.message
    assert not respx.calls


@respx.mock
@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (httpx.Response(429), "fewer questions"),
        (httpx.Response(503, html="<html>"), "status 503"),
        (httpx.Response(200, html="<html>"), "can be read"),
        (httpx.Response(200, json={"results": [{"nom_complet": "X"}]}), "can be read"),
        (httpx.ConnectError("refused"), "could not be reached"),
    ],
)
def test_no_answer(asking, reply, message):
    respx.get(f"{URL}/search").mock(side_effect=[reply] * 4)
    with pytest.raises(SearchError) as caught:
        search(asking)
    assert message in caught.value.message


@respx.mock
def test_the_words_of_a_refusal_are_passed_on_as_plain_text(asking):
    respx.get(f"{URL}/search").mock(
        return_value=httpx.Response(400, json={"erreur": "3 caractères\x1b[31m au moins\n"})
    )
    with pytest.raises(SearchError) as caught:
        search(asking, "dompteurs à Tours")
    assert caught.value.message.endswith("this question. 3 caractères [31m au moins")


@respx.mock
def test_it_comes_back_when_the_registry_says_when(asking):
    route = respx.get(f"{URL}/search")
    route.side_effect = [httpx.Response(429, headers={"Retry-After": "0"}), answered(company())]
    assert len(search(asking)) == 1
    assert "LeadHunterToolkit" in route.calls.last.request.headers["user-agent"]


@respx.mock
def test_a_second_run_asks_nothing(asking, tmp_path):
    asking.store = PageStore(tmp_path / "cache.sqlite")
    route = respx.get(f"{URL}/search").mock(return_value=answered(company()))
    assert search(asking) == search(asking)
    assert route.call_count == 1


def verified(**known):
    async def run():
        async with Door(pause=0) as door:
            return await verify(door, **known)

    return asyncio.run(run())


@respx.mock
@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"siret": "123 456 782 00028", "siren": DURAND, "name": "Durand", "postcode": "33000"}, SHOP),
        ({"siren": "123 456 782"}, DURAND),
        ({"siren": "123\u00a0456\u202f782"}, DURAND),
        ({"siret": "12345678200029", "siren": DURAND}, DURAND),
    ],
)
def test_a_lead_is_checked_by_its_number_first(known, asked):
    shop = place(SHOP, "33200", street="1 PLACE DU MARCHE")
    route = respx.get(f"{URL}/search").mock(return_value=answered(company(matching=[shop])))
    found = verified(**known)
    assert found is not None
    assert (found.siren, found.siret) == (DURAND, SHOP if asked == SHOP else SEAT)
    assert params_of(route.calls.last)["q"] == asked


@respx.mock
def test_a_siret_the_registry_does_not_know_leaves_the_siren():
    route = respx.get(f"{URL}/search")
    route.side_effect = [answered(), answered(company())]
    found = verified(siret=SHOP, siren=DURAND)
    assert found is not None
    assert found.siret == SEAT
    assert route.call_count == 2


@respx.mock
@pytest.mark.parametrize(
    "known",
    [
        {},
        {"siren": "123456789"},
        {"siret": "12345678200011"},
        {"siren": "12345"},
        {"name": "PLOMBERIE DURAND"},
        {"name": "PLOMBERIE DURAND", "postcode": "99999"},
        {"name": "ab", "postcode": "33000"},
        {"name": "123456789", "postcode": "33000"},
        {"name": "123 456 782", "postcode": "33000"},
    ],
)
def test_what_can_match_nothing_is_not_asked(known):
    assert verified(**known) is None
    assert not respx.calls


@respx.mock
def test_another_company_than_the_one_asked_for_is_none():
    respx.get(f"{URL}/search").mock(return_value=answered(company(MARTIN, "MARTIN")))
    assert verified(siren=DURAND) is None
    assert verified(siret=SEAT) is None


@respx.mock
@pytest.mark.parametrize(
    ("company_state", "place_state", "state"),
    [("A", "A", "active"), ("C", "F", "closed"), ("A", "F", "closed")],
)
def test_a_company_that_has_closed_is_found_and_said_to_be(company_state, place_state, state):
    seat = place(etat_administratif=place_state)
    respx.get(f"{URL}/search").mock(
        return_value=answered(company(seat=seat, etat_administratif=company_state))
    )
    found = verified(siret=SEAT)
    assert found is not None
    assert found.state == state


@respx.mock
@pytest.mark.parametrize(
    ("name", "companies", "siren"),
    [
        ("Plomberie Durand", [("PLOMBERIE DURAND", DURAND)], DURAND),
        ("SARL Plomberie Durand", [("PLOMBERIE DURAND", DURAND)], DURAND),
        ("Durand Plomberie", [("PLOMBERIE DURAND SARL", DURAND)], DURAND),
        ("Plomberie Durant", [("PLOMBERIE DURAND", DURAND)], DURAND),
        ("Chez Léon", [("LEON DUPONT (CHEZ LEON)", DURAND)], DURAND),
        ("Plomberie Durand", [("PLOMBERIE MARTIN", MARTIN)], None),
        ("Boulangerie", [("BOULANGERIE MARTIN", MARTIN)], None),
        ("Bar 22", [("BAR 33", MARTIN)], None),
        ("Plomberie Durand", [("PLOMBERIE DURAND", DURAND), ("PLOMBERIE DURAND", MARTIN)], None),
        ("Plomberie Durand", [("PLOMBERIE DURANT", MARTIN), ("PLOMBERIE DURAND", DURAND)], DURAND),
        ("Plomberie Durand", [], None),
    ],
)
def test_a_lead_is_checked_by_its_name_and_postcode(name, companies, siren):
    route = respx.get(f"{URL}/search").mock(
        return_value=answered(
            *(company(number, label, nom_raison_sociale=None) for label, number in companies)
        )
    )
    found = verified(name=name, postcode="33000")
    assert (found and found.siren) == siren
    asked = params_of(route.calls.last)
    assert (asked["q"], asked["code_postal"]) == (name, "33000")


@respx.mock
def test_a_company_of_the_name_in_another_town_is_not_the_one():
    seat = place(postcode="75001", town="PARIS 1")
    respx.get(f"{URL}/search").mock(return_value=answered(company(seat=seat)))
    assert verified(name="Plomberie Durand", postcode="33000") is None


@respx.mock
def test_of_two_places_at_a_postcode_the_open_one_is_the_one():
    closed = place(SEAT, etat_administratif="F")
    respx.get(f"{URL}/search").mock(
        return_value=answered(company(seat=closed, matching=[closed, place(SHOP)]))
    )
    found = verified(name="Plomberie Durand", postcode="33000")
    assert found is not None
    assert (found.siret, found.state) == (SHOP, "active")
