"""Answers of models kept by what was asked: an interrupted dossier goes on where it stopped."""

import logging
import sqlite3
import threading
import time
from pathlib import Path
from typing import Self

logger = logging.getLogger(__name__)

KEEP_SECONDS = 30 * 24 * 3600
_SCHEMA = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value TEXT NOT NULL, at REAL NOT NULL)"


class AnswerCache:
    """A SQLite file of answers; threads may share it. What cannot be kept or read is only logged."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, timeout=10, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.execute(_SCHEMA)
            self._db.execute("DELETE FROM answers WHERE at < ?", (time.time() - KEEP_SECONDS,))
        except (OSError, sqlite3.Error):
            logger.warning("answers are not kept", exc_info=True)
            self._db = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._db is not None:
            self._db.close()

    def get(self, key: str) -> str | None:
        """Return what was kept, None where nothing was."""
        row = self._run("SELECT value FROM answers WHERE key = ?", (key,))
        return str(row[0]) if row else None

    def put(self, key: str, value: str) -> None:
        """Keep an answer."""
        self._run("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, value, time.time()))

    def _run(self, statement: str, parameters: tuple[object, ...]) -> tuple[object, ...] | None:
        if self._db is None:
            return None
        try:
            with self._lock:
                found: tuple[object, ...] | None = self._db.execute(statement, parameters).fetchone()
                return found
        except sqlite3.Error:
            logger.warning("an answer cannot be kept or read", exc_info=True)
            return None
