"""The SEO tab: an audit started, watched, kept, shown, compared, handed on, and the tools below it."""

import json
import threading

import pytest

from config import locations, window_files
from jobs import audit_bulk, audits, interactive, rank_looks, site_extract
from leads.record import Kind
from scrapers.sites import site_key
from seo.audit_record import Scope
from tests.app.conftest import labelled, press
from tests.app.conftest import text_of as plain_text_of
from tests.jobs.auditing import worked
from tests.leads.records import lead, value
from tests.seo.site_pages import page
from tests.servers.loopback import LoopbackWeb, answer

PATIENCE = 100
JOBS = (audits.KEY, site_extract.KEY, rank_looks.KEY)


@pytest.fixture(autouse=True)
def no_jobs_left(monkeypatch):
    monkeypatch.setattr(audits, "can_measure", lambda: False)
    yield
    for key in JOBS:
        if (job := interactive.job(key)) is not None:
            job.cancel.set()
            job.wait(PATIENCE)
        interactive.forget(key)


@pytest.fixture
def web(monkeypatch):
    pages = {"/": page("Accueil", "/b", "/gone"), "/b": page("Contact", "/"), "/shut": answer(403)}
    with LoopbackWeb(pages) as served:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", served.pair)
        yield served


@pytest.fixture
def known(store, web):
    """A lead whose site is the small web."""
    given = lead(site_key(web.url), value("Aqualune", Kind.NAME)).model_copy(
        update={"website": f"{web.url}/"}
    )
    saved = store.save_lead(given)
    store.add_to_review([saved.id])
    return saved


def text_of(app):
    return " ".join([plain_text_of(app), *(element.proto.body for element in app.get("html"))])


def ended(key=audits.KEY):
    job = interactive.job(key)
    assert job is not None
    assert job.wait(PATIENCE)
    return job


def audit(app, url, *, site=False):
    labelled(app.text_input, "Page or site").input(url).run()
    labelled(app.toggle, "Remarks by the small model").set_value(False).run()
    if site:
        app.get_by_key("seo_scope").set_value(Scope.SITE).run()
    press(app, "Run audit")
    ended()
    app.run()
    assert not app.exception


def test_an_audit_that_was_cut_off_is_said_and_goes_on(open_tab, web):
    gone = {"url": f"{web.url}/", "scope": "page", "remarks": False}
    note = {"pid": 0, "begun": "2026-01-01T00:00:00Z", "wanted": gone}
    locations.running_audit_file().write_text(json.dumps(note), encoding="utf-8")
    app = open_tab("SEO")
    assert "was cut off" in text_of(app)

    press(app, "Go on")
    assert ended().result.record.url == f"{web.url}/"
    app.run()

    assert "was cut off" not in text_of(app)
    assert not app.exception


def test_an_empty_tab_offers_the_sample_site(open_tab):
    app = open_tab("SEO")
    labelled(app.toggle, "Remarks by the small model").set_value(False).run()
    press(app, "Try it on a sample site")
    record = ended().result.record
    assert record.scope is Scope.SITE
    app.run()
    assert "Fix first" in text_of(app)


def test_a_page_is_audited_and_shown_in_five_families(open_tab, web):
    app = open_tab("SEO")
    audit(app, f"{web.url}/")
    shown = text_of(app)
    assert "/ 100" in shown
    assert all(
        name in shown for name in ("Index", "Content", "Technical", "Local and legal", "Accessibility")
    )
    assert any(expander.label.startswith("Not measured") for expander in app.expander)
    assert any(expander.label.startswith("Passed") for expander in app.expander)


def test_a_site_shows_its_broken_link_and_its_pages(open_tab, web):
    app = open_tab("SEO")
    audit(app, f"{web.url}/", site=True)
    assert any("No link leads to a missing page" in expander.label for expander in app.expander)
    assert any(expander.label == "Pages (3)" for expander in app.expander)


