"""The line of work that is going on: what it is at, and the button that stops it."""

from collections.abc import Callable

import streamlit as st

from ui.language import t
from ui.safe import md


def words(phase: str, seconds: float) -> str:
    """Return what work is at, and since when, as Markdown."""
    return f":shimmer[{md(phase[:1].upper() + phase[1:])}] · {seconds:.0f} s"


def draw(
    told: str,
    key: str,
    on_stop: Callable[..., None],
    *args: object,
    help_: str | None = None,
    stopping: bool = False,
) -> None:
    """Draw the line; `told` is Markdown, `args` are those of `on_stop`."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(told, width="stretch")
        st.button(
            t("Stop"),
            icon=":material/stop:",
            key=key,
            on_click=on_stop,
            args=args,
            disabled=stopping,
            help=help_,
        )
