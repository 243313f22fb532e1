"""Search Scraper: a question, sources read before one's eyes, leads and an answer with citations."""

import streamlit as st

from jobs import research
from jobs.interactive import Job
from leads.search_run import SearchRun
from ui import selection
from ui.components import answers, at_work, lead_table, question_form, run_view, sources, trouble
from ui.language import said, t
from ui.memory import kept, one_of
from ui.state import Services, is_gone

_ADDRESS = "ss_run_in_address"
_MOST_SHOWN = 80


def draw(shared: Services) -> None:
    """Draw the tab."""
    job = research.current()
    running = job is not None and job.active
    form = st.container()  # its place: what it is drawn like depends on what stands below
    if running:
        with form:
            question_form.draw(shared, running=True, is_first=True)
        _watch(shared)
        return
    trouble.draw_failed(job, "question")
    run, is_named = _chosen_run(shared)
    leads = run_view.leads_of(shared, run) if run else []
    with form:
        question_form.draw(shared, running=False, is_first=not leads)
    if run is None:
        _empty(shared)
    else:
        run_view.draw(shared, run, leads, is_named=is_named)


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
    words = t("Searching")
    if run:
        phase = said(run.phase) or t("Reading")
        words = t("{label}: {value}", label=phase, value=sources.counts(run))
    told = at_work.words(words, job.seconds)
    at_work.draw(told, "ss_stop", research.stop, help_=t("What has been found is kept."))
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


def _chosen_run(shared: Services) -> tuple[SearchRun | None, bool]:
    """Return the run to show, and whether the list of earlier questions names it in full."""
    runs, state = shared.store.runs(limit=20), st.session_state
    asked = selection.shown(selection.RUN)
    if asked not in {"", *(run.id for run in runs)} and (older := shared.store.run(asked)):
        runs.append(older)
    if not runs:
        return None, False
    ids = [run.id for run in runs]
    kept("ss_run", one_of(ids))
    # A link, Back or Forward names another run than the one that was looked at.
    if asked in ids and asked != state.get(_ADDRESS):
        state["ss_run"] = asked
    state[_ADDRESS] = asked
    if state.get("ss_run") not in ids:
        state["ss_run"] = ids[0]
    if len(ids) > 1:
        titles = {run.id: f"{run.question[:_MOST_SHOWN]} · {run_view.ago(run.created_at)}" for run in runs}
        st.selectbox(
            t("Earlier questions"),
            ids,
            format_func=titles.__getitem__,
            key="ss_run",
            label_visibility="collapsed",
            on_change=_run_chosen,
        )
    run = shared.store.run(state["ss_run"])
    return run, run is not None and len(ids) > 1 and len(run.question) <= _MOST_SHOWN


def _run_chosen() -> None:
    if not is_gone("ss_run"):
        selection.show(selection.RUN, str(st.session_state["ss_run"]))


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
