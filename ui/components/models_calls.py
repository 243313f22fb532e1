"""Models: what calls to models cost, by task, model and day, from their log."""

import pandas as pd
import streamlit as st

from llm import call_log
from llm.call_log import Call
from llm.call_stats import By, totals

_HEIGHT = 190
_MOST_CALLS = 5000
_MOST_SHOWN = 200
_CHARTS = (
    ("calls", "Calls"),
    ("tokens", "Tokens"),
    ("seconds", "Seconds"),
    ("fallbacks", "Fallbacks"),
    ("repairs", "Repairs"),
)


def draw() -> None:
    """Draw the charts and the last calls."""
    st.markdown("#### Calls")
    calls = call_log.read(_MOST_CALLS)
    if not calls:
        st.caption("No model has been asked yet.")
        return
    by = st.segmented_control(
        "By", list(By), default=By.TASK, format_func=lambda one: one.value.capitalize(), key="calls_by"
    )
    _charts(calls, by or By.TASK)
    with st.expander("Last calls"):
        _table(calls[-_MOST_SHOWN:][::-1])


def _charts(calls: list[Call], by: By) -> None:
    found = totals(calls, by)
    table = pd.DataFrame([one.model_dump() for one in found])
    kept, failed = sum(one.kept for one in found), sum(one.failures for one in found)
    st.caption(f"{len(calls):,} calls · {kept:,} answered without asking a model · {failed:,} failed")
    for column, (name, label) in zip(st.columns(len(_CHARTS)), _CHARTS, strict=True):
        with column:
            st.markdown(f"**{label}** {table[name].sum():,.0f}")
            st.bar_chart(table, x="name", y=name, height=_HEIGHT, x_label="", y_label="", sort=False)


def _table(calls: list[Call]) -> None:
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
                "Kept": call.cached,
                "Fallback or error": call.error or call.fallback_reason or "",
            }
            for call in calls
        ],
        hide_index=True,
        key="calls",
        column_config={"When": st.column_config.DatetimeColumn(format="distance")},
    )
