"""The leads of a run as a table, and the values of one lead with the evidence of each."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import streamlit as st

from leads.cells import phone_cell, safe_cell
from leads.lead_store import EDITED
from leads.people import personal_addresses
from leads.record import Evidence, Kind, Lead, Owner, Value
from ui.safe import html, link, md

_FIELDS = (
    ("Name", Kind.NAME),
    ("Trade", Kind.TRADE),
    ("Town", Kind.CITY),
    ("E-mail", Kind.EMAIL),
)
_CONTACTS = (
    ("Name", Kind.NAME),
    ("Trade", Kind.TRADE),
    ("E-mail", Kind.EMAIL),
    ("Phone", Kind.PHONE),
    ("Fax", Kind.FAX),
    ("Street", Kind.STREET),
    ("Postcode", Kind.POSTCODE),
    ("Town", Kind.CITY),
    ("Country", Kind.COUNTRY),
    ("Social profile", Kind.SOCIAL),
    ("SIREN", Kind.SIREN),
    ("SIRET", Kind.SIRET),
    ("VAT number", Kind.VAT),
    ("Opening hours", Kind.OPENING_HOURS),
    ("Contact form", Kind.CONTACT_FORM),
    ("Services", Kind.SERVICE),
    ("Signals", Kind.SIGNAL),
    ("Issues", Kind.ISSUE),
    ("Asked field", Kind.FIELD),
)
_PROOFS_SHOWN = 3
_STYLE = (
    "<style>.lh-v{margin:0 0 .6rem;overflow-wrap:anywhere}.lh-v a{color:inherit}"
    ".lh-q{opacity:.75;font-size:.9em;"
    "border-left:2px solid currentColor;padding-left:.5rem;margin:.1rem 0}.lh-q a{font-size:.95em}"
    ".lh-mark{font-size:.8em;border:1px solid currentColor;border-radius:4px;padding:0 .3em;opacity:.75}"
    "</style>"
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
    """Draw the values of a lead, each with the quotes that vouch for it; those of others apart."""
    url = link(lead.website)
    if url:
        st.html(f'{_STYLE}<div class="lh-v">{_address(url)}</div>')
    people = personal_addresses(lead)
    for label, kind in _CONTACTS:
        values = lead.all(kind)
        if values:
            st.html(
                f"{_STYLE}<strong>{html(label)}</strong>"
                + "".join(_value(value, is_person=value.value in people) for value in values)
            )
    others = [value for value in lead.values if value.owner is Owner.THIRD_PARTY]
    if others:
        with st.expander(f"Third parties ({len(others)})"):
            st.caption(
                "Found on the site, but a host's, an agency's or a mediator's: kept apart from the business."
            )
            st.html(_STYLE + "".join(_value(value, is_person=value.value in people) for value in others))


def draw_pages(lead: Lead) -> None:
    """Draw the pages that were read, each with how many values it vouches for."""
    pages: dict[str, list[Evidence]] = {}
    for value in lead.values:
        for proof in value.evidence:
            pages.setdefault(proof.url, []).append(proof)
    rows = "".join(_page(url, proofs) for url, proofs in pages.items() if url != EDITED)
    st.html(f"{_STYLE}{rows}" if rows else "<small>No page was read.</small>")


def _page(url: str, proofs: Sequence[Evidence]) -> str:
    read = read_on(max((proof.fetched_at for proof in proofs if proof.fetched_at), default=None))
    count = f"{len(proofs)} quotes" if len(proofs) > 1 else "1 quote"
    return (
        f'<div class="lh-v">{_address(url)}<br><small>{" · ".join(filter(None, (count, read)))}</small></div>'
    )


def _value(value: Value, *, is_person: bool) -> str:
    label = f"{html(value.label)}: " if value.label and value.kind is not Kind.TRADE else ""
    marks = "".join(f' <span class="lh-mark">{mark}</span>' for mark in _marks(value, is_person=is_person))
    quotes = "".join(map(_quote, _best(value.evidence)))
    more = len(value.evidence) - len(_best(value.evidence))
    rest = f'<div class="lh-q">and {more} more that say so</div>' if more > 0 else ""
    return f'<div class="lh-v">{label}{html(value.value)}{marks}{quotes}{rest}</div>'


def _marks(value: Value, *, is_person: bool) -> Iterable[str]:
    if any(proof.url == EDITED for proof in value.evidence):
        yield "typed by you"
    if is_person:
        yield "a person's mailbox"


def _best(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the first proofs that say it in different words; what pages say before what was typed."""
    by_words: dict[str, Evidence] = {}
    for proof in evidence:
        if proof.url != EDITED:
            by_words.setdefault(" ".join(proof.quote.casefold().split()), proof)
    return list(by_words.values())[:_PROOFS_SHOWN] or list(evidence[:1])


def _quote(proof: Evidence) -> str:
    if proof.url == EDITED:
        return f'<div class="lh-q">No page vouches for it · {read_on(proof.fetched_at, "typed")}</div>'
    told = " · ".join(filter(None, (html(proof.method), read_on(proof.fetched_at))))
    return f'<div class="lh-q">“{html(proof.quote)}”<br>{_address(proof.url)} · {told}</div>'


def _address(url: str) -> str:
    target = link(url)
    if target is None:
        return html(url)
    return f'<a href="{html(target)}" target="_blank" rel="noopener noreferrer">{html(url)}</a>'


def read_on(moment: datetime | None, verb: str = "read") -> str:
    """Return when something was read, in words; empty where that is not known."""
    return f"{verb} {moment.day} {moment:%b %Y}" if moment else ""
