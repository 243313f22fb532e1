"""A process that ends with its parent, however that ends."""

import ctypes
import os
import signal
import sys
import threading

_PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """End this process when its parent is gone: a killed one tidies nothing, but its end of our stdin closes.

    What was under way is taken over by the next worker, so nothing needs to be put in order first.
    """
    threading.Thread(target=_exit_at_end_of_input, name="lifeline", daemon=True).start()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.name == "posix" and os.getppid() != parent:
        os._exit(0)


def _exit_at_end_of_input() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)
