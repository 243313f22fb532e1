"""Review: all leads, filtered and sorted in the database, edited in place, opened with their evidence."""

import math

import streamlit as st

from leads.review import LeadFilter
from leads.store import StoreError
from ui import selection
from ui.components import (
    lead_drawer,
    review_actions,
    review_charts,
    review_export,
    review_filters,
    review_summary,
    review_table,
)
from ui.safe import md
from ui.state import Services, go_to


def draw(shared: Services) -> None:
    """Draw the tab."""
    try:
        _draw(shared)
    except StoreError as error:
        st.error(md(error.remedy), title=md(error.message))


def _draw(shared: Services) -> None:
    every = shared.store.count_rows(LeadFilter(project=selection.project_id()))
    if not every:
        _empty()
        return
    # What is chosen stands in the session before its widgets are drawn, so that the counts fit the filter.
    facets = shared.store.facets(review_filters.filter_now())
    review_filters.draw(shared, facets)
    wanted, sort = review_filters.filter_now(), review_filters.sort_now()
    pages = max(1, math.ceil(facets.total / review_table.PAGE))
    page = min(int(st.session_state.get("rv_page") or 1), pages)
    rows = shared.store.list_rows(wanted, sort, review_table.PAGE, (page - 1) * review_table.PAGE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{facets.total:,}** of {every:,} leads")
        review_summary.draw_button(shared, wanted, facets.total)
        review_export.draw(shared, wanted, sort, facets.total)
    review_summary.draw()
    review_actions.draw(shared)
    if not rows:
        st.caption("No lead meets these filters.")
        st.button("Clear all filters", key="rv_clear_empty", on_click=review_filters.clear)
        return
    review_table.draw(shared, rows, f"rv_grid_{page}_{hash((wanted, sort))}")
    if pages > 1:
        st.pagination(pages, key="rv_page")
    with st.expander("Charts of these leads"):
        review_charts.draw(facets)
    lead_drawer.draw_if_open(shared, [row.id for row in rows])


def _empty() -> None:
    st.markdown("There is nothing to review yet. A hunt finds businesses and keeps them here.")
    with st.container(horizontal=True):
        st.button("Start a hunt", type="primary", on_click=go_to, args=("Hunt",), key="review_hunt")
        st.button("Ask a question", on_click=go_to, args=("Search Scraper",), key="review_go")
