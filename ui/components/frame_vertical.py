"""The vertical the analyst is after, for all tabs: fit and priority of every lead follow it."""

import streamlit as st

from config.errors import UserFacingError
from config.verticals import load_verticals
from jobs import interactive, rescoring
from ui.components import looks
from ui.language import said, t
from ui.safe import md
from ui.state import Services

_KEY = "scoring.vertical"


def draw(shared: Services) -> None:
    """Draw the button with the vertical's name; scores that the rules have left behind are made anew."""
    if rescoring.follow(shared.store):
        _await()
    known = load_verticals(shared.loader.root).verticals
    labels = {name: said(str(block.get("label") or name)) for name, block in known.items()}
    wanted = shared.store.scoring_rules.target
    shown = st.popover(
        t("Vertical: {name}", name=md(labels.get(wanted) or t("all"))),
        icon=":material/category:",
        key="frame_vertical",
        on_change="rerun",
    )
    if shown.open:
        with shown:
            st.caption(t("What you are after: such leads get a higher fit and priority, on every tab."))
            for name, label in {"": t("All verticals"), **labels}.items():
                st.button(
                    md(label),
                    key=f"vertical_{name}",
                    type="tertiary",
                    icon=looks.choice_icon(chosen=name == wanted),
                    on_click=_choose,
                    args=(shared, name),
                )


@st.fragment(run_every=0.5)
def _await() -> None:
    """Draw the page anew when the new scores are there."""
    job = interactive.job(rescoring.KEY)
    if job is None or not job.active:
        st.rerun()


def _choose(shared: Services, name: str) -> None:
    try:
        shared.loader.save_settings({_KEY: name} if name else {}, () if name else (_KEY,))
    except UserFacingError as problem:
        st.session_state["draft_problem"] = problem
