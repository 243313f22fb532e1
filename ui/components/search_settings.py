"""Sidebar: where to search, how to visit sites, language and place."""

import os

import streamlit as st

from config.search_keys import VARIABLES, search_key, stored_name
from ui import draft
from ui.components import provider_choice
from ui.components.countries import COUNTRIES
from ui.language import mark, t
from ui.state import Services

_PROVIDERS = "search.provider"
_SERVICES = {"brave": "Brave Search", "serper": "Serper", "google_places": "Google Places"}
_LANGUAGES = {"fr": mark("French"), "en": mark("English"), "de": mark("German")}


def draw_search(shared: Services) -> None:
    """Draw search and crawl."""
    config = shared.loader.get_merged_config()
    _providers(config["search"]["provider"])
    _text(
        "search.searxng_url",
        t("{server} address", server="SearXNG"),
        config["search"]["searxng_url"],
        t("Its settings must list json under search.formats."),
    )
    for service, variable in VARIABLES.items():
        _service_key(service, variable)
    _number(
        "search.radius_km",
        t("Kilometres around a town (maps and registry)"),
        config["search"]["radius_km"],
        0.0,
        50.0,
    )
    _text(
        "network.contact",
        t("Your contact for webmasters"),
        config["network"]["contact"],
        t("An e-mail or page named in the User-Agent of every visit: honest crawlers are blocked less."),
    )
    network = config["network"]
    _number("network.concurrency", t("Sites read at once"), network["concurrency"], 1, 32)
    _number("network.pause", t("Seconds between two visits of one site"), network["pause"], 0.0, 30.0)


def draw_place(shared: Services) -> None:
    """Draw language and place."""
    place = shared.loader.get_merged_config()["locale"]
    _choice("language", t("Language of answers"), _LANGUAGES, place["language"])
    _choice("country", t("Country"), COUNTRIES, place["country"])
    _text("city", t("Town"), place["city"], t("Where you usually look; searches may name another."))


def _providers(in_force: str) -> None:
    st.multiselect(
        t("Search providers"),
        provider_choice.SEARCHES,
        provider_choice.names_of(draft.value(_PROVIDERS, in_force)),
        format_func=provider_choice.label,
        key=draft.widget(_PROVIDERS),
        on_change=_providers_edited,
        args=(in_force,),
        select_all=False,
        placeholder=t("Choose at least one"),
        help=t("Several are asked at once. Each question may choose others."),
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
        t("{service} key", service=_SERVICES[service]),
        type="password",
        key=widget,
        placeholder=t("set; type to replace")
        if search_key(service)
        else t("none: this provider is not asked"),
        on_change=typed,
        disabled=fixed,
        autocomplete="off",
        help=t("Set by the environment variable `{name}`.", name=variable)
        if fixed
        else t("Kept in a private file under data/, never in settings.json."),
    )


def _choice(key: str, label: str, names: dict[str, str], in_force: str) -> None:
    options = list(names) if in_force in names else [in_force, *names]
    st.selectbox(
        label,
        options,
        options.index(draft.value(key, in_force)),
        format_func=lambda name: t(names.get(name) or name),
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
