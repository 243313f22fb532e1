"""What follows a first message: day 3, 7 and 14, and how the angles have done so far."""

from datetime import date

import pandas as pd
import streamlit as st

from jobs.outreach_job import Messages
from outreach.sequence import sequence
from ui.components.run_view import ago
from ui.safe import md
from ui.state import Services


def draw(shared: Services, messages: Messages) -> None:
    """Draw the sequence, the log of this lead, and the counts of all."""
    today = date.today()  # noqa: DTZ011 - the day on the analyst's wall
    with st.expander("Follow-ups: day 0, 3, 7, 14"):
        for step in sequence(messages.request):
            st.markdown(f"**Day {step.day}** · {step.due(today):%a %d %b} · {md(step.adds)}")
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
