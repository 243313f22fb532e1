"""Erasing from files while databases are open: SQLite's locks must outlive it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from leads import erasure_files
from leads.erasure_files import erase_from_files
from leads.suppression import Target
from leads.traces import traces

ADDRESS = "anna@fontrouge.example"
WANTED = traces([(Target.EMAIL, ADDRESS)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "notes.db")) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE note (text TEXT)")
        database.execute("INSERT INTO note VALUES (?)", (f"Call {ADDRESS}",))
        database.commit()
    return tmp_path


def test_a_database_is_opened_by_nobody_but_sqlite(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    real = Path.open

    def watched(self: Path, *arguments: object, **named: object) -> object:
        opened.append(self.name)
        return real(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", watched)
    with closing(sqlite3.connect(folder / "notes.db")) as held:
        held.execute("SELECT * FROM note").fetchall()
        report = erase_from_files(folder, folder / "exports", WANTED)
    assert not [name for name in opened if name.endswith((".db", "-shm"))]
    assert report.changed == [folder / "notes.db"]
    assert report.remaining == []
    assert ADDRESS.encode() not in (folder / "notes.db").read_bytes()


def test_what_a_free_page_still_holds_is_seen(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "notes.db")) as database:
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("DELETE FROM note")
        database.commit()
    assert erasure_files._holds(folder / "notes.db", WANTED)
    assert erase_from_files(folder, folder / "exports", WANTED).remaining == []


def test_a_database_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"no database at all")
    report = erase_from_files(tmp_path, tmp_path / "exports", WANTED)
    assert report.remaining == [tmp_path / "broken.db"]
