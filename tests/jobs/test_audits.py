"""Audits as jobs: of the sample web, and of small sites with known faults."""

import json
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest

from config import locations
from config.loader import ConfigLoader
from jobs import audit_cut_off, audit_history, audits, interactive, outreach_job
from jobs.audits import AuditError, Wanted, audited_page
from jobs.interactive import JobState
from leads.privacy import erase
from leads.record import Kind, now
from leads.store import Store
from leads.work import SiteAudit
from llm.router import TaskRouter
from scrapers.page_store import Stored
from scrapers.sites import site_key
from seo.audit_record import AuditRecord, Scope
from tests.leads.records import lead as plain_lead
from tests.leads.records import value
from tests.seo.site_pages import page
from tests.servers.fake_lm_studio import FakeLMStudio
from tests.servers.loopback import LoopbackWeb, answer

PATIENCE = 90


def lead(site, *values, website):
    return plain_lead(site, *values).model_copy(update={"website": website})


@pytest.fixture
def web(monkeypatch):
    pages = {"/": page("Accueil", "/b", "/gone"), "/b": page("Contact", "/"), "/shut": answer(403)}
    with LoopbackWeb(pages) as served:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", served.pair)
        yield served


@pytest.fixture
def store():
    with Store() as opened:
        yield opened


@pytest.fixture
def run(store, monkeypatch):
    """Run an audit to its end and return its job."""
    monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
    loader = ConfigLoader()

    def ran(url, scope=Scope.PAGE, **given):
        given = {"remarks": False, **given}
        goes_on = given.pop("goes_on", False)
        router = TaskRouter.from_config(loader)
        job = audits.start(Wanted(url, scope, **given), loader, router, store, goes_on=goes_on)
        assert job.wait(PATIENCE)
        return job

    yield ran
    for left in interactive.active():
        left.cancel.set()
        left.wait(PATIENCE)
    interactive.forget(audits.KEY)


def kept(job) -> AuditRecord:
    assert job.state is JobState.DONE, job.error
    assert job.result.record is not None
    return job.result.record


def test_a_page_is_audited_and_kept_for_the_next_time(run, store, web):
    first = kept(run(f"{web.url}/"))
    assert first.scope is Scope.PAGE
    assert first.score > 0
    again = kept(run(f"{web.url}/"))
    found = audit_history.history(store, f"{web.url}/", Scope.PAGE)
    assert [one.made_at for one in found] == [again.made_at, first.made_at]


def test_a_site_is_audited_with_its_broken_link(run, web):
    record = kept(run(f"{web.url}/", Scope.SITE))
    assert (record.read, record.failed) == (2, 1)
    broken = record.fault("broken-links")
    assert broken is not None
    assert broken.places[0].url == f"{web.url}/gone"
    assert broken in record.plan


def test_the_audit_of_a_leads_site_is_kept_with_the_lead(run, store, web):
    saved = store.save_lead(lead(site_key(web.url), value("Aqualune", Kind.NAME), website=web.url))
    record = kept(run(f"{web.url}/"))
    (audit,) = store.audits_of(saved.id)
    assert audit.score == record.score
    assert AuditRecord.model_validate(audit.report) == record
    assert [one.made_at for one in audit_history.history(store, web.url, None, saved.id)] == [record.made_at]
    told = audit_history.findings_for(store, store.lead(saved.id))
    assert {one.id for one in told} <= {fault.id for fault in record.faults}
    assert told
    written = outreach_job._lead_file(store, store.lead(saved.id), outreach_job.Order(saved.id))
    assert [one.text for one in written.findings] == [one.text for one in told]


def test_the_audit_of_another_site_is_not_kept_with_the_selected_lead(run, store, web):
    saved = store.save_lead(
        lead("autre.example", value("Autre", Kind.NAME), website="https://autre.example/")
    )
    assert run(f"{web.url}/", lead_id=saved.id).result.lead_id == ""
    assert store.audits_of(saved.id) == []
    assert len(audit_history.history(store, web.url)) == 1


def test_an_audit_of_another_version_is_passed_over(run, store, web):
    kept(run(f"{web.url}/"))
    old = SiteAudit(site=site_key(web.url), url=web.url, report={"version": 0})
    store.save_site_audit(old.model_copy(update={"created_at": old.created_at - timedelta(days=1)}))
    assert len(audit_history.history(store, web.url)) == 1
    assert audit_history.latest(store) is not None


