"""A download is kept in the exports folder, whatever button it came from."""

import ast
from pathlib import Path

import pytest

from config import locations
from ui.components.kept_export import kept

BUTTONS = [
    (path, node)
    for path in sorted((locations.ROOT / "ui").rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("download_button")
]
# What these offer lies in the exports folder already.
ALREADY_THERE = {"exported.path.read_bytes", "path.read_bytes", "partial(zipped, done.folder)"}


@pytest.mark.parametrize("made", ["texte à lire", b"\x00bytes"])
def test_the_file_is_kept_and_returned(made: str | bytes) -> None:
    content = made.encode() if isinstance(made, str) else made
    build = kept(lambda: made, "Rapport d'été.pdf")
    assert (build(), build()) == (content, content)
    folder = locations.exports_dir()
    assert sorted(path.name for path in folder.iterdir()) == ["rapport-d-ete-2.pdf", "rapport-d-ete.pdf"]
    assert (folder / "rapport-d-ete.pdf").read_bytes() == content


def test_a_download_works_where_nothing_can_be_kept(caplog: pytest.LogCaptureFixture) -> None:
    locations.exports_dir().rmdir()
    (locations.data_dir() / "exports").touch()
    assert kept(lambda: "text", "a.md")() == b"text"
    assert "could not be kept" in caplog.text


@pytest.mark.parametrize(
    ("path", "button"), BUTTONS, ids=[f"{path.stem}:{button.lineno}" for path, button in BUTTONS]
)
def test_every_button_keeps_what_it_offers(path: Path, button: ast.Call) -> None:
    data = next((word.value for word in button.keywords if word.arg == "data"), None) or button.args[1]
    words = ast.unparse(data)
    assert words.startswith("kept(") or words in ALREADY_THERE, path.name
