"""The line above the tabs leads to what is running; each tab ends in the next step, with its shortcut."""

import threading

import pytest

from jobs import (
    audit_history,
    audits,
    hunts,
    interactive,
    lead_summary,
    models_job,
    outreach_job,
    rescoring,
    research,
)
from jobs.hunts import HuntRequest, HuntStatus
from leads.hunt import FoundSite, SiteState
from leads.hunts import HuntBook
from leads.record import Evidence, Kind, Lead, LeadStatus, Method, Value
from leads.review import LeadFilter
from leads.search_run import RunStatus, SearchRun
from seo.audit_record import AuditRecord, Scope
from tests.app.conftest import labelled, press, text_of
from tests.leads.records import lead, value
from ui.state import TABS


@pytest.fixture
def known(store):
    lead = Lead(id="a1", site="aqualune.example", website="https://aqualune.example/")
    store.save_lead(lead)
    return lead


@pytest.mark.parametrize(
    ("key", "tab"),
    [
        (research.KEY, "Search Scraper"),
        (audits.KEY, "SEO"),
        (lead_summary.KEY, "Review"),
        (models_job.BENCH, "Models"),
        (outreach_job.key_of("a1"), "Outreach"),
    ],
)
def test_a_running_job_is_a_way_to_where_it_is_watched(open_tab, known, key, tab):
    go_on = threading.Event()
    interactive.submit(key, lambda _handle: go_on.wait(100), "Some work")
    try:
        app = open_tab("Dossier")
        press(app, ":shimmer[Some work]")
        assert app.session_state["tab"] == tab
        assert app.query_params.get("lead", "") == ("a1" if tab == "Outreach" else "")
    finally:
        go_on.set()
        interactive.job(key).wait(100)
        interactive.forget(key)


def test_what_runs_is_said_on_every_tab(open_tab, known):
    go_on = threading.Event()
    interactive.submit(models_job.BENCH, lambda _handle: go_on.wait(60), "Some work")
    try:
        app = open_tab("Hunt")
        for tab in TABS:
            app.session_state["tab"] = tab
            app.run()
            assert [one.label for one in app.button if "Some work" in one.label], tab
    finally:
        go_on.set()
        interactive.job(models_job.BENCH).wait(10)
        interactive.forget(models_job.BENCH)


def a_hunt_that_ended(store, known):
    hunt = hunts.submit(HuntRequest(query="plombiers Bordeaux"))
    book = HuntBook()
    book.add_sites(hunt.id, [FoundSite(site=known.site, url=known.website)])
    [site] = book.sites(hunt.id)
    book.set_site(site, state=SiteState.DONE, lead_id=known.id)
    book.change(hunt.id, HuntStatus.DONE, only=tuple(HuntStatus))


def an_answered_question(store, known):
    run = SearchRun(question="Qui ?", status=RunStatus.DONE)
    store.save_run(run)
    store.save_lead(known, run.id)


def an_audit(store, known):
    record = AuditRecord(url=known.website, scope=Scope.PAGE, score=80, grade="B", families={})
    audit_history.keep(store, record, known.id)


def an_audit_of_no_lead(store, known):
    record = AuditRecord(url="https://other.example/", scope=Scope.PAGE, score=80, grade="B", families={})
    audit_history.keep(store, record, "")


def nothing(store, known):
    pass


@pytest.mark.parametrize(
    ("tab", "done", "step", "onward"),
    [
        ("Hunt", a_hunt_that_ended, "Review 1 lead", "Review"),
        ("Search Scraper", an_answered_question, "Review 1 lead", "Review"),
        ("SEO", an_audit, "Write to them with these findings", "Outreach"),
        ("SEO", an_audit_of_no_lead, "Make it a lead", "Hunt"),
        ("Models", nothing, "Start a hunt", "Hunt"),
    ],
)
def test_a_tab_ends_in_the_next_step(open_tab, store, known, tab, done, step, onward):
    store.set_status([known.id], LeadStatus.TO_QUALIFY, "")
    done(store, known)
    app = open_tab(tab, {"lead": known.id} if done is an_audit else None)
    button = labelled(app.button, step)
    assert button.proto.shortcut == "alt+n"
    button.click().run()
    assert not app.exception
    assert app.session_state["tab"] == onward


@pytest.mark.parametrize(
    ("step", "onward"),
    [("Audit this site", "SEO"), ("Write to them", "Outreach"), ("Build dossier", "Dossier")],
)
def test_review_goes_through_its_leads_to_the_next_steps(open_tab, known, step, onward):
    app = open_tab("Review")
    assert labelled(app.button, "Go through them").proto.shortcut == "ctrl+enter"
    press(app, "Go through them")
    assert app.session_state["rv_drawer"] == known.id
    press(app, step)
    assert app.session_state["tab"] == onward
    assert app.query_params["lead"] == known.id
    assert "aqualune" in text_of(app) or labelled(app.text_input, "Page or site").value == known.website


