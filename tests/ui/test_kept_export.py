"""A download is kept in the exports folder and stays there for the browser, whatever button it came from."""

import ast
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from config import locations
from ui.components import kept_export
from ui.components.kept_export import download_button

BUTTONS = [
    (path.stem, ast.unparse(node.func))
    for path in sorted((locations.ROOT / "ui").rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("download_button")
]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Callable[[], bytes]]:
    """Return what a button would call when it is pressed."""
    drawn: list[Callable[[], bytes]] = []
    monkeypatch.setattr(st, "download_button", lambda _label, *, data, **_rest: drawn.append(data))

    def press(build: Callable[[], bytes | str], name: str, *, kept: bool = False) -> Callable[[], bytes]:
        download_button("Take", build, name, key="take", kept=kept)
        return drawn.pop()

    return press


@pytest.mark.parametrize("made", ["texte à lire", b"\x00bytes"])
def test_the_file_is_kept_and_returned(
    offered: Callable[..., Callable[[], bytes]], made: str | bytes
) -> None:
    content = made.encode() if isinstance(made, str) else made
    build = offered(lambda: made, "Rapport d'été.pdf")
    assert (build(), build()) == (content, content)
    folder = locations.exports_dir()
    assert sorted(path.name for path in folder.iterdir()) == ["rapport-d-ete-2.pdf", "rapport-d-ete.pdf"]
    assert (folder / "rapport-d-ete.pdf").read_bytes() == content


def test_what_lies_in_the_folder_is_not_kept_again(offered: Callable[..., Callable[[], bytes]]) -> None:
    assert offered(lambda: b"there", "a.zip", kept=True)() == b"there"
    assert not list(locations.exports_dir().iterdir())


def test_a_download_works_where_nothing_can_be_kept(
    offered: Callable[..., Callable[[], bytes]], caplog: pytest.LogCaptureFixture
) -> None:
    locations.exports_dir().rmdir()
    (locations.data_dir() / "exports").touch()
    assert offered(lambda: "text", "a.md")() == b"text"
    assert "could not be kept" in caplog.text


def test_the_file_waits_for_a_slow_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fragments that run between the press and the fetch drop what Streamlit holds for nobody."""
    manager = MediaFileManager(MemoryMediaFileStorage("/media"))
    session = "a browser tab"
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(media_file_mgr=manager))
    monkeypatch.setattr(kept_export, "get_script_run_ctx", lambda: SimpleNamespace(session_id=session))
    drawn: dict[str, Any] = {}
    monkeypatch.setattr(st, "download_button", lambda _label, **words: drawn.update(words))
    download_button("Take", lambda: b"rows", "leads.xlsx", key="take")

    url = manager.execute_deferred(
        manager.add_deferred(drawn["data"], drawn["mime"], "1.2", drawn["file_name"])
    )
    file = url.rpartition("/")[2]
    for _ in range(3):
        manager.remove_orphaned_files()
    held = manager.read_file(file)
    assert held is not None
    assert (held.content, held.filename) == (b"rows", "leads.xlsx")

    manager.clear_session_refs(session)
    for _ in range(2):
        manager.remove_orphaned_files()
    assert manager.read_file(file) is None


def test_every_download_goes_through_this_button() -> None:
    assert {(name, call) for name, call in BUTTONS if call == "st.download_button"} == {
        ("kept_export", "st.download_button")
    }
    assert len(BUTTONS) >= 8
