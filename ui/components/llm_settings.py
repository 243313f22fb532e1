"""Sidebar: the parameters of each model and task, and where each value comes from."""

from typing import Any

import streamlit as st

from ui import draft
from ui.language import mark, t
from ui.memory import kept, one_of
from ui.safe import md
from ui.state import Services

_GENERAL = "calls without a task"
_SCOPES = {
    "small_model": mark("Small model"),
    "large_model": mark("Large model"),
    "extraction": mark("Task: extraction"),
    "answer": mark("Task: answer"),
    "audit": mark("Task: audit"),
    "classification": mark("Task: classification"),
    "lead_summary": mark("Task: lead summary"),
    "outreach": mark("Task: outreach"),
    "dossier": mark("Task: dossier"),
    _GENERAL: mark("Calls without a task"),
}
_HELP = {
    "temperature": mark(
        "How freely the model writes. Extraction 0.2 to 0.4, classification 0.3 to 0.5, "
        "analysis 0.5 to 0.7, writing 0.7 to 0.9."
    ),
    "top_k": mark(
        "Reference only: set it in LM Studio. 20 to 30 for extraction, 30 to 50 for "
        "analysis, 40 to 60 for writing."
    ),
    "top_p": mark("The share of probability words are drawn from: 0.8 to 0.95."),
    "max_tokens": mark("The longest answer. It is lowered by itself where the loaded context leaves less."),
    "timeout": mark(
        "Seconds a call may take in all, retries included; the loading of a model does not count."
    ),
}
_FIELDS: dict[str, tuple[str, dict[str, Any]]] = {
    "temperature": (mark("Temperature"), {"min_value": 0.0, "max_value": 2.0, "step": 0.1, "format": "%.2f"}),
    "top_k": (mark("Top-k (reference only)"), {"min_value": 0, "max_value": 200, "step": 5}),
    "top_p": (mark("Top-p"), {"min_value": 0.01, "max_value": 1.0, "step": 0.05, "format": "%.2f"}),
    "max_tokens": (mark("Max tokens"), {"min_value": 1, "max_value": 131072, "step": 256}),
    "timeout": (
        mark("Timeout (seconds)"),
        {"min_value": 1.0, "max_value": 3600.0, "step": 10.0, "format": "%.0f"},
    ),
}


def draw(shared: Services) -> None:
    """Draw the section."""
    scope = st.selectbox(
        t("Settings of"),
        list(_SCOPES),
        format_func=lambda name: t(_SCOPES[name]),
        key=kept("llm_scope", one_of(_SCOPES)),
    )
    if scope == _GENERAL:
        values = shared.loader.get_merged_config()["llm"]
        source = t("settings.json, else defaults.yml")
        for name in _FIELDS:
            _field(name, f"llm_{name}", values[name], source, own=False)
        return
    sources = shared.loader.explain(scope)
    prefix = "models" if scope in {"small_model", "large_model"} else "tasks"
    for name in _FIELDS:
        origin = sources[name]
        key = f"{prefix}.{scope}.{name}"
        own = origin["file"] == "settings.json" and origin["key"] == key
        _field(name, key, origin["value"], f"{origin['file']} · {origin['key']}", own=own)


def _field(name: str, key: str, in_force: Any, source: str, *, own: bool) -> None:
    label, limits = _FIELDS[name]
    kind = float if isinstance(limits["min_value"], float) else int
    shown = draft.value(key, in_force)
    if shown is not None:
        # A file may hold more than the field offers; the field must still take it.
        limits = {**limits, "max_value": max(limits["max_value"], kind(shown))}
        limits["min_value"] = min(limits["min_value"], kind(shown))
    st.number_input(
        t(label),
        value=None if shown is None else kind(shown),
        key=draft.widget(key),
        on_change=draft.edited,
        args=(key, in_force),
        help=t(_HELP[name]),
        placeholder=t("no limit") if name == "max_tokens" else None,
        **limits,
    )
    if key in draft.changes():
        st.caption(t("not saved yet"))
    elif key in draft.removed():
        st.caption(t("inherited again once saved"))
    elif own:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(md(source))
            st.button(t("Reset"), key=f"reset:{key}", type="tertiary", on_click=draft.inherit, args=(key,))
    else:
        st.caption(md(source))
