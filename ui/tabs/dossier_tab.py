"""Dossier: a file on a client in which every sentence has its source."""

import streamlit as st

from jobs import dossier_job, interactive
from jobs.dossier_desk import key_of
from leads.dossier_book import BuildState
from leads.record import Lead
from leads.store import StoreError
from ui import selection
from ui.components import dossier_form, dossier_progress, dossier_tools, dossier_view
from ui.safe import md
from ui.state import Services, go_to

_ENDED = {
    BuildState.STOPPED: "Stopped: what stands is kept. Build again to go on; nothing is asked twice.",
    BuildState.INTERRUPTED: "Interrupted when the app ended. Build again to go on; nothing is asked twice.",
}


def draw(shared: Services) -> None:
    """Draw the tab."""
    try:
        _draw(shared)
    except StoreError as error:
        st.error(md(error.remedy), title=md(error.message))


def _draw(shared: Services) -> None:
    lead = selection.lead(shared)
    if lead is None:
        _empty()
        return
    st.markdown(f"### {md(selection.name_of(lead))}")
    job = interactive.job(key_of(lead.id))
    running = job is not None and job.active
    shown = dossier_job.snapshot(lead.id)
    dossier_form.draw(shared, lead, shown, running=running)
    if running:
        _watch(shared, lead)
        return
    if shown is None:
        st.caption(
            "Build it: the sources are read, facts are taken by rules, and each sentence gets its quote."
        )
        return
    if shown.error:
        st.error(md(shown.remedy or "The log has the details."), title=md(shown.error))
    elif shown.state in _ENDED and shown.build_id:
        st.info(_ENDED[shown.state])
    if shown.dossier is not None:
        dossier_tools.draw(shared, lead, shown.dossier)
        dossier_view.draw(shared, lead, shown.dossier, running=False)


def _watch(shared: Services, lead: Lead) -> None:
    @st.fragment(run_every=1.0)
    def live() -> None:
        job = interactive.job(key_of(lead.id))
        if job is None or not job.active:
            st.rerun()
        else:
            _growing(shared, lead)

    live()


def _growing(shared: Services, lead: Lead) -> None:
    now = dossier_job.snapshot(lead.id)
    with st.container(border=True):
        _, stop = st.columns([6, 1], vertical_alignment="center")
        stop.button("Stop", key="do_stop", on_click=_stop, args=(lead.id,), help="What stands is kept.")
        if now is not None:
            dossier_progress.draw(now.progress)
    if now is not None and now.dossier is not None:
        dossier_view.draw(shared, lead, now.dossier, running=True)


def _stop(lead_id: str) -> None:
    dossier_job.stop(lead_id)


def _empty() -> None:
    st.markdown(
        "Choose a lead above, or in Review; then its dossier is built from its site and other sources."
    )
    st.button("Open Review", type="primary", on_click=go_to, args=("Review",), key="dossier_review")
