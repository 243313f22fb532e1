"""Sidebar: the language of the app itself; it changes at once."""

import streamlit as st

from config.errors import UserFacingError
from ui import language
from ui.state import Services

_WIDGET = "interface_choice"


def draw(shared: Services) -> None:
    """Draw the choice."""
    st.session_state[_WIDGET] = language.current()
    st.segmented_control(
        language.t("Language of the app"),
        list(language.LANGUAGES),
        format_func=language.LANGUAGES.__getitem__,
        key=_WIDGET,
        on_change=_change,
        args=(shared,),
        required=True,
    )


def _change(shared: Services) -> None:
    try:
        shared.loader.save_settings({"locale.interface": st.session_state[_WIDGET]})
        shared.loader.reload()
    except UserFacingError as problem:
        st.session_state["draft_problem"] = problem
