"""Outreach: a first message to the selected lead that says only what has a source; nothing is sent."""

import streamlit as st

from jobs import outreach_job
from jobs.interactive import Job
from jobs.outreach_job import Messages, Order
from leads.store import StoreError
from outreach.draft import Angle
from ui import selection
from ui.components import (
    at_work,
    no_lead,
    outreach_form,
    outreach_merge,
    outreach_next,
    outreach_sequence,
    outreach_variant,
    trouble,
)
from ui.language import said, t
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the tab."""
    try:
        _draw(shared)
    except StoreError as error:
        trouble.draw_error(error, "outreach")


def _draw(shared: Services) -> None:
    lead = selection.lead(shared)
    if lead is None:
        no_lead.draw(
            shared,
            t("Choose a lead above, or in Review; then three messages are written from its verified facts."),
            "outreach",
        )
        outreach_merge.draw(shared)
        return
    st.markdown(f"#### {md(selection.name_of(lead))}")
    job = outreach_job.current(lead.id)
    running = job is not None and job.active
    order = outreach_form.draw(shared, lead, running=running)
    if running:
        _watch(lead.id)
        return
    trouble.draw_failed(job, "writing")
    messages = _messages(shared, job, order)
    if messages is None:
        st.caption(t("Write the first variants: three angles, each with its facts and checks."))
        outreach_merge.draw(shared)
        return
    for note in dict.fromkeys(messages.composed.notes):
        st.caption(md(said(note)))
    cards = st.columns(max(1, len(messages.composed.variants)))
    for card, variant in zip(cards, messages.composed.variants, strict=True):
        with card:
            outreach_variant.draw(shared, messages, variant)
    outreach_next.draw(shared, lead, messages)
    outreach_sequence.draw(shared, messages)
    outreach_merge.draw(shared)


def _messages(shared: Services, job: Job | None, order: Order) -> Messages | None:
    """Return what the job of this lead left for the channel and language, else what the store has kept."""
    result = job.result if job is not None else None
    if isinstance(result, Messages):
        made = result.order
        if (made.channel, made.language) == (order.channel, order.language):
            return result
    kept = outreach_job.restored(shared.store, shared.loader, order)
    if kept is not None and job is not None:
        outreach_job.put(order.lead_id, kept)
    return kept


def _watch(lead_id: str) -> None:
    @st.fragment(run_every=0.5)
    def live() -> None:
        job = outreach_job.current(lead_id)
        if job is None or not job.active:
            st.rerun()
        else:
            _growing(lead_id, job)

    live()


def _growing(lead_id: str, job: Job) -> None:
    with st.container(border=True):
        at_work.draw(at_work.words(_phase(job.phase), job.seconds), "or_stop", outreach_job.stop, lead_id)
        texts = outreach_job.growing(job.text)
        cards = st.columns(len(Angle)) if len(texts) > 1 else [st.container()]
        for card, (angle, text) in zip(cards, texts.items(), strict=False):
            card.markdown(f"**{t(outreach_variant.TITLES[angle])}**")
            card.text(text)


def _phase(phase: str) -> str:
    """Return what is being done, by the name of the variant that is being written."""
    angle = phase.removeprefix("writing: ")
    return (
        t("writing: {angle}", angle=t(outreach_variant.TITLES[Angle(angle)]))
        if angle in list(Angle)
        else said(phase or "writing")
    )
