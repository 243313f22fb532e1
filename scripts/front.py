"""Brings a window that is open to the front, where the browser lets itself be asked.

Chromium, Chrome and Edge take questions through a pair of pipes, the files 3 and 4 they find open when they
start (the protocol of their developer tools). No other program can write into these, unlike a port. A browser
whose pipes close ends: the window goes with the app, even with one that was killed.
"""

import json
import os
import select
import subprocess
import time
from itertools import count
from typing import Any, Final

_PATIENCE: Final = 2.0
_MOST: Final = 1 << 16
# The shell gives way to the browser, which keeps its number; Windows has no such shell.
_START: Final = ("/bin/sh", "-c", 'exec "$@" 3<&0 4>&1 0</dev/null 1>/dev/null', "sh")
_numbers = count(1)


class Unasked(Exception):
    """The browser does not answer, or not so."""


def can_ask() -> bool:
    """Tell whether a browser can be started here so that it can be asked."""
    return os.name == "posix"


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a browser that can be asked.

    Raises:
        OSError: it cannot be started.
    """
    return subprocess.Popen(  # noqa: S603 (a browser found where browsers lie)
        [*_START, *command, "--remote-debugging-pipe"],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def bring(browser: subprocess.Popen[bytes], url: str) -> bool:
    """Bring the window that shows a page of `url` to the front; tell whether there is one."""
    try:
        pages = _ask(browser, "Target.getTargets")["targetInfos"]
        page = next(one["targetId"] for one in pages if one["type"] == "page" and one["url"].startswith(url))
        window = _ask(browser, "Browser.getWindowForTarget", targetId=page)
        if window["bounds"]["windowState"] == "minimized":
            number, normal = window["windowId"], {"windowState": "normal"}
            _ask(browser, "Browser.setWindowBounds", windowId=number, bounds=normal)
        _ask(browser, "Target.activateTarget", targetId=page)
    except (Unasked, OSError, ValueError, LookupError, TypeError, StopIteration):
        return False
    return True


def let_go(browser: subprocess.Popen[bytes]) -> None:
    """Close the pipes of a browser that has ended, or is to end."""
    for pipe in (browser.stdin, browser.stdout):
        if pipe is not None:
            pipe.close()


def _ask(browser: subprocess.Popen[bytes], method: str, **params: object) -> dict[str, Any]:
    """Return the answer to one question; those to earlier ones, which came too late, are passed over."""
    if browser.stdin is None or browser.stdout is None:
        raise Unasked
    number = next(_numbers)
    browser.stdin.write(json.dumps({"id": number, "method": method, "params": params}).encode() + b"\0")
    deadline, read = time.monotonic() + _PATIENCE, b""
    while True:
        message, end, read = read.partition(b"\0")
        if not end:
            read = message + _more(browser.stdout.fileno(), deadline)
        elif (answer := json.loads(message)).get("id") == number:
            found: dict[str, Any] = answer["result"]
            return found


def _more(pipe: int, deadline: float) -> bytes:
    if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
        raise Unasked
    read = os.read(pipe, _MOST)
    if not read:
        raise Unasked
    return read
