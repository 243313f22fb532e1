"""The leads of a run as a table, and one lead with the evidence of each value in a drawer."""

from collections.abc import Sequence

import streamlit as st

from leads.cells import phone_cell, safe_cell
from leads.record import Kind, Lead, Owner, Value
from ui.safe import html, link, md

_FIELDS = (
    ("Name", Kind.NAME),
    ("Trade", Kind.TRADE),
    ("Town", Kind.CITY),
    ("E-mail", Kind.EMAIL),
)
_DRAWER = (
    ("Name", Kind.NAME),
    ("Trade", Kind.TRADE),
    ("E-mail", Kind.EMAIL),
    ("Phone", Kind.PHONE),
    ("Fax", Kind.FAX),
    ("Street", Kind.STREET),
    ("Postcode", Kind.POSTCODE),
    ("Town", Kind.CITY),
    ("Social profile", Kind.SOCIAL),
    ("SIREN", Kind.SIREN),
    ("SIRET", Kind.SIRET),
    ("VAT number", Kind.VAT),
    ("Opening hours", Kind.OPENING_HOURS),
    ("Contact form", Kind.CONTACT_FORM),
    ("Services", Kind.SERVICE),
    ("Asked field", Kind.FIELD),
)
_STYLE = (
    "<style>.lh-v{margin:0 0 .6rem}.lh-q{opacity:.75;font-size:.9em;border-left:2px solid currentColor;"
    "padding-left:.5rem;margin:.1rem 0}.lh-q a{font-size:.95em}</style>"
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
        st.dialog(title, position="right", width="medium")(draw_evidence)(lead)
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


def draw_evidence(lead: Lead) -> None:
    """Draw the values of a lead, each with the quotes that vouch for it."""
    url = link(lead.website)
    if url:
        st.html(f'<a href="{html(url)}" target="_blank" rel="noopener noreferrer">{html(lead.site)}</a>')
    for label, kind in _DRAWER:
        values = lead.all(kind)
        if values:
            st.html(_STYLE + f"<strong>{html(label)}</strong>" + "".join(_value(value) for value in values))
    others = [value for value in lead.values if value.owner is Owner.THIRD_PARTY]
    if others:
        with st.expander(f"Third parties ({len(others)})"):
            st.caption(
                "Found on the site, but a host's, an agency's or a mediator's: kept apart from the business."
            )
            st.html(_STYLE + "".join(_value(value) for value in others))


def _value(value: Value) -> str:
    label = f"{html(value.label)}: " if value.label else ""
    quotes = "".join(
        f'<div class="lh-q">{html(one.quote)}<br><a href="{html(link(one.url) or "")}" target="_blank" '
        f'rel="noopener noreferrer">{html(one.url)}</a> · {html(one.method)}</div>'
        for one in value.evidence[:5]
    )
    return f'<div class="lh-v">{label}{html(value.value)}{quotes}</div>'
