"""Several workers on PostgreSQL, one of them killed: what it had in hand is taken over, once."""

import os
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from config.locations import ROOT
from jobs import hunts
from jobs.hunts import HuntSnapshot, HuntStatus
from leads import workers
from leads.store import Store
from tests.jobs.conftest import Serve
from tests.jobs.hunting import business, submitted
from tests.servers.http_base import Exchange
from tests.servers.postgresql import postgresql
from tests.servers.small_web import SmallWeb

SITES = 10
TIMEOUT = 300


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql() as address:
        yield address


@pytest.fixture
def database(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database of its own for each test, on one server."""
    name = f"hunts_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    monkeypatch.setenv("LEADHUNTER_DATABASE_URL", server.replace("/postgres?", f"/{name}?"))


@pytest.fixture
def start_worker(database: None) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "patient_cli.py"), "worker"],
            env=dict(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stderr is not None
        said = process.stderr.readline()
        assert "ready" in said, said + process.stderr.read()
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
        time.sleep(0.05)


def test_a_killed_worker_loses_nothing(
    serve: Serve, start_worker: Callable[[], subprocess.Popen[str]]
) -> None:
    web = serve({f"s{n}": business(n) for n in range(SITES)})
    slow = {f"s{n}": {**web.sites[f"s{n}"], "/": SmallWeb.HANG} for n in range(4)}
    whole, web.sites = web.sites, {**web.sites, **slow}
    hunt = submitted(*(web.page(name) for name in web.sites), use_model=False)
    first = start_worker()
    until(lambda seen: seen.done == SITES - 4 and seen.fetching == 4, hunt.id)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda _: start_worker(), range(2)))
    web.sites = whole
    first.kill()
    first.wait()
    # What is promised is a minute, which a busy machine may stretch.
    assert workers.SILENCE.total_seconds() < 60
    seen = until(lambda seen: seen.hunt.status is HuntStatus.DONE, hunt.id)
    assert (seen.done, seen.failed, seen.leads) == (SITES, 0, SITES)
    with Store() as store:
        assert len(store.leads()) == SITES
    homes = Counter(asked for asked in web.asked if asked.endswith("/") and int(asked[1:-1]) >= 4)
    assert set(homes.values()) == {1}, "what had ended was not read again"


class SlowWeb(SmallWeb):
    """Takes its time for each page."""

    def handle(self, exchange: Exchange) -> None:
        time.sleep(0.3)
        super().handle(exchange)


def test_two_workers_with_two_hunts_are_never_at_one_site_at_once(
    start_worker: Callable[[], subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with SlowWeb({f"s{n}": business(n) for n in range(4)}) as web:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", ",".join(web.hosts))
        wanted = [submitted(*map(web.page, web.sites), use_model=False) for _ in range(2)]
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda _: start_worker(), range(2)))
        for hunt in wanted:
            assert until(lambda seen: seen.hunt.status is HuntStatus.DONE, hunt.id).done == 4
    assert set(Counter(web.asked).values()) == {1}, "who comes second finds the pages kept"
