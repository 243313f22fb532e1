"""Keeps one worker running beside the app: started again when it ends, ended with the app.

The worker is a child in the app's process group. It reads from a pipe whose writing end is ours: when this
process is gone, even by kill -9, the pipe closes and the worker ends.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from config import locations

logger = logging.getLogger(__name__)

# Seconds between the end of a worker and the start of the next one: twice as long after each short life.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
# A worker that lived so long was well: the next pause is the first one again.
LONG_LIFE = 60.0
_LOG_SIZE = 1_000_000


class Supervisor:
    """Starts the worker from a thread of its own, again and again until `stop`."""

    def __init__(self, root: Path = locations.ROOT) -> None:
        self._command = [sys.executable, str(root / "cli.py"), "worker", "--parent", str(os.getpid())]
        self._root = root
        self._stop = threading.Event()
        self._worker: subprocess.Popen[bytes] | None = None
        # The kernel asks for the death of this thread, not of the process: it must live as long as we do.
        self._thread = threading.Thread(target=self._supervise, name="supervisor", daemon=True)

    def start(self) -> None:
        """Start the first worker."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker and start no other."""
        self._stop.set()
        if self._worker is not None:
            self._worker.terminate()
        if self._thread.is_alive():
            self._thread.join(5)

    @property
    def pid(self) -> int | None:
        """The process id of the worker, None while there is none."""
        worker = self._worker
        return worker.pid if worker is not None and worker.poll() is None else None

    def _supervise(self) -> None:
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            begin = time.monotonic()
            try:
                code = self._run()
            except OSError:
                logger.exception("the worker cannot be started")
                code = -1
            if time.monotonic() - begin > LONG_LIFE:
                pause = FIRST_PAUSE
            if not self._stop.is_set():
                logger.warning("the worker ended with code %s; the next one starts in %.0f s", code, pause)
            self._stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _run(self) -> int:
        """Run one worker to its end and return its exit code."""
        log = locations.logs_dir() / "worker.log"
        if log.exists() and log.stat().st_size > _LOG_SIZE:
            log.replace(log.with_suffix(".log.1"))
        with (
            log.open("ab") as output,
            subprocess.Popen(  # noqa: S603
                self._command, cwd=self._root, stdin=subprocess.PIPE, stdout=output, stderr=output
            ) as worker,
        ):
            self._worker = worker
            if self._stop.is_set():
                worker.terminate()
            return worker.wait()
