"""Models: the set-ups, one click apart, each with what it does and costs."""

import streamlit as st

from config.errors import UserFacingError
from llm import setups
from llm.setups import EXPLAINED, SetUp
from ui.safe import md
from ui.state import Services

_A_ROW = 3


def draw(shared: Services) -> None:
    """Draw the cards."""
    config = shared.loader.get_merged_config()
    now = setups.current(config)
    st.markdown("#### Set-up")
    if now is None:
        st.caption("The models are set up in a way of your own; each of these puts it back to one of ours.")
    choices = list(SetUp)
    for start in range(0, len(choices), _A_ROW):
        for column, choice in zip(st.columns(_A_ROW), choices[start : start + _A_ROW], strict=False):
            with column:
                _card(shared, choice, missing=setups.missing_for(choice, config), in_force=choice is now)


def _card(shared: Services, choice: SetUp, *, missing: str, in_force: bool) -> None:
    explained = EXPLAINED[choice]
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{md(choice.value[0].upper() + choice.value[1:])}**")
        st.caption(md(explained.effect))
        st.caption(md(explained.cost))
        st.button(
            "In use" if in_force else "Use this",
            key=f"setup_{choice.name}",
            type="primary" if in_force else "secondary",
            disabled=in_force or bool(missing),
            on_click=_use,
            args=(shared, choice),
            help=md(missing) if missing else None,
        )


def _use(shared: Services, choice: SetUp) -> None:
    changes = setups.changes_for(choice, shared.loader.get_merged_config())
    try:
        shared.loader.save_settings(changes.values, changes.removed)
    except UserFacingError as problem:
        st.session_state["draft_problem"] = problem
        return
    st.toast(f"Set-up: {choice.value}")
