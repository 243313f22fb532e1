"""The line above the tabs: the project and the lead at hand, and what is running, on every tab."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from jobs import (
    audit_bulk,
    audits,
    dossier_desk,
    hunts,
    interactive,
    lead_export,
    lead_summary,
    merging,
    models_job,
    outreach_job,
    rank_looks,
    rescoring,
    research,
    site_extract,
)
from jobs.interactive import Job
from leads.review import LeadFilter, LeadRow
from leads.store import StoreError
from ui import selection
from ui.components import frame_menu, frame_projects, frame_vertical, looks, trouble
from ui.language import said, t, tn
from ui.memory import kept
from ui.safe import md
from ui.state import Services, go_to

MATCHES = 8
# Where a job of a tab is watched. An erasure is not here: it stands in the sidebar, on every tab.
_WATCHED = {
    research.KEY: "Search Scraper",
    audits.KEY: "SEO",
    rank_looks.KEY: "SEO",
    site_extract.KEY: "SEO",
    lead_export.KEY: "Review",
    lead_summary.KEY: "Review",
    merging.KEY: "Review",
    rescoring.KEY: "Review",
    models_job.DOCTOR: "Models",
    models_job.MEND: "Models",
    models_job.BENCH: "Models",
}
# Seconds between two looks at what is running; idle pages look seldom.
_BUSY, _IDLE = 1.0, 10.0


def draw(shared: Services) -> None:
    """Draw the line."""
    with st.container(horizontal=True, vertical_alignment="center", key="frame"):
        try:
            frame_projects.draw(shared)
            frame_vertical.draw(shared)
            _lead(shared)
            _running(shared)
        except StoreError as error:
            trouble.draw_error(error, "frame")
        frame_menu.draw(shared)


def _lead(shared: Services) -> None:
    chosen = selection.lead(shared)
    title = t("Lead: {name}", name=md(selection.name_of(chosen))) if chosen else t("Choose a lead")
    with st.popover(title, icon=":material/storefront:"):
        # Only what an open popover shows is asked of the database.
        _search(shared, chosen.id if chosen else "")
        if chosen:
            st.button(
                t("Choose none"),
                key="lead_none",
                type="tertiary",
                icon=":material/close:",
                on_click=selection.clear,
            )


@st.fragment
def _search(shared: Services, at_hand: str) -> None:
    text = st.text_input(
        t("Find a lead"),
        type="search",
        live=True,
        key=kept("lead_search"),
        placeholder=t("name, town, e-mail …"),
    )
    wanted = LeadFilter(project=selection.project_id(), text=str(text or "").strip())
    rows = shared.store.list_rows(wanted, limit=MATCHES)
    if not rows:
        st.caption(t("No lead is called so.") if text else t("There are no leads yet: start a hunt."))
    for row in rows:
        if st.button(
            _line(row),
            key=f"pick_{row.id}",
            type="tertiary",
            icon=looks.choice_icon(chosen=row.id == at_hand),
        ):
            selection.choose(row.id)
            st.rerun()


def _line(row: LeadRow) -> str:
    return md(" · ".join(filter(None, (row.name or row.site, row.trade, row.city))))


def _running(shared: Services) -> None:
    at_work = hunts.latest_unfinished() or audit_bulk.open_run() or dossier_desk.book().going()
    is_busy = bool(interactive.active() or at_work)

    @st.fragment(run_every=_BUSY if is_busy else _IDLE, key="running")
    def look() -> None:
        _hunt()
        _audits()
        for build in dossier_desk.book().going():
            lead = shared.store.lead(build.lead_id)
            if lead is not None:
                told = t("Dossier: {name}", name=md(selection.name_of(lead)))
                _leading(told, f"open_{build.id}", "article", partial(selection.choose, lead.id, "Dossier"))
        for job in interactive.active():
            _job(job)

    look()


def _job(job: Job) -> None:
    """Draw a job of a tab as the way there; one that writes or audits for a lead selects that lead."""
    told = f":shimmer[{md(said(job.title or job.key))}]"
    run = audits.live_run() if job.key == audits.KEY else None
    lead_id = run.lead_id if run is not None else outreach_job.lead_of(job.key)
    tab = "Outreach" if outreach_job.lead_of(job.key) else _WATCHED.get(job.key, "")
    if not tab:
        st.caption(told)
    elif lead_id:
        _leading(told, f"open_{job.key}", "arrow_forward", partial(selection.choose, lead_id, tab))
    else:
        _leading(told, f"open_{job.key}", "arrow_forward", partial(go_to, tab))


def _hunt() -> None:
    hunt = hunts.latest_unfinished()
    if hunt is not None and (now := hunts.snapshot(hunt.id)) is not None:
        what = md(hunt.query or t("addresses"))
        told = t("Hunt {state}: {what}", state=said(hunt.status.value), what=what)
        _leading(told + _share(now.ended, now.found), "open_hunt", "travel_explore", partial(go_to, "Hunt"))


def _audits() -> None:
    run = audit_bulk.open_run()
    if run is not None and (now := audit_bulk.snapshot(run.id)) is not None:
        told = tn("Audit of {count} lead", "Audit of {count} leads", now.total) + _share(now.ended, now.total)
        _leading(told, "open_audits", "speed", partial(go_to, "SEO"))


def _share(ended: int, found: int) -> str:
    return f" ({100 * ended // found} %)" if found else ""


def _leading(told: str, key: str, icon: str, go: Callable[[], None]) -> None:
    """Draw a running job as a button to where it is watched."""
    if st.button(told, key=key, icon=f":material/{icon}:", type="tertiary", on_click=go):
        # A click draws this fragment alone; the tabs are outside it.
        st.rerun()
