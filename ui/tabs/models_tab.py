"""Models: which model takes which task, and what the last calls cost."""

import streamlit as st

from llm import call_log
from llm.errors import LLMError
from ui.state import Services

_TASKS = ("extraction", "answer", "audit", "classification", "lead_summary", "outreach", "dossier")


def draw(shared: Services) -> None:
    """Draw the tab."""
    st.markdown("**Who takes which task**")
    st.dataframe(
        [_row(shared, task) for task in _TASKS],
        hide_index=True,
        key="routes",
        column_config={
            "Task": st.column_config.TextColumn(width=110),
            "Endpoint": st.column_config.TextColumn(width=90),
            "Temperature": st.column_config.NumberColumn(width=90),
            "Max tokens": st.column_config.NumberColumn(width=80),
            "Then": st.column_config.TextColumn(width=330, help="Who answers when this model cannot"),
        },
    )
    calls = call_log.read(200)[::-1]
    st.markdown("**Last calls**")
    if not calls:
        st.caption("No model has been asked yet.")
        return
    st.dataframe(
        [
            {
                "When": call.at,
                "Task": call.task or "",
                "Model": call.served_model or call.requested_model,
                "Endpoint": call.endpoint,
                "Seconds": round(call.seconds, 1),
                "Tokens": (call.prompt_tokens or 0) + (call.completion_tokens or 0),
                "Tokens/s": round(call.tokens_per_second, 1) if call.tokens_per_second else None,
                "Repaired": call.repaired,
                "Fallback or error": call.error or call.fallback_reason or "",
            }
            for call in calls
        ],
        hide_index=True,
        key="calls",
        column_config={"When": st.column_config.DatetimeColumn(format="distance")},
    )


def _row(shared: Services, task: str) -> dict[str, object]:
    try:
        route = shared.router.plan(task)
    except LLMError as error:
        return {"Task": task, "Model": str(error)}
    return {
        "Task": task,
        "Model": route.model,
        "Endpoint": route.endpoint,
        "Temperature": route.parameters.get("temperature"),
        "Max tokens": route.parameters.get("max_tokens"),
        "Then": "; ".join(route.fallback),
    }
