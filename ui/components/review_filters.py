"""Which leads the Review tab shows: words, status, trade, place, score, contacts, tags; saved views.

The choices stand in the address, so that a view can be reloaded, bookmarked and gone back to.
"""

import streamlit as st

from leads.record import LeadStatus
from leads.review import Count, Facets, LeadFilter, SavedView, Sort, SortBy
from ui import selection
from ui.safe import md
from ui.state import Services

COLUMNS = {
    "name": "Name",
    "trade": "Trade",
    "city": "Town",
    "email": "E-mail",
    "phone": "Phone",
    "website": "Site",
    "score": "Score",
    "quality": "Quality",
    "fit": "Fit",
    "status": "Status",
    "tags": "Tags",
    "source": "Source",
    "language": "Language",
    "postcode": "Postcode",
}
SHOWN = ("name", "trade", "city", "email", "phone", "score", "status", "tags", "website")
_HAS = {"email": "e-mail", "phone": "phone", "website": "site"}
_SORTS = {
    SortBy.SCORE: "Score",
    SortBy.QUALITY: "Quality",
    SortBy.FIT: "Fit",
    SortBy.NAME: "Name",
    SortBy.TRADE: "Trade",
    SortBy.CITY: "Town",
    SortBy.STATUS: "Status",
    SortBy.EMAIL: "E-mail",
    SortBy.PHONE: "Phone",
    SortBy.WEBSITE: "Site",
    SortBy.CREATED_AT: "Found",
    SortBy.UPDATED_AT: "Changed",
}
_ALL = (0.0, 10.0)


def status_word(status: LeadStatus) -> str:
    """Return what a status is called on the screen."""
    return status.value.replace("_", " ").capitalize()


def draw(shared: Services, facets: Facets) -> None:
    """Draw the filters, with the values there are; `filter_now` and `sort_now` say what is chosen."""
    views, text, sort, more = st.columns([2.2, 3.4, 2.2, 2.2], vertical_alignment="bottom")
    with views:
        _views(shared)
    text.text_input(
        "Search",
        type="search",
        key="rv_q",
        bind="query-params",
        placeholder="name, town, e-mail, service, note …",
        on_change=first_page,
    )
    sort.selectbox(
        "Sort by",
        list(_SORTS),
        format_func=_SORTS.__getitem__,
        key="rv_sort",
        bind="query-params",
        on_change=first_page,
    )
    with more.popover("Filters" + _count(), icon=":material/filter_list:", width="stretch"):
        _all_filters(facets)


def _all_filters(facets: Facets) -> None:
    st.toggle("Ascending", key="rv_up", bind="query-params", on_change=first_page)
    st.multiselect(
        "Status",
        [status.value for status in LeadStatus],
        format_func=lambda value: status_word(LeadStatus(value)),
        key="rv_status",
        bind="query-params",
        on_change=first_page,
    )
    for label, key, counts in (
        ("Trade", "rv_trade", facets.trade),
        ("Place", "rv_place", facets.city),
        ("Tag", "rv_tag", facets.tag),
        ("Source", "rv_source", facets.source),
        ("Language", "rv_lang", facets.language),
    ):
        _choice(label, key, counts)
    st.slider("Score", 0.0, 10.0, _ALL, 0.5, key="rv_score", bind="query-params", on_change=first_page)
    st.pills(
        "Has",
        list(_HAS),
        selection_mode="multi",
        format_func=_HAS.__getitem__,
        key="rv_has",
        bind="query-params",
        on_change=first_page,
    )
    st.pills(
        "Has no",
        list(_HAS),
        selection_mode="multi",
        format_func=_HAS.__getitem__,
        key="rv_no",
        bind="query-params",
        on_change=first_page,
    )
    st.multiselect(
        "Columns",
        list(COLUMNS),
        list(SHOWN),
        format_func=COLUMNS.__getitem__,
        key="rv_columns",
        persist_state="session",
    )
    st.button("Clear all filters", on_click=clear, icon=":material/filter_list_off:")


def _choice(label: str, key: str, counts: list[Count]) -> None:
    """Offer the values there are, and the chosen one even where other filters leave none of it."""
    chosen = st.session_state.get(key)
    options = [count.value for count in counts if count.value][:200]
    if chosen and chosen not in options:
        options.append(chosen)
    numbers = {count.value: count.leads for count in counts}
    st.selectbox(
        label,
        options,
        index=None,
        format_func=lambda value: f"{value} ({numbers.get(value, 0)})",
        key=key,
        persist_state="session",
        placeholder="any",
        on_change=first_page,
    )


