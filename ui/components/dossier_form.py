"""What a dossier is built from: the ladder of sources, what the analyst adds, and the questions."""

import streamlit as st

from config.errors import UserFacingError
from dossier.collect import Rung
from jobs import dossier_job
from jobs.dossier_desk import DossierRequest
from jobs.dossier_job import DossierSnapshot, SourceRow
from leads.record import Lead
from ui.components.run_view import ago
from ui.safe import md
from ui.state import Services

RUNGS = {
    Rung.SITE: "own site",
    Rung.REGISTRY: "company registry",
    Rung.LISTING: "map listing",
    Rung.SOCIAL: "social profiles",
    Rung.PRESS: "press",
    Rung.JOBS: "job ads",
    Rung.PASTED: "what I add",
}
_LANGUAGES = {"fr": "Français", "de": "Deutsch", "en": "English"}


def draw(shared: Services, lead: Lead, shown: DossierSnapshot | None, *, running: bool) -> None:
    """Draw the form."""
    with st.container(border=True):
        rungs, language, act = st.columns([5, 1.4, 1.6], vertical_alignment="bottom")
        rungs.pills(
            "Sources",
            list(RUNGS),
            selection_mode="multi",
            default=list(RUNGS),
            format_func=RUNGS.__getitem__,
            key="do_rungs",
            persist_state="session",
        )
        language.selectbox(
            "Language",
            list(_LANGUAGES),
            format_func=_LANGUAGES.__getitem__,
            key="do_language",
            persist_state="session",
        )
        act.button(
            "Build again" if shown and shown.dossier else "Build dossier",
            type="primary",
            width="stretch",
            shortcut="Ctrl+Enter",
            disabled=running,
            help="A dossier of this lead is being built." if running else None,
            on_click=_start,
            args=(shared, lead),
        )
        with st.container(horizontal=True):
            with st.popover("Add URL, text, file", icon=":material/add:"):
                _additions()
            with st.popover("Own questions", icon=":material/help:"):
                st.text_area(
                    "In place of the outline, one a line",
                    key="do_questions",
                    placeholder="Combien de salariés ?",
                    persist_state="session",
                )
            if shown and shown.sources:
                with st.popover(f"Stored sources ({len(shown.sources)})", icon=":material/inventory_2:"):
                    _stored(lead, shown.sources)
    if problem := st.session_state.pop("do_problem", None):
        st.error(md(problem.remedy), title=md(problem.message))


def _additions() -> None:
    st.text_area("Addresses, one a line", key="do_urls", placeholder="https://…", persist_state="session")
    st.text_area(
        "Text", key="do_text", persist_state="session", help="Notes of a call, a newspaper clipping …"
    )
    st.file_uploader(
        "Files",
        type=["pdf", "docx", "txt", "html"],
        accept_multiple_files=True,
        key="do_files",
        max_upload_size=20,
    )


def _stored(lead: Lead, sources: list[SourceRow]) -> None:
    st.caption(
        "What is ticked goes into the next build; nothing is read again unless you build with sources."
    )
    for source in sources:
        date = f" · {ago(source.fetched_at)}" if source.fetched_at else ""
        st.checkbox(
            md(f"{source.title or source.url or source.file} ({source.kind.value}{date})"),
            source.included,
            key=f"do_in_{source.key}",
            on_change=_include,
            args=(lead.id, source.key),
        )


def _include(lead_id: str, key: str) -> None:
    dossier_job.include_source(lead_id, key, included=bool(st.session_state[f"do_in_{key}"]))


def _start(shared: Services, lead: Lead) -> None:
    state = st.session_state
    rungs = tuple(state.get("do_rungs") or ())
    request = DossierRequest(
        lead_id=lead.id,
        language=str(state.get("do_language") or "fr"),
        questions=_lines("do_questions"),
        rungs=rungs,
        urls=_lines("do_urls"),
        texts=tuple(filter(None, (str(state.get("do_text") or "").strip(),))),
        collect=bool(rungs),
    )
    files = [(file.name, file.getvalue()) for file in state.get("do_files") or ()]
    try:
        dossier_job.start(request, shared.loader, shared.router, shared.store, files)
    except UserFacingError as problem:
        state["do_problem"] = problem


def _lines(key: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in str(st.session_state.get(key) or "").splitlines() if line.strip())
