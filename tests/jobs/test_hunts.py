"""Hunts as the analyst handles them, with nobody at work."""

from datetime import timedelta

import pytest

from config.errors import UserFacingError
from jobs import hunts
from jobs.hunts import HuntOptions, HuntRequest, HuntStatus, SiteState
from jobs.outage import outage
from leads.database import Database
from leads.hunt import FoundSite, HuntSite
from leads.hunt_tables import workers
from leads.hunts import HuntBook
from leads.record import Lead, now
from leads.store import Store
from leads.workers import WorkerBook


@pytest.fixture
def book() -> HuntBook:
    return hunts._book()


def found(book: HuntBook, *sites: str) -> tuple[str, list[HuntSite]]:
    hunt = hunts.submit(HuntRequest(query="plombiers Bordeaux"))
    book.add_sites(hunt.id, [FoundSite(site=site, url=f"https://{site}/") for site in sites])
    assert book.change(hunt.id, HuntStatus.SEARCHING, only=(HuntStatus.QUEUED,))
    assert book.change(hunt.id, HuntStatus.RUNNING, only=(HuntStatus.SEARCHING,))
    return hunt.id, book.queue_sites(hunt.id)


@pytest.mark.parametrize(
    "request_",
    [
        HuntRequest(),
        HuntRequest(query="  "),
        HuntRequest(query="x", options=HuntOptions(sites=0)),
        HuntRequest(options=HuntOptions(urls=("not an address", "###"))),
    ],
)
def test_what_makes_no_sense_is_refused(request_: HuntRequest) -> None:
    with pytest.raises(UserFacingError) as caught:
        hunts.submit(request_)
    assert caught.value.remedy
    assert hunts.recent() == []


def test_the_options_are_kept_with_the_hunt() -> None:
    options = HuntOptions(
        sites=7, use_model=False, provider="searxng", urls=("https://a.example",), sample=True
    )
    hunt = hunts.submit(HuntRequest(query=" plombiers   Bordeaux ", project="p", options=options))
    assert hunts.find(hunt.id) == hunt
    assert (hunt.query, hunt.project, hunt.options) == ("plombiers Bordeaux", "p", options)


def test_a_snapshot_counts(book: HuntBook) -> None:
    hunt_id, sites = found(book, *(f"s{n}.example" for n in range(6)))
    with Store() as store:
        lead = store.save_lead(Lead(site="s0.example", website=""))
    book.set_site(
        sites[0], state=SiteState.DONE, lead_id=lead.id, is_new=True, read_by="rules", note="No model."
    )
    book.set_site(sites[1], state=SiteState.DONE, lead_id=lead.id, dropped=2, read_by="m")
    book.set_site(sites[2], state=SiteState.FAILED, code="dns", detail="No server.", remedy="Check.")
    book.set_site(sites[3], state=SiteState.SKIPPED, code="directory")
    assert book.begin(sites[4].id, 1)
    seen = hunts.snapshot(hunt_id)
    assert seen is not None
    assert (seen.found, seen.queued, seen.fetching, seen.done, seen.failed, seen.skipped) == (
        6,
        1,
        1,
        2,
        1,
        1,
    )
    assert (seen.leads, seen.new_leads, seen.dropped, seen.read_by_rules, seen.rules_note) == (
        1,
        1,
        2,
        1,
        "No model.",
    )
    assert (seen.ended, seen.is_going, seen.has_worker) == (4, True, False)
    assert [(group.code, group.count, group.examples) for group in seen.failures] == [
        ("dns", 1, ["https://s2.example/"])
    ]
    assert seen.sites_a_minute > 0
    assert seen.seconds_left is not None
    assert [lead.site for lead in hunts.leads_of(hunt_id)] == ["s0.example"]
    assert hunts.snapshot("nosuch") is None


def test_a_site_that_has_ended_stays_as_it_is(book: HuntBook) -> None:
    _, [site] = found(book, "a.example")
    assert book.set_site(site, state=SiteState.DONE)
    assert not book.set_site(site, state=SiteState.FAILED)
    assert book.begin(site.id, 1) is None


