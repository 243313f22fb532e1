"""The leads of a run as a table; a selected row opens its evidence."""

from collections.abc import Sequence

import streamlit as st

from leads.cells import phone_cell, safe_cell
from leads.record import Kind, Lead
from ui.components import lead_evidence
from ui.safe import link, md

_FIELDS = (
    ("Name", Kind.NAME),
    ("Trade", Kind.TRADE),
    ("Town", Kind.CITY),
    ("E-mail", Kind.EMAIL),
)

_COLUMNS = {
    "Name": st.column_config.TextColumn(width=190),
    "Trade": st.column_config.TextColumn(width=110),
    "Town": st.column_config.TextColumn(width=90),
    "E-mail": st.column_config.TextColumn(width=230),
    "Phone": st.column_config.TextColumn(width=150),
    "Services": st.column_config.TextColumn(width=160),
    "Evidence": st.column_config.NumberColumn(width=70, help="How many quotes vouch for the values"),
    "Site": st.column_config.LinkColumn(display_text=r"https?://([^/]+)", width=180),
}


def draw_growing(leads: Sequence[Lead], key: str) -> None:
    """Draw the table of a run that goes on; nothing can be selected, since rows still move."""
    st.dataframe(
        [_row(lead) for lead in leads], hide_index=True, column_config=_COLUMNS, key=key, alt="Leads so far"
    )


def draw(leads: Sequence[Lead], key: str) -> None:
    """Draw the table; a selected row opens the drawer with its evidence."""
    chosen = st.dataframe(
        [_row(lead) for lead in leads],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config=_COLUMNS,
        key=key,
        alt="Leads found",
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


def _row(lead: Lead) -> dict[str, object]:
    row: dict[str, object] = {
        label: safe_cell(", ".join(value.value for value in lead.all(kind)[:3])) for label, kind in _FIELDS
    }
    row["Phone"] = ", ".join(phone_cell(value.value) for value in lead.all(Kind.PHONE)[:3])
    row["Services"] = safe_cell(", ".join(value.value for value in lead.all(Kind.SERVICE)[:4]))
    row["Evidence"] = sum(len(value.evidence) for value in lead.values)
    row["Site"] = link(lead.website)
    return row
