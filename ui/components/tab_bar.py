"""The tabs, named in the language of the reader; the address names them in English, whatever the language."""

from collections.abc import Iterator

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui import memory
from ui.language import t
from ui.state import FIRST_TAB, TAB, TABS

_WIDGET = "tab_bar"
_MOVES = "tab_bar_moves"
_ADDRESS = "tab_in_address"


def draw() -> Iterator[tuple[str, DeltaGenerator]]:
    """Draw the tabs and yield the one that is open, by its English name; only that one is filled."""
    chosen = _chosen()
    st.session_state[TAB] = chosen
    st.session_state[_ADDRESS] = chosen
    # Both at once: each change of the address is a step of the browser's Back.
    address = {TAB: chosen, memory.WINDOW: memory.window()}
    if any(st.query_params.get(name) != value for name, value in address.items()):
        _take_fields_out()
        st.query_params.update(address)
    key = _key(t(chosen))
    st.session_state[key] = t(chosen)
    drawn = st.tabs([t(name) for name in TABS], key=key, on_change=_opened, args=(key,))
    yield from ((name, tab) for name, tab in zip(TABS, drawn, strict=True) if tab.open)


def _take_fields_out() -> None:
    """Take the fields of the tab that closes out of the address, in the same step as its name.

    Streamlit would do so at the end of the run, as a step more of the browser: Back would seem dead.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    with context.session_state.query_params() as address:
        for name in [name for name in address if address.is_bound(name)]:
            address.discard_param_no_forward_msg(name)


def _chosen() -> str:
    """Return the tab of the address if that changed by itself (link, back, forward), else the one opened."""
    asked = st.query_params.get(TAB, "")
    if asked in TABS and asked != st.session_state.get(_ADDRESS):
        return asked
    return str(st.session_state.get(TAB, FIRST_TAB))


def _key(label: str) -> str:
    """Return the key of the widget, a new one whenever something else than a click opens another tab.

    The browser may have sent the old tab once more, as with a part that is drawn anew each second, before it
    hears of the new one: under the same key that would be taken for a click back to the old tab.
    """
    moves = int(st.session_state.get(_MOVES, 0))
    if st.session_state.get(f"{_WIDGET}_{moves}", label) != label:
        moves += 1
    st.session_state[_MOVES] = moves
    return f"{_WIDGET}_{moves}"


def _opened(key: str) -> None:
    shown = st.session_state[key]
    st.session_state[TAB] = next((name for name in TABS if t(name) == shown), FIRST_TAB)
