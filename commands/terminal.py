"""What commands share: progress on stderr, Ctrl-C, errors as text or as JSON."""

import json
import signal
import threading
from typing import NoReturn

import typer

from config.errors import UserFacingError, as_report


def stop_on_interrupt() -> threading.Event:
    """Return an event that the first Ctrl-C sets, so that what is there gets printed; a second one kills."""
    stop = threading.Event()

    def interrupted(*_: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, interrupted)
    return stop


def progress(line: str) -> None:
    """Write a line of progress to stderr."""
    typer.echo(line, err=True)


def fail(error: UserFacingError, *, as_json: bool) -> NoReturn:
    """End the command with exit code 2 and what the analyst is told."""
    if as_json:
        typer.echo(json.dumps({"error": as_report(error)}, ensure_ascii=False))
    else:
        typer.echo(f"{error.message}\n{error.remedy}".strip(), err=True)
    raise typer.Exit(2)
