"""One style, its colours from the tokens of the theme; nothing else in the interface names a colour."""

import re

import pytest
import streamlit as st

from config import locations
from ui.components import looks

UI = locations.ROOT / "ui"
# A colour of one's own for a client's report is offered, not drawn.
OFFERED = {"seo_downloads.py"}


def test_no_colour_is_written_in_the_interface():
    named = {
        path.name: found
        for path in [*UI.rglob("*.py"), *UI.rglob("*.css")]
        if path.name not in OFFERED
        and (found := re.findall(r"#[0-9a-fA-F]{6}\b|\brgba?\(", path.read_text(encoding="utf-8")))
    }
    assert named == {}


def test_a_style_stands_in_one_place():
    assert {path.name for path in UI.rglob("*.py") if "<style" in path.read_text(encoding="utf-8")} == {
        "looks.py"
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_variable_of_the_style_is_a_token_of_the_theme(theme):
    used = set(re.findall(r"var\(--lh-(\w+)\)", (UI / "assets" / "looks.css").read_text(encoding="utf-8")))
    assert used == set(looks._TOKENS)
    for name in used:
        light, dark = looks._TOKENS[name]
        token = light if theme == "light" else dark
        assert re.fullmatch(r"#[0-9a-f]{6}", str(st.get_option(f"theme.{theme}.{token}"))), (name, token)
