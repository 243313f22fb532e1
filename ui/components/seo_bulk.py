"""The sites of many leads audited in the background: those of the filter in Review."""

import pandas as pd
import streamlit as st

from jobs import audit_bulk
from jobs.interactive import Job, JobState
from leads.cells import safe_cell
from leads.review import LeadFilter
from ui.components import review_choice
from ui.safe import md
from ui.state import Services, go_to


def draw(shared: Services) -> None:
    """Draw what starts it, how far it is, and what came of it."""
    job = audit_bulk.current()
    if job is not None and job.active:
        _watch()
        return
    wanted = review_choice.filter_now().model_copy(update={"has_website": True})
    total = min(shared.store.count_rows(wanted), audit_bulk.MOST_LEADS)
    st.markdown(
        "The home page of each lead is audited and kept with it; its score counts in the lead's priority. "
        "Leads that were audited today are passed over."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Audit {total:,} lead{'' if total == 1 else 's'}",
            type="primary",
            key="seo_bulk",
            disabled=not total,
            help="No lead of the filter has a site." if not total else None,
            on_click=_start,
            args=(shared, wanted),
        )
        st.button(
            "Change the filter in Review",
            type="tertiary",
            key="seo_bulk_filter",
            on_click=go_to,
            args=("Review",),
        )
    if job is not None:
        _ended(job)


def _start(shared: Services, wanted: LeadFilter) -> None:
    audit_bulk.start(shared.store, shared.loader, wanted)


def _watch() -> None:
    @st.fragment(run_every=1.0, key="seo_bulk_live")
    def live() -> None:
        job = audit_bulk.current()
        if job is None or not job.active:
            st.rerun()
        else:
            _progress(job)

    live()


def _progress(job: Job) -> None:
    run = audit_bulk.live_run()
    words, stop = st.columns([6, 1], vertical_alignment="center")
    if run is None or not run.total:
        words.markdown(":shimmer[Looking for leads]")
    else:
        left = (run.total - run.ended) * job.seconds / run.ended if run.ended else None
        told = f"{run.done} audited · {run.failed} failed · {run.skipped} passed over"
        told += (
            f" · {left / 60:.0f} min left" if left and left >= 90 else f" · {left:.0f} s left" if left else ""
        )
        words.progress(run.ended / run.total, text=f"{told} · {md(run.last)}")
    stop.button(
        "Stop",
        key="seo_bulk_stop",
        on_click=audit_bulk.stop,
        disabled=job.stopping,
        help="What is done is kept.",
    )


def _ended(job: Job) -> None:
    run = audit_bulk.live_run()
    if job.state is JobState.FAILED and job.error is not None:
        st.error(md(job.error.remedy), title=md(job.error.message))
    if run is None:
        return
    st.caption(f"{run.done} audited, {run.failed} failed, {run.skipped} passed over in {job.seconds:.0f} s.")
    if run.rows:
        rows = sorted(run.rows, key=lambda row: (row.score is None, row.score or 0))
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        "Lead": safe_cell(row.name),
                        "Score": row.score,
                        "Faults": row.faults,
                        "Site": row.url,
                        "Problem": safe_cell(row.error),
                    }
                    for row in rows
                ]
            ),
            hide_index=True,
            key="seo_bulk_rows",
            column_config={
                "Score": st.column_config.ProgressColumn(min_value=0, max_value=100, format="%d", width=100),
                "Site": st.column_config.LinkColumn(width=220),
            },
        )
