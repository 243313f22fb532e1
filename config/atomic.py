"""Files that are either the old or the new version, whatever happens while they are written."""

import contextlib
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock

from config import locations

LOCK_SECONDS = 10.0
_STALE_SECONDS = 60.0


def write_atomically(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Put `data` in the place of `path` in one step, on the disk before the old version goes.

    `mode` None keeps the permissions of the file that is there; a new file is private (0600). A symbolic link
    stays one: the file it points to is replaced.

    Raises:
        OSError: the folder cannot be written, or the disk is full; the old version is then untouched.
    """
    target = Path(os.path.realpath(path))
    mode = _mode_of(target) if mode is None else mode
    _remove_stale(target)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Keep other threads and processes from changing `path` meanwhile.

    The lock file lies in the data folder, so that none litters the project. It waits 10 s at most.

    Raises:
        filelock.Timeout: another process holds the lock.
        OSError: the data folder cannot be written.
    """
    name = hashlib.sha256(os.fsencode(os.path.realpath(path))).hexdigest()[:16]
    with FileLock(locations.locks_dir() / f"{name}.lock", timeout=LOCK_SECONDS, mode=0o600):
        yield


def _mode_of(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return 0o600


def _remove_stale(target: Path) -> None:
    """Remove what a killed process left behind; a minute is more than any writer needs."""
    for left in target.parent.glob(f".{target.name}.*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                left.unlink()


def _sync_folder(folder: Path) -> None:
    """Put the new name on the disk; Windows has no such call and needs none."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
