"""The privacy section of the sidebar: switches with reasons, the opt-out list, erasing."""

import json
from datetime import timedelta

import pytest

from config import locations
from jobs import erasure
from leads.record import Kind, now
from tests.app.conftest import labelled, press, text_of
from tests.leads.records import lead, value


@pytest.fixture
def app(open_tab):
    return open_tab("Models", side_privacy=True)


def switches(app):
    return {toggle.label: toggle.value for toggle in app.toggle}


def test_each_switch_is_as_careful_as_it_can_be_and_says_why(app, root):
    shown = switches(app)
    assert shown["Keep mailboxes of named people"] is False
    assert shown["Keep prompts and answers in the call log"] is False
    assert shown["Keep no longer than needed"] is True
    assert "marie.lefevre@ is not" in text_of(app)
    assert "after 12 months and are deleted after 36" in text_of(app)
    labelled(app.toggle, "Keep mailboxes of named people").set_value(True).run()
    press(app, "Save")
    assert json.loads((root / "settings.json").read_text())["privacy"]["named_people"] is True


def test_where_the_data_lies_is_said(app):
    assert str(locations.data_dir()) in [code.value for code in app.code]


@pytest.mark.parametrize("text", ["info@fuites.example", "fuites.example", "05 36 49 00 11"])
def test_an_opt_out_is_added_looked_up_and_removed(app, store, text):
    labelled(app.text_input, "E-mail, phone or domain").input(text)
    press(app, "Add")
    assert store.is_suppressed(text, "FR")
    assert "**Opt-out list** · 1 entry" in text_of(app)
    labelled(app.text_input, "E-mail, phone or domain").input(text)
    press(app, "Is it on?")
    assert "Yes, it is on the list" in text_of(app)
    press(app, "Remove")
    assert not store.is_suppressed(text, "FR")


def test_what_is_no_contact_is_not_added(app, store):
    labelled(app.text_input, "E-mail, phone or domain").input("hello")
    press(app, "Add")
    assert store.suppressions() == []


def test_erasing_asks_first_and_tells_what_it_did(app, store):
    store.save_lead(lead("fuites.example", value("info@fuites.example"), value("Fuites", Kind.NAME)))
    assert labelled(app.button, "Erase").disabled
    labelled(app.text_input, "E-mail, phone, domain or id of a lead").input("fuites.example")
    labelled(app.checkbox, "I want this").check().run()
    press(app, "Erase")
    assert erasure.current().wait(100)
    app.run()
    assert app.success[0].value == "1 lead erased"
    assert store.leads() == []
    assert store.is_suppressed("fuites.example")
    erasure.forget()


def test_what_cannot_be_erased_is_explained(app, store):
    labelled(app.text_input, "E-mail, phone, domain or id of a lead").input("gmail.com")
    labelled(app.checkbox, "I want this").check().run()
    press(app, "Erase")
    assert erasure.current().wait(100)
    app.run()
    assert "shared by many businesses" in app.error[0].proto.title
    erasure.forget()


def test_leads_of_a_year_ago_are_picked_in_review(open_tab, store, monkeypatch):
    saved = store.save_lead(lead("fuites.example", value("Fuites", Kind.NAME)))
    store.add_to_review([saved.id])
    later = now() + timedelta(days=400)
    monkeypatch.setattr("ui.components.privacy_settings.now", lambda: later)
    app = open_tab("Models", side_privacy=True)
    press(app, "Pick them in Review")
    assert "**1 picked**" in text_of(app)


def test_what_is_switched_off_stands_in_the_sidebar_with_what_follows(open_tab, root):
    assert not [one for one in open_tab("Hunt").warning if "robots" in one.value]
    (root / "settings.json").write_text(
        json.dumps({"network": {"respect_robots": False}, "privacy": {"retention": False}})
    )
    [told] = [one.value for one in open_tab("Hunt").warning if "robots" in one.value]
    assert "kept for longer than needed" in told
    assert "named people" not in told
