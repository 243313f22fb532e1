"""Models: the set-ups, one click apart, each with what it does and costs."""

from collections.abc import Mapping

import streamlit as st

from config.errors import UserFacingError
from jobs import models_job
from llm import setups
from llm.setups import EXPLAINED, SetUp
from ui.language import said, t
from ui.safe import md
from ui.state import Services, is_gone

_A_ROW = 3
_BY_APP = "setup_by_app"


def draw(shared: Services) -> None:
    """Draw the cards."""
    config = shared.loader.get_merged_config()
    now = setups.current(config)
    st.markdown(f"#### {t('Set-up')}")
    if now is None:
        st.caption(
            t("The models are set up in a way of your own; each of these puts one of ours in its place.")
        )
    choices = list(SetUp)
    for start in range(0, len(choices), _A_ROW):
        for column, choice in zip(st.columns(_A_ROW), choices[start : start + _A_ROW], strict=False):
            with column:
                _card(shared, choice, missing=setups.missing_for(choice, config), in_force=choice is now)


def _card(shared: Services, choice: SetUp, *, missing: str, in_force: bool) -> None:
    explained = EXPLAINED[choice]
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{md(_name(choice))}**")
        st.caption(md(said(explained.effect)))
        st.caption(md(said(explained.cost)))
        if choice is SetUp.BY_HAND and in_force:
            _who_switches(shared)
        st.button(
            t("In use") if in_force else t("Use this"),
            key=f"setup_{choice.name}",
            icon=":material/check:" if in_force else None,
            disabled=in_force or bool(missing),
            on_click=_use,
            args=(shared, choice),
        )
        if missing and not in_force:
            st.caption(md(said(missing)))


def _use(shared: Services, choice: SetUp) -> None:
    changes = setups.changes_for(choice, shared.loader.get_merged_config())
    _save(shared, changes.values, changes.removed, t("Set-up: {name}", name=_name(choice)))
    models_job.start_doctor(shared.loader)  # what it has found was said of the models of before


def _who_switches(shared: Services) -> None:
    """Draw the choice of who loads the next model, the analyst or the app."""
    st.toggle(
        t("Let the app load it"),
        value=setups.switching(shared.loader.get_merged_config()) == setups.BY_APP,
        key=_BY_APP,
        on_change=_switched,
        args=(shared,),
        help=t("LM Studio 0.4 or newer: the app finishes the work for one model, then loads the other."),
    )


def _switched(shared: Services) -> None:
    if is_gone(_BY_APP):
        return
    who = setups.BY_APP if st.session_state[_BY_APP] else setups.BY_HAND
    _save(shared, {setups.SWITCH_KEY: who}, (), t("Saved"))


def _save(shared: Services, values: Mapping[str, str | bool], removed: tuple[str, ...], done: str) -> None:
    try:
        shared.loader.save_settings(dict(values), removed)
    except UserFacingError as problem:
        st.session_state["draft_problem"] = problem
        return
    st.toast(done)


def _name(choice: SetUp) -> str:
    words = said(choice.value)
    return words[0].upper() + words[1:]
