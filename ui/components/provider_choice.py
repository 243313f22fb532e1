"""Where to search: one or several providers, and what those that were chosen still lack."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from config.search_keys import VARIABLES, search_key
from jobs.research import SAMPLES
from scrapers.search.catalog import CATALOG, URL_LIST, catalog, provider_info
from ui.language import said, t
from ui.memory import kept, some_of
from ui.safe import md
from ui.state import is_gone

LABELS = {info.name: info.label for info in catalog()} | {SAMPLES: "Sample sites (invented, offline)"}
# Each of these is a search of its own.
ALONE = (URL_LIST, SAMPLES)
SEARCHES = tuple(name for name in LABELS if name not in ALONE)


def label(name: str) -> str:
    """Return what a provider is called on the screen."""
    return said(LABELS[name])


def names_of(text: str) -> list[str]:
    """Return the providers a setting or a run names, as far as there is a label for them."""
    return [name for name in text.split(",") if name in LABELS]


def draw(key: str, default: str) -> None:
    """Draw the choice; it is kept in the session under `key`, as a list of names."""
    st.multiselect(
        t("Where to search"),
        list(LABELS),
        names_of(default) or [CATALOG[0].name],
        format_func=label,
        key=kept(key, some_of(LABELS)),
        on_change=_keep_apart,
        args=(key,),
        persist_state="session",
        select_all=False,
        placeholder=t("Choose at least one"),
        help=t("Several are asked at once; what they find of one business comes together."),
    )


def draw_lacks(names: list[str], search: Mapping[str, Any]) -> None:
    """Say of each chosen provider what it needs and has not, and how to give it."""
    for lack in lacks(names, search):
        st.warning(md(lack))


def lacks(names: list[str], search: Mapping[str, Any]) -> list[str]:
    """Return what the chosen providers need and have not; `search` is that section of the settings."""
    infos = [provider_info(name) for name in names if name != SAMPLES]
    found = [
        t(
            "{provider} needs a key: enter it in the sidebar under Search and crawl, "
            "or set {name} and start again.",
            provider=said(info.label),
            name=VARIABLES[info.key],
        )
        for info in infos
        if info.key and not search_key(info.key)
    ]
    if "searxng" in names and not search.get("searxng_url"):
        found.append(
            t("SearXNG needs the address of an instance: enter it in the sidebar under Search and crawl.")
        )
    if names == ["registry"]:
        found.append(
            t(
                "The company registry lists no websites: choose a web search or OpenStreetMap with it, "
                "so that there are pages to read."
            )
        )
    return found


def _keep_apart(key: str) -> None:
    """Let what was chosen last decide: a list or the samples alone, or searches without them."""
    if is_gone(key):
        return
    chosen: list[str] = st.session_state[key]
    if len(chosen) > 1 and set(chosen) & set(ALONE):
        last = chosen[-1]
        st.session_state[key] = [last] if last in ALONE else [name for name in chosen if name not in ALONE]
