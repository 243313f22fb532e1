"""Exactly the filtered leads as a file: saved under the exports of the data folder, and offered."""

import streamlit as st

from jobs import lead_export
from jobs.interactive import JobState
from jobs.lead_export import Exported
from leads.export_profiles import plugin_profiles
from leads.export_rows import ExportFormat
from leads.review import LeadFilter, Sort
from ui.components import trouble
from ui.components.kept_export import download_button
from ui.language import mark, t, tn
from ui.memory import kept, kept_open, one_of
from ui.safe import md
from ui.state import Services

_NAMES = {
    ExportFormat.XLSX: "Excel (XLSX)",
    ExportFormat.CSV: "CSV",
    ExportFormat.VCF: "vCard",
    ExportFormat.JSON: "JSON",
    ExportFormat.JSONL: mark("JSON lines"),
    ExportFormat.MD: "Markdown",
}
_PROFILES = {"": mark("the toolkit's own"), "hubspot": "HubSpot", "pipedrive": "Pipedrive", "brevo": "Brevo"}
_MENU = "rv_export_menu"
_TABLES = {ExportFormat.CSV, ExportFormat.XLSX}


def draw_button(shared: Services, wanted: LeadFilter, sort: Sort, total: int) -> None:
    """Draw the menu."""
    job = lead_export.current()
    is_busy = job is not None and job.active
    with st.popover(
        t("Export"), icon=":material/download:", disabled=not total, key=kept_open(_MENU), on_change="rerun"
    ):
        form = st.selectbox(
            t("Format"),
            list(_NAMES),
            format_func=lambda form: t(_NAMES[form]),
            key=kept("rv_format", one_of(_NAMES)),
            persist_state="session",
        )
        profile = ""
        if form in _TABLES:
            profile = st.selectbox(
                t("Columns of"),
                [*_PROFILES, *plugin_profiles()],
                format_func=lambda name: t(_PROFILES.get(name) or str(name)),
                key=kept("rv_profile", one_of([*_PROFILES, *plugin_profiles()])),
                persist_state="session",
            )
        st.button(
            tn("Export {count:,} lead", "Export {count:,} leads", total),
            type="primary",
            key="rv_export",
            on_click=_start,
            args=(shared, wanted, sort, form, profile or ""),
            disabled=is_busy,
            help=t("An export is being written.") if is_busy else None,
        )
        st.caption(t("Who is on the opt-out list is left out."))


def draw() -> None:
    """Draw the export as it is written, and the file once it is there."""
    job = lead_export.current()
    if job is None:
        return
    if job.active:
        _watch()
    elif job.state is JobState.FAILED and job.error is not None:
        trouble.draw_failed(job, "export")
    elif isinstance(job.result, Exported) and job.result.is_whole and job.result.path.exists():
        _offer(job.result)


def _start(shared: Services, wanted: LeadFilter, sort: Sort, form: ExportFormat, profile: str) -> None:
    st.session_state[_MENU] = False  # it would lie over what it starts
    lead_export.start(shared.store, wanted, sort, form, profile)


def _watch() -> None:
    @st.fragment(run_every=0.5)
    def live() -> None:
        job = lead_export.current()
        if job is None or not job.active:
            st.rerun()
        done = job.result if job is not None else None
        with st.container(horizontal=True, vertical_alignment="center"):
            if isinstance(done, Exported) and done.of:
                share = min(1.0, done.leads / done.of)
                st.progress(
                    share, text=t("Writing the export: {done:,} of {of:,} leads", done=done.leads, of=done.of)
                )
            else:
                st.progress(0.0, text=t("Writing the export"))
            st.button(t("Stop"), icon=":material/stop:", key="rv_export_stop", on_click=lead_export.stop)

    live()


def _offer(exported: Exported) -> None:
    told = tn(
        "{count:,} lead is in {path}", "{count:,} leads are in {path}", exported.leads, path=exported.path
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        # At the left: the tools of the grid come up over the right end of the line above it.
        download_button(
            t("Download {form}", form=exported.path.suffix[1:]),
            exported.path.read_bytes,
            exported.path.name,
            key="rv_download",
            kept=True,
            icon=":material/download:",
        )
        st.button(t("Close"), key="rv_export_close", type="tertiary", on_click=_close)
        st.caption(md(told))


def _close() -> None:
    lead_export.forget()
