"""One primary action a screen: the next step where there is something to go on with, else the form's."""

import pytest

from jobs import interactive, models_job, outreach_job
from leads.record import LeadStatus
from leads.work import OutreachEvent, OutreachResult
from tests.app.conftest import labelled, press, primary
from tests.app.test_frame import a_hunt_that_ended, an_answered_question, an_audit, known  # noqa: F401
from ui.state import TABS

EMPTY = {
    "Hunt": "Start hunt",
    "Search Scraper": "Search and read",
    "SEO": "Run audit",
    "Review": "Start a hunt",
    "Outreach": "Start a hunt",
    "Dossier": "Start a hunt",
    # The doctor finds that Ollama's context is short of the model's.
    "Models": "Create the variant llama3\\:8b\\-ctx8192",
}
FILLED = EMPTY | {
    "Hunt": "Review 1 lead",
    "Search Scraper": "Review 1 lead",
    "SEO": "Write to them with these findings",
    "Review": "Go through them",
    "Outreach": "Write 3 variants",
    "Dossier": "Build dossier",
}


def of_every_tab(app):
    told = {}
    for tab in TABS:
        app.session_state["tab"] = tab
        app.run()
        if tab == "Models":
            assert interactive.job(models_job.DOCTOR).wait(100)
            app.run()
        assert not app.exception
        told[tab] = primary(app.main)
    return told


def test_an_empty_screen_has_one(open_tab):
    assert of_every_tab(open_tab("Hunt")) == {tab: [action] for tab, action in EMPTY.items()}


def test_a_screen_with_results_has_one_the_next_step(open_tab, store, known):  # noqa: F811
    store.set_status([known.id], LeadStatus.TO_QUALIFY, "")
    for arrange in (a_hunt_that_ended, an_answered_question, an_audit):
        arrange(store, known)
    app = open_tab("Hunt", {"lead": known.id})
    assert of_every_tab(app) == {tab: [action] for tab, action in FILLED.items()}


def test_filters_that_leave_nothing_are_cleared(open_tab, known):  # noqa: F811
    app = open_tab("Review", rv_q="nobody is called so")
    assert primary(app.main) == ["Clear all filters"]


def test_a_menu_or_the_drawer_asks_one_thing_at_most(open_tab, known):  # noqa: F811
    app = open_tab("Review")
    press(app, "Go through them")
    [drawer] = app.get("dialog")
    assert len(primary(drawer)) == 1
    assert max(len(primary(menu)) for menu in app.get("popover")) == 1


@pytest.mark.parametrize("is_sent", [False, True])
def test_after_a_message_the_next_lead(open_tab, store, known, is_sent):  # noqa: F811
    other = known.model_copy(update={"id": "b2", "site": "other.example", "website": ""})
    store.save_lead(other)
    app = open_tab("Outreach", {"lead": known.id})
    press(app, "Write 3 variants")
    assert outreach_job.current(known.id).wait(100)
    if is_sent:
        store.log_outreach(OutreachEvent(lead_id=known.id, result=OutreachResult.SENT, channel="email"))
    app.run()
    assert primary(app.main) == ["Next lead: other\\.example" if is_sent else "Write 3 variants"]
    assert labelled(app.button, "Build dossier")
