"""Mail merge: one mail to each lead that is picked in Review, as a table."""

from functools import partial

import streamlit as st

from jobs import outreach_merge
from outreach.draft import Angle
from ui.components.kept_export import download_button
from ui.components.outreach_form import order_now
from ui.components.outreach_variant import TITLES
from ui.components.review_table import picked_ids
from ui.language import t, tn
from ui.memory import kept, one_of
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the merge where leads are picked."""
    picked = sorted(picked_ids())
    if not picked:
        return
    label = tn(
        "Mail merge: {count} lead picked in Review", "Mail merge: {count} leads picked in Review", len(picked)
    )
    with st.expander(label):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                t("Angle"),
                list(TITLES),
                format_func=lambda one: t(TITLES[one]),
                key=kept("or_merge_angle", one_of(TITLES)),
            )
            st.button(t("Prepare"), key="or_merge", on_click=_prepare, args=(shared, picked))
        ready = st.session_state.get("or_merged")
        if isinstance(ready, outreach_merge.Merge):
            _ready(ready)
        st.caption(t("The mail you kept for each lead, else the template. Blocked mails are left out."))


def _ready(ready: outreach_merge.Merge) -> None:
    left = (
        " " + t("{count} left out: blocked, or no e-mail address.", count=ready.left_out)
        if ready.left_out
        else ""
    )
    st.markdown(f"**{tn('{count} mail.', '{count} mails.', ready.included)}**{left}")
    download_button(
        "CSV",
        partial(ready.table.encode, "utf-8-sig"),
        "mail-merge.csv",
        key="or_merge_csv",
        disabled=not ready.included,
    )


def _prepare(shared: Services, picked: list[str]) -> None:
    order = order_now(shared, "")
    angle = st.session_state.get("or_merge_angle") or Angle.PROBLEM
    st.session_state["or_merged"] = outreach_merge.merged(
        shared.store, shared.loader, picked, angle, order.language, order.tone
    )
