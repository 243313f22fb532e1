"""The engine under the store: where the database is, how it is opened, and its schema brought up to date."""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from config import locations
from config.errors import UserFacingError
from leads.private_file import make_private_file
from leads.text import dump_json

logger = logging.getLogger(__name__)

HEAD = "0010"
"""The newest revision, known without loading Alembic: its import costs each start 0.1 s."""

VERSION_TABLE = "leadhunter_version"
"""Not Alembic's default name: a PostgreSQL database may be shared with other programs."""

_BUSY_TIMEOUT = 10.0
# Alembic keeps the connection it works on in one place of the process: two at once would write into the
# other's database.
_upgrading = threading.Lock()
# Any number, the same in every process: it names the lock that migrating takes in PostgreSQL.
_MIGRATION_LOCK = 5_323_841_207


class StoreError(UserFacingError):
    """The database cannot be used as asked."""


_CAUSES = {
    "SQLITE_BUSY": ("Another program keeps the database locked.", "Close it, then try again."),
    "SQLITE_FULL": ("The disk is full: nothing more can be saved.", "Free some space, then try again."),
    "SQLITE_READONLY": ("The database may not be written to.", "Check the permissions of the data folder."),
    "SQLITE_CANTOPEN": ("The database cannot be opened.", "Check that the data folder exists and is yours."),
    "SQLITE_CORRUPT": ("The database is damaged.", "Move it away, or put a backup in its place."),
    "SQLITE_NOTADB": ("The file is not a database.", "Move it away, or put a backup in its place."),
    "SQLITE_IOERR": ("The disk did not answer as it should.", "Check the disk, then try again."),
}


class Database:
    """One database, opened and brought up to date on first use. Threads may share it."""

    def __init__(self, url: str | None = None) -> None:
        self.url = _resolve(url)
        self._engine = _engine(self.url)
        self._reader, self._writer = _reader_and_writer(self._engine)
        self._ready = threading.Event()
        self._preparing = threading.Lock()
        self._watching = threading.Lock()
        self._watcher: Connection | None = None
        self._watchers = 0

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database throughout.

        Raises:
            StoreError: the database cannot be used.
        """
        with self._transaction(self._reader) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield the connection of one transaction, committed at the end unless an exception leaves it.

        Raises:
            StoreError: the database cannot be used; nothing was written.
        """
        with self._transaction(self._writer) as connection:
            yield connection

    def version(self) -> str:
        """Return what changes with every write of any process; empty where that cannot be told.

        Raises:
            StoreError: the database cannot be used.
        """
        if self.url.get_backend_name() != "sqlite":
            return ""
        with _worded(), self._watching:
            self._prepare()
            # One connection that never writes: what it sees change was changed by others, and all others are.
            if self._watcher is None:
                self._watcher = self._engine.execution_options(sqlite_begin=None).connect()
                self._watchers += 1
            version = self._watcher.exec_driver_sql("PRAGMA data_version").scalar()
            return f"{self._watchers}:{version}"  # each connection counts for itself

    def close(self) -> None:
        """Close every connection; the database opens again when it is used again."""
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
            self._watcher = None
        self._engine.dispose()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        with _worded():
            self._prepare()
            with engine.begin() as connection:
                yield connection

    def _prepare(self) -> None:
        if not self._ready.is_set():
            with self._preparing:
                self._prepare_once()

    def _prepare_once(self) -> None:
        if self._ready.is_set():  # by another thread, while we waited
            return
        if self.url.get_backend_name() == "sqlite":
            _make_private_file(self.url)
            _switch_to_wal(self._engine)
        _migrate(self._reader, self._writer)
        self._ready.set()


@contextmanager
def _worded() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise _in_words(error) from error


def _in_words(error: SQLAlchemyError) -> StoreError:
    name = _errorname(error)
    for prefix, (message, remedy) in _CAUSES.items():
        if name.startswith(prefix):
            return StoreError(message, remedy)
    logger.error("the database refused", exc_info=error)
    return StoreError("The database could not do what was asked.", "The log has the details.")


def _errorname(error: SQLAlchemyError) -> str:
    return getattr(error.orig, "sqlite_errorname", "") if isinstance(error, DBAPIError) else ""


def _resolve(url: str | None) -> URL:
    given = url or os.environ.get("LEADHUNTER_DATABASE_URL")
    try:
        if not given:
            return URL.create("sqlite", database=str(locations.database_file()))
        parsed = make_url(given)
    except OSError as error:
        raise _cannot_open() from error
    except ArgumentError as error:
        raise StoreError(
            "The address of the database makes no sense.",
            "LEADHUNTER_DATABASE_URL is like postgresql://user:password@host/name, or empty.",
        ) from error
    # The driver is the one that is installed, whatever SQLAlchemy takes where none is named.
    is_plain = parsed.drivername in ("postgres", "postgresql")
    return parsed.set(drivername="postgresql+psycopg") if is_plain else parsed


def _cannot_open() -> StoreError:
    message, remedy = _CAUSES["SQLITE_CANTOPEN"]
    return StoreError(message, remedy)


def _engine(url: URL) -> Engine:
    # Parameters are scraped text: they do not belong in a log.
    options: dict[str, Any] = {"json_serializer": dump_json, "hide_parameters": True}
    if url.get_backend_name() != "sqlite":
        options["pool_pre_ping"] = True
    try:
        engine = create_engine(url, **options)
    except (ModuleNotFoundError, ArgumentError) as error:
        raise StoreError(
            f"The database at {url.render_as_string()} needs a driver that is not installed.",
            "For PostgreSQL: pip install 'psycopg[binary]'.",
        ) from error
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
    return engine


def _reader_and_writer(engine: Engine) -> tuple[Engine, Engine]:
    if engine.dialect.name == "sqlite":
        return engine, engine.execution_options(sqlite_begin="IMMEDIATE")
    return engine.execution_options(isolation_level="REPEATABLE READ"), engine


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = (
        None  # sqlite3 would begin on its own, too late: SQLAlchemy's begin event does
    )
    connection.execute(f"PRAGMA busy_timeout = {int(_BUSY_TIMEOUT * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(
        "PRAGMA synchronous = NORMAL"
    )  # in WAL, safe against kill -9; FULL is six times slower


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another has written in between.
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    if mode:
        connection.exec_driver_sql(f"BEGIN {mode}")


def _make_private_file(url: URL) -> None:
    if not url.database or url.database == ":memory:":
        raise StoreError("The database must be a file.", "Give the address as sqlite:////path/to/leads.db.")
    try:
        make_private_file(Path(url.database))
    except OSError as error:
        raise _cannot_open() from error


def _switch_to_wal(engine: Engine) -> None:
    """Make the file use a write-ahead log; SQLite does not wait for other processes here, so we do."""
    deadline = time.monotonic() + _BUSY_TIMEOUT
    while True:
        try:
            with engine.execution_options(sqlite_begin=None).connect() as connection:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            return
        except DBAPIError as error:
            if not _errorname(error).startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _migrate(reader: Engine, writer: Engine) -> None:
    with reader.begin() as connection:
        if _version(connection) == HEAD:
            return
    with writer.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        _upgrade(connection)  # does nothing if another process did it while we waited for the lock


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608


def _upgrade(connection: Connection) -> None:
    # Imported here, as most starts find nothing to upgrade: see HEAD.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "leads:migrations")
    try:
        with _upgrading:
            command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            "The database was written by a newer version of the toolkit.",
            "Update the toolkit, or point LEADHUNTER_DATA_DIR at another folder.",
        ) from error
