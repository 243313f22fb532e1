"""The Hunt tab: what is asked for, what is shown of a hunt, and what can be done with it."""

import json
import math

import pytest

from config.errors import UserFacingError
from jobs import hunts
from jobs.addresses import addresses_in_csv, pasted_addresses
from jobs.hunts import HuntOptions, HuntRequest, HuntStatus
from leads.hunt import FoundSite, SiteState
from leads.hunts import HuntBook
from leads.record import Kind, Lead
from tests.app.conftest import labelled, press, text_of
from tests.leads.records import lead, value
from ui.components import no_worker


def test_an_empty_tab_offers_the_sample_sites(open_tab):
    app = open_tab("Hunt")
    press(app, "Try it on the sample sites")
    hunt = hunts.recent()[0]
    assert hunt.options.sample
    assert hunt.query == "plombiers Bordeaux"
    assert "No worker is alive" in " ".join(warning.proto.title for warning in app.warning)


def test_a_worker_that_is_still_starting_is_not_missed(open_tab, monkeypatch):
    monkeypatch.setattr(no_worker, "GRACE", math.inf)
    app = open_tab("Hunt")
    press(app, "Try it on the sample sites")
    assert not app.warning
    assert "The worker is starting." in [caption.value for caption in app.caption]


def test_a_hunt_is_submitted_as_it_was_asked_for(open_tab):
    app = open_tab("Hunt")
    labelled(app.text_input, "Trade").input("boulangers")
    labelled(app.text_input, "Place").input("Lyon")
    labelled(app.number_input, "Sites").set_value(40)
    labelled(app.number_input, "Radius (km)").set_value(15.0)
    labelled(app.selectbox, "Company size").set_value("1 to 9")
    labelled(app.toggle, "Ask the small model").set_value(False)
    press(app, "Start hunt")
    hunt = hunts.recent()[0]
    assert (hunt.query, hunt.options.sites, hunt.options.use_model) == ("boulangers Lyon", 40, False)
    assert hunt.options.provider == "duckduckgo"
    assert (hunt.options.radius_km, hunt.options.company_size) == (15, "1-9")


def test_nothing_to_look_for_is_said(open_tab):
    app = open_tab("Hunt")
    press(app, "Start hunt")
    assert app.error[0].proto.title == "There is nothing to look for\\."
    assert hunts.recent() == []


def test_a_hunt_is_paused_resumed_and_stopped(open_tab):
    hunt = hunts.submit(HuntRequest(query="fleuristes Nantes"))
    app = open_tab("Hunt")
    assert "fleuristes Nantes" in text_of(app)
    press(app, "Pause")
    assert hunts.find(hunt.id).status is HuntStatus.PAUSED
    press(app, "Resume")
    assert hunts.find(hunt.id).status is HuntStatus.QUEUED
    press(app, "Stop")
    assert hunts.find(hunt.id).status is HuntStatus.STOPPED


def test_failures_are_told_with_their_remedy_and_read_again(open_tab):
    hunt = hunts.submit(HuntRequest(options=HuntOptions(urls=("https://a.example", "https://b.example"))))
    book = HuntBook()
    book.add_sites(
        hunt.id, [FoundSite(site=f"{name}.example", url=f"https://{name}.example/") for name in "ab"]
    )
    for site in book.sites(hunt.id):
        book.set_site(site, state=SiteState.FAILED, code="dns", detail="No such [host](http://evil.example).")
    book.change(hunt.id, HuntStatus.DONE, only=tuple(HuntStatus))
    app = open_tab("Hunt")
    assert "**2** × No such" in text_of(app)
    assert "](http" not in text_of(app)
    press(app, "Retry failed (2)")
    assert hunts.find(hunt.id).status is HuntStatus.QUEUED


def test_what_a_provider_wants_shown_is_shown_with_what_it_found(open_tab, store):
    options = HuntOptions(provider="openstreetmap,duckduckgo")
    hunt = hunts.submit(HuntRequest(query="fleuristes Nantes", options=options))
    book = HuntBook()
    book.add_sites(hunt.id, [FoundSite(site="a.example", url="https://a.example/")])
    [site] = book.sites(hunt.id)
    found = store.save_lead(Lead(site="a.example", website="https://a.example/"))
    book.set_site(site, state=SiteState.DONE, lead_id=found.id)
    book.change(hunt.id, HuntStatus.DONE, only=tuple(HuntStatus))
    assert "OpenStreetMap contributors" in text_of(open_tab("Hunt"))


