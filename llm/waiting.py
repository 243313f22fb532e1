"""Which models calls wait for, told from one process to another.

A worker waits for a model that the analyst has to load, and it is the app that says so: each waiting call
leaves a note in a folder, writes it anew every few seconds, and takes it away when it goes on. A note that
grows old is one of a process that is gone.
"""

import asyncio
import json
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from config import locations

# Seconds between two writings of a note, and after which one that is not written any more counts for nothing.
BEAT_SECONDS = 3.0
OLD_SECONDS = 20.0


@asynccontextmanager
async def waiting_for(root: str, model: str) -> AsyncIterator[None]:
    """Let it be known, while in this block, that a call to a server waits for a model."""
    note = locations.waiting_dir() / f"{uuid.uuid4().hex}.json"
    words = json.dumps({"root": root, "model": model})
    _write(note, words)
    beating = asyncio.ensure_future(_beat(note, words))
    try:
        yield
    finally:
        beating.cancel()
        with suppress(OSError):
            note.unlink()


def awaited(root: str) -> Counter[str]:
    """Return which models calls to a server wait for, and how many wait for each."""
    found: Counter[str] = Counter()
    for note in locations.waiting_dir().glob("*.json"):
        try:
            is_old = time.time() - note.stat().st_mtime > OLD_SECONDS
            told = json.loads(note.read_text(encoding="utf-8"))
            if is_old:
                note.unlink()
            elif told["root"] == root:
                found[str(told["model"])] += 1
        except (OSError, ValueError, KeyError, TypeError):
            continue  # gone meanwhile, or none of ours
    return found


async def _beat(note: Path, words: str) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        _write(note, words)


def _write(note: Path, words: str) -> None:
    """Write a note; a full disk costs the call nothing but that nobody hears of its waiting."""
    with suppress(OSError):
        note.write_text(words, encoding="utf-8")
