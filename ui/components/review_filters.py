"""Which leads the Review tab shows: words, status, trade, place, score, contacts, tags.

What is chosen stands in the address, so that a list can be reloaded, bookmarked and gone back to. The values
there are, and how many leads have each, are counted only while the filters are open.
"""

import streamlit as st

from leads.record import LeadStatus
from leads.review import Count, Facet, LeadFilter, SortBy
from leads.store import Store
from ui.components import review_charts, review_views
from ui.components.review_choice import (
    AUDITS,
    COLUMNS,
    HAS,
    SCORES,
    SHOWN,
    chosen,
    clear,
    columns_chosen,
    filter_now,
    first_page,
    offer,
    status_word,
    turn,
    value_word,
)
from ui.language import decimal_cell, mark, t
from ui.memory import kept_open
from ui.state import Services

_SORTS = {
    SortBy.SCORE: mark("Score"),
    SortBy.QUALITY: mark("Quality"),
    SortBy.FIT: mark("Fit"),
    SortBy.AUDIT: mark("Audit"),
    SortBy.NAME: mark("Name"),
    SortBy.TRADE: mark("Trade"),
    SortBy.CITY: mark("Town"),
    SortBy.POSTCODE: mark("Postcode"),
    SortBy.STATUS: mark("Status"),
    SortBy.EMAIL: mark("E-mail"),
    SortBy.PHONE: mark("Phone"),
    SortBy.WEBSITE: mark("Site"),
    SortBy.TAGS: mark("Tags"),
    SortBy.SOURCE: mark("Source"),
    SortBy.LANGUAGE: mark("Language"),
    SortBy.DISPUTED: mark("Models disagree"),
    SortBy.CREATED_AT: mark("Found on"),
    SortBy.UPDATED_AT: mark("Changed"),
}
# The choices among values: label, widget, column, and the field of the filter.
_CHOICES = (
    (mark("Trade"), "rv_trade", Facet.TRADE, "trade"),
    (mark("Place"), "rv_place", Facet.CITY, "place"),
    (mark("Department"), "rv_area", Facet.AREA, "area"),
    (mark("Tag"), "rv_tag", Facet.TAG, "tag"),
    (mark("Source"), "rv_source", Facet.SOURCE, "source"),
    (mark("Language"), "rv_lang", Facet.LANGUAGE, "language"),
)


def draw(shared: Services) -> None:
    """Draw the filters; `review_choice` says what is chosen."""
    views, text, sort, more = st.columns([2.2, 3.4, 2.2, 2.2], vertical_alignment="bottom")
    with views:
        review_views.draw(shared)
    text.text_input(
        t("Search"),
        type="search",
        key="rv_q",
        bind="query-params",
        placeholder=t("name, town, e-mail, service, note …"),
        on_change=first_page,
    )
    with sort:
        _sort()
    popover = more.popover(
        t("Filters"),
        icon=":material/filter_list:",
        width="stretch",
        key=kept_open("rv_filters"),
        on_change="rerun",
    )
    is_open = bool(popover.open)
    counts = _counts(shared.store, filter_now()) if is_open else {}
    with popover:
        _more(counts, is_open=is_open)


def _sort() -> None:
    by, up = st.columns([3, 1], vertical_alignment="bottom")
    by.selectbox(
        t("Sort by"),
        list(_SORTS),
        format_func=lambda by: t(_SORTS[by]),
        key="rv_sort",
        bind="query-params",
        on_change=first_page,
    )
    is_up = bool(st.session_state.get("rv_up"))
    up.button(
        "",
        key="rv_turn",
        icon=":material/arrow_upward:" if is_up else ":material/arrow_downward:",
        help=t("The smallest first; click for the largest")
        if is_up
        else t("The largest first; click for the smallest"),
        on_click=turn,
    )


def _more(counts: dict[Facet, list[Count]], *, is_open: bool) -> None:
    """Draw the filters; a closed popover would send what its choices held before Back or a view changed them.

    Those that stand in the address by themselves are drawn all the same: it loses what is not drawn.
    """
    st.multiselect(
        t("Status"),
        [status.value for status in LeadStatus],
        format_func=lambda value: status_word(LeadStatus(value)),
        placeholder=t("any"),
        select_all=False,
        key="rv_status",
        bind="query-params",
        on_change=first_page,
    )
    one, two = st.columns(2)
    for n, (label, key, facet, _) in enumerate(_CHOICES):
        if is_open:
            with (one, two)[n % 2]:
                _choice(label, key, facet, counts.get(facet, []))
    for label, key, column in (
        (t("Score"), "rv_score", one),
        (t("Quality"), "rv_quality", two),
        (t("Fit"), "rv_fit", one),
    ):
        column.slider(
            label,
            *SCORES,
            SCORES,
            0.5,
            format=decimal_cell(),
            key=key,
            bind="query-params",
            on_change=first_page,
        )
    two.slider(
        t("Audit of the site"),
        *AUDITS,
        AUDITS,
        5,
        key="rv_audit",
        bind="query-params",
        on_change=first_page,
        help=t("Less than 0 to 100 shows only leads whose site was audited."),
    )
    for label, key, column in ((t("Has"), "rv_has", one), (t("Has no"), "rv_no", two)):
        column.pills(
            label,
            list(HAS),
            selection_mode="multi",
            format_func=lambda name: t(HAS[name]),
            key=key,
            bind="query-params",
            on_change=first_page,
        )
    st.toggle(
        t("Models disagree"),
        key="rv_disputed",
        bind="query-params",
        on_change=first_page,
        help=t(
            "Leads whose pages several models read differently: “ensemble” in config/models.yml asks them."
        ),
    )
    if is_open:
        st.multiselect(
            t("Columns"),
            list(COLUMNS),
            list(SHOWN),
            format_func=lambda name: t(COLUMNS[name]),
            placeholder=t("Choose at least one"),
            select_all=False,
            key="rv_columns",
            persist_state="session",
            on_change=columns_chosen,
        )
    st.button(t("Clear all filters"), on_click=clear, icon=":material/filter_list_off:")


def _counts(store: Store, wanted: LeadFilter) -> dict[Facet, list[Count]]:
    """Count the values of each choice among the leads that all other filters leave."""
    free = [facet for _, _, facet, name in _CHOICES if not getattr(wanted, name)]
    # Where the charts are open too, one look at the leads serves both.
    also = review_charts.COUNTED if st.session_state.get("rv_charts") else ()
    found = store.facets(wanted, [*free, *also])
    counts: dict[Facet, list[Count]] = {facet: getattr(found, facet.value) for facet in free}
    for _, _, facet, name in _CHOICES:
        if facet not in counts:
            without = wanted.model_copy(update={name: ""})
            counts[facet] = getattr(store.facets(without, [facet]), facet.value)
    return counts


def _choice(label: str, key: str, facet: Facet, counts: list[Count]) -> None:
    """Offer the values there are, and the chosen one even where other filters leave none of it."""
    is_chosen = st.session_state.get(key)
    options = [count.value for count in counts if count.value]
    if is_chosen and is_chosen not in options:
        options.append(is_chosen)
    numbers = {count.value: count.leads for count in counts}

    def words(value: str) -> str:
        word = value_word(facet, value)
        return t("{value} ({count:,})", value=word, count=numbers[value]) if value in numbers else word

    offer(key, {words(value): value for value in options})
    st.selectbox(
        t(label),
        options,
        index=None,
        format_func=words,
        key=key,
        persist_state="session",
        placeholder=t("any"),
        on_change=chosen,
        args=(key,),
    )
