"""What all tabs share: the services of the process, and what a browser tab remembers."""

from dataclasses import dataclass

import streamlit as st

from config.loader import ConfigLoader
from leads.store import Store
from llm.first_start import switch_on_embedded
from llm.router import TaskRouter
from ui.language import mark

TABS = (
    mark("Hunt"),
    mark("Search Scraper"),
    mark("SEO"),
    mark("Review"),
    mark("Outreach"),
    mark("Dossier"),
    mark("Models"),
)
FIRST_TAB = "Search Scraper"
# Where the session and the address keep the name of the open tab.
TAB = "tab"


@dataclass(frozen=True)
class Services:
    """One of each for the whole process. `notices` are told once to whoever opens the page."""

    loader: ConfigLoader
    router: TaskRouter
    store: Store
    notices: tuple[str, ...]


@st.cache_resource(show_spinner=False)
def services() -> Services:
    """Return the services, made on first use."""
    loader = ConfigLoader()
    told = [" ".join((notice["message"], notice["remedy"])) for notice in loader.notices]
    switched = switch_on_embedded(loader)
    router = TaskRouter.from_config(loader)
    store = Store()
    store.mark_interrupted()
    return Services(
        loader=loader,
        router=router,
        store=store,
        notices=tuple(told + ([switched] if switched else [])),
    )


def is_gone(key: str) -> bool:
    """Tell whether a widget was left behind: what is left half drawn may still call back, without a value."""
    return key not in st.session_state


def go_to(tab: str) -> None:
    """Open a tab at the next run; call it in a callback."""
    st.session_state[TAB] = tab
