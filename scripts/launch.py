"""Starts the app in this process, and opens its window as soon as it answers.

`PORT` (8501, or the next free one) is where it listens, on this machine only; `HEADLESS=1` opens no window.
The app runs in the launcher's own process: whatever ends the launcher ends the app, and the worker beside it.
Of each data folder there is one app: a second start shows the first.
"""

import contextlib
import ctypes
import errno
import importlib
import importlib.util
import logging
import os
import pkgutil
import runpy
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path

from filelock import FileLock, Timeout

from config import locations
from scripts.bell import Bell, ring
from scripts.supervisor import Supervisor
from scripts.window import Window, has_screen

DEFAULT_PORT = 8501
HOST = "127.0.0.1"
# How many ports are looked at where nobody asked for a certain one.
PORTS_TRIED = 20
# Seconds to wait for the first answer; a cold disk and a virus scanner are slow.
PATIENCE = 60.0
PR_SET_PDEATHSIG = 1
# Streamlit's loggers do not pass on what they are told; this one is told what fails while a page is drawn.
PAGE_ERRORS = "streamlit.error_util"


class LaunchError(Exception):
    """Why the app cannot start, in words for the person at the keyboard."""


def main() -> int:
    """Serve until Ctrl-C or Quit; return the exit code where the app was not started."""
    os.chdir(locations.ROOT)
    try:
        wanted = wanted_port(os.environ.get("PORT", ""))
        lock = claimed()
        if lock is None:
            return show_running()
        port = checked(wanted)
    except LaunchError as error:
        say(str(error))
        return 1
    workers, window = Supervisor(), Window(url(port))
    port_file().write_text(f"{port}\n{Bell(partial(show_again, window)).address}", encoding="utf-8")
    end_with_make()
    log_to_file()
    threading.Thread(target=announce, args=(port, window, workers.start), daemon=True).start()
    try:
        serve(port)
    finally:
        window.close()
        workers.stop()
    return 0


def claimed() -> FileLock | None:
    """Return the lock of this data folder, None where an app holds it; it goes with the process.

    Raises:
        LaunchError: the data folder cannot be written.
    """
    try:
        lock = FileLock(locations.locks_dir() / "app.lock", timeout=0)
        lock.acquire()
        port_file().unlink(missing_ok=True)  # of one that was killed
    except Timeout:
        return None
    except OSError as error:
        raise LaunchError(
            f"The data folder cannot be written: {error}\nSet LEADHUNTER_DATA_DIR to a folder of yours."
        ) from None
    return lock


def port_file() -> Path:
    """Return the file that tells a second start where the first one listens, and its bell."""
    return locations.locks_dir() / "app.port"


def wanted_port(text: str) -> int | None:
    """Return the port named in the environment, None where none is.

    Raises:
        LaunchError: it is no port.
    """
    if not text.strip():
        return None
    try:
        port = int(text)
    except ValueError:
        port = 0
    if not 0 < port < 2**16:
        raise LaunchError(f"PORT={text} is not a port. Use a number from 1024 to 65535: {command(8502)}")
    return port


def checked(wanted: int | None) -> int:
    """Return the port to listen on: the one that is asked for, else the first that is free.

    Raises:
        LaunchError: it cannot be used, or none of the usual ones can.
    """
    if wanted is not None:
        check_free(wanted)
        return wanted
    for port in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED):
        with contextlib.suppress(LaunchError):
            check_free(port)
            return port
    check_free(DEFAULT_PORT)
    return DEFAULT_PORT


def check_free(port: int) -> None:
    """Make sure that the app can listen there.

    Raises:
        LaunchError: another program does, or the system does not allow it.
    """
    with socket.socket() as probe:
        if os.name != "nt":  # there it would take a port away from the program that listens
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            what = "is in use by another program"
            if error.errno in {errno.EACCES, errno.EPERM}:
                what = "may not be used by you"
            other = port + 1 if DEFAULT_PORT <= port < 2**16 - 1 else DEFAULT_PORT + 1
            raise LaunchError(f"Port {port} {what}. Choose another one: {command(other)}") from None


def command(port: int) -> str:
    """Return what to type to start the app on a port."""
    return f"$env:PORT={port}; .\\make.ps1 run" if os.name == "nt" else f"PORT={port} make run"


def serve(port: int) -> None:
    """Run the server; it returns, or exits, after Ctrl-C."""
    options = {
        "server.port": port,
        "server.address": HOST,
        "logger.hideWelcomeMessage": "true",
    }
    sys.argv = ["streamlit", "run", "app.py", *(f"--{name}={value}" for name, value in options.items())]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def announce(port: int, window: Window, start_worker: Callable[[], None]) -> None:
    """Say, and show, that the app is there as soon as it is; the worker starts after the first page."""
    if answers(port, PATIENCE):
        say(f"Lead Hunter is ready at {url(port)} (Ctrl-C ends it).")
        show(window)
        warm_up()
    else:
        say(f"Lead Hunter has not answered within {PATIENCE:.0f} s. Its log is in {locations.logs_dir()}.")
    start_worker()


def warm_up() -> None:
    """Import what the first page needs while the browser is busy with its own part: a second saved."""
    package = importlib.util.find_spec("ui")
    folders = (package.submodule_search_locations if package is not None else None) or []
    for module in pkgutil.walk_packages(folders, "ui."):
        with contextlib.suppress(ImportError):  # the page says it, with the log
            importlib.import_module(module.name)


def show_running() -> int:
    """Have the app that works on this data folder show its window; where it has no screen, open one."""
    port, bell = running(PATIENCE)
    if port is None or not answers(port, PATIENCE):
        say("Lead Hunter is running, but does not answer. End it and start it again.")
        return 1
    say(f"Lead Hunter is running already at {url(port)}.")
    if is_looked_at() and not ring(bell):
        show(Window(url(port)))
    return 0


def running(patience: float) -> tuple[int | None, str]:
    """Return where the other app listens and its bell as soon as it has said so, no port if it never does."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError):
            port, bell = port_file().read_text(encoding="utf-8").split("\n")
            return int(port), bell
        time.sleep(0.05)
    return None, ""


def answers(port: int, patience: float) -> bool:
    """Tell whether the app answers within `patience` seconds."""
    # A proxy of the environment knows nothing of this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            with opener.open(f"{url(port)}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return True
        except (OSError, urllib.error.URLError):
            time.sleep(0.05)
    return False


def show(window: Window) -> None:
    """Open the window, unless the environment says that nobody looks."""
    if is_looked_at():
        window.open()


def show_again(window: Window) -> bool:
    """Open the window for a second start; tell whether there is a screen here to open it on."""
    if not (is_looked_at() and has_screen()):
        return False
    window.open()
    return True


def is_looked_at() -> bool:
    """Tell whether a window is wanted here."""
    return os.environ.get("HEADLESS", "").strip().lower() in {"", "0", "false", "no"}


def url(port: int) -> str:
    """Return the app's address."""
    return f"http://{HOST}:{port}"


def end_with_make() -> None:
    """Let a killed `make` take the app with it; other signals reach both by themselves."""
    if sys.platform == "linux" and "MAKELEVEL" in os.environ:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def log_to_file() -> None:
    """Keep warnings, and what fails while a page is drawn, in the log: the page shows no details."""
    handler = RotatingFileHandler(
        locations.logs_dir() / "app.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    for name in (None, PAGE_ERRORS):
        logging.getLogger(name).addHandler(handler)


def say(text: str) -> None:
    """Tell the person at the keyboard."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
