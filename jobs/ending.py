"""Quit: what is under way is told to stop and kept, then the app ends as with Ctrl-C."""

import signal
import threading
import time

from jobs import interactive

# Seconds that jobs of tabs get to put away what they have; hunts go on at the next start by themselves.
PATIENCE = 5.0
# Seconds in which the page can still say goodbye.
_GOODBYE = 0.5


def end_app() -> threading.Thread:
    """End the app from a thread of its own, so that the page that asked for it is still drawn."""
    ending = threading.Thread(target=_end, name="quit", daemon=True)
    ending.start()
    return ending


def _end() -> None:
    time.sleep(_GOODBYE)
    stop_jobs(PATIENCE)
    signal.raise_signal(signal.SIGINT)


def stop_jobs(patience: float) -> bool:
    """Ask every job of a tab to end, wait for it, and tell whether all have."""
    running = interactive.active()
    for job in running:
        job.cancel.set()
    deadline = time.monotonic() + patience
    for job in running:
        job.wait(max(0.0, deadline - time.monotonic()))
    return not interactive.active()
