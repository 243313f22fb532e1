"""Edits in the sidebar that are not saved yet.

Each widget shows the draft's value, else the one in force. Its key carries the draft's number, so that
reverting gives every widget a fresh start. A reload keeps the edits, but for typed keys: no file holds those
before they are saved.
"""

from typing import Any

import streamlit as st

from config.errors import UserFacingError
from config.loader import ConfigLoader
from config.secrets import Secrets
from ui.language import t
from ui.memory import kept

_CHANGES, _REMOVED, _KEYS, _NUMBER = "draft_changes", "draft_removed", "draft_keys", "draft_number"


def changes() -> dict[str, Any]:
    """Return the edited settings by their dotted keys."""
    found: dict[str, Any] = st.session_state.setdefault(kept(_CHANGES), {})
    return found


def removed() -> set[str]:
    """Return the dotted keys that shall be inherited again."""
    found: set[str] = st.session_state.setdefault(kept(_REMOVED, set), set())
    return found


def typed_keys() -> dict[str, str]:
    """Return the API keys typed for endpoints; an empty one removes the key."""
    found: dict[str, str] = st.session_state.setdefault(_KEYS, {})
    return found


def is_dirty() -> bool:
    """Tell whether anything waits to be saved."""
    return bool(changes() or removed() or typed_keys())


def widget(key: str) -> str:
    """Return the widget key of a setting."""
    return f"set:{key}:{st.session_state.setdefault(_NUMBER, 0)}"


def value(key: str, in_force: Any) -> Any:
    """Return what a widget shows: the edit, else the value in force."""
    return changes().get(key, in_force)


def edited(key: str, in_force: Any) -> None:
    """Note the widget's value as an edit, or that it is back at the value in force; a callback."""
    new = st.session_state[widget(key)]
    removed().discard(key)
    if new == in_force:
        changes().pop(key, None)
    else:
        changes()[key] = new


def put(values: dict[str, Any]) -> None:
    """Note several edits at once, as a preset does, and draw their widgets anew."""
    changes().update(values)
    removed().difference_update(values)
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1


def inherit(key: str) -> None:
    """Give a setting back to the files below settings.json; a callback."""
    changes().pop(key, None)
    removed().add(key)
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1


def revert() -> None:
    """Drop every edit; a callback."""
    changes().clear()
    removed().clear()
    st.session_state.pop(_KEYS, None)
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1


def save(loader: ConfigLoader) -> None:
    """Write the edits, or tell why they cannot be written and keep them; a callback."""
    try:
        loader.save_settings(changes(), removed())
        for endpoint, key in typed_keys().items():
            _keep_key(endpoint, key.strip())
        loader.reload()
    except UserFacingError as problem:
        st.session_state["draft_problem"] = problem
        return
    revert()
    st.toast(t("Settings saved"))


def _keep_key(endpoint: str, key: str) -> None:
    if key:
        Secrets().set(endpoint, key)
    else:
        Secrets().remove(endpoint)
