"""Choosing files that outlive a reload: they are kept with the memory of the browser tab, until removed."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from config import window_files
from ui import memory
from ui.language import t
from ui.safe import md


def draw(label: str, field: str, kinds: list[str], megabytes: int, *, several: bool = False) -> None:
    """Draw the field, and below it what was chosen, each with the way to remove it."""
    st.file_uploader(
        label,
        type=kinds,
        accept_multiple_files=several,
        key=_widget(field),
        max_upload_size=megabytes,
        on_change=_keep,
        args=(field, several),
    )
    for path in window_files.listed(memory.window(), field):
        name = window_files.name_of(path)
        st.button(
            md(name),
            icon=":material/close:",
            key=f"{field}_{path.name}",
            type="tertiary",
            help=t("Remove this file"),
            on_click=window_files.remove,
            args=(path,),
        )


def clear(field: str) -> None:
    """Remove all that is chosen; a callback."""
    for path in window_files.listed(memory.window(), field):
        window_files.remove(path)
    _begin_anew(field)


def files(field: str) -> list[tuple[str, bytes]]:
    """Return what is chosen: names and contents."""
    # What could not be kept is there until the page is left.
    return window_files.contents(memory.window(), field) + [
        (file.name, file.getvalue()) for file in _given(field)
    ]


def _given(field: str) -> list[UploadedFile]:
    given = st.session_state.get(_widget(field)) or []
    return list(given) if isinstance(given, list) else [given]


def _keep(field: str, several: bool) -> None:
    given, window = _given(field), memory.window()
    before = window_files.listed(window, field)
    put = [window_files.put(window, field, file.name, file.getvalue()) for file in given]
    if put and all(put):
        for path in set() if several else {*before} - {*put}:
            window_files.remove(path)
        # A fresh field: what was chosen stands below it, before and after a reload alike.
        _begin_anew(field)


def _begin_anew(field: str) -> None:
    st.session_state[_count(field)] = int(st.session_state.get(_count(field), 0)) + 1


def _widget(field: str) -> str:
    return f"{field}_{st.session_state.get(_count(field), 0)}"


def _count(field: str) -> str:
    return f"{field}_chosen"
