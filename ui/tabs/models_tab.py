"""Models: how they are set up, what the doctor finds, who takes which task, how well, and at what cost."""

import streamlit as st

from ui.components import (
    models_bench,
    models_calls,
    models_doctor,
    models_engine,
    models_routes,
    models_setup,
    models_variants,
)
from ui.language import t
from ui.state import Services, go_to


def draw(shared: Services) -> None:
    """Draw the tab."""
    models_doctor.draw(shared)
    st.divider()
    models_setup.draw(shared)
    models_variants.draw(shared)
    models_engine.draw(shared)
    st.divider()
    models_routes.draw(shared)
    st.divider()
    models_bench.draw(shared)
    st.divider()
    models_calls.draw()
    with st.container(horizontal=True):
        st.button(
            t("Start a hunt"),
            type="secondary" if models_doctor.has_remedy() else "primary",
            key="models_hunt",
            shortcut="Alt+N",
            on_click=go_to,
            args=("Hunt",),
        )
        st.button(t("Ask a question"), key="models_ask", on_click=go_to, args=("Search Scraper",))
