"""Having the model read a lead's site again, whatever it answered before."""

import streamlit as st

from jobs import lead_reading
from jobs.interactive import Job
from leads.record import Lead
from ui.components import at_work, trouble
from ui.language import said, t
from ui.state import Services


def draw(shared: Services, lead_id: str) -> None:
    """Draw the button, or how far the reading is."""
    lead = shared.store.lead(lead_id)
    if lead is None or not lead.website:
        return
    job = lead_reading.current(lead_id)
    if job is not None and job.active:
        _watch(lead_id)
        return
    st.button(
        t("Let the model read again"),
        icon=":material/refresh:",
        key=f"read_again_{lead_id}",
        on_click=_start,
        args=(shared, lead),
        help=t(
            "Its site is read, and the model is asked anew what the business does; answers that were kept "
            "are passed over."
        ),
    )
    trouble.draw_failed(job, "reading")


def _start(shared: Services, lead: Lead) -> None:
    lead_reading.start(lead, shared.loader, shared.router, shared.store)


def _watch(lead_id: str) -> None:
    @st.fragment(run_every=0.5)
    def live() -> None:
        job = lead_reading.current(lead_id)
        if job is None or not job.active:
            st.rerun()
        else:
            _running(lead_id, job)

    live()


def _running(lead_id: str, job: Job) -> None:
    words = at_work.words(said(job.phase) if job.phase else t("starting"), job.seconds)
    at_work.draw(words, f"read_stop_{lead_id}", lead_reading.stop, lead_id, stopping=job.stopping)
