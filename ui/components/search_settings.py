"""Sidebar: where to search, how to visit sites, language and place."""

import os

import streamlit as st

from config.search_keys import VARIABLES, search_key, stored_name
from ui import draft
from ui.components import provider_choice
from ui.state import Services

_PROVIDERS = "search.provider"
_SERVICES = {"brave": "Brave Search", "serper": "Serper", "google_places": "Google Places"}
_LANGUAGES = {"fr": "French", "en": "English", "de": "German"}
_COUNTRIES = {
    "FR": "France",
    "BE": "Belgium",
    "CH": "Switzerland",
    "LU": "Luxembourg",
    "DE": "Germany",
    "AT": "Austria",
    "GB": "United Kingdom",
    "US": "United States",
}


def draw_search(shared: Services) -> None:
    """Draw search and crawl."""
    config = shared.loader.get_merged_config()
    _providers(config["search"]["provider"])
    _text(
        "search.searxng_url",
        "SearXNG address",
        config["search"]["searxng_url"],
        "Its settings must list json under search.formats.",
    )
    for service, variable in VARIABLES.items():
        _service_key(service, variable)
    _number(
        "search.radius_km",
        "Kilometres around a town (maps and registry)",
        config["search"]["radius_km"],
        0.0,
        50.0,
    )
    _text(
        "network.contact",
        "Your contact for webmasters",
        config["network"]["contact"],
        "An e-mail or page named in the User-Agent of every visit: honest crawlers are blocked less.",
    )
    _number("network.concurrency", "Sites read at once", config["network"]["concurrency"], 1, 32)
    _number("network.pause", "Seconds between two visits of one site", config["network"]["pause"], 0.0, 30.0)


def draw_place(shared: Services) -> None:
    """Draw language and place."""
    place = shared.loader.get_merged_config()["locale"]
    _choice("language", "Language of answers", _LANGUAGES, place["language"])
    _choice("country", "Country", _COUNTRIES, place["country"])
    _text("city", "Town", place["city"], "Where you usually look; searches may name another.")


def _providers(in_force: str) -> None:
    st.multiselect(
        "Search providers",
        provider_choice.SEARCHES,
        provider_choice.names_of(draft.value(_PROVIDERS, in_force)),
        format_func=provider_choice.LABELS.__getitem__,
        key=draft.widget(_PROVIDERS),
        on_change=_providers_edited,
        args=(in_force,),
        placeholder="Choose at least one",
        help="Several are asked at once. Each question may choose others.",
    )


def _providers_edited(in_force: str) -> None:
    joined = ",".join(st.session_state[draft.widget(_PROVIDERS)])
    draft.removed().discard(_PROVIDERS)
    if joined == in_force:
        draft.changes().pop(_PROVIDERS, None)
    else:
        draft.changes()[_PROVIDERS] = joined


def _service_key(service: str, variable: str) -> None:
    """Draw the field for the key of a search service; what is typed is kept with the other keys."""
    fixed = bool(os.environ.get(variable, "").strip())
    widget = draft.widget(f"search_key.{service}")

    def typed() -> None:
        draft.typed_keys()[stored_name(service)] = st.session_state[widget]

    st.text_input(
        f"{_SERVICES[service]} key",
        type="password",
        key=widget,
        placeholder="set; type to replace" if search_key(service) else "none: this provider is not asked",
        on_change=typed,
        disabled=fixed,
        autocomplete="off",
        help=f"Set by the environment variable `{variable}`."
        if fixed
        else "Kept in a private file under data/, never in settings.json.",
    )


def _choice(key: str, label: str, names: dict[str, str], in_force: str) -> None:
    options = list(names) if in_force in names else [in_force, *names]
    st.selectbox(
        label,
        options,
        options.index(draft.value(key, in_force)),
        format_func=lambda name: names.get(name, name),
        key=draft.widget(key),
        on_change=draft.edited,
        args=(key, in_force),
    )


def _text(key: str, label: str, in_force: str, tip: str) -> None:
    st.text_input(
        label,
        value=draft.value(key, in_force),
        key=draft.widget(key),
        on_change=draft.edited,
        args=(key, in_force),
        help=tip,
    )


def _number(key: str, label: str, in_force: float, low: float, high: float) -> None:
    st.number_input(
        label,
        low,
        high,
        type(low)(draft.value(key, in_force)),
        key=draft.widget(key),
        on_change=draft.edited,
        args=(key, in_force),
    )
