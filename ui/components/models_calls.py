"""Models: what calls to models cost, by task, model and day, from their log."""

from datetime import date

import pandas as pd
import streamlit as st

from llm import call_log
from llm.call_log import Call
from llm.call_stats import By, totals
from ui.components import charts
from ui.components.model_words import server_word, task_word
from ui.language import day, mark, moment_cell, said, t, tn
from ui.memory import kept, one_of

_MOST_CALLS = 5000
_MOST_SHOWN = 200
_CHARTS = (
    ("calls", mark("Calls")),
    ("tokens", mark("Tokens")),
    ("seconds", mark("Seconds")),
    ("fallbacks", mark("Fallbacks")),
    ("repairs", mark("Repairs")),
)
_BY = {By.TASK: mark("Task"), By.MODEL: mark("Model"), By.DAY: mark("Day")}


def draw() -> None:
    """Draw the charts and the last calls."""
    st.markdown(f"#### {t('Calls')}")
    calls = call_log.read(_MOST_CALLS)
    if not calls:
        st.caption(t("No model has been asked yet."))
        return
    by = st.segmented_control(
        t("By"),
        list(By),
        default=By.TASK,
        format_func=lambda one: t(_BY[one]),
        key=kept("calls_by", one_of(list(By))),
    )
    _charts(calls, by or By.TASK)
    with st.expander(t("Last calls")):
        _table(calls[-_MOST_SHOWN:][::-1])


def _charts(calls: list[Call], by: By) -> None:
    found = totals(calls, by)
    table = pd.DataFrame([{**one.model_dump(), "name": _named(one.name, by)} for one in found])
    kept, failed = sum(one.kept for one in found), sum(one.failures for one in found)
    st.caption(
        tn("{count:,} call", "{count:,} calls", len(calls))
        + t(" · {kept:,} answered without asking a model · {failed:,} failed", kept=kept, failed=failed)
    )
    told = [(t(label), table[name]) for name, label in _CHARTS]
    shown = [(label, amounts) for label, amounts in told if amounts.any()]
    for column, (label, amounts) in zip(st.columns(len(_CHARTS) // 2 + 1), shown, strict=False):
        with column:
            st.markdown(t("**{label}** {total:,.0f}", label=label, total=float(amounts.sum())))
            charts.bars(pd.DataFrame({t(_BY[by]): table["name"], label: amounts}), t(_BY[by]), label)


def _named(name: str, by: By) -> str:
    if by is By.TASK:
        return said(task_word(name))
    return day(date.fromisoformat(name)) if by is By.DAY else name.rsplit("/", 1)[-1]


def _table(calls: list[Call]) -> None:
    st.dataframe(
        [
            {
                t("When"): call.at,
                t("Task"): task_word(call.task or ""),
                t("Model"): call.served_model or call.requested_model,
                t("Endpoint"): server_word(call.endpoint),
                t("Seconds"): round(call.seconds, 1),
                t("Tokens"): (call.prompt_tokens or 0) + (call.completion_tokens or 0),
                t("Tokens/s"): round(call.tokens_per_second, 1) if call.tokens_per_second else None,
                t("Repaired"): call.repaired,
                t("Kept"): call.cached,
                t("Fallback or error"): said(call.error or call.fallback_reason or ""),
            }
            for call in calls
        ],
        hide_index=True,
        key="calls",
        column_config={
            t("When"): st.column_config.DatetimeColumn(format=moment_cell()),
            **{
                t(name): st.column_config.NumberColumn(format="localized", step=step)
                for name, step in ((mark("Seconds"), 0.1), (mark("Tokens"), 1), (mark("Tokens/s"), 0.1))
            },
        },
    )
