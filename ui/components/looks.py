"""The one style of the app: what Streamlit's elements cannot draw, in the colours of the theme's tokens."""

from pathlib import Path
from typing import Final

import streamlit as st

_STYLE: Final = (Path(__file__).parent.parent / "assets" / "looks.css").read_text(encoding="utf-8")
# Variable of the style -> token of the theme, in the light and in the dark.
_TOKENS: Final = {
    "chosen": ("primaryColor", "linkColor"),
    "ground": ("backgroundColor", "backgroundColor"),
    "raised": ("secondaryBackgroundColor", "secondaryBackgroundColor"),
    "border": ("borderColor", "borderColor"),
    "faint": ("grayColor", "grayColor"),
    "bar": ("linkColor", "linkColor"),
    "poor": ("redTextColor", "redColor"),
    "fair": ("orangeTextColor", "orangeColor"),
    "good": ("greenTextColor", "greenColor"),
    "none": ("grayColor", "grayColor"),
}


def choice_icon(*, chosen: bool) -> str:
    """Return the mark of one line of a list of which one is chosen; all lines begin at the same place."""
    return f":material/radio_button_{'checked' if chosen else 'unchecked'}:"


def draw() -> None:
    """Draw the style.

    Streamlit names its tokens to components alone, not to the page. Dialogs and popovers lie outside of what
    it gives a colour scheme to: they have the colours that were in force when the page was drawn.
    """
    now = "".join(f"--lh-{name}:{colour(name)};" for name in _TOKENS)
    either = "".join(
        f"--lh-{name}:light-dark({_token('light', light)},{_token('dark', dark)});"
        for name, (light, dark) in _TOKENS.items()
    )
    st.html(f"<style>:root{{{now}}}.stApp{{{either}}}{_STYLE}</style>")


def colour(name: str) -> str:
    """Return a colour of the theme in force, for what is drawn where no style reaches: a picture, a grid."""
    light, dark = _TOKENS[name]
    return _token("dark", dark) if st.context.theme.type == "dark" else _token("light", light)


def _token(theme: str, name: str) -> str:
    return str(st.get_option(f"theme.{theme}.{name}"))
