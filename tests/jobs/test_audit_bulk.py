"""Audits of many leads: what becomes of each, steered from another process, with workers that are killed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from config.errors import UserFacingError
from config.locations import ROOT
from jobs import audit_bulk
from jobs.audit_work import LEADS_AT_ONCE
from leads.audit_run import AuditRunSnapshot, AuditRunStatus, LeadState
from leads.record import Kind, Lead
from leads.review import LeadFilter
from leads.store import Store
from leads.text import digest
from scrapers.sites import site_key
from tests.jobs.auditing import worked
from tests.jobs.conftest import Serve
from tests.jobs.hunting import business
from tests.leads.records import lead, value
from tests.servers.small_web import SmallWeb, Turnstile

TIMEOUT = 300
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as opened:
        yield opened


@pytest.fixture(autouse=True)
def closed_audit_books() -> Iterator[None]:
    yield
    while audit_bulk._books:
        audit_bulk._books.popitem()[1].database.close()


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        given = arguments or ("worker", "--parent", str(os.getpid()))
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "patient_cli.py"), *given],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if arguments else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def named(store: Store, website: str, n: int = 0) -> Lead:
    site = site_key(website) if website else f"nosite-{n}"
    given = lead(site, value(f"Plomberie Durand {n}", Kind.NAME)).model_copy(update={"website": website})
    return store.save_lead(given)


def all_named(store: Store, web: SmallWeb) -> list[Lead]:
    return [named(store, web.page(site), n) for n, site in enumerate(web.sites)]


def until(condition: Callable[[AuditRunSnapshot], bool], run_id: str) -> AuditRunSnapshot:
    end = time.monotonic() + TIMEOUT
    while True:
        seen = audit_bulk.snapshot(run_id)
        assert seen is not None
        if condition(seen):
            return seen
        assert time.monotonic() < end, seen
        time.sleep(0.02)


def test_what_becomes_of_each_lead_is_told_and_nothing_is_audited_twice_a_day(
    serve: Serve, store: Store
) -> None:
    web = serve({"good": business(1), "shut": {"/": 403}})
    good, shut, none = [*all_named(store, web), named(store, "", 3)]
    for expected in ("done", "skipped"):
        run = audit_bulk.submit(store, LeadFilter())
        book = worked(run, store)
        seen = {row.lead_id: row for row in book.rows(run.id)}
        states = [str(seen[one.id].state) for one in (good, shut, none)]
        assert states == [expected, "failed", "skipped"]
        assert "403" in seen[shut.id].detail
        assert seen[shut.id].remedy
        told = book.snapshot(run.id)
        assert told is not None
        assert (told.run.status, told.ended) == (AuditRunStatus.DONE, 3)
    (audit,) = store.audits_of(good.id)
    reasons = store.scores_of(good.id).priority.text
    assert (f"{audit.score:g} of 100" in reasons) is (audit.score is not None and audit.score < 60)


def test_a_run_over_whole_sites_reads_their_pages(serve: Serve, store: Store) -> None:
    web = serve({"a": business(1)})
    (one,) = all_named(store, web)
    worked(audit_bulk.submit(store, LeadFilter(), pages=5), store)
    (audit,) = store.audits_of(one.id)
    assert audit.report["scope"] == "site"
    assert audit.report["read"] == 3


def test_an_audit_kept_by_a_worker_that_died_before_saying_so_is_not_made_again(
    serve: Serve, store: Store
) -> None:
    web = serve({"a": business(1)})
    (one,) = all_named(store, web)
    run = audit_bulk.submit(store, LeadFilter())
    book = worked(run, store)
    (row,) = book.rows(run.id)
    (audit,) = store.audits_of(one.id)
    assert audit.id == digest(run.id, one.id)[:32]
    book.requeue_failed(run.id)
    with book.database.writing() as connection:
        connection.exec_driver_sql("UPDATE audit_run_leads SET state='reading', score=NULL, ended_at=NULL")
        connection.exec_driver_sql("UPDATE audit_runs SET status='running'")
    asked = len(web.asked)
    again = worked(run, store).rows(run.id)
    assert [(one.state, one.score) for one in again] == [(LeadState.DONE, row.score)]
    assert (len(web.asked), len(store.audits_of(one.id))) == (asked, 1)


def test_without_leads_there_is_nothing_to_start(store: Store) -> None:
    with pytest.raises(UserFacingError) as caught:
        audit_bulk.submit(store, LeadFilter())
    assert caught.value.remedy


def test_a_second_run_is_the_one_that_is_under_way(serve: Serve, store: Store) -> None:
    web = serve({"a": business(1)})
    all_named(store, web)
    first = audit_bulk.submit(store, LeadFilter())
    assert audit_bulk.submit(store, LeadFilter()).id == first.id
    assert audit_bulk.stop(first.id)
    assert audit_bulk.submit(store, LeadFilter()).id != first.id


def test_a_run_is_steered_and_outlives_a_killed_worker(serve: Serve, store: Store, start: Start) -> None:
    web = serve({f"s{n}": business(n) for n in range(8)} | {"gone": {"/": 404}}, Turnstile)
    leads = all_named(store, web)
    run = audit_bulk.submit(store, LeadFilter())
    web.let(2)
    first = start()
    until(lambda seen: seen.ended == 2 and seen.reading == LEADS_AT_ONCE, run.id)
    first.kill()
    first.wait()
    cut = until(lambda seen: not seen.has_worker, run.id)
    assert cut.is_going
    assert cut.ended == 2
    start()
    web.let(1)
    until(lambda seen: seen.ended == 3 and seen.reading > 0, run.id)
    assert audit_bulk.pause(run.id)
    web.let(1000)
    paused = until(lambda seen: seen.reading == 0, run.id)  # what is being read is finished
    assert audit_bulk.resume(run.id)
    done = until(lambda seen: seen.run.status is AuditRunStatus.DONE, run.id)
    assert 3 < paused.ended <= 3 + LEADS_AT_ONCE
    assert (done.done, done.failed, done.total) == (8, 1, 9)
    assert [len(store.audits_of(one.id)) for one in leads] == [1] * 8 + [0]
    assert [web.asked.count(f"s{n}/") for n in range(8)] == [1] * 8, "what had ended was not read again"
    web.sites = {**web.sites, "gone": business(70)}
    assert audit_bulk.retry_failed(run.id) == 1
    assert until(lambda seen: seen.run.status is AuditRunStatus.DONE, run.id).done == 9


def test_a_whole_site_in_hand_is_put_back_when_its_run_is_paused(
    serve: Serve, store: Store, start: Start
) -> None:
    pages = {**business(1), "/contact": SmallWeb.HANG}
    web = serve({"slow": pages})
    all_named(store, web)
    run = audit_bulk.submit(store, LeadFilter(), pages=10)
    start()
    assert web.hanging.wait(TIMEOUT)
    assert audit_bulk.pause(run.id)
    seen = until(lambda seen: seen.reading == 0, run.id)
    assert (seen.ended, seen.run.status) == (0, AuditRunStatus.PAUSED)
    web.sites = {"slow": business(1)}
    assert audit_bulk.resume(run.id)
    assert until(lambda seen: seen.run.status is AuditRunStatus.DONE, run.id).done == 1


def test_the_command_goes_on_after_a_kill(serve: Serve, store: Store, start: Start) -> None:
    web = serve({f"s{n}": business(n) for n in range(6)}, Turnstile)
    leads = all_named(store, web)
    web.let(1)
    process = start("audit", "--leads")
    end = time.monotonic() + TIMEOUT
    while (run := audit_bulk.latest()) is None:
        assert time.monotonic() < end
        time.sleep(0.02)
    until(lambda seen: seen.done > 0, run.id)
    process.kill()
    process.wait()
    web.let(1000)
    output, _ = start("audit", "--leads").communicate(timeout=TIMEOUT)
    report = json.loads(output.splitlines()[-1])
    assert report == {
        "job": run.id, "status": "done", "leads": 6, "audited": 6, "failed": 0, "skipped": 0
    }  # fmt: skip
    assert [len(store.audits_of(one.id)) for one in leads] == [1] * 6