def test_found_again_a_site_stays_one(book: HuntBook) -> None:
    hunt_id, _ = found(book, "a.example", "b.example")
    book.add_sites(hunt_id, [FoundSite(site="b.example"), FoundSite(site="c.example")])
    assert [site.site for site in hunts.sites(hunt_id)] == ["a.example", "b.example", "c.example"]


def test_pause_resume_stop(book: HuntBook) -> None:
    hunt_id, [site] = found(book, "a.example")
    assert hunts.pause(hunt_id)
    assert not hunts.pause(hunt_id)
    assert book.begin(site.id, 1) is None
    assert hunts.latest_unfinished() is not None
    assert hunts.resume(hunt_id)
    hunt = hunts.find(hunt_id)
    assert hunt is not None
    assert (hunt.status, hunt.round) == (HuntStatus.QUEUED, 2)
    assert book.begin(site.id, 1) is None, "queued in the round before"
    assert book.begin(site.id, 2)
    assert hunts.stop(hunt_id)
    assert hunts.latest_unfinished() is None
    assert hunts.resume(hunt_id), "a stopped hunt can be taken up when it is named"


def test_retry_failed_sets_a_hunt_going_that_had_ended(book: HuntBook) -> None:
    hunt_id, [good, bad] = found(book, "a.example", "b.example")
    book.set_site(good, state=SiteState.DONE)
    book.set_site(bad, state=SiteState.FAILED, code="dns", detail="x")
    assert book.close_if_done(hunt_id)
    assert not book.close_if_done(hunt_id)
    assert hunts.retry_failed(hunt_id) == 1
    hunt = hunts.find(hunt_id)
    assert hunt is not None
    assert (hunt.status, hunt.round, hunt.finished_at) == (HuntStatus.QUEUED, 2, None)
    assert [(site.state, site.code) for site in hunts.sites(hunt_id)] == [
        (SiteState.DONE, ""),
        (SiteState.FOUND, ""),
    ]
    assert hunts.retry_failed(hunt_id) == 0


def test_a_deleted_hunt_is_off_the_list_and_its_leads_stay(book: HuntBook) -> None:
    hunt_id, [site] = found(book, "a.example")
    with Store() as store:
        lead = store.save_lead(Lead(site="a.example", website=""))
    book.set_site(site, state=SiteState.DONE, lead_id=lead.id)
    assert hunts.delete(hunt_id)
    assert not hunts.delete(hunt_id)
    assert hunts.find(hunt_id) is None
    assert hunts.recent() == []
    with Store() as store:
        assert store.lead(lead.id)


def test_a_worker_is_alive_while_its_process_is() -> None:
    database = Database()
    mine = WorkerBook(database)
    mine.beat()
    gone, silent = WorkerBook(database), WorkerBook(database)
    gone._me["pid"] = 2**22 + 1
    gone.beat()
    silent._me["host"] = "elsewhere"
    silent.beat()
    assert mine.alive() == {mine.me, silent.me}
    with database.writing() as connection:
        old = workers.update().where(workers.c.host == "elsewhere")
        connection.execute(old.values(seen_at=now() - timedelta(minutes=1)))
    assert mine.alive() == {mine.me}
    mine.forget_all_but(mine.alive())
    mine.leave()
    assert mine.alive() == set()
    database.close()


def ended(*states: SiteState) -> list[HuntSite]:
    return [
        HuntSite(
            id=n, hunt_id="h", n=n, site=f"s{n}", state=state, detail=f"Reason {n % 2}.", remedy="Do this."
        )
        for n, state in enumerate(states)
    ]


@pytest.mark.parametrize(
    ("failed", "done", "paused"), [(9, 0, False), (10, 0, True), (8, 2, True), (7, 3, False), (0, 10, False)]
)
def test_when_a_hunt_pauses_itself(failed: int, done: int, paused: bool) -> None:
    found_ = outage(ended(*[SiteState.FAILED] * failed, *[SiteState.DONE] * done))
    assert (found_ is not None) is paused
    if found_:
        assert f"{failed} of the last {failed + done} sites failed" in found_.reason
        assert found_.remedy.startswith("Do this.")