def hunted(store, *names):
    """Return the leads of a hunt that is done, one a name; without one a lead is known by its site."""
    hunt = hunts.submit(HuntRequest(query="fleuristes Nantes"))
    book = HuntBook()
    sites = [f"{letter}.example" for letter, _ in zip("abc", names, strict=False)]
    book.add_sites(hunt.id, [FoundSite(site=site, url=f"https://{site}/") for site in sites])
    leads = []
    for site, name in zip(book.sites(hunt.id), names, strict=True):
        values = [value(name, Kind.NAME), value("+33199001122", Kind.PHONE)] if name else []
        leads.append(store.save_lead(lead(site.site, *values)))
        book.set_site(site, state=SiteState.DONE, lead_id=leads[-1].id)
    book.change(hunt.id, HuntStatus.DONE, only=tuple(HuntStatus))
    return leads


def test_what_to_do_next_is_there_for_the_best_lead_before_one_is_selected(open_tab, store):
    hunted(store, "Rosalune", "")
    app = open_tab("Hunt")
    assert "**Rosalune**" in text_of(app)
    press(app, "Write to them")
    assert app.query_params["tab"] == "Outreach"


def test_the_lead_that_was_selected_is_selected_after_a_reload(open_tab, store):
    _, other = hunted(store, "Rosalune", "")
    app = open_tab("Hunt", hunt_picked=other.id)
    app.run()
    again = open_tab("Hunt", {"window": app.query_params["window"]})
    [grid] = [one for one in again.dataframe if (one.key or "").startswith("hunt_leads_")]
    assert json.loads(grid.proto.selection_default)["selection"]["rows"] == [1]
    assert "**Rosalune**" not in text_of(again)


def test_what_was_typed_outlives_a_reload(open_tab):
    app = open_tab("Hunt", {"hunt_what": "fleuristes", "hunt_where": "Nantes", "hunt_sites": "40"})
    assert [app.text_input(key=key).value for key in ("hunt_what", "hunt_where")] == ["fleuristes", "Nantes"]
    assert app.number_input(key="hunt_sites").value == 40
    app = open_tab("Search Scraper", {"ss_question": "Which florists deliver?", "ss_sources": "7"})
    assert app.text_input(key="ss_question").value == "Which florists deliver?"
    assert app.number_input(key="ss_sources").value == 7


def test_review_opens_the_leads_of_the_hunt_and_says_so(open_tab, store):
    project = store.ensure_project("Nantes")
    hunt = hunts.submit(HuntRequest(query="fleuristes Nantes", project=project.id))
    book = HuntBook()
    book.add_sites(hunt.id, [FoundSite(site="a.example", url="https://a.example/")])
    [site] = book.sites(hunt.id)
    for name in ("a", "b", "c"):
        fresh = lead(f"{name}.example", value(name, Kind.NAME)).model_copy(update={"project": project.id})
        found = store.save_lead(fresh)
        if name == "a":
            book.set_site(site, state=SiteState.DONE, lead_id=found.id)
    book.change(hunt.id, HuntStatus.DONE, only=tuple(HuntStatus))
    app = open_tab("Hunt", rv_q="words of an earlier search")
    press(app, "Review 1 lead")
    assert app.query_params["tab"] == "Review"
    assert app.query_params["rv_hunt"] == hunt.id
    assert list(app.data_editor[0].value["Name"]) == ["a"]
    assert "hunt “fleuristes Nantes”" in text_of(app)
    press(app, "Clear")
    assert len(app.data_editor[0].value) == 3


def test_an_earlier_hunt_is_opened_and_deleted(open_tab):
    first = hunts.submit(HuntRequest(query="couvreurs Brest"))
    hunts.stop(first.id)
    hunts.submit(HuntRequest(query="couvreurs Quimper"))
    app = open_tab("Hunt")
    assert "**couvreurs Quimper**" in text_of(app)
    app.button(key=f"open_{first.id}").click().run()
    assert "**couvreurs Brest**" in text_of(app)
    app = open_tab("Hunt")
    app.button(key=f"delete_{first.id}").click().run()
    assert not app.exception
    assert [one.query for one in hunts.recent()] == ["couvreurs Quimper"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("name,website\nA,https://a.example\nB,\n", ("https://a.example",)),
        ("Nom;Site web\nA;a.example\nA;a.example\n", ("a.example",)),
        ("\ufeffURL\nhttps://a.example/x\n", ("https://a.example/x",)),
        ('website\n"https://a.example/?q=1,2"\n', ("https://a.example/?q=1,2",)),
    ],
)
def test_addresses_are_read_from_a_csv(content, found):
    assert addresses_in_csv(content.encode()) == found


def test_a_csv_without_websites_says_what_it_lacks():
    with pytest.raises(UserFacingError, match="no column with websites"):
        addresses_in_csv(b"name,phone\nA,1\n")
    with pytest.raises(UserFacingError):
        addresses_in_csv(b"")


def test_pasted_lines_are_addresses():
    assert pasted_addresses(" https://a.example \n\n b.example\n") == ("https://a.example", "b.example")
