"""Saved views of the Review tab: a filter, an order and columns under a name."""

import streamlit as st

from leads.review import SavedView
from ui.components import review_choice
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the choice of a view, and what saves or deletes one."""
    views = shared.store.saved_views()
    names = {view.id: view.name for view in views}
    choose, keep = st.columns([3, 1], vertical_alignment="bottom")
    choose.selectbox(
        "View",
        list(names),
        format_func=names.__getitem__,
        key="rv_view",
        persist_state="session",
        on_change=_choose,
        args=(views,),
    )
    with keep.popover("", icon=":material/bookmark_add:", help="Save or delete a view"):
        st.text_input("Name of the view", key="rv_view_name", max_chars=60)
        st.button("Save view", key="rv_view_save", on_click=_save, args=(shared,))
        current = next((view for view in views if view.id == st.session_state.get("rv_view")), None)
        if current is not None and not current.is_default:
            st.button(
                f"Delete view {md(current.name)}",
                key="rv_view_delete",
                on_click=_delete,
                args=(shared, current.id),
            )


def _choose(views: list[SavedView]) -> None:
    chosen = next((view for view in views if view.id == st.session_state.get("rv_view")), None)
    if chosen is not None:
        review_choice.apply(chosen)


def _save(shared: Services) -> None:
    name = " ".join(str(st.session_state.get("rv_view_name") or "").split())
    if not name:
        st.toast("Give the view a name first.")
        return
    view = review_choice.view_now(name)
    st.session_state["rv_view"] = shared.store.save_view(view).id
    st.session_state["rv_view_name"] = ""


def _delete(shared: Services, view_id: str) -> None:
    shared.store.delete_view(view_id)
    st.session_state.pop("rv_view", None)
    review_choice.clear()
