"""What went wrong, its likely cause, and a button wherever the app can do something about it."""

import os
import re
from collections.abc import Callable
from functools import partial

import streamlit as st

from config.environment import EMBEDDED
from config.errors import UserFacingError
from jobs import interactive
from jobs.interactive import Job, JobState
from llm import embedded
from ui.components import reach
from ui.language import mark, said, t
from ui.remedies import Button, button_for, cause_of
from ui.safe import md
from ui.state import Services, go_to, services

Act = tuple[str, str, Callable[[], object]]
"""The words, the icon and the work of a button."""

# The parts of the sidebar, as they are called there and by their keys.
MODELS_PART, LIMITS_PART, SEARCH_PART, PLACE_PART = "side_models", "side_llm", "side_search", "side_place"
SENDER_PART = "side_sender"
_TASK = re.compile(r"the task '(\w+)'")
_OPEN = {
    Button.ENDPOINTS: (MODELS_PART, mark("Open the addresses and keys of models")),
    Button.LIMITS: (LIMITS_PART, mark("Open Advanced LLM settings")),
    Button.SEARCH: (SEARCH_PART, mark("Open Search and crawl")),
    Button.PLACE: (PLACE_PART, mark("Set your usual town")),
}
_TABS = {
    Button.MODELS: ("Models", mark("Open Models")),
    Button.SERVER: ("Models", mark("Open Models")),
    Button.REVIEW: ("Review", mark("Open Review")),
    Button.HUNT: ("Hunt", mark("Open Hunt")),
}


def draw_error(error: UserFacingError, key: str, again: Callable[[], object] | None = None) -> None:
    """Draw an error; see `draw`."""
    draw(error.message, error.remedy, key, again)


def draw_failed(job: Job | None, key: str) -> None:
    """Draw why a job of a tab has failed; nothing where it has not. Its button does the job once more."""
    if job is not None and job.state is JobState.FAILED and job.error is not None:
        draw_error(job.error, key, partial(interactive.again, job.key))


def draw(
    message: str,
    remedy: str,
    key: str,
    again: Callable[[], object] | None = None,
    *,
    warns: bool = False,
    about: str = "",
    otherwise: Act | None = None,
) -> None:
    """Draw what happened, the likely cause, what to do, and the button for it where the app has one.

    `again` does once more what failed. Without it the page is drawn anew, which asks the database again.
    `about` is what it happened to; `otherwise` is the button where the error itself has none.
    """
    cause = cause_of(message)
    told = [t("Likely cause: {cause}", cause=said(cause))] if cause else []
    told += [said(remedy)] if remedy else []
    box = st.warning if warns else st.error
    with st.container(key=f"trouble_{key}", gap="small"):
        title = md(f"{about}: {said(message)}" if about else said(message))
        if told:
            box("  \n".join(map(md, told)), title=title)
        else:
            box(title)
        draw_button(message, remedy, key, again, otherwise)


def draw_button(
    message: str,
    remedy: str,
    key: str,
    again: Callable[[], object] | None = None,
    otherwise: Act | None = None,
) -> bool:
    """Draw the button alone, nothing where the app has none; tell whether it was pressed."""
    button = button_for(message, remedy)
    is_engine = button is Button.SERVER and _engine_can_help(services(), message)
    chosen = _engine() if is_engine else _act(button, again) if button else otherwise
    if chosen is None:
        return False
    label, icon, act = chosen
    return st.button(label, key=f"remedy_{key}", icon=f":material/{icon}:", on_click=_without_result(act))


def _without_result(act: Callable[[], object]) -> Callable[[], None]:
    def pressed() -> None:
        act()

    return pressed


def _engine() -> Act:
    return t("Switch on the embedded engine"), "memory", _switch_on_engine


def _act(button: Button, again: Callable[[], object] | None) -> Act:
    """Return the words, the icon and the work of a button."""
    if button in _TABS:
        tab, words = _TABS[button]
        return t(words), "arrow_forward", lambda: go_to(tab)
    if button in _OPEN:
        part, words = _OPEN[button]
        return t(words), "tune", lambda: open_part(part)
    return t("Try again"), "refresh", again or _draw_anew


def open_part(part: str) -> None:
    """Unfold a part of the sidebar, and the sidebar where it is folded away; a callback."""
    st.session_state[part] = True
    reach.show(part)


def _draw_anew() -> None:
    """Do nothing but what each press does: draw the page."""


def _engine_can_help(shared: Services, message: str) -> bool:
    """Tell whether the embedded engine is there, switched off, and has a model that may do the task named."""
    config = shared.loader.get_merged_config()
    if config["embedded"]["enabled"] or os.environ.get(EMBEDDED) or not embedded.installed():
        return False
    task = _TASK.search(message)
    needed = config["models"].get(task[1], {}).get("min_tier") if task else None
    return embedded.configured_engine(config).best_for(needed or embedded.TIERS[0]) is not None


def _switch_on_engine() -> None:
    services().loader.save_settings({"embedded.enabled": True})
    st.toast(t("The embedded engine is switched on; try again."))
