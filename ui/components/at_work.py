"""The line of work that is going on: what it is at, and the button that stops it."""

from collections.abc import Callable

import streamlit as st

from ui.language import t


def draw(
    words: str,
    key: str,
    on_stop: Callable[..., None],
    *args: object,
    help_: str | None = None,
    stopping: bool = False,
) -> None:
    """Draw the line; `words` is Markdown, `args` are those of `on_stop`."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(words, width="stretch")
        st.button(
            t("Stop"),
            icon=":material/stop:",
            key=key,
            on_click=on_stop,
            args=args,
            disabled=stopping,
            help=help_,
        )
