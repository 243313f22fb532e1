"""A configuration file that is read again when it changes, and never lost when it breaks."""

import contextlib
import hashlib
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config import locations
from config.atomic import write_atomically
from config.files import Document, UnreadableFile, parse, read_bytes
from config.problems import Problem

logger = logging.getLogger("config")

# Two writes within one tick of the file system's clock (4 ms on Linux, 10 ms elsewhere) leave equal times.
_TICK_NS: Final = 50_000_000


@dataclass(frozen=True)
class Reading:
    """What a file gives now; with a problem, the document comes from the last good version."""

    document: Document
    problem: Problem | None = None
    raw: bytes | None = None


class WatchedFile:
    """One file: its content, whether it changed since it was read, and its last good version.

    Args:
        path: the file; its ending says whether it is JSON or YAML.
        backup: a copy to use when the file is broken and this process has not seen it whole.
    """

    def __init__(self, path: Path, backup: Path | None = None) -> None:
        self.path = path
        self._backup = backup
        self._good: Document | None = None
        self._stamp: tuple[int, ...] | None = None
        self._raw: bytes | None = None
        self._settled = False

    def changed(self) -> bool:
        """Tell whether the file differs from what was read last."""
        stamp = file_stamp(self.path)
        if stamp != self._stamp:
            return True
        if self._settled:
            return False
        self._settled = _is_settled(stamp)
        return self._content() != self._raw

    def read(self) -> Reading:
        """Return the file's content, or the last good one with the problem."""
        self._stamp = file_stamp(self.path)
        self._settled = _is_settled(self._stamp)
        self._raw = None
        try:
            self._raw = read_bytes(self.path)
            if self._raw is None:
                return Reading(Document())
            self._good = parse(self.path.name, self._raw)
        except UnreadableFile as fault:
            document, instead = self._last_good()
            problem = Problem(
                file=self.path.name,
                line=fault.line,
                key="",
                message=f"{fault.message} {instead}",
                remedy=fault.remedy,
            )
            return Reading(document, problem)
        self._keep_copy(self._raw)
        return Reading(self._good, raw=self._raw)

    def _content(self) -> bytes | None:
        try:
            return read_bytes(self.path)
        except UnreadableFile:
            return None

    def _last_good(self) -> tuple[Document, str]:
        if self._good is not None:
            return self._good, "Its last good values stay in force."
        for copy in self._copies():
            with contextlib.suppress(UnreadableFile):
                raw = read_bytes(copy)
                if raw is not None:
                    return parse(
                        self.path.name, raw
                    ), f"The values of its last good copy ({copy}) are in force."
        return Document(), "The shipped values are in force."

    def _copies(self) -> Iterator[Path]:
        if self._backup is not None:
            yield self._backup
        with contextlib.suppress(OSError):
            yield self._own_copy()

    def _own_copy(self) -> Path:
        root = hashlib.sha256(os.fsencode(os.path.realpath(self.path.parent))).hexdigest()[:16]
        return locations.last_good_dir() / root / self.path.name

    def _keep_copy(self, raw: bytes) -> None:
        try:
            copy = self._own_copy()
            if not copy.is_file() or copy.read_bytes() != raw:
                copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_atomically(copy, raw, mode=0o600)
        except OSError as error:
            logger.debug("No copy of %s could be kept: %s", self.path.name, error)


def file_stamp(path: Path) -> tuple[int, ...] | None:
    """Return what changes whenever a file is written or replaced, None if it cannot be seen."""
    try:
        status = os.stat(path)  # noqa: PTH116 - half the time of Path.stat, at each access to the configuration
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _is_settled(stamp: tuple[int, ...] | None) -> bool:
    return stamp is None or abs(time.time_ns() - stamp[0]) > _TICK_NS
