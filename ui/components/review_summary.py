"""The large model's summary of the filtered leads, held to the table: what is not in it is marked."""

import streamlit as st

from jobs import lead_summary
from jobs.interactive import Job
from jobs.lead_summary import Summary
from leads.review import LeadFilter
from llm.tasks.lead_summary import INSTRUCTION, SummaryLine
from ui import selection
from ui.components import at_work, trouble
from ui.components.model_words import server_word
from ui.language import said, t, tn
from ui.memory import kept, kept_open
from ui.safe import md
from ui.state import Services

_MENU = "rv_summary_menu"


def draw_button(shared: Services, wanted: LeadFilter, total: int) -> None:
    """Draw what starts it."""
    job = lead_summary.current()
    running = job is not None and job.active
    with st.popover(
        t("Summarize"),
        icon=":material/summarize:",
        disabled=not total or running,
        key=kept_open(_MENU),
        on_change="rerun",
    ):
        st.text_area(
            t("What you want to know"), said(INSTRUCTION), key=kept("rv_instruction"), persist_state="session"
        )
        st.button(
            tn("Summarize {count:,} lead", "Summarize {count:,} leads", total),
            type="primary",
            key="rv_summarize",
            on_click=_start,
            args=(shared, wanted),
        )


def draw() -> None:
    """Draw the summary as it comes, and when it is there."""
    job = lead_summary.current()
    if job is None:
        return
    if job.active:
        _watch()
        return
    trouble.draw_failed(job, "summary")
    if isinstance(job.result, Summary):
        _result(job.result)


def _start(shared: Services, wanted: LeadFilter) -> None:
    instruction = str(st.session_state.get("rv_instruction") or "").strip() or said(INSTRUCTION)
    st.session_state[_MENU] = False  # it would lie over what it starts
    lead_summary.start(shared.store, shared.router, shared.loader, wanted, instruction)


def _watch() -> None:
    @st.fragment(run_every=0.5)
    def live() -> None:
        job = lead_summary.current()
        if job is None or not job.active:
            st.rerun()
        else:
            _growing(job)

    live()


def _growing(job: Job) -> None:
    with st.container(border=True):
        words = at_work.words(said(job.phase or "reading the leads"), job.seconds)
        at_work.draw(words, "rv_summary_stop", lead_summary.stop)
        if job.text:
            st.text(job.text)


def _result(summary: Summary) -> None:
    with st.container(border=True):
        head, close = st.columns([6, 1], vertical_alignment="center")
        by = t("by rules")
        if summary.model:
            by = t(
                "{model} on {server}, {seconds:.0f} s",
                model=md(summary.model),
                server=md(server_word(summary.endpoint)),
                seconds=summary.seconds,
            )
        elif not summary.note:
            by = t("by rules: no large model answers")
        title = tn("Summary of {count:,} lead", "Summary of {count:,} leads", summary.counts.total)
        head.markdown(f"**{title}** · {by}")
        with close.container(horizontal=True, horizontal_alignment="right"):
            st.button(t("Close"), key="rv_summary_close", type="tertiary", on_click=_close)
        if summary.note:
            st.caption(f":orange[{md(said(summary.note))}]")
        if summary.fallback_reason:
            st.caption(md(said(summary.fallback_reason)))
        _whole(summary)
        for line in summary.lines:
            _line(line, summary)


def _whole(summary: Summary) -> None:
    """Say what all leads of the filter add up to, and how many of them were read one by one."""
    counts = summary.counts
    words = t(
        "All of them, counted: {good:,} with a score of {bound} or more, {email:,} without e-mail, "
        "{phone:,} without phone, {site:,} without site.",
        good=summary.good,
        bound=lead_summary.GOOD,
        email=counts.without_email,
        phone=counts.without_phone,
        site=counts.without_website,
    )
    if counts.total > summary.leads:
        words += " " + t("The lines are about the best {count:,} by score.", count=summary.leads)
    st.caption(words)


def _line(line: SummaryLine, summary: Summary) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"- {md(line.text)}")
        for key in line.leads[:4]:
            st.button(
                md(summary.names[key])[:40],
                key=f"rv_sum_{key}_{hash(line.text)}",
                type="tertiary",
                icon=":material/open_in_new:",
                on_click=_open,
                args=(summary.ids[key],),
            )
    if line.unproven:
        st.caption(f":orange[{t('Not in the table:')}] {md(', '.join(line.unproven))}")


def _open(lead_id: str) -> None:
    selection.choose(lead_id)
    st.session_state["rv_drawer"] = lead_id


def _close() -> None:
    lead_summary.forget()
