"""Durable work that nobody is there to do."""

import time
from typing import Final

import streamlit as st

from ui.language import t

# Seconds. A worker starts after the app has shown its first page, and reads its modules for some of them.
GRACE = 20.0
_FIRST_PAGE: Final = time.monotonic()


def draw() -> None:
    """Say that no worker is alive and what to do, or, while the app is starting, that one is on its way."""
    if time.monotonic() - _FIRST_PAGE < GRACE:
        st.caption(t("The worker is starting."))
        return
    st.warning(
        t("Start the app with “make run”, or run “python cli.py worker” in a terminal."),
        title=t("No worker is alive to do the work"),
    )
