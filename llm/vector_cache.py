"""Vectors of texts in a SQLite file, by a hash of text and model: nothing is embedded twice."""

import logging
import sqlite3
import threading
import time
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

logger = logging.getLogger(__name__)

Vector = list[float]

KEEP_SECONDS = 30 * 24 * 3600.0
# What is asked of the database at once.
_AT_ONCE = 500
# An erasure empties a table of this name wherever it lies below the data folder: a vector tells of its text.
_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL, at REAL NOT NULL)"


class VectorCache:
    """A SQLite file of vectors; threads may share it. What cannot be kept or read is asked again."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        try:
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, timeout=10, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.execute(_SCHEMA)
            self._db.execute("DELETE FROM vectors WHERE at < ?", (time.time() - KEEP_SECONDS,))
        except (OSError, sqlite3.Error):
            logger.warning("vectors are not kept", exc_info=True)
            self._db = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._db is not None:
                self._db.close()
            self._db = None

    def get(self, keys: Sequence[str]) -> dict[str, Vector]:
        """Return the vectors that are kept, by their keys."""
        found: dict[str, Vector] = {}
        with self._lock:
            for start in range(0, len(keys) if self._db else 0, _AT_ONCE):
                some = keys[start : start + _AT_ONCE]
                marks = ", ".join("?" * len(some))
                try:
                    assert self._db is not None
                    rows = self._db.execute(
                        f"SELECT key, vector FROM vectors WHERE key IN ({marks})",  # noqa: S608 - only marks
                        [*some],
                    ).fetchall()
                except sqlite3.Error:
                    logger.warning("vectors cannot be read", exc_info=True)
                    return found
                found |= {key: list(array("f", blob)) for key, blob in rows}
        return found

    def put(self, vectors: Mapping[str, Vector]) -> None:
        """Keep vectors by their keys."""
        now = time.time()
        rows = [(key, array("f", vector).tobytes(), now) for key, vector in vectors.items()]
        with self._lock:
            if self._db is None:
                return
            try:
                self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            except sqlite3.Error:
                logger.warning("vectors cannot be kept", exc_info=True)
