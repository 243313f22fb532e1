"""The files chosen in one browser tab: kept beside its memory, so that a reload leaves them chosen."""

import contextlib
import hashlib
import logging
import re
import shutil
from pathlib import Path
from typing import Final

from config import locations
from config.atomic import write_atomically

_log = logging.getLogger(__name__)
_STRANGE: Final = re.compile(r"[^\w.\- ]+")
_MARK: Final = 12
_LONGEST: Final = 80


def put(window: str, field: str, name: str, content: bytes) -> Path | None:
    """Keep a file of a field and return where, None where it cannot be. The same one twice is there once."""
    mark = hashlib.sha256(content).hexdigest()[:_MARK]
    folder = _folder(window) / field
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{mark}-{_STRANGE.sub('_', name)[-_LONGEST:]}"
        write_atomically(path, content)
    except OSError as error:
        _log.warning("A chosen file could not be kept: %s", error)
        return None
    return path


def listed(window: str, field: str) -> list[Path]:
    """Return the files of a field, by their names."""
    folder = _folder(window) / field
    return sorted((path for path in folder.glob("*-*") if path.is_file()), key=name_of) if window else []


def name_of(path: Path) -> str:
    """Return what a kept file was called where it came from."""
    return path.name[_MARK + 1 :]


def contents(window: str, field: str) -> list[tuple[str, bytes]]:
    """Return the files of a field, names and contents; one that an erasure takes meanwhile is left out."""
    found = []
    for path in listed(window, field):
        with contextlib.suppress(OSError):
            found.append((name_of(path), path.read_bytes()))
    return found


def remove(path: Path) -> None:
    """Keep a file no longer."""
    path.unlink(missing_ok=True)


def copy(window: str, other: str) -> None:
    """Give a second browser tab what is chosen in the first."""
    if _folder(window).is_dir():
        try:
            shutil.copytree(_folder(window), _folder(other), dirs_exist_ok=True)
        except OSError as error:
            _log.warning("Chosen files could not be copied: %s", error)


def _folder(window: str) -> Path:
    return locations.windows_dir() / window
