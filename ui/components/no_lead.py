"""A tab that works on one lead, where none is chosen: what to do first."""

import streamlit as st

from leads.review import LeadFilter
from ui.language import t
from ui.state import Services, go_to


def draw(shared: Services, purpose: str, key: str) -> None:
    """Draw the way to a lead: to those that are there, or to the hunt that finds the first."""
    if shared.store.count_rows(LeadFilter()):
        st.markdown(purpose)
        st.button(t("Open Review"), type="primary", on_click=go_to, args=("Review",), key=f"{key}_review")
    else:
        st.markdown(t("There are no leads yet: start a hunt."))
        st.button(t("Start a hunt"), type="primary", on_click=go_to, args=("Hunt",), key=f"{key}_hunt")
