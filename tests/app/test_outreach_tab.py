"""The Outreach tab: from the selected lead to checked variants, edited, logged and taken along."""

import csv
import io
import json

import pytest

from config.loader import ConfigLoader
from jobs import interactive, outreach_job, outreach_merge
from jobs.outreach_job import Order
from leads.record import Kind, LeadStatus
from leads.work import OutreachResult
from outreach.checks import CHECKS
from outreach.draft import Angle, Channel, Language, Status, Tone, WrittenBy
from outreach.records import Consent, Person
from outreach.sequence import sequence
from tests.app.conftest import labelled, press, text_of
from tests.leads.records import lead, value
from ui.components import trouble
from ui.components.outreach_names import NAMES
from ui.safe import unbroken

# How the prompt speaks of an angle.
ASKED = {Angle.PROBLEM: "one thing that is wrong", Angle.PROOF: "what the sender has done"}
WRITTEN = (
    "Objet : Votre site sur un téléphone\n\nBonjour,\n\nÀ Bordeaux, vos clients aimeraient voir "
    "votre travail, vos horaires et votre numéro.\n\nSouhaitez-vous mes notes\u202f?\n\nCordialement,"
)


@pytest.fixture
def chosen(store):
    saved = store.save_lead(
        lead(
            "fontrouge.example",
            value("Plomberie Fontrouge", Kind.NAME),
            value("contact@fontrouge.example"),
            value("Bordeaux", Kind.CITY),
            value("33000", Kind.POSTCODE),
            value("FR", Kind.COUNTRY),
        )
    )
    yield saved
    interactive.forget(outreach_job.key_of(saved.id))


def opened(open_tab, chosen):
    """Open the tab with the lead in the address."""
    return open_tab("Outreach", query={"lead": chosen.id})


def written(app, chosen):
    job = outreach_job.current(chosen.id)
    assert job is not None
    assert job.wait(100)
    app.run()
    assert not app.exception
    return job.result


def shown(app):
    return text_of(app) + " ".join(str(element.proto.body) for element in app.get("html"))


def test_without_a_lead_the_tab_says_where_to_choose_one(open_tab, chosen):
    app = open_tab("Outreach")
    assert "Choose a lead" in text_of(app)
    press(app, "Open Review")
    assert app.session_state["tab"] == "Review"


def test_the_model_writes_and_what_it_made_up_is_blocked(open_tab, servers, chosen):
    _, ollama = servers
    body = (
        "Bonjour,\n\nVotre site a reçu 48 avis et vous travaillez avec Zorglub Dupin.\n\n"
        "Souhaitez-vous en parler ?\n\nCordialement,"
    )
    draft = {"subject": "Votre site", "body": body, "cta": "", "angle": "problem", "facts_used": []}
    ollama.set_reply(json.dumps(draft, ensure_ascii=False))
    app = opened(open_tab, chosen)
    press(app, "Write 3 variants")
    messages = written(app, chosen)
    model_written = [one for one in messages.composed.variants if one.written_by is WrittenBy.MODEL]
    assert model_written
    assert all(one.blocked for one in model_written)
    page = shown(app)
    assert ":red[blocked]" in page
    assert "<mark>48</mark>" in page
    assert "edit what is marked first" in page


def test_templates_are_marked_and_pass_without_a_model(store, servers, root, chosen):
    order = Order(lead_id=chosen.id, channel=Channel.EMAIL, language=Language.FR)
    job = outreach_job.start(store, ConfigLoader(), None, order, use_model=False)
    assert job.wait(100)
    variants = job.result.composed.variants
    assert [one.angle for one in variants] == list(Angle)
    assert not any(one.blocked for one in variants)
    assert {one.angle for one in store.drafts_of(chosen.id)} == {angle.value for angle in Angle}


def test_an_edit_is_checked_again_and_kept_as_a_version(store, servers, root, chosen):
    order = Order(lead_id=chosen.id)
    job = outreach_job.start(store, ConfigLoader(), None, order, use_model=False)
    assert job.wait(100)
    before = job.result
    old = before.composed.variants[0]
    worse = outreach_job.edited(store, before, Angle.PROBLEM, old.subject, f"{old.body}\n\n[Votre nom]")
    assert worse.composed.variants[0].blocked
    assert worse.composed.variants[0].written_by is WrittenBy.ANALYST
    mended = outreach_job.edited(store, worse, Angle.PROBLEM, old.subject, old.body)
    assert not mended.composed.variants[0].blocked
    assert [one.version for one in outreach_job.versions(store, mended, Angle.PROBLEM)] == [3, 2, 1]
    again = outreach_job.start(store, ConfigLoader(), None, order, use_model=False)
    assert again.wait(60)
    assert [one.version for one in outreach_job.versions(store, again.result, Angle.PROBLEM)] == [4, 3, 2, 1]
    restored = outreach_job.restored(store, ConfigLoader(), order)
    assert [one.body for one in restored.composed.variants] == [one.body for one in mended.composed.variants]


