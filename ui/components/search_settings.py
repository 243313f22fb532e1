"""Sidebar: where to search, how to visit sites, language and place, what is logged."""

import streamlit as st

from ui import draft
from ui.state import Services

_PROVIDERS = {"duckduckgo": "DuckDuckGo", "searxng": "SearXNG"}
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
    _choice("search_provider", "Search provider", _PROVIDERS, config["search"]["provider"])
    _text(
        "search.searxng_url",
        "SearXNG address",
        config["search"]["searxng_url"],
        "Its settings must list json under search.formats.",
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


def draw_privacy(shared: Services) -> None:
    """Draw what is kept of the words sent to models."""
    in_force = bool(shared.loader.get_merged_config()["privacy"]["log_prompts"])
    st.toggle(
        "Keep prompts and answers in the call log",
        value=draft.value("privacy.log_prompts", in_force),
        key=draft.widget("privacy.log_prompts"),
        on_change=draft.edited,
        args=("privacy.log_prompts", in_force),
        help="Off: the log in data/logs names models, tokens and seconds. On: it holds what pages say too.",
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
