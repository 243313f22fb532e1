"""Search Scraper: a question, sources read before one's eyes, leads and an answer with citations."""

import streamlit as st

from jobs import research
from jobs.interactive import Job, JobState
from leads.search_run import SearchRun
from ui.components import answers, lead_table, question_form, run_view, sources
from ui.language import said, t
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the tab."""
    job = research.current()
    running = job is not None and job.active
    question_form.draw(shared, running)
    if running:
        _watch(shared)
        return
    if job is not None and job.state is JobState.FAILED and job.error is not None:
        st.error(md(said(job.error.remedy)), title=md(said(job.error.message)))
    run = _chosen_run(shared)
    if run is None:
        _empty(shared)
    else:
        run_view.draw(shared, run)


def _watch(shared: Services) -> None:
    """Draw the running question every half second, and the whole page once when it has ended."""

    @st.fragment(run_every=0.5)
    def live() -> None:
        job = research.current()
        if job is None or not job.active:
            st.rerun()
        else:
            _live(shared, job)

    live()


def _live(shared: Services, job: Job) -> None:
    run = research.live_run()
    status, button = st.columns([6, 1], vertical_alignment="center")
    words = f"{said(run.phase) or t('Reading')}: {sources.counts(run)}" if run else t("Searching")
    status.markdown(f":shimmer[{md(words)}] · {(job.seconds):.0f} s")
    button.button(t("Stop"), on_click=research.stop, width="stretch", help=t("What has been found is kept."))
    if run is None:
        return
    left, right = st.columns([6, 5], gap="medium")
    with left:
        sources.draw(run)
    with right:
        if job.text:
            answers.draw_streaming(job.text)
        elif run.answer is not None:
            answers.draw(run, run.answer)
        else:
            st.caption(t("The answer comes when the sources are read."))
    leads = run_view.in_source_order(run, shared.store.leads_of_run(run.id))
    if leads:
        st.markdown(t("**Leads so far: {count}**", count=len(leads)))
        lead_table.draw_growing(leads, f"live_{run.id}")


def _chosen_run(shared: Services) -> SearchRun | None:
    runs = shared.store.runs(limit=20)
    if not runs:
        return None
    ids = [run.id for run in runs]
    if st.session_state.get("ss_run") not in ids:
        st.session_state["ss_run"] = ids[0]
    if len(ids) > 1:
        titles = {run.id: f"{run.question[:80]} · {run_view.ago(run.created_at)}" for run in runs}
        st.selectbox(
            t("Earlier questions"),
            ids,
            format_func=titles.__getitem__,
            key="ss_run",
            label_visibility="collapsed",
        )
    return shared.store.run(st.session_state["ss_run"])


def _empty(shared: Services) -> None:
    st.markdown(
        t(
            "Ask a question: pages are found and read, leads and an answer come with the quote"
            " behind each value."
        )
    )
    st.button(
        t("Try it on the sample sites"),
        icon=":material/science:",
        on_click=question_form.ask,
        args=(shared, research.SAMPLES),
        help=t("Twelve invented businesses on this machine; nothing leaves it."),
    )
