"""What the web has answered, kept in SQLite, so that a second run asks the servers almost nothing.

A private cache for one polite visitor (RFC 9111): an answer is fresh for as long as its server says, and at
least for `keep` seconds, because most small sites say nothing or forbid what costs them more; after that its
validators spare the server the body. A store that cannot be used is left alone.
"""

import contextlib
import json
import logging
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

logger = logging.getLogger(__name__)

DAY = 24 * 3600.0
# Nobody's word makes an answer good for longer.
LONGEST = 7 * DAY
MAX_BYTES = 500_000_000
# (Machines that share a folder.)
_CLOCKS_DIFFER = 60.0
# Beyond the limit this share goes, the longest unread first.
_SPARE = 0.1
_CHECK_EVERY = 50
_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, meta TEXT NOT NULL, body BLOB NOT NULL, size INTEGER NOT NULL,
    expires REAL NOT NULL, used REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_used ON answers (used);
"""

T = TypeVar("T")


@dataclass(frozen=True)
class Stored:
    """An answer of the web; header names are lower-case.

    `expires` is a time of the clock, in seconds; `seconds` is what it took.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    redirects: tuple[str, ...] = ()
    expires: float = 0.0
    cached: bool = field(default=False, compare=False)
    redirect_statuses: tuple[int, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    def is_fresh(self, keep: float | None = None) -> bool:
        """Tell whether it may be used without asking; `keep` (seconds) overrides what was agreed.

        An answer from the future is not: the clock was wrong then, or is now.
        """
        now, fetched = time.time(), self.fetched_at.timestamp()
        if fetched > now + _CLOCKS_DIFFER:
            return False
        return now < (self.expires if keep is None else fetched + keep)

    @property
    def validators(self) -> dict[str, str]:
        """The headers of a question whether it has changed; none where its server gave no validator."""
        pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        return {ask: self.headers[name] for ask, name in pairs if self.headers.get(name)}

    def renewed(self, headers: Mapping[str, str], keep: float) -> "Stored":
        """Return it as a 304 with these headers leaves it."""
        merged = {**self.headers, **{name: value for name, value in headers.items() if name in _RENEWED}}
        now = datetime.now(UTC)
        return replace(self, headers=merged, fetched_at=now, expires=time.time() + lifetime(merged, keep))


_RENEWED = frozenset({"cache-control", "expires", "date", "age", "etag", "last-modified"})


def lifetime(headers: Mapping[str, str], keep: float) -> float:
    """Return for how many seconds an answer is good: what its server says, at least `keep`."""
    told = 0.0
    control = headers.get("cache-control", "").lower()
    if "no-store" not in control and "no-cache" not in control:
        ages = [part.partition("=")[2].strip('" ') for part in control.split(",") if "max-age" in part]
        numbers = [float(age) for age in ages if age.isascii() and age.isdigit()]
        told = max(numbers) if numbers else _until(headers.get("expires", ""))
        age = headers.get("age", "")
        told -= float(age) if age.isascii() and age.isdigit() else 0.0
    return min(LONGEST, max(told, keep))


def _until(expires: str) -> float:
    try:
        moment = parsedate_to_datetime(expires)
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0.0
    return moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - time.time()


class PageStore:
    """The file in which answers are kept; several processes may use it at once.

    Args:
        path: the file; it is made with the first answer.
        max_bytes: how much it may hold, packed.
    """

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()
        self._is_broken = False
        self._writes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed."""
        with self._lock:
            if self._connection:
                self._connection.close()
            self._connection = None

    def get(self, key: str) -> Stored | None:
        """Return the answer kept under a key, fresh or not."""
        row = self._try(lambda db: _read(db, key))
        if row is None:
            return None
        try:
            meta = json.loads(row[0])
            return Stored(
                url=meta["url"],
                final_url=meta["final_url"],
                status=meta["status"],
                headers=meta["headers"],
                body=zlib.decompress(row[1]),
                fetched_at=datetime.fromisoformat(meta["fetched_at"]),
                redirects=tuple(meta["redirects"]),
                redirect_statuses=tuple(meta.get("redirect_statuses", ())),
                expires=row[2],
                seconds=float(meta.get("seconds", 0.0)),
                cached=True,
            )
        except (ValueError, KeyError, TypeError, zlib.error):
            return None

    def put(self, key: str, answer: Stored) -> None:
        """Keep an answer, in place of what was there."""
        meta = {
            "url": answer.url,
            "final_url": answer.final_url,
            "status": answer.status,
            "headers": dict(answer.headers),
            "fetched_at": answer.fetched_at.isoformat(),
            "redirects": answer.redirects,
            "redirect_statuses": answer.redirect_statuses,
            "seconds": answer.seconds,
        }
        body = zlib.compress(answer.body, 4)
        row = (key, json.dumps(meta), body, len(body), answer.expires, time.time())
        self._try(lambda db: _write(db, row))
        self._writes += 1
        if self._writes % _CHECK_EVERY == 1:
            self._try(self._make_room)

    def forget_before(self, moment: datetime) -> None:
        """Forget what was fetched before a moment; where nothing was ever kept no file is made."""
        if not self._path.exists():
            return
        old = "DELETE FROM answers WHERE json_extract(meta, '$.fetched_at') < ?"
        self._try(lambda db: db.execute(old, (moment.astimezone(UTC).isoformat(),)) and None)

    def count(self, kind: str) -> int:
        """Return how many answers of a kind, such as `look`, are kept; where none was no file is made."""
        if not self._path.exists():
            return 0
        many = "SELECT COUNT(*) FROM answers WHERE key LIKE ?"
        return self._try(lambda db: int(db.execute(many, (f"{kind} %",)).fetchone()[0])) or 0

    def clear(self) -> None:
        """Forget everything."""
        self._try(lambda db: db.execute("DELETE FROM answers") and None)

    def _try(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do something with the file; where it cannot be used it is put aside once, then left alone."""
        if self._is_broken:
            return None
        with self._lock:
            for attempt in (1, 2):
                try:
                    return work(self._open())
                except (sqlite3.DatabaseError, OSError) as error:
                    if "locked" in str(error):
                        return None
                    # (A full disk or a folder without the right to write is no damage to the file.)
                    damaged = not isinstance(error, (sqlite3.OperationalError, OSError))
                    if attempt == 2 or not (damaged and self._put_aside()):
                        self._give_up(error)
                        return None
        return None

    def _give_up(self, error: Exception) -> None:
        logger.warning("Pages are not kept: %s cannot be used (%s).", self._path.name, error)
        self._drop_connection()
        self._is_broken = True

    def _put_aside(self) -> bool:
        """Move a damaged file out of the way."""
        self._drop_connection()
        with contextlib.suppress(OSError):
            self._path.replace(self._path.with_suffix(".damaged"))
            for suffix in ("-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            logger.warning("The store of pages was damaged; a new one is begun.")
            return True
        return False

    def _drop_connection(self) -> None:
        if self._connection:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # (The event loop and threads take turns; the lock sees to that.)
            db = sqlite3.connect(self._path, timeout=5.0, isolation_level=None, check_same_thread=False)
            self._connection = db
            db.execute("PRAGMA journal_mode=WAL")
            # What a power cut takes is asked for again.
            db.execute("PRAGMA synchronous=OFF")
            if db.execute("PRAGMA user_version").fetchone()[0] not in (0, _VERSION):
                db.execute("DROP TABLE IF EXISTS answers")
            db.executescript(_SCHEMA)
            db.execute(f"PRAGMA user_version={_VERSION}")
        return self._connection

    def _make_room(self, db: sqlite3.Connection) -> None:
        """Let the longest unread go where the file holds more than it may."""
        total = db.execute("SELECT COALESCE(SUM(size), 0) FROM answers").fetchone()[0]
        if total <= self._max_bytes:
            return
        surplus = total - self._max_bytes * (1 - _SPARE)
        gone: list[tuple[str]] = []
        for key, size in db.execute("SELECT key, size FROM answers ORDER BY used"):
            if surplus <= 0:
                break
            surplus -= size
            gone.append((key,))
        db.executemany("DELETE FROM answers WHERE key = ?", gone)


def _read(db: sqlite3.Connection, key: str) -> tuple[str, bytes, float] | None:
    row: tuple[str, bytes, float] | None = db.execute(
        "SELECT meta, body, expires FROM answers WHERE key = ?", (key,)
    ).fetchone()
    if row is not None:
        db.execute("UPDATE answers SET used = ? WHERE key = ?", (time.time(), key))
    return row


def _write(db: sqlite3.Connection, row: tuple[str, str, bytes, int, float, float]) -> None:
    db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)", row)