def test_the_last_audit_is_there_after_a_restart(open_tab, web):
    app = open_tab("SEO")
    audit(app, f"{web.url}/")
    score = ended().result.record.score
    interactive.forget(audits.KEY)
    app = open_tab("SEO")
    assert f">{score}</strong> / 100" in text_of(app)


def test_an_audit_without_a_lead_has_a_link(open_tab, store, web):
    app = open_tab("SEO")
    audit(app, f"{web.url}/")
    first = app.query_params["audit"]
    audit(app, f"{web.url}/b")
    second = app.query_params["audit"]
    assert second != first
    # Back, Forward, and each in a new session.
    for chosen, url in ((first, f"{web.url}/"), (second, f"{web.url}/b")):
        app.query_params["audit"] = chosen
        app.run()
        assert f"**{url}**" in plain_text_of(app).replace("\\", "")
        assert app.query_params["audit"] in (chosen, [chosen])
        linked = open_tab("SEO", query={"audit": chosen})
        assert f"**{url}**" in plain_text_of(linked).replace("\\", "")
    interactive.forget(audits.KEY)
    gone = open_tab("SEO", query={"audit": "0" * 32})
    assert "no longer kept" in gone.warning[0].value
    press(gone, "Show the last audit")
    assert not gone.warning
    assert f"**{web.url}/b**" in plain_text_of(gone).replace("\\", "")


def test_what_changed_since_stands_next_to_the_score(open_tab, web):
    app = open_tab("SEO")
    audit(app, f"{web.url}/b")
    web.pages["/b"] = page("Contact", "/", head='<link rel="icon" href="/i.png">')
    press(app, "Audit again")
    ended()
    app.run()
    assert any("mended" in expander.label for expander in app.expander)
    assert any(expander.label == "History (2 audits)" for expander in app.expander)


def test_a_page_that_is_shut_says_why_and_what_to_do(open_tab, web):
    app = open_tab("SEO")
    audit(app, f"{web.url}/shut")
    assert "403" in str(app.error[0].proto)
    assert "open the page in a browser" in app.error[0].value


def test_nonsense_is_refused_before_anything_starts(open_tab):
    app = open_tab("SEO")
    labelled(app.text_input, "Page or site").input("not an address").run()
    press(app, "Run audit")
    assert interactive.job(audits.KEY) is None
    assert "It should look like" in app.error[0].value.replace("\\", "")


def test_the_selected_lead_fills_the_form_keeps_the_audit_and_is_written_to(open_tab, store, web, known):
    app = open_tab("SEO")
    app.query_params["lead"] = known.id
    app.run()
    assert labelled(app.text_input, "Page or site").value == f"{web.url}/"
    labelled(app.toggle, "Remarks by the small model").set_value(False).run()
    press(app, "Run audit")
    ended()
    app.run()
    assert len(store.audits_of(known.id)) == 1
    press(app, "Write to them with these findings")
    assert app.session_state["tab"] == "Outreach"


def test_a_lead_without_audit_shows_none_of_another(open_tab, store, web, known):
    app = open_tab("SEO")
    audit(app, audits.sample_address())
    app.query_params["lead"] = known.id
    app.run()
    assert "Fix first" not in text_of(app)
    assert "There is no audit of" in text_of(app)
    labelled(app.toggle, "Remarks by the small model").set_value(False).run()
    press(app, "Audit this site")
    assert ended().result.lead_id == known.id


