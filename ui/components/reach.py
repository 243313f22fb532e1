"""Reaching what is out of reach: popovers by the keyboard, and the sidebar where it is folded away."""

from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_SCRIPT: Final = Path(__file__).parents[1] / "assets" / "reach.js"
_SHOWN: Final = "reach_shown"


def draw() -> None:
    """Draw nothing; watch the popovers, and unfold the sidebar once for each time it was asked for."""
    part, times = _shown()
    _component()(key="reach", data={"part": part, "times": times})


def show(part: str) -> None:
    """Bring a part of the sidebar, by its key, into view; a callback.

    Whether the sidebar is folded away the browser alone knows.
    """
    st.session_state[_SHOWN] = (part, _shown()[1] + 1)


def _shown() -> tuple[str, int]:
    part, times = st.session_state.get(_SHOWN, ("", 0))
    return str(part), int(times)


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("reach", js=_SCRIPT.read_text(encoding="utf-8"))
