"""The app's own window: a Chromium, Chrome or Edge without tabs and address bar, else the usual browser.

The window has a profile of its own in the data folder. So it remembers its place, no extension reads along,
and it is a process that can be closed when the app ends.
"""

import os
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable

from config import locations
from scrapers.chromium import installed
from scripts import front

# A browser that cannot open a window says so within this time, in seconds.
_SETTLES = 3.0
_CLOSES = 5.0
_CLOSED = "The window was closed; the work goes on. Start again to see it, Ctrl-C ends it.\n"
_FLAGS = (
    *("--no-first-run", "--no-default-browser-check", "--disable-sync", "--disable-background-networking"),
    *("--disable-component-update", "--disable-extensions", "--disable-features=Translate"),
)


class Window:
    """A window on one address."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._process: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Open the window, or bring the one that is open to the front.

        Where it cannot be brought, a second one opens: whoever has lost the first must have one. Where no
        browser can be a window, the page opens as a tab of the usual browser.
        """
        if self._process is not None and front.bring(self._process, self._url):
            return
        program = installed() if has_screen() else ""
        starts = (front.start, _plain_start) if front.can_ask() else (_plain_start,)
        if not program or not any(self._opened(program, start) for start in starts):
            webbrowser.open(self._url)

    def close(self) -> None:
        """Close the window that was opened here."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_CLOSES)
            except subprocess.TimeoutExpired:
                process.kill()
        front.let_go(process)

    def _opened(self, program: str, start: Callable[[list[str]], subprocess.Popen[bytes]]) -> bool:
        earlier = self._process
        try:
            self._process = started = start(command(program, self._url))
        except OSError:
            return False
        try:
            # One that has handed the address to a window that is open already ends well, and at once.
            is_handed_over = started.wait(_SETTLES) == 0
            front.let_go(started)
            if earlier is not None and earlier.poll() is None:
                self._process = earlier  # the window that is to be closed with the app
            return is_handed_over
        except subprocess.TimeoutExpired:
            threading.Thread(target=self._tell_when_closed, args=(self._process,), daemon=True).start()
            return True

    def _tell_when_closed(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        front.let_go(process)
        if self._process is process:
            sys.stdout.write(_CLOSED)
            sys.stdout.flush()


def _plain_start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (a browser found where browsers lie)
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def command(program: str, url: str) -> list[str]:
    """Return what opens the window."""
    profile = locations.window_dir()
    return [program, f"--app={url}", f"--user-data-dir={profile}", "--window-size=1400,1000", *_FLAGS]


def has_screen() -> bool:
    """Tell whether a window can be shown at all."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
