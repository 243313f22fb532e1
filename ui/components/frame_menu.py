"""The menu at the end of the line: sessions, the client's pack, where the data lives, quit."""

from functools import partial
from pathlib import Path

import streamlit as st

from config import locations
from config.errors import UserFacingError
from jobs import client_pack, ending, interactive
from jobs.plugin_list import listed
from leads.record import Lead
from leads.work import Session
from ui import language, selection
from ui.components import review_choice, trouble
from ui.components.kept_export import download_button
from ui.language import t, tn
from ui.memory import kept
from ui.safe import md
from ui.state import FIRST_TAB, TAB, TABS, Services, go_to

_PACK = "frame_pack"
_ENDING = "frame_ending"


def draw(shared: Services) -> None:
    """Draw the menu; what is in it is asked for when it is open."""
    menu = st.popover(t("Menu"), icon=":material/menu:", key="frame_menu", on_change="rerun")
    if menu.open:
        with menu:
            chosen = selection.lead(shared)
            if chosen is not None:
                _pack(shared, chosen)
            _sessions(shared)
            _about()
            _plugins()
            _quit()
    if st.session_state.get(_ENDING):
        st.info(t("Lead Hunter is ending. What was under way is kept; you can close this window."))


def _pack(shared: Services, chosen: Lead) -> None:
    st.button(
        t("Pack everything of {name}", name=md(selection.name_of(chosen))),
        key="pack_lead",
        icon=":material/folder_zip:",
        help=t("One ZIP: the lead with its evidence, audits, dossier, drafts. Nothing of another client."),
        on_click=_make_pack,
        args=(shared, chosen.id),
    )
    made = st.session_state.get(_PACK)
    if isinstance(made, UserFacingError):
        trouble.draw_error(made, "pack", partial(_make_pack, shared, chosen.id))
    elif isinstance(made, tuple) and made[0] == chosen.id:
        path: Path = made[1]
        st.caption(md(t("Saved as {path}", path=path)))
        download_button(
            t("Download ZIP"),
            path.read_bytes,
            path.name,
            key="pack_download",
            kept=True,
            icon=":material/download:",
        )


def _make_pack(shared: Services, lead_id: str) -> None:
    try:
        path = client_pack.save_pack(shared.store, lead_id, language.current())
    except UserFacingError as error:
        st.session_state[_PACK] = error
    else:
        st.session_state[_PACK] = (lead_id, path)


def _sessions(shared: Services) -> None:
    with st.expander(t("Sessions"), icon=":material/bookmark:"):
        st.text_input(
            t("Keep what is open as"),
            key=kept("session_name"),
            max_chars=60,
            placeholder=t("Monday, Bordeaux"),
        )
        st.button(t("Keep"), key="session_save", on_click=_save, args=(shared,))
        for one in shared.store.sessions():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(md(one.name), key=f"session_{one.id}", type="tertiary", on_click=_load, args=(one,))
                st.button(
                    "",
                    key=f"session_drop_{one.id}",
                    type="tertiary",
                    icon=":material/delete:",
                    help=t("Forget this session; what it shows stays."),
                    on_click=shared.store.delete_session,
                    args=(one.id,),
                )


def _save(shared: Services) -> None:
    name = " ".join(str(st.session_state.get("session_name") or "").split())
    if not name:
        st.toast(t("Give the session a name first."))
        return
    shared.store.save_session(
        Session(
            name=name,
            tab=str(st.session_state.get(TAB) or FIRST_TAB),
            project=selection.project_id(),
            lead_id=selection.lead_id(),
            view=review_choice.view_now(name),
        )
    )
    st.session_state["session_name"] = ""
    st.toast(t("Kept. Open it again from this menu."))


def _load(session: Session) -> None:
    selection.choose_project(session.project)
    if session.lead_id:
        selection.choose(session.lead_id)
    review_choice.apply(session.view)
    if session.tab in TABS:
        go_to(session.tab)


def _about() -> None:
    with st.expander(t("Where your data lives"), icon=":material/database:"):
        st.caption(t("Everything is on this machine, in:"))
        st.code(str(locations.data_dir()), language=None, wrap_lines=True)
        st.caption(t("Exports are saved in:"))
        st.code(str(locations.exports_dir()), language=None, wrap_lines=True)


def _plugins() -> None:
    found, problems = listed()
    if found:
        with st.expander(t("Plugins"), icon=":material/extension:"):
            for one in found:
                st.caption(md(f"{one.name} · {one.package}"))
    for number, problem in enumerate(problems):
        trouble.draw(problem.message, problem.remedy, f"plugin_{number}", warns=True)


def _quit() -> None:
    running = len(interactive.active())
    if running:
        st.caption(
            tn(
                "{count} job is running; what it has is kept.",
                "{count} jobs are running; what they have is kept.",
                running,
            )
        )
    st.button(
        t("Quit"),
        key="quit",
        icon=":material/power_settings_new:",
        help=t("Ends the app and its worker. A hunt goes on at the next start."),
        on_click=_end,
    )


def _end() -> None:
    st.session_state[_ENDING] = True
    ending.end_app()
