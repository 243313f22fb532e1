"""`worker`: the process that does the work of hunts."""

import logging
import signal
import threading
from typing import Annotated

import typer

from commands.terminal import fail, progress
from config.errors import UserFacingError


def worker(
    parent: Annotated[
        int | None, typer.Option(hidden=True, help="End when this process ends, or standard input does.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print errors as one JSON object.")] = False,
) -> None:
    """Work on hunts until Ctrl-C. With PostgreSQL (LEADHUNTER_DATABASE_URL) any number may run at once.

    `make run` starts one by itself; whatever kills one, the next goes on where it was.
    """
    from jobs.lifeline import end_with

    if parent is not None:
        end_with(parent)
        logging.getLogger().setLevel(logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        from jobs.worker import Worker

        running = Worker()
        running.start()
    except UserFacingError as error:
        fail(error, as_json=as_json)
    progress("The worker is ready (Ctrl-C ends it).")
    while not stop.wait(1):
        pass
    running.stop()
