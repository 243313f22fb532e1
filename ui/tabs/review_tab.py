"""Review: all leads, filtered and sorted in the database, edited in place, opened with their evidence."""

import math

import streamlit as st

from leads.review import LeadFilter, Sort
from leads.store import StoreError
from ui import selection
from ui.components import (
    lead_drawer,
    review_actions,
    review_charts,
    review_choice,
    review_export,
    review_filters,
    review_pairs,
    review_summary,
    review_table,
    trouble,
)
from ui.components.lead_drawer import Place
from ui.language import t, tn
from ui.safe import md
from ui.state import Services, go_to


def draw(shared: Services) -> None:
    """Draw the tab."""
    try:
        _draw(shared)
    except StoreError as error:
        trouble.draw_error(error, "review")


def _draw(shared: Services) -> None:
    every = shared.store.count_rows(LeadFilter(project=selection.project_id()))
    if not every:
        _empty()
        return
    review_choice.restore()
    review_filters.draw(shared)
    wanted, sort = review_choice.filter_now(), review_choice.sort_now()
    total = shared.store.count_rows(wanted)
    _bar(shared, wanted, sort, total, every)
    review_export.draw()
    review_summary.draw()
    review_pairs.draw(shared)
    if not total:
        review_actions.draw(shared)
        st.caption(t("No lead meets these filters."))
        st.button(t("Clear all filters"), type="primary", key="rv_clear_empty", on_click=review_choice.clear)
        return
    _list(shared, wanted, sort, total)
    # Below the table: what appears above it would move the rows from under the pointer.
    review_actions.draw(shared)
    charts = st.expander(t("Map and charts of these leads"), key="rv_charts", on_change="rerun")
    if charts.open:
        with charts:
            review_charts.draw(shared.store.facets(wanted, review_charts.COUNTED))


def _bar(shared: Services, wanted: LeadFilter, sort: Sort, total: int, every: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            tn("**{total:,}** of {count:,} lead", "**{total:,}** of {count:,} leads", every, total=total),
            width="content",
        )
        st.button(
            t("Go through them"),
            icon=":material/playlist_play:",
            type="primary" if total else "secondary",
            key="rv_walk",
            shortcut="Ctrl+Enter",
            disabled=not total,
            help=t("Opens the first lead; Alt+Down goes on to the next."),
            on_click=_open_first,
            args=(shared, wanted, sort),
        )
        review_summary.draw_button(shared, wanted, total)
        review_export.draw_button(shared, wanted, sort, total)
        review_pairs.draw_button(shared)
        if words := review_choice.in_words(wanted):
            st.caption(md(" · ".join(words)), width="content")
            st.button(
                t("Clear"),
                key="rv_clear_bar",
                type="tertiary",
                icon=":material/filter_list_off:",
                on_click=review_choice.clear,
            )


def _open_first(shared: Services, wanted: LeadFilter, sort: Sort) -> None:
    for row in shared.store.list_rows(wanted, sort, limit=1):
        st.session_state.update(rv_drawer=row.id, rv_goto=0)
        selection.choose(row.id)


def _list(shared: Services, wanted: LeadFilter, sort: Sort, total: int) -> None:
    pages = max(1, math.ceil(total / review_table.PAGE))
    if (goto := st.session_state.pop("rv_goto", None)) is not None:
        st.session_state["rv_page"] = goto // review_table.PAGE + 1
    page = min(int(st.session_state.get("rv_page") or 1), pages)
    begin = (page - 1) * review_table.PAGE
    rows = shared.store.list_rows(wanted, sort, review_table.PAGE, begin)
    review_table.draw(shared, rows, f"rv_grid_{page}_{hash((wanted, sort))}")
    if pages > 1:
        st.pagination(pages, key="rv_page")
    lead_drawer.draw_if_open(shared, Place(wanted, sort, begin, tuple(row.id for row in rows)))


def _empty() -> None:
    st.markdown(t("There is nothing to review yet. A hunt finds businesses and keeps them here."))
    with st.container(horizontal=True):
        st.button(t("Start a hunt"), type="primary", on_click=go_to, args=("Hunt",), key="review_hunt")
        st.button(t("Ask a question"), on_click=go_to, args=("Search Scraper",), key="review_go")