def test_an_audit_made_before_its_lead_was_found_is_compared_with(run, store, web):
    first = kept(run(f"{web.url}/"))
    saved = store.save_lead(lead(site_key(web.url), value("Aqualune", Kind.NAME), website=web.url))
    second = kept(run(f"{web.url}/"))
    found = audit_history.history(store, web.url, Scope.PAGE, saved.id)
    assert [one.made_at for one in found] == [second.made_at, first.made_at]
    assert len(store.audits_of(saved.id)) == 1


def test_what_is_erased_by_its_domain_takes_its_audits_along(run, store, web):
    kept(run(f"{web.url}/"))
    assert store.site_audits_of(site_key(web.url))
    erase(store, "autre.example")
    assert store.site_audits_of(site_key(web.url))
    store.save_site_audit(SiteAudit(site="autre.example", url="https://autre.example/"))
    erase(store, "autre.example")
    assert store.site_audits_of("autre.example") == []


def test_an_audit_stopped_before_its_first_page_is_not_kept(run, store, web, monkeypatch):
    async def stopped(*given):
        found = await audited_page(*given)
        audits.stop()
        return found

    monkeypatch.setattr(audits, "audited_page", stopped)

    assert run(f"{web.url}/", Scope.SITE).state is JobState.STOPPED
    assert not audit_history.history(store, web.url)


def test_competitors_are_audited_too_and_one_that_fails_is_named(run, web):
    job = run(f"{web.url}/", rivals=(f"{web.url}/b", f"{web.url}/shut"))
    assert [one.url for one in job.result.rivals] == [f"{web.url}/b"]
    (error,) = job.result.rival_errors.values()
    assert "403" in error.message
    assert error.remedy


def test_competitors_that_could_not_be_read_are_read_once_more_alone(run, web):
    job = run(f"{web.url}/", rivals=(f"{web.url}/later", f"{web.url}/b", f"{web.url}/shut"))
    record = job.result.record
    web.pages["/later"] = page("Plus tard")
    audits.again_rivals(ConfigLoader())
    again = interactive.job(audits.KEY)
    assert again.wait(PATIENCE)
    assert web.targets().count("/b") == 1
    assert [one.url for one in again.result.rivals] == [f"{web.url}/b", f"{web.url}/later"]
    assert list(again.result.rival_errors) == [f"{web.url}/shut"]
    assert again.result.record is record
    audits.leave_out(f"{web.url}/shut")
    assert again.result.rival_errors == {}


@pytest.mark.parametrize("path", ["/shut", "/nowhere"])
def test_a_page_that_answers_with_an_error_fails_with_a_remedy_and_is_not_kept(run, store, web, path):
    job = run(f"{web.url}{path}")
    assert job.state is JobState.FAILED
    assert job.error.remedy
    assert job.result.record.fault("http-status-code") is not None
    assert not audit_history.history(store, f"{web.url}{path}")


@pytest.mark.parametrize("url", ["", "not an address", "ftp://a.example/", "http://[::1"])
def test_what_is_no_address_is_refused_at_once(run, url):
    with pytest.raises(AuditError) as caught:
        run(url)
    assert caught.value.remedy


def test_an_address_inside_the_network_is_refused(run):
    job = run("http://127.0.0.1:9/")
    assert job.state is JobState.FAILED
    assert "LEADHUNTER_ALLOW_HOSTS" in job.error.remedy


def test_a_bare_name_becomes_an_address():
    assert audits.address(" www.bakery.example ") == "https://www.bakery.example/"
    assert audits.address("http://a.example/x") == "http://a.example/x"


def test_a_stopped_site_audit_keeps_what_was_read(run, store, monkeypatch):
    held, go_on = threading.Event(), threading.Event()

    def slow(connection):
        held.set()
        go_on.wait(PATIENCE)

    with LoopbackWeb({"/": page("Accueil", "/b", "/slow"), "/b": page("B", "/"), "/slow": slow}) as web:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", web.pair)
        loader = ConfigLoader()
        job = audits.start(
            Wanted(f"{web.url}/", Scope.SITE, remarks=False), loader, TaskRouter.from_config(loader), store
        )
        assert held.wait(PATIENCE)
        audits.stop()
        assert job.wait(PATIENCE)
        go_on.set()
        assert job.state is JobState.STOPPED
        (record,) = audit_history.history(store, web.url, Scope.SITE)
        assert record.stopped == "cancelled"
        assert record.read >= 1


