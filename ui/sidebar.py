"""The sidebar: the state of the models, every setting, save and revert."""

from functools import partial

import streamlit as st

from llm import health
from llm.errors import LLMError
from ui import draft
from ui.components import (
    endpoint_settings,
    interface_language,
    lights,
    llm_settings,
    privacy_settings,
    search_settings,
    sender_settings,
    trouble,
)
from ui.language import mark, said, t
from ui.memory import kept
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the sidebar."""
    with st.sidebar:
        lights.draw(shared)
        with st.container(horizontal=True):
            st.button(
                t("Refresh models"),
                on_click=_refresh,
                args=(shared,),
                help=t("Ask the servers which models they have."),
            )
            st.button(
                t("Test"),
                on_click=_test,
                args=(shared,),
                help=t("One real question of a few words to each model."),
            )
        _messages(shared)
        privacy_settings.draw_off(shared)
        with st.expander(t("Models and endpoints"), key=kept(trouble.MODELS_PART), on_change="rerun"):
            endpoint_settings.draw(shared)
        with st.expander(t("Advanced LLM settings"), key=kept(trouble.LIMITS_PART), on_change="rerun"):
            llm_settings.draw(shared)
        with st.expander(t("Search and crawl"), key=kept(trouble.SEARCH_PART), on_change="rerun"):
            search_settings.draw_search(shared)
        with st.expander(t("Language and place"), key=kept(trouble.PLACE_PART), on_change="rerun"):
            search_settings.draw_place(shared)
        with st.expander(t("Sender profile"), key=kept(trouble.SENDER_PART), on_change="rerun"):
            sender_settings.draw(shared)
        privacy = st.expander(t("Privacy"), key=kept("side_privacy"), on_change="rerun")
        if privacy.open:  # it asks the database
            with privacy:
                privacy_settings.draw(shared)
        _save_bar(shared)
        interface_language.draw(shared)


def _save_bar(shared: Services) -> None:
    dirty = draft.is_dirty()
    if dirty:
        st.markdown(t(":orange[●] unsaved"))
    with st.container(horizontal=True):
        st.button(
            t("Save"),
            type="primary" if dirty else "secondary",
            disabled=not dirty,
            on_click=draft.save,
            args=(shared.loader,),
            help=None if dirty else t("Nothing has been changed."),
        )
        st.button(t("Revert"), disabled=not dirty, on_click=draft.revert)
    if problem := st.session_state.pop("draft_problem", None):
        trouble.draw_error(problem, "settings", partial(draft.save, shared.loader))


def _messages(shared: Services) -> None:
    for text in shared.notices:
        if text not in st.session_state.setdefault("notices_read", []):
            st.info(md(said(text)))
            st.button(
                t("Understood"),
                key=f"read_{hash(text)}",
                on_click=st.session_state["notices_read"].append,
                args=(text,),
            )
    for problem in shared.loader.problems:
        where = problem["file"]
        if problem["line"]:
            where = t("{file}, line {line}", file=where, line=problem["line"])
        st.warning(
            md(f"{said(problem['message'])} {said(problem['remedy'])}"),
            title=md(t("{label}: {value}", label=where, value=problem["key"])),
        )
    for label, answer in st.session_state.get("test_results", []):
        if isinstance(answer, LLMError):
            st.caption(f"**{t(label)}**")
            trouble.draw_error(answer, f"test_{label}", partial(_test, shared))
        else:
            model, seconds = answer
            told = t(
                "{label}: {model} answered in {seconds:.1f} s", label=t(label), model=model, seconds=seconds
            )
            st.success(md(told))


def _refresh(shared: Services) -> None:
    found = health.lights(shared.loader.get_merged_config(), max_age=0.0)
    count = sum(len(light.models) for light in found)
    servers = sum(bool(light.models) for light in found)
    st.toast(t("{count} models on {servers} servers", count=count, servers=servers))


def _test(shared: Services) -> None:
    results: list[tuple[str, LLMError | tuple[str, float]]] = []
    for alias, label in (("small_model", mark("Small model")), ("large_model", mark("Large model"))):
        try:
            results.append((label, health.try_model(shared.loader.get_merged_config(), alias)))
        except LLMError as error:
            # Without the frames of the call: the session keeps it.
            results.append((label, error.with_traceback(None)))
    st.session_state["test_results"] = results
