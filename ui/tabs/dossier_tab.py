"""Dossier: a file on a client in which every sentence has its source."""

from functools import partial

import streamlit as st

from jobs import dossier_job
from jobs.dossier_job import DossierSnapshot
from leads.dossier_book import BuildKind, BuildState
from leads.record import Lead
from leads.store import StoreError
from ui import selection
from ui.components import (
    at_work,
    dossier_form,
    dossier_progress,
    dossier_tools,
    dossier_view,
    no_lead,
    no_worker,
    trouble,
)
from ui.language import t
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the tab."""
    try:
        _draw(shared)
    except StoreError as error:
        trouble.draw_error(error, "dossier")


def _draw(shared: Services) -> None:
    lead = selection.lead(shared)
    if lead is None:
        no_lead.draw(
            shared,
            t(
                "Choose a lead above, or in Review; "
                "then its dossier is built from its site and other sources."
            ),
            "dossier",
        )
        return
    st.markdown(f"### {md(selection.name_of(lead))}")
    shown = dossier_job.snapshot(lead.id)
    running = shown is not None and shown.work is not None
    dossier_form.draw(shared, lead, shown, running=running)
    if running:
        _watch(shared, lead)
        return
    if shown is None or not shown.build_id:
        st.caption(
            t("Build it: the sources are read, facts are taken by rules, and each sentence gets its quote.")
        )
        return
    _ending(lead, shown)
    if shown.dossier is not None:
        dossier_tools.draw(shared, lead, shown.dossier)
        dossier_view.draw(shared, lead, shown.dossier, running=False)


def _ending(lead: Lead, shown: DossierSnapshot) -> None:
    """Tell how the last build ended where it did not end well, and offer to go on."""
    if shown.state is BuildState.DONE:
        return
    if shown.error:
        remedy = shown.remedy or "The log has the details."
        trouble.draw(shown.error, remedy, "build", partial(_go_on, lead.id))
    elif shown.is_partial or shown.dossier is None:
        st.info(t("Stopped: what stands is kept, and nothing is asked twice."))
    else:
        st.info(t("The last build was stopped; the whole dossier of before is shown."))
    st.button(t("Go on"), icon=":material/play_arrow:", key="do_go_on", on_click=_go_on, args=(lead.id,))


def _watch(shared: Services, lead: Lead) -> None:
    @st.fragment(run_every=1.0)
    def live() -> None:
        now = dossier_job.snapshot(lead.id)
        if now is None or now.work is None:
            st.rerun()
        else:
            _growing(shared, lead, now)

    live()


def _growing(shared: Services, lead: Lead, now: DossierSnapshot) -> None:
    assert now.work is not None
    with st.container(border=True):
        if now.work.kind is BuildKind.SECTION:
            words = t("Writing again: {section}", section=md(now.work.target))
        elif now.work.state is BuildState.QUEUED:
            words = f":shimmer[{t('Waiting for a worker')}]"
        else:
            words = f"**{t('Building the dossier')}**"
        at_work.draw(words, "do_stop", _stop, lead.id, help_=t("What stands is kept."))
        if not now.has_worker:
            no_worker.draw()
        dossier_progress.draw(now.progress)
    if now.dossier is not None:
        dossier_view.draw(shared, lead, now.dossier, running=True)


def _go_on(lead_id: str) -> None:
    dossier_job.go_on(lead_id)


def _stop(lead_id: str) -> None:
    dossier_job.stop(lead_id)
