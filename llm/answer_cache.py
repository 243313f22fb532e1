"""Answers of structured tasks, kept by what was asked: an unchanged page is not read by a model twice.

The key is everything that shapes an answer: task, messages (and with them the prompt's version), schema,
model, server and parameters. Only what a model reads out of a document is kept: who asks a question without
one, or for prose, wants it asked.
"""

import asyncio
import hashlib
import json
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from config import locations
from llm import schemas
from llm.completion import Completion
from llm.endpoints import same_model
from llm.messages import Message
from llm.targets import Target

logger = logging.getLogger(__name__)

KEEP_SECONDS = 30 * 24 * 3600.0
MOST_ANSWERS = 20_000
# How often the bounds are looked after: once in so many answers kept.
_SWEEP_EVERY = 200
# Grows when answers kept by an older version of this module would mislead.
_VERSION = 1
# The erasure of a lead deletes whole rows of tables of this name, wherever they lie below the data folder.
_SCHEMA = """CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, task TEXT NOT NULL, model TEXT NOT NULL, value TEXT NOT NULL, at REAL NOT NULL
)"""


def key_of(
    task: str,
    target: Target,
    messages: Sequence[Message],
    schema: type[BaseModel],
    overrides: Mapping[str, Any],
) -> str:
    """Return what an answer is kept by."""
    asked = {
        "version": _VERSION,
        "task": task,
        "model": target.model,
        "server": target.root or target.endpoint,
        "parameters": [
            target.temperature,
            target.top_p,
            target.max_tokens,
            target.context,
            target.top_k if target.send_top_k else None,
            target.system_role,
        ],
        "overrides": {key: value for key, value in overrides.items() if key != "timeout"},
        "schema": schemas.wire_schema(schema),
        "messages": list(messages),
    }
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def reads_document(messages: Sequence[Message]) -> bool:
    """Tell whether the messages hold the text of a page, as those of our tasks do."""
    parts = (part for message in messages for part in _parts(message))
    return any(isinstance(part, Mapping) and part.get("may_shorten") for part in parts)


def _parts(message: Message) -> Sequence[object]:
    content = message.get("content")
    return content if isinstance(content, list) else ()


class AnswerCache:
    """A SQLite file of answers; threads may share it. What cannot be kept or read costs a call, no more."""

    def __init__(self, path: Path, *, most: int = MOST_ANSWERS, keep_seconds: float = KEEP_SECONDS) -> None:
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._most, self._keep_seconds = most, keep_seconds
        self._since_sweep = 0
        try:
            path.touch(mode=0o600)
            self._db = sqlite3.connect(path, timeout=2, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.execute(_SCHEMA)
            self._sweep()
        except (OSError, sqlite3.Error):
            logger.warning("answers of models are not kept", exc_info=True)
            self._db = None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._db is not None:
                self._db.close()
            self._db = None

    def get(self, key: str, schema: type[BaseModel]) -> Completion | None:
        """Return a kept answer, None where there is none of this shape."""
        rows = self._run(
            "SELECT value FROM answers WHERE key = ? AND at > ?", (key, time.time() - self._keep_seconds)
        )
        if not rows:
            return None
        try:
            kept = json.loads(rows[0][0])
            done = Completion.model_validate({**kept, "data": None})
            done.data = schema.model_validate(kept["data"])
        except (ValueError, KeyError, ValidationError):
            return None
        update = {"cached": True, "attempts": 0, "seconds": 0.0, "tokens_per_second": None}
        return done.model_copy(update=update)

    def put(self, key: str, done: Completion) -> None:
        """Keep an answer."""
        value = done.model_dump_json()
        self._run(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)",
            (key, done.task or "", done.served_model, value, time.time()),
        )
        self._since_sweep += 1
        if self._since_sweep >= _SWEEP_EVERY:
            self._since_sweep = 0
            self._sweep()

    def count(self) -> int:
        """Return how many answers are kept."""
        rows = self._run("SELECT COUNT(*) FROM answers", ())
        return int(rows[0][0]) if rows else 0

    def clear(self) -> None:
        """Forget every answer."""
        self._run("DELETE FROM answers", ())

    def _sweep(self) -> None:
        self._run("DELETE FROM answers WHERE at <= ?", (time.time() - self._keep_seconds,))
        self._run(
            "DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY at DESC LIMIT -1 OFFSET ?)",
            (self._most,),
        )

    def _run(self, statement: str, parameters: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._db is None:
                return []
            try:
                return self._db.execute(statement, parameters).fetchall()
            except sqlite3.Error:
                logger.warning("an answer of a model cannot be kept or read", exc_info=True)
                return []


def worth_keeping(done: Completion) -> bool:
    """Tell whether an answer is what the asked model says of the whole prompt, and not a stand-in's."""
    return (
        done.data is not None
        and done.fallback_reason is None
        and not done.truncated
        and same_model(done.served_model, done.requested_model)
    )


async def find(key: str, schema: type[BaseModel]) -> Completion | None:
    """Return a kept answer without holding up the loop."""
    return await asyncio.to_thread(lambda: opened().get(key, schema))


async def keep(key: str, done: Completion) -> None:
    """Keep an answer without holding up the loop."""
    await asyncio.to_thread(lambda: opened().put(key, done))


def opened() -> AnswerCache:
    """Return this process's cache below the data folder."""
    path = locations.answers_file()
    with _lock:
        cache = _caches.get(path)
        if cache is None or not path.exists():
            cache = _caches[path] = AnswerCache(path)
        return cache


def _forget_all() -> None:
    global _lock  # noqa: PLW0603 - a lock held by another thread of the parent would never be released here
    _lock = threading.Lock()
    _caches.clear()


_caches: dict[Path, AnswerCache] = {}
_lock = threading.Lock()
if hasattr(os, "register_at_fork"):
    # A forked child must not use its parent's connection.
    os.register_at_fork(after_in_child=_forget_all)
