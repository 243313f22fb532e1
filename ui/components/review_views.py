"""Saved views of the Review tab: a filter, an order and columns under a name."""

import streamlit as st

from leads.review import SavedView
from ui import memory
from ui.components import review_choice
from ui.language import t
from ui.memory import kept
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the choice of a view, and what saves or deletes one."""
    views = shared.store.saved_views()
    # The default view has no name that anyone has given it.
    names = {view.id: t("All leads") if view.is_default else view.name for view in views}
    choose, keep = st.columns([3, 1], vertical_alignment="bottom")
    choose.selectbox(
        t("View"),
        list(names),
        format_func=names.__getitem__,
        key="rv_view",
        persist_state="session",
        on_change=_choose,
        args=(views,),
    )
    with keep.popover("", icon=":material/bookmark_add:", help=t("Save or delete a view")):
        st.text_input(t("Name of the view"), key=kept("rv_view_name"), max_chars=60)
        st.button(t("Save view"), key="rv_view_save", on_click=_save, args=(shared,))
        if gone := st.session_state.get("rv_view_gone"):
            st.caption(t("The view was deleted."))
            st.button(
                t("Undo"),
                key="rv_view_undo",
                icon=":material/undo:",
                on_click=_undo_delete,
                args=(shared, gone),
            )
        current = next((view for view in views if view.id == st.session_state.get("rv_view")), None)
        if current is not None and not current.is_default:
            st.button(
                t("Delete view {name}", name=md(current.name)),
                key="rv_view_delete",
                on_click=_delete,
                args=(shared, current.id),
            )


def _undo_delete(shared: Services, view_id: str) -> None:
    shared.store.restore_view(view_id)
    st.session_state.pop("rv_view_gone", None)
    st.session_state["rv_view"] = view_id
    _choose(shared.store.saved_views())


def _choose(views: list[SavedView]) -> None:
    chosen = next((view for view in views if view.id == st.session_state.get("rv_view")), None)
    if chosen is not None:
        review_choice.apply(chosen)


def _save(shared: Services) -> None:
    name = " ".join(str(st.session_state.get("rv_view_name") or "").split())
    if not name:
        st.toast(t("Give the view a name first."))
        return
    view = review_choice.view_now(name)
    st.session_state["rv_view"] = shared.store.save_view(view).id
    st.session_state["rv_view_name"] = ""


def _delete(shared: Services, view_id: str) -> None:
    shared.store.delete_view(view_id)
    st.session_state["rv_view_gone"] = view_id
    memory.forget("rv_view")
    review_choice.clear()
