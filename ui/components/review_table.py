"""The leads of the Review tab: a page of them in a grid, edited in place."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import phonenumbers
import streamlit as st
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from leads.cells import phone_cell, safe_cell, without_guard
from leads.record import Kind, LeadStatus
from leads.review import Facet, LeadRow
from leads.store import Store
from ui import selection
from ui.components.review_choice import COLUMNS, SHOWN, columns_now, status_word, trade_word, value_word
from ui.language import decimal_cell, mark, t
from ui.memory import kept
from ui.safe import link
from ui.state import Services, is_gone

PAGE = 100
# What the analyst may type over: what was there stays in the lead, with its evidence, behind what is typed.
_KINDS = {"Name": Kind.NAME, "E-mail": Kind.EMAIL, "Phone": Kind.PHONE, "Town": Kind.CITY}
_EDITABLE = {"✓", "Status", "Tags", *_KINDS}
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]{2,}")
_TYPED = mark("Double-click to correct it. What pages say stays in the lead behind it.")


def draw(shared: Services, rows: Sequence[LeadRow], key: str) -> None:
    """Draw one page; a change is kept as soon as it is made."""
    picked = picked_ids()
    table = pd.DataFrame([_row(row, row.id in picked) for row in rows])
    shown = ["✓", "Open", *_shown(rows)]
    # An edit that was refused must not stay on the screen: another number draws the grid anew.
    key = f"{key}_{st.session_state.get('rv_drawn', 0)}"
    st.data_editor(
        table,
        hide_index=True,
        column_order=shown,
        column_config=_config(rows),
        disabled=[name for name in table.columns if name not in _EDITABLE],
        key=key,
        on_change=_edited,
        args=(shared, list(rows), key),
        height="auto" if len(rows) > 15 else "content",
        alt=t("Leads to review"),
    )


def _shown(rows: Sequence[LeadRow]) -> list[str]:
    """Return the columns; of the usual ones, tags take no room from the others while there are none."""
    names = columns_now()
    if names == list(SHOWN) and not any(row.tags for row in rows):
        names.remove("tags")
    return [COLUMNS[name] for name in names]


def picked_ids() -> set[str]:
    """Return the ids of the leads that are picked."""
    picked: set[str] = st.session_state.setdefault(kept("rv_picked", set), set())
    return picked


def _config(rows: Sequence[LeadRow]) -> dict[str, ColumnConfig | ButtonColumnResult | str | None]:
    typed = t(_TYPED)
    labels: dict[str, ColumnConfig | ButtonColumnResult | str | None] = {
        name: st.column_config.Column(t(name)) for name in COLUMNS.values()
    }
    return labels | {
        "✓": st.column_config.CheckboxColumn(width=38, help=t("Pick leads for an action on all of them")),
        "Open": st.column_config.ButtonColumn(
            "", width=60, key="rv_open_cell", on_click=_open_clicked, args=([row.id for row in rows],)
        ),
        "Name": st.column_config.TextColumn(t("Name"), width=136, help=typed),
        "Trade": st.column_config.TextColumn(t("Trade"), width=78),
        "Town": st.column_config.TextColumn(t("Town"), width=70, help=typed),
        "E-mail": st.column_config.TextColumn(t("E-mail"), width=144, help=typed),
        "Phone": st.column_config.TextColumn(t("Phone"), width=98, help=typed),
        "Site": st.column_config.LinkColumn(t("Site"), display_text=r"https?://([^/:]+)", width=150),
        "Score": st.column_config.ProgressColumn(
            t("Score"),
            min_value=0,
            max_value=10,
            step=0.1,
            format=decimal_cell(),
            width=72,
            help=t("Priority; open a lead for the reasons"),
        ),
        "Audit": st.column_config.NumberColumn(
            t("Audit"), width=70, format="%.0f", help=t("The last audit of the site, 0 to 100")
        ),
        "Status": st.column_config.SelectboxColumn(
            t("Status"), options=list(map(status_word, LeadStatus)), required=True, width=92
        ),
        "Tags": st.column_config.ListColumn(
            t("Tags"), width=110, help=t("Double-click to add or take off tags")
        ),
        "Models disagree": st.column_config.CheckboxColumn(
            t("Models disagree"), width=90, help=t("Several models read its pages differently.")
        ),
    }


def _row(row: LeadRow, is_picked: bool) -> dict[str, object]:
    return {
        "✓": is_picked,
        "Open": t("Open"),
        "Name": safe_cell(row.name or row.site),
        "Trade": safe_cell(trade_word(row.trade_group)),
        "Town": safe_cell(row.city),
        "E-mail": safe_cell(row.email),
        "Phone": phone_cell(row.phone) if row.phone else "",
        "Site": link(row.website),
        "Score": row.score,
        "Quality": row.quality,
        "Fit": row.fit,
        "Audit": row.audit,
        "Status": status_word(row.status),
        "Tags": [safe_cell(tag) for tag in row.tags],
        "Source": safe_cell(value_word(Facet.SOURCE, row.source)),
        "Language": safe_cell(value_word(Facet.LANGUAGE, row.language)),
        "Postcode": safe_cell(row.postcode),
        "Models disagree": row.disputed,
    }


def _open_clicked(ids: list[str]) -> None:
    row = st.session_state["rv_open_cell"].row
    if row is not None and row < len(ids):
        selection.choose(ids[row])
        st.session_state["rv_drawer"] = ids[row]


def _edited(shared: Services, rows: list[LeadRow], key: str) -> None:
    """Keep what was edited in the grid; the grid itself forgets it when it is drawn again."""
    if is_gone(key):
        return
    refused = keep_edits(shared.store, rows, st.session_state[key]["edited_rows"], picked_ids())
    if refused:
        st.session_state["rv_drawn"] = st.session_state.get("rv_drawn", 0) + 1
    for words in refused:
        st.toast(words, icon=":material/block:")


def keep_edits(
    store: Store, rows: Sequence[LeadRow], edited: Mapping[int, Mapping[str, Any]], picked: set[str]
) -> list[str]:
    """Keep edits of a grid and return, in words, what could not be kept.

    `edited` holds the new values by column, by the position of the row.
    """
    refused: list[str] = []
    for position, change in edited.items():
        row = rows[int(position)]
        if "✓" in change:
            (picked.add if change["✓"] else picked.discard)(row.id)
        if "Status" in change:
            store.set_status([row.id], _status_called(change["Status"]), "Changed in the table.")
        if "Tags" in change:
            _retag(store, row, change["Tags"] or [])
        for column, kind in _KINDS.items():
            if column in change:
                refused += _type_over(store, row, kind, change[column])
    return refused


def _type_over(store: Store, row: LeadRow, kind: Kind, cell: object) -> list[str]:
    """Keep a value the analyst has typed; return why not, in words."""
    text = " ".join(without_guard(str(cell or "")).split())
    if not text:
        return [t("An empty cell takes nothing away: open the lead to see whose its values are.")]
    typed = _as_stored(kind, text, row.country)
    if typed is None:
        if kind is Kind.EMAIL:
            return [t("That is no e-mail address: nothing was changed.")]
        return [t("That is no phone number: nothing was changed.")]
    if typed == _before(row, kind):
        return []
    if kind in {Kind.EMAIL, Kind.PHONE} and store.is_suppressed(typed, row.country):
        return [t("It is on the opt-out list: nothing was changed.")]
    store.edit_value(row.id, kind, typed)
    return []


def _status_called(word: str) -> LeadStatus:
    return next(status for status in LeadStatus if status_word(status) == word)


def _before(row: LeadRow, kind: Kind) -> str:
    return {Kind.NAME: row.name, Kind.EMAIL: row.email, Kind.PHONE: row.phone, Kind.CITY: row.city}[kind]


def _as_stored(kind: Kind, text: str, country: str) -> str | None:
    """Return a typed value in the form values have, None where it is none of its kind."""
    if kind is Kind.EMAIL:
        return text if _EMAIL.fullmatch(text) else None
    if kind is not Kind.PHONE:
        return text
    try:
        number = phonenumbers.parse(text, country.upper() if len(country) == 2 else "FR")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _retag(store: Store, row: LeadRow, tags: Sequence[str]) -> None:
    wanted = {" ".join(str(tag).split()) for tag in tags} - {""}
    for tag in wanted - set(row.tags):
        store.add_tag([row.id], tag)
    for tag in set(row.tags) - wanted:
        store.remove_tag([row.id], tag)
