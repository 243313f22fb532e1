"""Copies of the database that are whole, and the way back to one."""

import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from errno import EISDIR
from pathlib import Path

from config import locations
from config.errors import UserFacingError
from leads.database import HEAD, VERSION_TABLE, Database
from leads.record import now

_KEPT_TABLES = ("leads", "lead_values", "evidence", "runs")


class BackupError(UserFacingError):
    """A backup could not be made or put back."""


@dataclass(frozen=True)
class Backup:
    """A backup that was made and checked."""

    path: Path
    leads: int
    bytes: int


def back_up(out: Path | None = None, moment: datetime | None = None) -> Backup:
    """Copy the database while it is in use, check the copy, and return it.

    The key of the opt-out list goes beside it under the same name with the ending `.key`: without it the list
    in the backup knows nobody again.

    Raises:
        BackupError: the database is not SQLite, or the copy cannot be written or is not whole.
    """
    source = _database_file()
    target = out or locations.backups_dir() / f"leads-{moment or now():%Y%m%d-%H%M%S}.db"
    draft = target.parent / f".{target.name}.draft"
    try:
        if target.is_dir():
            raise IsADirectoryError(EISDIR, "it is a folder")
        _copy(source, draft)
        leads = _checked(draft)
        draft.replace(target)
        target.chmod(0o600)
        key = locations.suppression_key_file()
        if key.exists():
            shutil.copyfile(key, target.with_suffix(".key"))
            target.with_suffix(".key").chmod(0o600)
    except (sqlite3.Error, OSError) as error:
        raise BackupError(
            f"{target} could not be written: {getattr(error, 'strerror', None) or error}.",
            "Name a file you may write to, in a folder that is there and has space.",
            code="cannot_write",
        ) from error
    finally:
        _remove(draft)
    return Backup(target, leads, target.stat().st_size)


def restore(path: Path) -> tuple[Backup, Backup]:
    """Put a backup in the place of the database; return it, and the copy of what was there before.

    The backup is checked first. What is on the opt-out list now stays on it.

    Raises:
        BackupError: the backup is not one, is damaged or of a newer version; nothing was changed.
    """
    current = _database_file()
    _check_restorable(path)
    try:
        before = back_up(locations.backups_dir() / f"before-restore-{now():%Y%m%d-%H%M%S-%f}.db")
        listed = _suppressions(current)
        _copy(path, current)
        key = path.with_suffix(".key")
        if key.exists() and not locations.suppression_key_file().exists():
            shutil.copyfile(key, locations.suppression_key_file())
            locations.suppression_key_file().chmod(0o600)
        database = Database()
        with database.writing():
            pass  # brings an older backup up to date
        database.close()
        _list_again(current, listed)
        return Backup(path, _checked(current), path.stat().st_size), before
    except (sqlite3.Error, OSError) as error:
        raise BackupError(
            f"The backup could not be put back: {error}.", "The copies in the folder backups are whole."
        ) from error


def _database_file() -> Path:
    database = Database()
    try:
        if database.url.get_backend_name() != "sqlite" or not database.url.database:
            raise BackupError(
                "The database is PostgreSQL, which has its own backups.", "Use pg_dump and pg_restore."
            )
        with database.reading():
            pass  # makes a database where there is none, and brings an old one up to date
        return Path(database.url.database)
    finally:
        database.close()


def _copy(source: Path, target: Path) -> None:
    """Copy a database page by page; readers and writers of either go on."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target, timeout=30)) as written:
        read.backup(written, pages=2_000)


def _checked(path: Path) -> int:
    """Return the number of leads in a database that is whole.

    Raises:
        BackupError: it is not.
    """
    with closing(sqlite3.connect(path)) as database:
        problems = [row[0] for row in database.execute("PRAGMA integrity_check(1)")]
        if problems != ["ok"]:
            raise BackupError(f"{path.name} is damaged: {problems[0]}.", "Use another backup.")
        if database.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupError(f"{path.name} is damaged: rows are missing.", "Use another backup.")
        count = "SELECT count(*) FROM leads WHERE deleted_at IS NULL"
        return int(database.execute(count).fetchone()[0])


def _check_restorable(path: Path) -> None:
    try:
        if not path.is_file():
            raise BackupError(f"There is no file {path}.", "Give the path of a backup.", code="bad_file")
        with closing(sqlite3.connect(f"file:{path.resolve().as_posix()}?mode=ro", uri=True)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
            if not tables.issuperset((*_KEPT_TABLES, VERSION_TABLE)):
                raise BackupError(
                    f"{path.name} is no backup of leads.", "Give the path of a backup.", code="bad_file"
                )
            version = database.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()  # noqa: S608
        if version is None or version[0] > HEAD:
            raise BackupError(
                f"{path.name} was written by a newer version of the toolkit.", "Update the toolkit first."
            )
        _checked(path)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise BackupError(
            f"{path} cannot be read: {reason}.", "Give the path of a backup.", code="bad_file"
        ) from error
    except sqlite3.DatabaseError as error:
        raise BackupError(
            f"{path.name} is no database.", "Give the path of a backup.", code="bad_file"
        ) from error


def _suppressions(path: Path) -> list[tuple[str, str, str, str]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT digest, kind, reason, created_at FROM suppressions").fetchall()


def _list_again(path: Path, listed: list[tuple[str, str, str, str]]) -> None:
    with closing(sqlite3.connect(path, timeout=30)) as database, database:
        database.executemany("INSERT OR IGNORE INTO suppressions VALUES (?, ?, ?, ?)", listed)


def _remove(draft: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)
