"""What one browser tab remembers of its forms: a small private file, so that a reload empties no field."""

import json
import logging
import re
import secrets
import shutil
import time
from pathlib import Path
from typing import Any, Final

from config import locations
from config.atomic import write_atomically

_log = logging.getLogger(__name__)
_NAME: Final = re.compile(r"[0-9a-f]{12}")
# What nobody has come back to for so long is deleted: forms may hold names.
KEPT_DAYS: Final = 30


def new_name() -> str:
    """Return a name no other browser tab has; what was not used for long is deleted on the way."""
    _prune()
    return secrets.token_hex(6)


def is_name(text: str) -> bool:
    """Tell whether a text, such as one out of an address, may name a memory."""
    return _NAME.fullmatch(text) is not None


def read(name: str) -> dict[str, Any]:
    """Return what is remembered, nothing where the file is missing or spoilt."""
    try:
        found = json.loads(_file(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def put(name: str, changes: dict[str, Any], gone: tuple[str, ...] = ()) -> None:
    """Remember values under their keys and forget those of `gone`.

    Only these are touched: what an erasure has taken out of the file does not come back. A folder that cannot
    be written costs the memory, not the work.
    """
    kept = read(name) | changes
    for key in gone:
        kept.pop(key, None)
    try:
        write_atomically(_file(name), json.dumps(kept, ensure_ascii=False).encode())
    except OSError as error:
        _log.warning("What a form holds could not be kept: %s", error)


def copy(name: str, other: str) -> None:
    """Give a second browser tab what the first remembers."""
    put(other, read(name))


def _file(name: str) -> Path:
    return locations.windows_dir() / f"{name}.json"


def _prune() -> None:
    oldest = time.time() - KEPT_DAYS * 86_400
    for path in locations.windows_dir().glob("*"):
        try:
            if path.stat().st_mtime < oldest:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError:
            continue
