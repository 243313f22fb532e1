"""What follows a first message: day 3, 7 and 14, and how the angles have done so far."""

from datetime import date

import pandas as pd
import streamlit as st

from jobs import outreach_job
from jobs.outreach_job import Messages
from outreach.request import OutreachRequest
from outreach.sequence import Step, sequence
from ui.components.run_view import ago
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
        "Kept" if is_kept else "Keep as draft",
        key=f"or_step_{step.day}",
        type="tertiary",
        icon=":material/check:" if is_kept else ":material/bookmark_add:",
        disabled=step.variant.blocked,
        on_click=_keep_step,
        args=(shared, messages, step),
    )


def _keep_step(shared: Services, messages: Messages, step: Step) -> None:
    outreach_job.keep_step(shared.store, messages, step)


def draw(shared: Services, messages: Messages) -> None:
    """Draw the sequence, the log of this lead, and the counts of all."""
    today = date.today()  # noqa: DTZ011 - the day on the analyst's wall
    with st.expander("Follow-ups: day 0, 3, 7, 14"):
        kept = {one.angle for one in shared.store.drafts_of(messages.order.lead_id)}
        for step in _steps(messages.request):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**Day {step.day}** · {step.due(today):%a %d %b} · {md(step.adds)}")
                if step.day:
                    _keep_button(shared, messages, step, is_kept=outreach_job.day_name(step) in kept)
            st.code(f"{step.variant.subject}\n\n{step.variant.body}".strip(), language=None, wrap_lines=True)
        st.caption("Nobody is written to after an answer.")
    events = shared.store.outreach_of(messages.order.lead_id)
    results = shared.store.results_by_angle()
    if not events and not results:
        return
    with st.expander("What happened"):
        for event in events[:20]:
            st.caption(
                md(f"{event.result.value} · {event.channel} · {event.angle} · {ago(event.created_at)}")
            )
        if results:
            st.markdown("**All leads, by angle**")
            st.dataframe(
                pd.DataFrame([one.model_dump() for one in results]), hide_index=True, alt="Results by angle"
            )
