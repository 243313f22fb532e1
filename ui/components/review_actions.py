"""What is done with several leads at once: status, tag, merge, remove with undo."""

from collections.abc import Callable

import streamlit as st

from config.errors import UserFacingError
from leads.record import LeadStatus
from leads.review import LeadFilter
from ui.components import trouble
from ui.components.review_choice import status_word
from ui.components.review_table import picked_ids
from ui.language import t
from ui.memory import kept
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the bar where leads are picked, and the way back from what was done last."""
    _undo_bar()
    picked = sorted(picked_ids())
    if problem := st.session_state.pop("rv_problem", None):
        trouble.draw_error(problem, "review_actions")
    if not picked:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(t("**{count} picked**", count=len(picked)))
        st.menu_button(
            t("Status"),
            [status.value for status in LeadStatus],
            format_func=lambda value: status_word(LeadStatus(value)),
            key="rv_bulk_status",
            icon=":material/flag:",
            on_click=_set_status,
            args=(shared, picked),
        )
        with st.popover(t("Tag"), icon=":material/sell:"):
            st.text_input(t("Tag"), key=kept("rv_bulk_tag"), max_chars=40)
            st.button(t("Put on"), key="rv_bulk_tag_on", on_click=_tag, args=(shared, picked))
        st.button(
            t("Merge"),
            icon=":material/merge:",
            disabled=len(picked) < 2,
            help=t("They become one lead with all their evidence; it can be undone.")
            if len(picked) > 1
            else t("Pick two or more leads of one business."),
            on_click=_merge,
            args=(shared, picked),
        )
        st.button(
            t("Remove"),
            icon=":material/delete:",
            on_click=_remove,
            args=(shared, picked),
            help=t("They go from the list; it can be undone."),
        )
        st.button(t("Clear the ticks"), type="tertiary", on_click=picked_ids().clear, key="rv_clear_picked")


def _undo_bar() -> None:
    last = st.session_state.get("rv_last")
    if last:
        words, _ = last
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(md(words))
            st.button(t("Undo"), key="rv_undo", icon=":material/undo:", on_click=_undo)


def _set_status(shared: Services, ids: list[str]) -> None:
    status = LeadStatus(st.session_state["rv_bulk_status"])
    before: dict[LeadStatus, list[str]] = {}
    for row in shared.store.list_rows(_these(ids), limit=None):
        before.setdefault(row.status, []).append(row.id)
    count = shared.store.set_status(ids, status, "Changed for several leads at once.")

    def back() -> None:
        for old, some in before.items():
            shared.store.set_status(some, old, "Undone.")

    _done(t("{count} set to {status}.", count=count, status=status_word(status)), back)


def _tag(shared: Services, ids: list[str]) -> None:
    tag = " ".join(str(st.session_state.get("rv_bulk_tag") or "").split())
    if tag:
        untagged = [row.id for row in shared.store.list_rows(_these(ids), limit=None) if tag not in row.tags]
        shared.store.add_tag(ids, tag)
        st.session_state["rv_bulk_tag"] = ""
        words = t("{count} tagged {tag}.", count=len(untagged), tag=tag)
        _done(words, lambda: shared.store.remove_tag(untagged, tag))


def _merge(shared: Services, ids: list[str]) -> None:
    best, *others = [row.id for row in shared.store.list_rows(_these(ids), limit=None)]
    done: list[str] = []
    try:
        done += [shared.store.merge(best, other).id for other in others]
    except UserFacingError as problem:
        st.session_state["rv_problem"] = problem
    if done:

        def back() -> None:
            for one in reversed(done):
                shared.store.undo_merge(one)

        _done(t("{count} leads are one now.", count=len(done) + 1), back)


def _remove(shared: Services, ids: list[str]) -> None:
    count = shared.store.remove(ids)
    _done(t("{count} removed.", count=count), lambda: shared.store.restore(ids))


def _done(words: str, back: Callable[[], object]) -> None:
    picked_ids().clear()
    st.session_state["rv_last"] = (words, back)


def _undo() -> None:
    _, back = st.session_state.pop("rv_last")
    try:
        back()
    except UserFacingError as problem:
        st.session_state["rv_problem"] = problem


def _these(ids: list[str]) -> LeadFilter:
    return LeadFilter(ids=tuple(ids))
