"""Quit: jobs are told to end and keep what they have, then the process is."""

import subprocess
import sys
import threading

from config.locations import ROOT
from jobs import ending, interactive
from jobs.interactive import JobState

STUBBORN = threading.Event()

PROGRAM = """
import asyncio, signal, sys
from jobs import ending, interactive

def work(handle):
    handle.cancel.wait(100)
    handle.set_result("kept")

async def serve():
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(ended.set))
    job = interactive.submit("one", work)
    ending.end_app()
    while not ended.is_set():
        await asyncio.sleep(0.1)
    print(job.state.value, job.result)

asyncio.run(serve())
"""


def test_the_app_ends_when_its_jobs_have() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped kept\n", "")


def test_a_job_that_does_not_end_does_not_keep_the_app() -> None:
    STUBBORN.clear()
    job = interactive.submit("stubborn", lambda _: STUBBORN.wait(100) and None)
    assert ending.stop_jobs(0.1) is False
    assert job.stopping
    STUBBORN.set()
    assert job.wait(100)
    assert job.state is JobState.STOPPED
    assert ending.stop_jobs(0.1) is True
