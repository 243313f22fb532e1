"""Keeps a full round of Python's garbage collector from being felt in the middle of a click."""

import gc
import sys

_modules = 0


def leave_modules_out() -> None:
    """Take what is there out of the collector's rounds when modules have come; call it after a page is drawn.

    Modules stay for good, and with those of the app a full round took 250 ms: one click in thirty had it.
    What is left out is still freed when nothing refers to it.
    """
    global _modules  # noqa: PLW0603 - the collector is one for the whole process
    if len(sys.modules) != _modules:
        _modules = len(sys.modules)
        gc.freeze()