def test_a_lead_that_objected_gets_no_message(open_tab, store, chosen):
    store.set_status([chosen.id], LeadStatus.OPPOSED)
    app = opened(open_tab, chosen)
    button = labelled(app.button, "Write 3 variants")
    assert button.disabled
    assert ":red[●] **blocked**" in text_of(app)


def test_a_german_lead_may_be_written_a_letter_only(open_tab, store):
    german = store.save_lead(
        lead("wasserfink.example", value("DE", Kind.COUNTRY), value("Wasserfink", Kind.NAME))
    )
    app = open_tab("Outreach", query={"lead": german.id})
    assert labelled(app.button, "Write 3 variants").disabled
    press(app, "Use Letter")
    assert labelled(app.selectbox, "Channel").value is Channel.LETTER
    assert not labelled(app.button, "Write 3 variants").disabled


def test_without_findings_the_audit_is_offered_first(open_tab, store, chosen):
    app = opened(open_tab, chosen)
    assert "no message names a problem" in text_of(app)
    press(app, "Audit this site")
    assert app.session_state["tab"] == "SEO"


def test_what_happened_is_logged(open_tab, store, servers, chosen):
    app = opened(open_tab, chosen)
    press(app, "Write 3 variants")
    written(app, chosen)
    labelled(app.button, "Sent").click().run()
    assert not app.exception
    assert [one.result for one in store.outreach_of(chosen.id)] == [OutreachResult.SENT]


def test_the_tab_ends_in_a_next_step(open_tab, store, servers, chosen):
    other = store.save_lead(lead("bois.example", value("Atelier Bois", Kind.NAME)))
    app = opened(open_tab, chosen)
    press(app, "Write 3 variants")
    written(app, chosen)
    assert labelled(app.button, "Build dossier")
    app.button(key="or_next_sent_proof").click().run()
    assert not app.exception
    assert [one.angle for one in store.outreach_of(chosen.id)] == ["proof"]
    assert store.lead(chosen.id).status is LeadStatus.CONTACTED
    press(app, "Next lead: Atelier Bois")
    assert not app.exception
    assert app.query_params["lead"] in ([other.id], other.id)
    assert "#### Atelier Bois" in text_of(app)
    interactive.forget(outreach_job.key_of(other.id))


def test_a_choice_that_cannot_be_kept_is_told_and_kept_by_its_button(open_tab, root, chosen):
    app = opened(open_tab, chosen)
    (root / "settings.json").rename(root / "elsewhere.json")
    (root / "settings.json").mkdir()
    labelled(app.selectbox, "Tone").select(Tone.DIRECT).run()
    assert [one.label for one in app.button if one.key == "remedy_outreach_unsaved"] == ["Try again"]
    (root / "settings.json").rmdir()
    press(app, "Try again")
    assert not app.error
    saved = json.loads((root / "settings.json").read_text(encoding="utf-8"))
    assert saved["outreach"] == {"tone": "direct"}


def test_without_a_sender_profile_a_button_opens_it(open_tab, chosen):
    app = opened(open_tab, chosen)
    press(app, "Open Sender profile")
    assert app.session_state[trouble.SENDER_PART] is True


def test_the_sender_profile_is_saved(open_tab, root):
    app = open_tab("Outreach")
    labelled(app.text_input, "Your name").input("Camille Arnoux").run()
    press(app, "Save")
    saved = json.loads((root / "settings.json").read_text(encoding="utf-8"))
    assert saved["sender"] == {"name": "Camille Arnoux"}


def test_the_person_and_the_consent_of_a_lead_are_remembered(store, servers, root, chosen):
    consent = Consent(channel="email", date="2026-11-02", source="trade fair")
    person = Person(civility="Mme", last_name="Fontrouge")
    order = Order(lead_id=chosen.id, contact=person, consent=(consent,))
    assert outreach_job.remembered(store, chosen.id) == (Person(), ())
    assert outreach_job.start(store, ConfigLoader(), None, order, use_model=False).wait(100)
    assert outreach_job.remembered(store, chosen.id) == (person, (consent,))


