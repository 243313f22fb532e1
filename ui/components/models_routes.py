"""Models: which model takes which task, how well and fast it did in the last bench; edited in place."""

from typing import Any

import pandas as pd
import streamlit as st

from config.errors import UserFacingError
from config.schema import TASKS
from config.shipped import AUTO
from llm.auto_model import BENCH_TASK
from llm.bench import keep
from llm.errors import LLMError
from ui.components.model_words import model_word, server_word, task_word
from ui.language import said, t
from ui.safe import md
from ui.state import Services, is_gone

_EDITED = {"Model": "model", "Temperature": "temperature", "Max tokens": "max_tokens"}
_NUMBER = "routes_number"
# Shown once a bench has measured them.
_MEASURED = ("Right", "Tokens/s")


def draw(shared: Services) -> None:
    """Draw the table and the ways back to the shipped values."""
    st.markdown(f"#### {t('Who takes which task')}")
    config = shared.loader.get_merged_config()
    aliases = [name for name, entry in config["models"].items() if not entry.get("task")]
    aliases.append(AUTO)
    rows = pd.DataFrame([_row(shared, config, task) for task in TASKS])
    measured = [name for name in _MEASURED if name in rows and rows[name].notna().any()]
    rows = rows.drop(columns=[name for name in _MEASURED if name in rows and name not in measured])
    st.data_editor(
        rows,
        hide_index=True,
        placeholder="–",
        key=f"routes_{st.session_state.setdefault(_NUMBER, 0)}",
        on_change=_edited,
        args=(shared,),
        disabled=[name for name in rows.columns if name not in _EDITED],
        column_config={
            "Task": st.column_config.TextColumn(t("Task"), width=125),
            "Model": st.column_config.SelectboxColumn(
                t("Model"),
                options=aliases,
                format_func=lambda alias: model_word(str(alias)),
                required=True,
                width=110,
                help=t(
                    "auto asks the small model where it will do, and the large one where its answer fails"
                ),
            ),
            "Id": st.column_config.TextColumn(t("Id"), width=200),
            "Endpoint": st.column_config.TextColumn(t("Endpoint"), width=80),
            "Temperature": st.column_config.NumberColumn(
                t("Temperature"), min_value=0.0, max_value=2.0, step=0.1, format="localized", width=108
            ),
            "Max tokens": st.column_config.NumberColumn(
                t("Max tokens"), min_value=1, max_value=131072, step=1, format="localized", width=108
            ),
            "Right": st.column_config.ProgressColumn(
                t("Right"),
                min_value=0,
                max_value=1,
                format="percent",
                width=90,
                help=t("Known answers right in the last bench"),
            ),
            "Tokens/s": st.column_config.NumberColumn(t("Tokens/s"), format="%.0f", width=75),
            "Then": st.column_config.TextColumn(
                t("Then"), width=210, help=t("Who answers when this model cannot")
            ),
        },
    )
    _resets(shared)


def _row(shared: Services, config: dict[str, Any], task: str) -> dict[str, object]:
    entry = config["models"].get(task, {})
    row: dict[str, object] = {
        "Task": task_word(task),
        "Model": AUTO if entry.get("auto") else entry.get("alias") or "",
    }
    try:
        route = shared.router.plan(task)
    except LLMError as error:
        return {**row, "Id": said(error.message)}
    measured = keep.last_row(route.model, BENCH_TASK.get(task, task))
    return {
        **row,
        "Id": route.model,
        "Endpoint": server_word(route.endpoint),
        "Temperature": route.parameters.get("temperature"),
        "Max tokens": route.parameters.get("max_tokens"),
        "Right": measured.fields_right if measured else None,
        "Tokens/s": measured.tokens_per_second if measured else None,
        "Then": "; ".join(map(said, route.fallback)),
    }


def _resets(shared: Services) -> None:
    own = [task for task in TASKS if _is_own(shared, task)]
    if not own:
        st.caption(t("Edit a model, temperature or limit in the table; it is saved at once for that task."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("Changed by you:"))
        for task in own:
            st.button(
                t("Reset {task}", task=md(task_word(task))),
                key=f"reset_{task}",
                type="tertiary",
                on_click=_save,
                args=(shared, {}, (f"tasks.{task}",)),
            )


def _is_own(shared: Services, task: str) -> bool:
    return any(origin["key"].startswith(f"tasks.{task}.") for origin in shared.loader.explain(task).values())


def _edited(shared: Services) -> None:
    key = f"routes_{st.session_state[_NUMBER]}"
    if is_gone(key):
        return
    changes = {
        f"tasks.{TASKS[int(row)]}.{_EDITED[column]}": value
        for row, edits in st.session_state[key]["edited_rows"].items()
        for column, value in edits.items()
        if column in _EDITED and value is not None
    }
    if changes:
        _save(shared, changes, ())


def _save(shared: Services, changes: dict[str, Any], removed: tuple[str, ...]) -> None:
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
    try:
        shared.loader.save_settings(changes, removed)
    except UserFacingError as problem:
        st.session_state["draft_problem"] = problem
        return
    st.toast(t("Saved"))
