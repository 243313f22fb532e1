"""What is chosen for a dossier, in the address as far as that can hold it, and in the memory of the window.

Where the address says nothing, what the last build of the lead was asked for is chosen.
"""

from collections.abc import Callable

import streamlit as st

from dossier.collect import Rung
from jobs.dossier_desk import DossierRequest
from ui.memory import Reader, kept, one_of, some_of

RUNGS, LANGUAGE, QUESTIONS = "do_rungs", "do_language", "do_questions"
LANGUAGES = {"fr": "Français", "de": "Deutsch", "en": "English"}
OFFERED = tuple(rung for rung in Rung if rung is not Rung.PASTED)
_NONE = "none"
# Browsers take longer addresses, servers between may not.
_LONGEST = 1_500


def restore(asked: DossierRequest | None) -> None:
    """Choose what the address names, else what was asked for the last time; before the widgets are drawn."""
    for key, chosen in _usual(asked).items():
        kept(key, _KEPT[key])
        if key not in st.session_state:
            named = st.query_params.get(key)
            st.session_state[key] = chosen if named is None else _READ[key](named)


def note(key: str) -> None:
    """Note a choice in the address; a callback."""
    value = st.session_state.get(key) or ""
    text = value if isinstance(value, str) else ",".join(value)
    if len(text) > _LONGEST:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = text or _NONE


def _usual(asked: DossierRequest | None) -> dict[str, object]:
    rungs = [rung for rung in asked.rungs if rung in OFFERED] if asked else []
    return {
        RUNGS: rungs or [*OFFERED],
        LANGUAGE: asked.language if asked and asked.language in LANGUAGES else next(iter(LANGUAGES)),
        QUESTIONS: "\n".join(asked.questions) if asked else "",
    }


def _rungs(text: str) -> list[Rung]:
    named = text.split(",")
    return [rung for rung in OFFERED if rung in named]


def _language(text: str) -> str:
    return text if text in LANGUAGES else next(iter(LANGUAGES))


def _questions(text: str) -> str:
    return "" if text == _NONE else text


_READ: dict[str, Callable[[str], object]] = {RUNGS: _rungs, LANGUAGE: _language, QUESTIONS: _questions}
_KEPT: dict[str, Reader | None] = {RUNGS: some_of(OFFERED), LANGUAGE: one_of(LANGUAGES), QUESTIONS: None}
