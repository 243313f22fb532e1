"""Erasing from every file below the data folder: databases, caches, logs, exports, backups."""

import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from config.atomic import write_atomically
from leads.traces import ERASED, Traces

_SQLITE = b"SQLite format 3\x00"
# Files of models hold no leads, and are larger than all the rest together.
_SKIPPED = {"models"}
# Files are read in pieces that overlap by more than an address can be long.
_PIECE, _OVERLAP = 4_000_000, 2_000
_LARGEST_MEMBER = 500_000_000
# A page's text without a part of it is no evidence: such rows go as a whole.
_WHOLE_ROWS = {"pages", "answers", "dossier_sources", "dossier_files"}
# What is computed from texts and cannot be searched for one goes altogether.
_DERIVED = {"vectors"}
# An address that is erased is no value any more; of the index, which is made of values, the cell is emptied.
_VALUES, _INDEX = "lead_values", "lead_index"
_ENDINGS_BESIDE = ("-wal", "-shm", "-journal")
# A process that closes a file loses every lock SQLite holds on it in that process: files with these names
# are never opened but by SQLite, and the index of a log, which has the locks and no text, not at all.
_DATABASES = frozenset({".db", ".sqlite", ".sqlite3"})
_LOCKS = "-shm"


@dataclass
class FilesReport:
    """What was done to files: those changed, those deleted, and those that still hold what was looked for."""

    changed: list[Path] = field(default_factory=list)
    deleted: list[Path] = field(default_factory=list)
    remaining: list[Path] = field(default_factory=list)


def erase_from_files(folder: Path, exports: Path, wanted: Traces) -> FilesReport:
    """Erase from all files of a folder. Exports that hold a trace are deleted: half of one is none."""
    report = FilesReport()
    for path in _files(folder):
        if _is_sqlite(path):
            if _erase_from_sqlite(path, wanted):
                report.changed.append(path)
        elif _holds(path, wanted):
            _erase_from_file(path, wanted, report, is_export=path.is_relative_to(exports))
    report.remaining = [path for path in _files(folder, beside=True) if _holds(path, wanted)]
    return report


def _files(folder: Path, *, beside: bool = False) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or _SKIPPED & set(path.relative_to(folder).parts[:1]):
            continue
        if path.name.endswith(_LOCKS):
            continue
        if beside or not path.name.endswith(_ENDINGS_BESIDE):
            yield path


def _is_sqlite(path: Path) -> bool:
    if path.suffix in _DATABASES:
        return True
    with suppress(OSError), path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE
    return False


def _holds(path: Path, wanted: Traces) -> bool:
    try:
        if path.suffix in _DATABASES:
            return wanted.are_in_bytes(_image(path))
        if any(map(wanted.are_in_bytes, _read_pieces(path))):
            return True
        if zipfile.is_zipfile(path):
            return _zip_holds(path, wanted)
        return path.suffix.lower() == ".pdf" and _pdf_holds(path, wanted)
    except OSError:
        return path.suffix in _DATABASES  # what cannot be read may hold it


def _image(path: Path) -> bytes:
    """Return all pages of a database, free ones included, as SQLite reads them.

    Raises:
        OSError: it cannot be read.
    """
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
        ) as database:
            return database.serialize()
    except sqlite3.Error as error:
        raise OSError(str(error)) from error


def _read_pieces(path: Path) -> Iterator[bytes]:
    before = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield before + piece
            before = piece[-_OVERLAP:]


def _zip_holds(path: Path, wanted: Traces) -> bool:
    """Look into Excel and Word files, which are archives."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(
                wanted.are_in_bytes(archive.read(member))
                for member in archive.infolist()
                if member.file_size <= _LARGEST_MEMBER
            )
    except (zipfile.BadZipFile, zlib.error, RuntimeError):
        return False


def _pdf_holds(path: Path, wanted: Traces) -> bool:
    try:
        return any(wanted.are_in(page.extract_text()) for page in PdfReader(path).pages)
    except (PyPdfError, ValueError, KeyError, TypeError):
        return False


def _erase_from_file(path: Path, wanted: Traces, report: FilesReport, *, is_export: bool) -> None:
    content = path.read_bytes()
    if is_export or b"\x00" in content:
        path.unlink()
        report.deleted.append(path)
        return
    mode = path.stat().st_mode & 0o777
    lines = content.decode("utf-8", "replace").splitlines(keepends=True)
    if path.suffix == ".jsonl":  # a record without a part of it tells nothing true any more
        kept = [line for line in lines if not wanted.are_in(line)]
    else:
        kept = [wanted.erased(line) for line in lines]
    write_atomically(path, "".join(kept).encode(), mode=mode)
    report.changed.append(path)


def _erase_from_sqlite(path: Path, wanted: Traces) -> bool:
    """Erase from all columns of all tables, and from the pages of the file that were free already."""
    changed = 0
    try:
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as database:
            database.execute("PRAGMA secure_delete = ON")
            database.execute("PRAGMA foreign_keys = ON")
            database.create_function("holds", 1, lambda cell: _cell_holds(cell, wanted), deterministic=True)
            database.create_function("erased", 1, wanted.erased, deterministic=True)
            database.execute("BEGIN IMMEDIATE")
            for table, columns in _tables(database):
                changed += _erase_from_table(database, table, columns)
            database.execute("COMMIT")
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        return False  # damaged or locked: the check afterwards reports the file
    return changed > 0


def _cell_holds(cell: object, wanted: Traces) -> bool:
    if isinstance(cell, str):
        return wanted.are_in(cell)
    if isinstance(cell, bytes):
        with suppress(zlib.error):
            cell = zlib.decompress(cell)
        return wanted.are_in_bytes(cell)
    return False


def _tables(database: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    wanted = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (table,) in database.execute(wanted).fetchall():
        yield table, [row[1] for row in database.execute(f"PRAGMA table_info({_quoted(table)})")]


def _erase_from_table(database: sqlite3.Connection, table: str, columns: list[str]) -> int:
    changed = 0
    name = _quoted(table)
    if table in _DERIVED:
        return database.execute(f"DELETE FROM {name}").rowcount  # noqa: S608
    if table == _VALUES:
        is_contact = "holds(value) AND trim(erased(value)) = ?"
        changed += database.execute(f"DELETE FROM {name} WHERE {is_contact}", (ERASED,)).rowcount  # noqa: S608
    for column in map(_quoted, columns):
        # (What is in a table's name comes from the database's own list of tables.)
        where = f"WHERE typeof({column}) IN ('text', 'blob') AND holds({column})"
        if table in _WHOLE_ROWS:
            changed += database.execute(f"DELETE FROM {name} {where}").rowcount  # noqa: S608
            continue
        new = f"replace(erased({column}), '{ERASED}', '')" if table == _INDEX else f"erased({column})"
        text = f"UPDATE OR REPLACE {name} SET {column} = {new} {where}"  # noqa: S608
        changed += database.execute(f"{text} AND typeof({column}) = 'text'").rowcount
        blob = f"UPDATE OR REPLACE {name} SET {column} = x'' {where}"  # noqa: S608
        changed += database.execute(f"{blob} AND typeof({column}) = 'blob'").rowcount
    return changed


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
