"""Starts the app in this process, and opens it in the browser as soon as it answers.

`PORT` (8501) is where it listens, on this machine only; `HEADLESS=1` opens no window. The app runs in the
launcher's own process: whatever ends the launcher ends the app, and the worker beside it.
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
import webbrowser
from collections.abc import Callable
from logging.handlers import RotatingFileHandler

from filelock import FileLock, Timeout

from config import locations
from scripts.supervisor import Supervisor

DEFAULT_PORT = 8501
HOST = "127.0.0.1"
# Seconds to wait for the first answer; a cold disk and a virus scanner are slow.
PATIENCE = 60.0
PR_SET_PDEATHSIG = 1
# Streamlit's loggers do not pass on what they are told; this one is told what fails while a page is drawn.
PAGE_ERRORS = "streamlit.error_util"


class LaunchError(Exception):
    """Why the app cannot start, in words for the person at the keyboard."""


def main() -> int:
    """Serve until Ctrl-C; return the exit code where the app was not started."""
    os.chdir(locations.ROOT)
    try:
        port = wanted_port(os.environ.get("PORT", ""))
        lock = claimed(port)
        if lock is None:
            return show_running(port)
        check_free(port)
    except LaunchError as error:
        say(str(error))
        return 1
    end_with_make()
    log_to_file()
    workers = Supervisor()
    threading.Thread(target=announce, args=(port, workers.start), daemon=True).start()
    try:
        serve(port)
    finally:
        workers.stop()
    return 0


def claimed(port: int) -> FileLock | None:
    """Return the lock of this port, None where the app holds it; it goes with the process, however that ends.

    Raises:
        LaunchError: the data folder cannot be written.
    """
    try:
        lock = FileLock(locations.locks_dir() / f"app-{port}.lock", timeout=0)
        lock.acquire()
    except Timeout:
        return None
    except OSError as error:
        raise LaunchError(
            f"The data folder cannot be written: {error}\nSet LEADHUNTER_DATA_DIR to a folder of yours."
        ) from None
    return lock


def wanted_port(text: str) -> int:
    """Return the port named in the environment.

    Raises:
        LaunchError: it is no port.
    """
    if not text.strip():
        return DEFAULT_PORT
    try:
        port = int(text)
    except ValueError:
        port = 0
    if not 0 < port < 2**16:
        raise LaunchError(f"PORT={text} is not a port. Use a number from 1024 to 65535: {command(8502)}")
    return port


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


def announce(port: int, start_worker: Callable[[], None]) -> None:
    """Say, and show, that the app is there as soon as it is; the worker starts after the first page."""
    if answers(port, PATIENCE):
        say(f"Lead Hunter is ready at {url(port)} (Ctrl-C ends it).")
        show(port)
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


def show_running(port: int) -> int:
    """Show the app that runs on this port already."""
    if not answers(port, PATIENCE):
        say(f"Lead Hunter is running on port {port}, but does not answer. End it, or: {command(port + 1)}")
        return 1
    say(f"Lead Hunter is running already at {url(port)}.")
    show(port)
    return 0


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


def show(port: int) -> None:
    """Open the app in the browser, unless the environment says that nobody looks."""
    if os.environ.get("HEADLESS", "").strip().lower() in {"", "0", "false", "no"}:
        webbrowser.open(url(port))


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
