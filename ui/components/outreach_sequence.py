"""What follows a first message: day 3, 7 and 14, and how the angles have done so far."""

from datetime import date

import pandas as pd
import streamlit as st

from jobs import outreach_job
from jobs.outreach_job import Messages
from outreach.draft import Angle, Channel
from outreach.request import OutreachRequest
from outreach.sequence import Step, sequence
from ui.components import outreach_text
from ui.components.outreach_form import CHANNELS
from ui.components.outreach_variant import RESULTS, TITLES
from ui.components.run_view import ago
from ui.language import said, t
from ui.safe import md
from ui.state import Services


def _steps(request: OutreachRequest) -> list[Step]:
    """Return the sequence for a request, made once while nothing is changed."""
    said = request.model_dump_json()
    if st.session_state.get("or_sequence_of") != said:
        st.session_state["or_sequence"] = sequence(request)
        st.session_state["or_sequence_of"] = said
    steps: list[Step] = st.session_state["or_sequence"]
    return steps


def _keep_button(shared: Services, messages: Messages, step: Step, *, is_kept: bool) -> None:
    st.button(
        t("Kept") if is_kept else t("Keep as draft"),
        key=f"or_step_{step.day}",
        type="tertiary",
        icon=":material/check:" if is_kept else ":material/bookmark_add:",
        disabled=step.variant.blocked,
        on_click=_keep_step,
        args=(shared, messages, step),
    )


def _step(messages: Messages, step: Step) -> None:
    """Draw the text of a step, to be copied unless it is blocked."""
    if step.variant.blocked:
        outreach_text.draw(messages, step.variant)
        st.caption(f":red[{t('blocked')}] · {t('This text is blocked: edit what is marked first.')}")
        return
    st.code(f"{step.variant.subject}\n\n{step.variant.body}".strip(), language=None, wrap_lines=True)


def _keep_step(shared: Services, messages: Messages, step: Step) -> None:
    outreach_job.keep_step(shared.store, messages, step)


def draw(shared: Services, messages: Messages) -> None:
    """Draw the sequence, the log of this lead, and the counts of all."""
    today = date.today()  # noqa: DTZ011 - the day on the analyst's wall
    with st.expander(t("Follow-ups: day 0, 3, 7, 14")):
        kept = {one.angle for one in shared.store.drafts_of(messages.order.lead_id)}
        for step in _steps(messages.request):
            with st.container(horizontal=True, vertical_alignment="center"):
                due = step.due(today)
                day = t("{year}-{month}-{day}", year=due.year, month=f"{due:%m}", day=f"{due:%d}")
                st.markdown(f"**{t('Day {number}', number=step.day)}** · {day} · {md(said(step.adds))}")
                if step.day:
                    _keep_button(shared, messages, step, is_kept=outreach_job.day_name(step) in kept)
            _step(messages, step)
        st.caption(t("Nobody is written to after an answer."))
    events = shared.store.outreach_of(messages.order.lead_id)
    results = shared.store.results_by_angle()
    if not events and not results:
        return
    with st.expander(t("What happened")):
        for event in events[:20]:
            st.caption(
                f"{t(RESULTS[event.result])} · {_channel(event.channel)} · {_angle(event.angle)}"
                f" · {ago(event.created_at)}"
            )
        if results:
            st.markdown(f"**{t('All leads, by angle')}**")
            st.dataframe(
                pd.DataFrame(
                    {
                        t("Channel"): [_channel(one.channel) for one in results],
                        t("Angle"): [_angle(one.angle) for one in results],
                        t("Sent"): [one.sent for one in results],
                        t("Answered"): [one.answered for one in results],
                        t("Booked"): [one.booked for one in results],
                    }
                ),
                hide_index=True,
                alt=t("Results by angle"),
            )


def _channel(name: str) -> str:
    return t(CHANNELS[Channel(name)]) if name in list(Channel) else md(name)


def _angle(name: str) -> str:
    return t(TITLES[Angle(name)]) if name in list(Angle) else md(name)
