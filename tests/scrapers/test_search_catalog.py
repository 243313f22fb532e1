"""The names of providers, and what they are made of."""

import pytest

from config.schema import PROVIDERS
from config.search_keys import VARIABLES
from scrapers.fetch import Door
from scrapers.search import CombinedProvider, SearchError, provider_named, providers_from_config
from scrapers.search.catalog import CATALOG, PROVIDER_NAMES, attributions, provider_names

CONFIG = {
    "locale": {"city": "Pau"},
    "search": {
        "searxng_url": "https://searx.example",
        "overpass_url": "https://maps.example/api",
        "registry_url": "https://register.example",
        "radius_km": 10,
    },
}


def test_the_settings_know_the_same_providers():
    assert PROVIDER_NAMES == PROVIDERS
    assert {info.key for info in CATALOG} - {""} == set(VARIABLES)


@pytest.mark.parametrize("name", PROVIDER_NAMES)
def test_each_can_be_made_under_its_name_with_and_without_settings(name):
    for config in ({}, CONFIG):
        assert provider_named(name, config, Door()).name == name


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("duckduckgo", ("duckduckgo",)),
        (" OSM , Registry", ("openstreetmap", "registry")),
        (["overpass", "sirene,brave"], ("openstreetmap", "registry", "brave")),
        ("ddg,duckduckgo", ("duckduckgo",)),
        ("url_list", ("url_list",)),
    ],
)
def test_names_as_people_type_them(typed, names):
    assert provider_names(typed) == names


@pytest.mark.parametrize(
    ("typed", "message"),
    [("google", "“google”"), ("", "No search provider"), (",", "No search"), ("url_list,osm", "by itself")],
)
def test_names_that_make_no_sense(typed, message):
    with pytest.raises(SearchError) as caught:
        provider_names(typed)
    assert message in caught.value.message


def test_several_are_asked_together_and_the_settings_reach_them():
    combined = providers_from_config(CONFIG, "osm,registry", Door())
    assert isinstance(combined, CombinedProvider)
    assert combined.name == "openstreetmap,registry"
    shown = [vars(provider) for provider in combined.providers]
    assert [one["_url"] for one in shown] == ["https://maps.example/api", "https://register.example"]
    assert [(one["_city"], one["_radius"]) for one in shown] == [("Pau", 10.0)] * 2
    assert not isinstance(providers_from_config(CONFIG, "osm", Door()), CombinedProvider)


def test_attributions():
    assert attributions("duckduckgo,openstreetmap") == ["© OpenStreetMap contributors (ODbL)"]
    assert attributions(" OSM, ddg") == ["© OpenStreetMap contributors (ODbL)"], "other names are understood"
    assert attributions("google_places,serper_places") == ["Google Maps"]
    assert attributions("samples") == []
