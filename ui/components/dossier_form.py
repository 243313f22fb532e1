"""What a dossier is built from: the ladder of sources, what the analyst adds, and the questions."""

import streamlit as st

from config.errors import UserFacingError
from dossier.collect import Rung
from jobs import dossier_job
from jobs.dossier_desk import DossierRequest
from jobs.dossier_job import DossierSnapshot
from leads.record import Lead
from ui.components import dossier_choice, dossier_sources, kept_files, trouble
from ui.language import mark, t
from ui.memory import kept
from ui.state import Services

RUNGS = {
    Rung.SITE: mark("own site"),
    Rung.REGISTRY: mark("company registry"),
    Rung.LISTING: mark("map listing"),
    Rung.SOCIAL: mark("social profiles"),
    Rung.PRESS: mark("press"),
    Rung.JOBS: mark("job ads"),
    Rung.PASTED: mark("what I add"),
}


def draw(shared: Services, lead: Lead, shown: DossierSnapshot | None, *, running: bool) -> None:
    """Draw the form."""
    is_known = bool(shown and shown.sources)
    dossier_choice.restore(shown.request if shown else None)
    with st.container(border=True):
        st.pills(
            t("Sources to read"),
            dossier_choice.OFFERED,
            selection_mode="multi",
            format_func=lambda rung: t(RUNGS[rung]),
            key=dossier_choice.RUNGS,
            persist_state="session",
            on_change=dossier_choice.note,
            args=(dossier_choice.RUNGS,),
            help=t("What you add yourself is read in any case."),
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            with st.popover(t("Add URL, text, file"), icon=":material/add:"):
                _additions(lead)
            with st.popover(t("Own questions"), icon=":material/help:"):
                st.text_area(
                    t("In place of the outline, one a line"),
                    key=dossier_choice.QUESTIONS,
                    placeholder=t("How many people work there?"),
                    persist_state="session",
                    on_change=dossier_choice.note,
                    args=(dossier_choice.QUESTIONS,),
                )
            if shown and is_known:
                dossier_sources.draw(lead, shown.sources)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                t("Language of the dossier"),
                list(dossier_choice.LANGUAGES),
                format_func=dossier_choice.LANGUAGES.__getitem__,
                key=dossier_choice.LANGUAGE,
                persist_state="session",
                on_change=dossier_choice.note,
                args=(dossier_choice.LANGUAGE,),
                width=180,
            )
            st.button(
                t("Build again") if shown and shown.dossier else t("Build dossier"),
                type="secondary" if shown and shown.dossier and not running else "primary",
                # Not Ctrl+Enter: it ends an edit in a field of this tab.
                shortcut="Ctrl+Shift+Enter",
                key="do_build",
                disabled=running,
                help=t("A dossier of this lead is being built.") if running else None,
                on_click=_start,
                args=(shared, lead),
            )
            if is_known:
                st.toggle(
                    t("Read the sources again"),
                    True,
                    key=kept("do_collect"),
                    bind="query-params",
                    help=t("Off: the dossier is built from the stored sources that are ticked."),
                )
    if problem := st.session_state.pop("do_problem", None):
        trouble.draw_error(problem, "dossier_form")


def _additions(lead: Lead) -> None:
    st.text_area(
        t("Addresses, one a line"),
        key=kept(_of(lead, "do_urls")),
        placeholder=t("https://…"),
        persist_state="session",
    )
    st.text_area(
        t("Text"),
        key=kept(_of(lead, "do_text")),
        persist_state="session",
        help=t("Notes of a call, a newspaper clipping …"),
    )
    kinds = ["pdf", "docx", "txt", "html"]
    kept_files.draw(t("Files (PDF, Word, text, web page)"), _of(lead, "do_files"), kinds, 20, several=True)
    st.caption(t("They are read at the next build and stay among its sources."))


def _of(lead: Lead, field: str) -> str:
    """Return a field of one lead: what is added for a client goes into no other's dossier."""
    return f"{field}_{lead.id}"


def _start(shared: Services, lead: Lead) -> None:
    state = st.session_state
    rungs = tuple(state.get("do_rungs") or ())
    files = kept_files.files(_of(lead, "do_files"))
    urls, text = _lines(_of(lead, "do_urls")), str(state.get(_of(lead, "do_text")) or "").strip()
    adds = bool(files or urls or text)
    again = bool(state.get("do_collect", True))
    request = DossierRequest(
        lead_id=lead.id,
        language=str(state.get("do_language") or "fr"),
        questions=_lines("do_questions"),
        rungs=(*(rungs if again else ()), Rung.PASTED),
        urls=urls,
        texts=(text,) if text else (),
        collect=adds or (again and bool(rungs)),
    )
    try:
        dossier_job.start(request, shared.store, files)
    except UserFacingError as problem:
        state["do_problem"] = problem


def _lines(key: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in str(st.session_state.get(key) or "").splitlines() if line.strip())
