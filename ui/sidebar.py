"""The sidebar: the state of the models, every setting, save and revert."""

import streamlit as st

from llm import health
from llm.errors import LLMError
from ui import draft
from ui.components import (
    endpoint_settings,
    lights,
    llm_settings,
    privacy_settings,
    search_settings,
    sender_settings,
)
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the sidebar."""
    with st.sidebar:
        lights.draw(shared)
        with st.container(horizontal=True):
            st.button(
                "Refresh models",
                on_click=_refresh,
                args=(shared,),
                help="Ask the servers which models they have.",
            )
            st.button(
                "Test", on_click=_test, args=(shared,), help="One real question of a few words to each model."
            )
        _messages(shared)
        with st.expander("Models and endpoints"):
            endpoint_settings.draw(shared)
        with st.expander("Advanced LLM settings"):
            llm_settings.draw(shared)
        with st.expander("Search and crawl"):
            search_settings.draw_search(shared)
        with st.expander("Language and place"):
            search_settings.draw_place(shared)
        with st.expander("Sender profile"):
            sender_settings.draw(shared)
        privacy = st.expander("Privacy", key="side_privacy", on_change="rerun")
        if privacy.open:  # it asks the database
            with privacy:
                privacy_settings.draw(shared)
        _save_bar(shared)


def _save_bar(shared: Services) -> None:
    dirty = draft.is_dirty()
    if dirty:
        st.markdown(":orange[●] unsaved")
    with st.container(horizontal=True):
        st.button(
            "Save",
            type="primary",
            disabled=not dirty,
            on_click=draft.save,
            args=(shared.loader,),
            help=None if dirty else "Nothing has been changed.",
        )
        st.button("Revert", disabled=not dirty, on_click=draft.revert)
    if problem := st.session_state.pop("draft_problem", None):
        st.error(md(problem.remedy), title=md(problem.message))


def _messages(shared: Services) -> None:
    for text in shared.notices:
        if text not in st.session_state.setdefault("notices_read", []):
            st.info(md(text))
            st.button(
                "Understood",
                key=f"read_{hash(text)}",
                on_click=st.session_state["notices_read"].append,
                args=(text,),
            )
    for problem in shared.loader.problems:
        where = f"{problem['file']}, line {problem['line']}" if problem["line"] else problem["file"]
        st.warning(md(f"{problem['message']} {problem['remedy']}"), title=md(f"{where}: {problem['key']}"))
    for text, good in st.session_state.get("test_results", []):
        (st.success if good else st.error)(md(text))


def _refresh(shared: Services) -> None:
    found = health.lights(shared.loader.get_merged_config(), max_age=0.0)
    count = sum(len(light.models) for light in found)
    st.toast(f"{count} models on {sum(bool(light.models) for light in found)} servers")


def _test(shared: Services) -> None:
    results = []
    for alias, label in (("small_model", "Small model"), ("large_model", "Large model")):
        try:
            model, seconds = health.try_model(shared.loader.get_merged_config(), alias)
        except LLMError as error:
            results.append((f"{label}: {error.message} {error.remedy}", False))
        else:
            results.append((f"{label}: {model} answered in {seconds:.1f} s", True))
    st.session_state["test_results"] = results
