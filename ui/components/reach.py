"""Popovers for the keyboard: what it opens takes the focus."""

from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_SCRIPT: Final = Path(__file__).parents[1] / "assets" / "reach.js"


def draw() -> None:
    """Draw nothing, and watch the popovers."""
    _component()(key="reach", data={})


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("reach", js=_SCRIPT.read_text(encoding="utf-8"))