def test_a_consent_counts_for_its_lead_and_channel_alone(open_tab, store):
    one, two = (
        store.save_lead(lead(f"{name}.example", value("DE", Kind.COUNTRY), value(name, Kind.NAME)))
        for name in ("wasserfink", "kornwichtel")
    )
    app = open_tab("Outreach", query={"lead": one.id})
    labelled(app.text_input, "Consent: where it comes from").input("Messe").run()
    assert not labelled(app.button, "Write 3 variants").disabled
    labelled(app.selectbox, "Channel").select(Channel.SMS).run()
    assert labelled(app.button, "Write 3 variants").disabled
    labelled(app.selectbox, "Channel").select(Channel.EMAIL).run()
    assert not labelled(app.button, "Write 3 variants").disabled
    app.query_params["lead"] = two.id
    app.run()
    assert labelled(app.button, "Write 3 variants").disabled


def test_limits_of_the_analyst_hold_and_are_kept_until_they_are_reset(open_tab, store, servers, chosen, root):
    app = opened(open_tab, chosen)
    labelled(app.number_input, "Never above").set_value(3).run()
    labelled(app.number_input, "At most").set_value(2).run()
    press(app, "Write 3 variants")
    variants = written(app, chosen).composed.variants
    assert {one.check("O-LEN").status for one in variants} == {Status.FAIL}
    saved = json.loads((root / "settings.json").read_text(encoding="utf-8"))
    assert saved["outreach"] == {"email_most": 3, "email_high": 2}
    another = opened(open_tab, chosen)
    assert labelled(another.number_input, "Never above").value == 3
    press(another, "Reset to the usual limits")
    assert labelled(another.number_input, "Never above").value == 200
    assert "outreach" not in json.loads((root / "settings.json").read_text(encoding="utf-8"))


def test_the_price_of_a_text_message_and_other_choices_are_kept(open_tab, store, servers, chosen, root):
    app = opened(open_tab, chosen)
    labelled(app.selectbox, "Channel").set_value(Channel.SMS).run()
    labelled(app.number_input, "Price of a part, €").set_value(0.2).run()
    labelled(app.selectbox, "Tone").set_value(Tone.DIRECT).run()
    saved = json.loads((root / "settings.json").read_text(encoding="utf-8"))["outreach"]
    assert saved == {"channel": "sms", "sms_price": 0.2, "tone": "direct"}
    another = opened(open_tab, chosen)
    assert labelled(another.selectbox, "Channel").value is Channel.SMS
    press(another, "Write 3 variants")
    written(another, chosen)
    assert "0.200 € at your price" in " ".join(one.value for one in another.caption)


def test_what_is_typed_is_checked_at_once_and_kept_when_asked(open_tab, store, servers, chosen):
    app = opened(open_tab, chosen)
    press(app, "Write 3 variants")
    before = written(app, chosen).composed.variants[0]
    app.button(key=f"or_edit_{chosen.id}_problem").click().run()
    area = app.text_area(key=f"or_body_{chosen.id}_problem")
    area.input(f"{before.body}\n\nVous avez 127 avis.").run()
    assert "<mark>127</mark>" in shown(app)
    assert unbroken("O-FACT-NUM") in text_of(app)
    assert outreach_job.current(chosen.id).result.composed.variants[0].body == before.body
    app.button(key=f"or_keep_{chosen.id}_problem").click().run()
    assert not app.exception
    kept = outreach_job.current(chosen.id).result.composed.variants[0]
    assert kept.body.endswith("127 avis.")
    assert kept.blocked
    assert "This text is blocked: edit what is marked first." in text_of(app)


def test_everything_that_code_can_mend_is_mended_at_once(open_tab, store, servers, chosen):
    _, ollama = servers
    ollama.set_reply("Objet : Votre site\n\nBonjour Monsieur,\n\nL'atelier vous plaît ?")
    app = opened(open_tab, chosen)
    press(app, "Write 3 variants")
    before = written(app, chosen).composed.variants[0]
    assert before.check("O-GENDER").status is Status.FAIL
    app.button(key=f"or_fix_all_{chosen.id}_problem").click().run()
    assert not app.exception
    after = outreach_job.current(chosen.id).result.composed.variants[0]
    assert after.body.startswith("Bonjour,")
    assert not [one.id for one in after.checks if one.fixable and one.status is Status.FAIL]
    assert after.check("O-OPTOUT").detail == "It lacks the sender's name."  # nobody has said who writes


