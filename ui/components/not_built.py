"""What a tab shows while the work behind it is not built."""

import streamlit as st

from ui.state import go_to


def draw(what: str) -> None:
    """Say in a sentence that the tab does nothing yet, and offer what works."""
    st.markdown(what)
    st.button("Open the Search Scraper", on_click=go_to, args=("Search Scraper",), key=f"go_{hash(what)}")
