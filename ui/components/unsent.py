"""What is still being typed when the page is reloaded: kept in the browser until the app has it.

Streamlit sends a field when it is left. The script also sends a long text whenever the typing rests, so that
what is said beside it answers.
"""

from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_SCRIPT: Final = Path(__file__).parents[1] / "assets" / "unsent.js"
# A text that is sent at rest needs no word of the keys that send it.
# A style of one line would be taken for the name of a file.
_STYLE: Final = ".st-key-unsent,\n.stTextArea [data-testid=InputInstructions]{display:none}"
# What names somebody who is to be forgotten is not written down, not even there.
PRIVATE: Final = ("erase_text", "opt_out_text")
# What each text sent changes at once; it is sent when the field is left.
ACTS: Final = ("do_edit_",)


def draw() -> None:
    """Draw nothing, and watch the fields."""
    _component()(key="unsent", data={"private": PRIVATE, "acts": ACTS})


@cache
def _component() -> ComponentRenderer:
    script = _SCRIPT.read_text(encoding="utf-8")
    return st.components.v2.component("unsent", js=script, css=_STYLE, isolate_styles=False)
