"""Exactly the filtered leads as a file: saved under the exports of the data folder, and offered."""

from pathlib import Path

import streamlit as st

from config import locations
from config.errors import UserFacingError
from leads.export_leads import export_leads, stored_records
from leads.export_rows import ExportFormat
from leads.record import now
from leads.review import LeadFilter, Sort
from ui.safe import md
from ui.state import Services

_NAMES = {
    ExportFormat.XLSX: "Excel",
    ExportFormat.CSV: "CSV",
    ExportFormat.VCF: "vCard",
    ExportFormat.JSON: "JSON",
    ExportFormat.JSONL: "JSON lines",
    ExportFormat.MD: "Markdown",
}
_PROFILES = {"": "the toolkit's own", "hubspot": "HubSpot", "pipedrive": "Pipedrive", "brevo": "Brevo"}
_TABLES = {ExportFormat.CSV, ExportFormat.XLSX}


def draw(shared: Services, wanted: LeadFilter, sort: Sort, total: int) -> None:
    """Draw the menu."""
    with st.popover("Export", icon=":material/download:", disabled=not total):
        form = st.selectbox(
            "Format", list(_NAMES), format_func=_NAMES.__getitem__, key="rv_format", persist_state="session"
        )
        profile = ""
        if form in _TABLES:
            profile = st.selectbox(
                "Columns of",
                list(_PROFILES),
                format_func=_PROFILES.__getitem__,
                key="rv_profile",
                persist_state="session",
            )
        st.button(
            f"Export {total:,} leads",
            type="primary",
            key="rv_export",
            on_click=_export,
            args=(shared, wanted, sort, form, profile or ""),
        )
        st.caption("Who is on the opt-out list is left out.")
        _offer()


def _export(shared: Services, wanted: LeadFilter, sort: Sort, form: ExportFormat, profile: str) -> None:
    path = locations.exports_dir() / f"leads-{now():%Y-%m-%d-%H%M%S}.{form.value}"
    try:
        ids = shared.store.list_ids(wanted, sort)
        count = export_leads(path, form, stored_records(shared.store, ids), profile)
    except UserFacingError as problem:
        st.session_state["rv_problem"] = problem
        return
    st.session_state["rv_exported"] = (str(path), count)


def _offer() -> None:
    exported = st.session_state.get("rv_exported")
    if not exported or not Path(exported[0]).exists():
        return
    path, count = Path(exported[0]), exported[1]
    st.caption(md(f"{count:,} leads are in {path}"))
    st.download_button(
        f"Download {path.suffix[1:]}",
        data=path.read_bytes,
        file_name=path.name,
        on_click="ignore",
        key="rv_download",
        icon=":material/download:",
    )