def test_the_small_models_remarks_have_their_quotes(open_tab, servers, web, monkeypatch):
    studio, _ = servers
    studio.set_reply(
        '{"remarks": [{"aspect": "offer", "remark": "On ne sait pas où vous intervenez.", '
        '"quote": "Nous posons, réparons et entretenons chauffages"}]}'
    )
    app = open_tab("SEO")
    labelled(app.text_input, "Page or site").input(f"{web.url}/").run()
    press(app, "Run audit")
    record = ended().result.record
    assert "Nous posons, réparons et entretenons chauffages" in record.remarks[0].quote
    app.run()
    assert "Content remarks" in text_of(app)
    asked = len(studio.chats)
    press(app, "Run audit")
    assert ended().result.record.remarks == record.remarks
    assert len(studio.chats) == asked, "a second audit of an unchanged page costs no call"
    app.run()
    job = interactive.job(audits.KEY)
    with monkeypatch.context() as going:
        going.setattr(job, "_ended", threading.Event())
        app.run()
        assert [button for button in app.button if button.label == "Regenerate"] == []
    app.run()
    press(app, "Regenerate")
    assert ended().result.record.remarks == record.remarks
    assert len(studio.chats) == asked + 1


def test_competitors_stand_next_to_ours(open_tab, web):
    app = open_tab("SEO")
    labelled(app.text_area, "Up to 3 competitors, one address a line").input(
        f"{web.url}/b\n{web.url}/shut"
    ).run()
    audit(app, f"{web.url}/")
    assert "Next to others" in text_of(app)
    assert any("403" in str(warning.proto) for warning in app.warning)


def test_leads_are_audited_by_the_worker_and_steered(open_tab, store, web, known):
    app = open_tab("SEO", seo_tool="Audit of many leads")
    press(app, "Audit 1 lead")
    run = audit_bulk.latest()
    assert run is not None
    assert "Waiting for a worker" in text_of(app)
    press(app, "Pause")
    press(app, "Resume")
    worked(audit_bulk.latest(), store)
    app.run()
    assert "1 audited, 0 failed, 0 passed over, of 1" in str(app.get("progress")[0].proto)
    assert len(store.audits_of(known.id)) == 1


def test_a_site_is_written_to_markdown(open_tab, web):
    app = open_tab("SEO", seo_tool="Site to Markdown")
    labelled(app.text_input, "Page or site").input(f"{web.url}/").run()
    press(app, "Write the pages")
    ended(site_extract.KEY)
    app.run()
    assert "2 files" in text_of(app)
    assert len(list(locations.exports_dir().glob("site-*/home.md"))) == 1


def test_ranks_are_looked_up_and_kept(open_tab, store):
    app = open_tab("SEO")
    url = audits.sample_address()
    labelled(app.text_input, "Page or site").input(url).run()
    labelled(app.selectbox, "Asked of").select("samples").run()
    labelled(app.text_area, "Keywords, one a line").input("boulangerie bio\nplombier bordeaux").run()
    press(app, "Look up")
    run = ended(rank_looks.KEY).result
    assert not run.errors
    app.run()
    assert not app.exception
    assert len(store.ranks_of(site_key(url))) == 2


def test_a_competitor_that_cannot_be_read_is_tried_again_or_left_out(open_tab, web):
    rivals = f"{web.url}/b\n{web.url}/shut\n{web.url}/later"
    web.pages["/later"] = answer(503)
    app = open_tab("SEO", seo_rivals=rivals)
    audit(app, f"{web.url}/")
    assert [one.label for one in app.button if "rival" in (one.key or "")] == ["Leave it out", "Try again"]
    press(app, "Leave it out")
    assert app.session_state["seo_rivals"] == f"{web.url}/b\n{web.url}/later"
    web.pages["/later"] = page("Plus tard")
    press(app, "Try again")
    ended()
    app.run()
    assert "A competitor could not be read" not in text_of(app)
    assert sorted(app.dataframe[0].value["Page"]) == [f"{web.url}/", f"{web.url}/b", f"{web.url}/later"]


def test_a_logo_that_cannot_be_used_is_removed_by_a_button(open_tab, web, known):
    window_files.put("0123456789ab", "seo_report_logo", "logo.png", b"no picture")
    app = open_tab("SEO", query={"window": "0123456789ab"})
    audit(app, f"{web.url}/")
    assert [one.value for one in app.error] == ["A logo is a PNG or JPEG picture"]
    press(app, "Remove the logo")
    assert not app.error
    assert window_files.listed("0123456789ab", "seo_report_logo") == []