def test_the_leads_of_a_question_are_reviewed_without_the_others(open_tab, store, known):
    an_answered_question(store, known)
    store.save_lead(Lead(id="b2", site="other.example", website="https://other.example/"))
    store.set_status([known.id, "b2"], LeadStatus.TO_QUALIFY, "")
    app = open_tab("Search Scraper")
    press(app, "Review 1 lead")
    assert "**1** of 2 leads" in text_of(app)
    assert "leads of one question" in text_of(app)
    press(app, "Clear")
    assert "**2** of 2 leads" in text_of(app)


def test_a_link_opens_the_hunt_and_the_question_it_names(open_tab, store):
    first, _ = (
        hunts.submit(HuntRequest(query=query)) for query in ("couvreurs Pessac", "plombiers Bordeaux")
    )
    for hunt in hunts.recent():
        HuntBook().change(hunt.id, HuntStatus.DONE, only=tuple(HuntStatus))
    app = open_tab("Hunt", {"hunt": first.id})
    assert "**couvreurs Pessac**" in text_of(app)
    runs = [SearchRun(question=text, status=RunStatus.DONE) for text in ("Qui", "Quand")]
    for run in runs:
        store.save_run(run)
    app = open_tab("Search Scraper", {"run": runs[0].id})
    assert app.selectbox("ss_run").value == runs[0].id
    assert text_of(app).count("Qui") == 0, "the list names the question already"
    app.query_params["run"] = runs[1].id
    app.run()
    assert app.selectbox("ss_run").value == runs[1].id, "Back and Forward name another one"


@pytest.mark.parametrize(
    ("tab", "action", "keys"),
    [
        ("Hunt", "Start hunt", "ctrl+enter"),
        ("Search Scraper", "Search and read", "ctrl+enter"),
        ("SEO", "Run audit", "ctrl+enter"),
        ("Outreach", "Write 3 variants", "ctrl+shift+enter"),
        ("Dossier", "Build dossier", "ctrl+shift+enter"),
        ("Models", "Look again", "alt+l"),
        ("Models", "Run", "ctrl+enter"),
    ],
)
def test_primary_actions_have_their_keys(open_tab, known, tab, action, keys):
    app = open_tab(tab, {"lead": known.id})
    assert labelled(app.button, action).proto.shortcut == keys


def test_what_the_browser_still_says_of_the_old_tab_is_no_click(open_tab):
    app = open_tab("Models")
    first = app.session_state["tab_bar_moves"]
    app.run()
    assert app.session_state["tab_bar_moves"] == first
    press(app, "Start a hunt")
    assert app.session_state["tab"] == "Hunt"
    assert f"tab_bar_{first}" not in app.session_state
    assert app.session_state[f"tab_bar_{first + 1}"] == "Hunt"


def test_the_vertical_is_chosen_for_all_tabs_and_scores_follow(open_tab, store, root):
    proof = Evidence(url="https://salon.example/", quote="coiffeur", method=Method.TEXT)
    trade = Value(kind=Kind.TRADE, value="coiffeur", evidence=[proof])
    store.save_lead(Lead(id="a2", site="salon.example", website="https://salon.example/", values=[trade]))
    before = store.list_rows()[0].fit
    app = open_tab("Hunt", frame_vertical=True)
    assert labelled(app.button, "All verticals").icon
    press(app, "Restaurants and cafés")
    job = interactive.job(rescoring.KEY)
    assert job.wait(100)
    assert job.error is None
    assert store.list_rows()[0].fit < before
    for tab in TABS:
        app.session_state["tab"] = tab
        app.run()
        assert "Vertical: Restaurants and cafés" in [one.proto.popover.label for one in app.get("popover")], (
            tab
        )
    assert '"vertical": "restaurant"' in (root / "settings.json").read_text(encoding="utf-8")


def test_a_project_that_was_put_away_elsewhere_is_at_hand_no_more(open_tab, store):
    """A link or a session may name it: what is found then must not go where nobody looks."""
    autumn = store.ensure_project("Autumn")
    inside, outside = store.save_leads([lead("a.example", value("Inside", Kind.NAME)), lead("b.example")])
    store.move_to_project([inside.id], autumn.id)
    store.archive_project(autumn.id)
    app = open_tab("Review", {"project": autumn.id, "lead": inside.id})
    assert "project" not in app.query_params
    assert "lead" not in app.query_params
    assert store.count_rows(LeadFilter()) == 1
    assert [row.id for row in store.list_rows()] == [outside.id]
