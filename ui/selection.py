"""What all tabs share about the work at hand: the project, the lead that is selected, what is looked at.

All stand in the address, so that a reloaded or bookmarked page shows the same; each browser tab has its own.
"""

import streamlit as st

from leads.record import Kind, Lead
from leads.work import Project
from ui.state import Services, go_to

HUNT = "hunt"
RUN = "run"
AUDIT = "audit"
_LEAD = "lead"
_PROJECT = "project"


def lead_id() -> str:
    """Return the id of the selected lead, empty where none is."""
    return str(st.query_params.get(_LEAD, ""))


def lead(shared: Services) -> Lead | None:
    """Return the selected lead; one that was removed is selected no more."""
    chosen = lead_id()
    found = shared.store.lead(chosen) if chosen else None
    if chosen and found is None:
        clear()
    return found


def choose(chosen: str, tab: str = "") -> None:
    """Select a lead, and open a tab; a callback."""
    st.query_params[_LEAD] = chosen
    if tab:
        go_to(tab)


def clear() -> None:
    """Select no lead; a callback."""
    st.query_params.pop(_LEAD, None)


def shown(kind: str) -> str:
    """Return the id of the hunt, the run or the audit that is looked at, empty where it is the last one."""
    return str(st.query_params.get(kind, ""))


def show(kind: str, chosen: str) -> None:
    """Look at a hunt, a run or an audit, at the last one where none is named; a callback."""
    if chosen:
        st.query_params[kind] = chosen
    else:
        st.query_params.pop(kind, None)


def project_id() -> str:
    """Return the id of the project at hand, empty for all of them."""
    return str(st.query_params.get(_PROJECT, ""))


def choose_project(chosen: str) -> None:
    """Work in another project; a callback. A lead of the old one is selected no more."""
    if chosen:
        st.query_params[_PROJECT] = chosen
    else:
        st.query_params.pop(_PROJECT, None)
    clear()


def project(shared: Services) -> Project | None:
    """Return the project at hand, None for all of them; one that was put away is at hand no more."""
    chosen = project_id()
    found = next((one for one in shared.store.projects() if one.id == chosen), None)
    if chosen and found is None:
        # Else its leads would be listed under "all projects", and what is found now would go there.
        choose_project("")
    return found


def name_of(chosen: Lead) -> str:
    """Return what a lead is called: its name, else its site."""
    return chosen.first(Kind.NAME) or chosen.site