def filter_now() -> LeadFilter:
    """Return the filter that is chosen."""
    state = st.session_state
    low, high = state.get("rv_score") or _ALL
    has, has_not = state.get("rv_has") or (), state.get("rv_no") or ()

    def contact(name: str) -> bool | None:
        return True if name in has else False if name in has_not else None

    return LeadFilter(
        project=selection.project_id(),
        text=str(state.get("rv_q") or "").strip(),
        statuses=tuple(LeadStatus(value) for value in state.get("rv_status") or ()),
        trade=state.get("rv_trade") or "",
        place=state.get("rv_place") or "",
        tag=state.get("rv_tag") or "",
        source=state.get("rv_source") or "",
        language=state.get("rv_lang") or "",
        min_score=low if low > 0 else None,
        max_score=high if high < 10 else None,
        has_email=contact("email"),
        has_phone=contact("phone"),
        has_website=contact("website"),
    )


def sort_now() -> Sort:
    """Return the order that is chosen."""
    by = SortBy(st.session_state.get("rv_sort") or SortBy.SCORE)
    return Sort(by=by, descending=not st.session_state.get("rv_up"))


def columns_now() -> list[str]:
    """Return the columns that are chosen."""
    return list(st.session_state.get("rv_columns") or SHOWN)


def first_page() -> None:
    """Go back to the first page, as another filter has other pages; a callback."""
    st.session_state["rv_page"] = 1


def clear() -> None:
    """Show all leads; a callback."""
    _apply(SavedView(name=""))


def _count() -> str:
    chosen = filter_now().model_dump(exclude={"project", "text"}, exclude_defaults=True)
    return f" ({len(chosen)})" if chosen else ""


def _views(shared: Services) -> None:
    views = shared.store.saved_views()
    names = {view.id: view.name for view in views}
    choose, keep = st.columns([3, 1], vertical_alignment="bottom")
    choose.selectbox(
        "View",
        list(names),
        format_func=names.__getitem__,
        key="rv_view",
        persist_state="session",
        on_change=_choose_view,
        args=(views,),
    )
    with keep.popover("", icon=":material/bookmark_add:", help="Save or delete a view"):
        st.text_input("Name of the view", key="rv_view_name", max_chars=60)
        st.button("Save view", key="rv_view_save", on_click=_save_view, args=(shared,))
        current = next((view for view in views if view.id == st.session_state.get("rv_view")), None)
        if current is not None and not current.is_default:
            st.button(
                f"Delete view {md(current.name)}",
                key="rv_view_delete",
                on_click=_delete_view,
                args=(shared, current.id),
            )


def _choose_view(views: list[SavedView]) -> None:
    chosen = next((view for view in views if view.id == st.session_state.get("rv_view")), None)
    if chosen is not None:
        _apply(chosen)


def _save_view(shared: Services) -> None:
    name = " ".join(str(st.session_state.get("rv_view_name") or "").split())
    if not name:
        st.toast("Give the view a name first.")
        return
    view = SavedView(
        name=name,
        filter=filter_now().model_copy(update={"project": ""}),
        sort=sort_now(),
        columns=tuple(columns_now()),
    )
    st.session_state["rv_view"] = shared.store.save_view(view).id
    st.session_state["rv_view_name"] = ""


def _delete_view(shared: Services, view_id: str) -> None:
    shared.store.delete_view(view_id)
    st.session_state.pop("rv_view", None)
    clear()


def _apply(view: SavedView) -> None:
    state, wanted = st.session_state, view.filter
    contacts = {"email": wanted.has_email, "phone": wanted.has_phone, "website": wanted.has_website}
    state["rv_q"] = wanted.text
    state["rv_status"] = [status.value for status in wanted.statuses]
    state["rv_trade"] = wanted.trade or None
    state["rv_place"] = wanted.place or None
    state["rv_tag"] = wanted.tag or None
    state["rv_source"] = wanted.source or None
    state["rv_lang"] = wanted.language or None
    state["rv_score"] = (wanted.min_score or 0.0, wanted.max_score or 10.0)
    state["rv_has"] = [name for name, has in contacts.items() if has]
    state["rv_no"] = [name for name, has in contacts.items() if has is False]
    state["rv_sort"] = view.sort.by
    state["rv_up"] = not view.sort.descending
    state["rv_columns"] = list(view.columns or SHOWN)
    first_page()
