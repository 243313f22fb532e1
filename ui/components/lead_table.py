"""The leads of a run as a table; a selected row opens its evidence."""

from collections.abc import Sequence

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from leads.cells import phone_cell, safe_cell
from leads.record import Kind, Lead
from ui.components import lead_evidence
from ui.language import mark, t
from ui.safe import link, md

_FIELDS = (
    (mark("Name"), Kind.NAME),
    (mark("Trade"), Kind.TRADE),
    (mark("Town"), Kind.CITY),
    (mark("E-mail"), Kind.EMAIL),
)
# The others are what the same business, trade or town is called besides.
_MANY = {Kind.EMAIL}


def _columns() -> dict[str, ColumnConfig]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    return {
        "Name": text(t("Name"), width=152),
        "Trade": text(t("Trade"), width=112),
        "Town": text(t("Town"), width=78),
        "E-mail": text(t("E-mail"), width=186),
        "Phone": text(t("Phone"), width=118),
        "Site": site_column(),
        "Services": text(t("Services"), width=160),
        "Evidence": number(t("Evidence"), width=63, help=t("How many quotes vouch for the values")),
    }


def site_column() -> ColumnConfig:
    """Return the column of the way to a site; its name stands in the e-mail beside it mostly."""
    return st.column_config.LinkColumn(t("Site"), display_text=":material/open_in_new:", width=45)


def draw_growing(leads: Sequence[Lead], key: str) -> None:
    """Draw the table of a run that goes on; nothing can be selected, since rows still move."""
    st.dataframe(
        [_row(lead) for lead in leads],
        hide_index=True,
        column_config=_columns(),
        key=key,
        alt=t("Leads so far"),
    )


def draw(leads: Sequence[Lead], key: str) -> None:
    """Draw the table; a selected row opens the drawer with its evidence."""
    table = [_row(lead) for lead in leads]
    chosen = st.dataframe(
        table,
        hide_index=True,
        # A column in which nothing stands takes room from those that say something.
        column_order=[name for name in _columns() if any(row[name] for row in table)],
        on_select="rerun",
        selection_mode="single-row",
        column_config=_columns(),
        key=key,
        alt=t("Leads found"),
    )
    rows = chosen.selection.rows
    shown = st.session_state.get(f"{key}_shown")
    if rows and rows[0] < len(leads) and leads[rows[0]].id != shown:
        st.session_state[f"{key}_shown"] = leads[rows[0]].id
        lead = leads[rows[0]]
        title = md(lead.first(Kind.NAME) or lead.site)
        st.dialog(title, position="right", width="medium")(lead_evidence.draw_evidence)(lead)
    elif not rows:
        st.session_state.pop(f"{key}_shown", None)


def _first(values: Sequence[str], *, named: bool) -> str:
    """Return the first value, with how many there are beside it where each reaches somebody else."""
    more = len(values) - 1
    return f"{values[0]} +{more}" if more > 0 and named else next(iter(values), "")


def _row(lead: Lead) -> dict[str, object]:
    row: dict[str, object] = {
        label: _first([safe_cell(value.value) for value in lead.all(kind)], named=kind in _MANY)
        for label, kind in _FIELDS
    }
    row["Phone"] = _first([phone_cell(value.value) for value in lead.all(Kind.PHONE)], named=True)
    row["Services"] = safe_cell(", ".join(value.value for value in lead.all(Kind.SERVICE)[:4]))
    row["Evidence"] = sum(len(value.evidence) for value in lead.values)
    row["Site"] = link(lead.website)
    return row