def test_an_earlier_version_is_compared_and_taken_back(open_tab, store, servers, chosen):
    app = opened(open_tab, chosen)
    order = Order(lead_id=chosen.id)
    job = outreach_job.start(store, ConfigLoader(), None, order, use_model=False)
    assert job.wait(100)
    old = job.result.composed.variants[0]
    worse = outreach_job.edited(store, job.result, Angle.PROBLEM, old.subject, f"{old.body}\n\nAjout")
    outreach_job.put(chosen.id, worse)
    app.run()
    assert "<del>" in shown(app) or "<ins>" in shown(app)
    press(app, "Take this version")
    assert outreach_job.current(chosen.id).result.composed.variants[0].body == old.body


def test_a_follow_up_is_kept_and_is_no_first_message(store, servers, root, chosen):
    order = Order(lead_id=chosen.id)
    job = outreach_job.start(store, ConfigLoader(), None, order, use_model=False)
    assert job.wait(100)
    step = sequence(job.result.request)[1]
    outreach_job.keep_step(store, job.result, step)
    outreach_job.keep_step(store, job.result, step)
    kept = [one for one in store.drafts_of(chosen.id) if one.angle == "day 3"]
    assert [one.version for one in kept] == [2, 1]
    restored = outreach_job.restored(store, ConfigLoader(), order)
    assert [one.body for one in restored.composed.variants] == [
        one.body for one in job.result.composed.variants
    ]


def test_picked_leads_become_one_table(store, servers, root, chosen):
    other = store.save_lead(lead("aqualune.example", value("Aqualune", Kind.NAME), value("FR", Kind.COUNTRY)))
    german = store.save_lead(
        lead("wasserfink.example", value("a@wasserfink.example"), value("DE", Kind.COUNTRY))
    )
    job = outreach_job.start(store, ConfigLoader(), None, Order(lead_id=chosen.id), use_model=False)
    assert job.wait(100)
    old = job.result.composed.variants[0]
    outreach_job.edited(store, job.result, Angle.PROBLEM, "Mon objet", old.body)
    merge = outreach_merge.merged(
        store, ConfigLoader(), [chosen.id, other.id, german.id, "gone"], Angle.PROBLEM, Language.FR
    )
    assert (merge.included, merge.left_out) == (1, 3)
    (row,) = csv.DictReader(io.StringIO(merge.table))
    assert (row["email"], row["subject"]) == ("contact@fontrouge.example", "Mon objet")


def test_the_streamed_text_is_told_apart_by_variant():
    text = "\x1eproblem\x1fBon\x1eproof\x1fAu\x1eproblem\x1fEncore"
    assert outreach_job.growing(text) == {Angle.PROBLEM: "Encore", Angle.PROOF: "Au"}
    assert outreach_job.growing("") == {}


def at_the_question_of(angle, lead_id, text):
    """Return a reply that stops the job as the model is asked for one angle, before a word of it comes."""

    def reply(body):
        prompt = body["messages"][0]["content"]
        if f"Angle: {ASKED[angle]}" in prompt:
            outreach_job.stop(lead_id)
        return text

    return reply


def test_after_a_stop_the_cards_say_so(open_tab, servers, chosen):
    _, ollama = servers
    ollama.set_reply(at_the_question_of(Angle.PROOF, chosen.id, WRITTEN))
    app = opened(open_tab, chosen)
    press(app, "Write 3 variants")
    messages = written(app, chosen)
    assert [one.written_by for one in messages.composed.variants] == [
        WrittenBy.MODEL,
        WrittenBy.TEMPLATE,
        WrittenBy.TEMPLATE,
    ]
    page = text_of(app)
    assert page.count("stopped before the model wrote this one") == 2
    assert "no large model answers" not in page


def test_a_stop_while_one_is_written_again_keeps_the_present_text(open_tab, servers, store, chosen):
    _, ollama = servers
    ollama.set_reply(WRITTEN)
    app = opened(open_tab, chosen)
    press(app, "Write 3 variants")
    before = written(app, chosen)
    ollama.set_reply(at_the_question_of(Angle.PROBLEM, chosen.id, WRITTEN.replace("aimeraient", "veulent")))
    app.button(key=f"or_again_{chosen.id}_problem").click().run()
    after = written(app, chosen)
    assert [one.body for one in after.composed.variants] == [one.body for one in before.composed.variants]
    assert [one.version for one in outreach_job.versions(store, after, Angle.PROBLEM)] == [1]


def test_every_check_has_a_name():
    assert list(NAMES) == list(CHECKS)
