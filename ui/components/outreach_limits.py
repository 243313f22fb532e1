"""How long messages may be, and what a text message costs: kept in the settings, with a way back."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from config.errors import UserFacingError
from config.loader import ConfigLoader
from jobs import outreach_job
from outreach.draft import Channel
from ui.components import trouble
from ui.language import mark, t
from ui.state import Services, is_gone

_BOUNDS = (("low", mark("At least")), ("high", mark("At most")), ("most", mark("Never above")))
_UNITS = {
    Channel.LINKEDIN: mark("In characters."),
    Channel.LINKEDIN_MESSAGE: mark("In characters."),
    Channel.SMS: mark("In parts that are paid for."),
}
_PRICE = "outreach.sms_price"
_UNSAVED = "outreach_unsaved"


def draw(shared: Services, channel: Channel) -> None:
    """Draw the limits of a channel."""
    held = outreach_job.limits_of(shared.loader, channel).model_dump()
    st.caption(
        f"{t(_UNITS.get(channel, mark('In words.')))} "
        + t("Above the last it fails; otherwise what lies outside warns.")
    )
    bounds = [one for one in _BOUNDS if f"{channel.value}_{one[0]}" in _held(shared.loader)]
    for name, label in bounds:
        key = f"or_{channel.value}_{name}"
        place = f"outreach.{channel.value}_{name}"
        st.session_state[key] = held[name]
        st.number_input(t(label), 0, 20_000, key=key, on_change=_save, args=(shared, key, place))
    places = [f"outreach.{channel.value}_{name}" for name, _ in bounds]
    if channel is Channel.SMS:
        st.session_state["or_sms_price"] = sms_price(shared.loader)
        st.number_input(
            t("Price of a part, €"),
            0.0,
            10.0,
            step=0.005,
            format="%.3f",
            key="or_sms_price",
            on_change=_save,
            args=(shared, "or_sms_price", _PRICE),
        )
        places.append(_PRICE)
    st.button(
        t("Reset to the usual limits"),
        key="or_limits_reset",
        type="tertiary",
        icon=":material/restart_alt:",
        on_click=_reset,
        args=(shared, places),
    )
    st.caption(t("Kept in the settings, for all leads."))


def sms_price(loader: ConfigLoader) -> float:
    """Return what a part of a text message costs."""
    return float(_held(loader)["sms_price"])


def _held(loader: ConfigLoader) -> dict[str, Any]:
    held: dict[str, Any] = loader.get_merged_config()["outreach"]
    return held


def save(shared: Services, place: str, value: Any) -> None:
    """Keep a choice in the settings; where that fails `draw_unsaved` says so and offers to try again."""
    _put(shared, {place: value}, ())


def draw_unsaved(shared: Services) -> None:
    """Say which choice could not be kept, at the next run."""
    failed = st.session_state.pop(_UNSAVED, None)
    if failed is not None:
        problem, values, reset = failed
        trouble.draw_error(problem, "outreach_unsaved", partial(_put, shared, values, reset))


def _put(shared: Services, values: Mapping[str, Any], reset: Sequence[str]) -> None:
    try:
        shared.loader.save_settings(dict(values), list(reset))
    except UserFacingError as problem:
        st.session_state[_UNSAVED] = (problem.with_traceback(None), values, reset)


def _save(shared: Services, key: str, place: str) -> None:
    if not is_gone(key):
        save(shared, place, st.session_state[key])


def _reset(shared: Services, places: list[str]) -> None:
    _put(shared, {}, places)