def test_without_a_model_the_audit_is_complete_and_says_what_is_missing(run, store, web, monkeypatch):
    monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "http://127.0.0.1:9")
    record = kept(run(f"{web.url}/", remarks=True))
    assert record.remarks == []
    assert record.remarks_note
    assert len(audit_history.history(store, f"{web.url}/")) == 1


AUDITING = """
import sys
from config.loader import ConfigLoader
from jobs import audits
from leads.store import Store
from llm.router import TaskRouter
from seo.audit_record import Scope
loader, store = ConfigLoader(), Store()
wanted = audits.Wanted(sys.argv[1], Scope.SITE, pages=5, remarks=False)
audits.start(wanted, loader, TaskRouter.from_config(loader), store).wait()
"""


def test_an_audit_whose_process_was_killed_goes_on_without_asking_again(store, run, monkeypatch):
    held, go_on = threading.Event(), threading.Event()

    def slow(connection):
        held.set()
        go_on.wait(PATIENCE)

    pages = {"/": page("Accueil", "/b", "/slow"), "/b": page("B", "/"), "/slow": [slow, page("Lente", "/")]}
    with LoopbackWeb(pages) as web:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", web.pair)
        with subprocess.Popen([sys.executable, "-c", AUDITING, f"{web.url}/"]) as killed:
            assert held.wait(PATIENCE)
            wait_until(lambda: audits.pages_cut_off() == 2)
            killed.kill()
        left, asked = audits.cut_off(), web.targets()
        assert left == Wanted(f"{web.url}/", Scope.SITE, pages=5, remarks=False)
        go_on.set()

        record = kept(run(left.url, left.scope, pages=left.pages, goes_on=True))

        assert record.read == 3
        assert [path for path in web.targets()[len(asked) :] if path in {"/", "/b", "/slow"}] == ["/slow"]
    assert audits.cut_off() is None
    assert not locations.audit_pages_file().exists()


def test_an_audit_begun_anew_reads_the_site_as_it_is_now(run, web):
    with audit_cut_off.pages() as left:
        left.put(f"look {web.url}/", Stored("", f"{web.url}/", 200, {}, b"old", now(), expires=2e10))

    assert kept(run(f"{web.url}/")).score > 0
    assert web.targets()[0] == "/"


def test_remarks_appear_one_by_one_while_the_model_writes(run, store, web, monkeypatch):
    words = ("Accueil 0", "Accueil 1", "Accueil 2")
    said = [
        {"aspect": "offer", "remark": f"Dites ce que vous offrez, point {n}.", "quote": f"{quote} :"}
        for n, quote in zip(("un", "deux", "trois"), words, strict=True)
    ]
    made_up = {"aspect": "trust", "remark": "Retirez ces promesses.", "quote": "Premier de la région"}
    reply = json.dumps({"remarks": [said[0], made_up, *said[1:]]}, ensure_ascii=False)
    seen: list[int] = []
    monkeypatch.setattr(audits, "_show", watched(audits._show, seen))
    with FakeLMStudio(reply=reply, tokens_per_second=120) as studio:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "http://127.0.0.1:9")

        record = kept(run(f"{web.url}/", remarks=True))

    assert seen == [1, 2, 3, 3]
    assert all(words[n] in one.quote for n, one in enumerate(record.remarks))
    assert (record.remarks_dropped, record.remarks_model) == (1, studio.served.most_common(1)[0][0])
    assert audit_history.history(store, f"{web.url}/")[0].remarks == record.remarks


def watched(show, seen):
    """Note how many remarks each look at the audit would find."""

    def showing(run, **remarks):
        show(run, **remarks)
        seen.append(len(run.record.remarks))

    return showing


def wait_until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_an_audit_that_goes_on_was_not_cut_off(run, web, monkeypatch):
    seen = []
    monkeypatch.setattr(
        audits.audit_history, "keep", lambda *_: seen.append((audits.cut_off(), noted())) or "id"
    )
    run(f"{web.url}/")

    assert seen[0] == (None, True)
    assert not noted()


@pytest.mark.parametrize(
    "text", ["", "{}", "no json", '{"pid": 0, "begun": "2026-01-01T00:00:00Z", "wanted": 3}']
)
def test_a_note_that_cannot_be_read_says_nothing(text):
    locations.running_audit_file().write_text(text, encoding="utf-8")

    assert audits.cut_off() is None


def noted():
    return locations.running_audit_file().exists()
