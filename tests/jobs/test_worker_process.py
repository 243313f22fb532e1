"""`cli.py worker` as the app runs it: hunts are submitted, watched and steered from another process."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from config import locations
from config.locations import ROOT
from jobs import hunts, pace
from jobs.hunts import HuntSnapshot, HuntStatus
from tests.jobs.conftest import Serve
from tests.jobs.hunting import business, submitted
from tests.patient_cli import SITES_AT_ONCE
from tests.servers.small_web import SmallWeb, Turnstile

Start = Callable[[], subprocess.Popen[bytes]]
TIMEOUT = 300


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "patient_cli.py"), "worker", "--parent", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def until(condition: Callable[[HuntSnapshot], bool], hunt_id: str) -> HuntSnapshot:
    end = time.monotonic() + TIMEOUT
    while True:
        snapshot = hunts.snapshot(hunt_id)
        assert snapshot is not None
        if condition(snapshot):
            return snapshot
        assert time.monotonic() < end, snapshot
        time.sleep(0.02)


def test_a_hunt_is_steered_while_it_runs(serve: Serve, start: Start) -> None:
    web = serve({f"s{n}": business(n) for n in range(9)} | {"gone": {"/": 404}}, Turnstile)
    web.let(1)
    start()
    hunt = submitted(*(web.page(name) for name in web.sites), use_model=False)
    until(lambda seen: seen.ended == 1 and seen.fetching == SITES_AT_ONCE and seen.has_worker, hunt.id)
    assert hunts.pause(hunt.id)
    web.let(1000)
    # What is being read is finished; the site that fails may be among it.
    paused = until(lambda seen: seen.fetching == 0, hunt.id)
    assert paused.hunt.status is HuntStatus.PAUSED
    assert (paused.ended, paused.queued) == (1 + SITES_AT_ONCE, 10 - 1 - SITES_AT_ONCE)
    assert paused.seconds_left is None
    assert hunts.resume(hunt.id)
    done = until(lambda seen: seen.hunt.status is HuntStatus.DONE, hunt.id)
    assert (done.done, done.failed, done.leads) == (9, 1, 9)
    assert web.asked.count("s0/") == 1
    web.sites = {**web.sites, "gone": business(70)}
    assert hunts.retry_failed(hunt.id) == 1
    assert until(lambda seen: seen.hunt.status is HuntStatus.DONE, hunt.id).leads == 10
    again = hunts.run_again(hunt.id)
    assert again is not None
    seen = until(lambda seen: seen.hunt.status is HuntStatus.DONE, again.id)
    assert (seen.leads, seen.new_leads) == (10, 0)


def test_a_hunt_outlives_its_worker_and_the_file_of_jobs(serve: Serve, start: Start) -> None:
    web = serve({f"s{n}": business(n) for n in range(4)} | {"s0": {"/": SmallWeb.HANG}})
    hunt = submitted(*(web.page(name) for name in web.sites), use_model=False)
    first = start()
    until(lambda seen: seen.done == 3, hunt.id)
    first.kill()
    first.wait()
    for file in Path(locations.data_dir()).glob("jobs.db*"):
        file.unlink()
    assert until(lambda seen: not seen.has_worker, hunt.id).is_going
    web.sites = {**web.sites, "s0": business(0)}
    start()
    done = until(lambda seen: seen.hunt.status is HuntStatus.DONE, hunt.id)
    assert (done.done, done.leads) == (4, 4)
    assert web.asked.count("s1/") == 1


def test_a_stopped_hunt_stays_stopped(serve: Serve, start: Start) -> None:
    web = serve({"s0": {"/": SmallWeb.HANG}, "s1": business(1)})
    hunt = submitted(web.page("s0"), web.page("s1"), use_model=False)
    worker = start()
    until(lambda seen: seen.done == 1, hunt.id)
    assert hunts.stop(hunt.id)
    worker.terminate()
    assert worker.wait(TIMEOUT) == 0
    start()
    other = submitted(web.page("s1"), use_model=False)
    until(lambda seen: seen.hunt.status is HuntStatus.DONE, other.id)
    seen = hunts.snapshot(hunt.id)
    assert seen is not None
    assert (seen.hunt.status, seen.done) == (HuntStatus.STOPPED, 1)


def looks() -> set[float]:
    """Return the seconds between two looks into the queues of hunts, as a worker has set them."""
    with closing(sqlite3.connect(locations.jobs_file())) as file:
        try:
            rows = file.execute("SELECT polling_interval_sec FROM queues WHERE name IN ('hunts', 'sites')")
        except sqlite3.OperationalError:  # the worker has not made its tables yet
            return set()
        return {float(row[0]) for row in rows}


def test_a_worker_looks_seldom_while_there_is_nothing_to_do(serve: Serve, start: Start) -> None:
    web = serve({"s0": {"/": SmallWeb.HANG}})
    start()
    hunt = submitted(web.page("s0"), use_model=False)
    until(lambda seen: looks() == {pace.BUSY}, hunt.id)
    assert hunts.stop(hunt.id)
    until(lambda seen: looks() == {pace.IDLE}, hunt.id)
