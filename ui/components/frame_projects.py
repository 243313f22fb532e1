"""The project at hand: switched, made, renamed, put away, brought back."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from config.errors import UserFacingError
from leads.record import DEFAULT_PROJECT
from leads.store import StoreError
from leads.work import Project
from ui import selection
from ui.components import looks, trouble
from ui.language import mark, t
from ui.memory import kept
from ui.safe import md
from ui.state import Services

_EVERY = mark("All projects")
_DEFAULT = mark("Default")
_REFUSED = "project_refused"


def draw(shared: Services) -> None:
    """Draw the button with the project's name; the list is asked for when it is open."""
    at_hand = selection.project(shared)
    title = _name(at_hand) if at_hand else t(_EVERY)
    shown = st.popover(
        t("Project: {name}", name=md(title)),
        icon=":material/folder_open:",
        key="frame_projects",
        on_change="rerun",
    )
    if shown.open:
        with shown:
            try:
                _draw(shared, at_hand)
            except StoreError as error:
                trouble.draw_error(error, "projects")


def _draw(shared: Services, at_hand: Project | None) -> None:
    if refused := st.session_state.pop(_REFUSED, None):
        trouble.draw_error(refused, "project")
    st.button(
        t(_EVERY),
        key="project_all",
        type="tertiary",
        icon=looks.choice_icon(chosen=at_hand is None),
        on_click=selection.choose_project,
        args=("",),
    )
    for one in shared.store.projects():
        st.button(
            md(_name(one)),
            key=f"project_{one.id}",
            type="tertiary",
            icon=looks.choice_icon(chosen=at_hand is not None and one.id == at_hand.id),
            on_click=selection.choose_project,
            args=(one.id,),
        )
    st.text_input(t("New project"), key=kept("new_project"), placeholder=t("Bordeaux, autumn"), max_chars=80)
    st.button(t("Create"), key="create_project", on_click=_create, args=(shared,))
    if at_hand is not None:
        _change(shared, at_hand)
    _archived(shared)


def _name(project: Project) -> str:
    """Return what a project is called; the one that is always there has a word in each language."""
    return t(_DEFAULT) if project.name == _DEFAULT and project.id == DEFAULT_PROJECT else project.name


def _change(shared: Services, at_hand: Project) -> None:
    st.text_input(t("Rename it"), at_hand.name, key=kept(f"project_name_{at_hand.id}"), max_chars=80)
    with st.container(horizontal=True):
        st.button(t("Rename"), key="rename_project", on_click=_rename, args=(shared, at_hand.id))
        is_default = at_hand.id == DEFAULT_PROJECT
        st.button(
            t("Put away"),
            key="archive_project",
            icon=":material/archive:",
            disabled=is_default,
            help=t("The default project stays: new leads go to it.")
            if is_default
            else t("It and its leads leave all lists until you bring it back."),
            on_click=_archive,
            args=(shared, at_hand.id),
        )


def _archived(shared: Services) -> None:
    put_away = shared.store.projects(archived=True)
    if not put_away:
        return
    st.caption(t("Put away"))
    for one in put_away:
        st.button(
            t("Bring back {name}", name=md(one.name)),
            key=f"unarchive_{one.id}",
            type="tertiary",
            icon=":material/unarchive:",
            on_click=_bring_back,
            args=(shared, one.id),
        )


def _create(shared: Services) -> None:
    name = " ".join(str(st.session_state.get("new_project") or "").split())
    if name:
        selection.choose_project(shared.store.ensure_project(name).id)
        st.session_state["new_project"] = ""


def _rename(shared: Services, project: str) -> None:
    name = str(st.session_state.get(f"project_name_{project}") or "")
    _tried(partial(shared.store.rename_project, project, name))


def _archive(shared: Services, project: str) -> None:
    if _tried(partial(shared.store.archive_project, project)):
        selection.choose_project("")


def _bring_back(shared: Services, project: str) -> None:
    if _tried(partial(shared.store.unarchive_project, project)):
        selection.choose_project(project)


def _tried(change: Callable[[], None]) -> bool:
    """Do it, or keep why not for the next drawing."""
    try:
        change()
    except UserFacingError as error:
        st.session_state[_REFUSED] = error
        return False
    return True
