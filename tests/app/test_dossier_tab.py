"""The Dossier tab: from the selected lead to sections with quotes, edited, asked and taken along."""

import json

import pytest

from dossier.numbering import Numbering
from dossier.records import SentenceKind
from jobs import dossier_changes, dossier_desk, dossier_job
from leads.dossier_book import BuildKind, BuildState
from leads.record import Kind
from sample_web import sample_web
from tests.app.conftest import labelled, press, text_of
from tests.jobs.dossiers import worked
from tests.leads.records import lead, value
from ui import language
from ui.components.dossier_page import marked


def of_the_samples(store, name, site):
    """Save a lead of the sample sites, whose pages this process serves."""
    website = next(url for url in sample_web().sites if site in url)
    known = lead(f"{site}.example", value(name, Kind.NAME))
    return store.save_lead(known.model_copy(update={"website": website}))


@pytest.fixture
def chosen(store):
    yield of_the_samples(store, "Plomberie Fontrouge", "fontrouge")
    while dossier_desk._books:
        dossier_desk._books.popitem()[1].database.close()


def built(app, chosen):
    """Do what a worker does, and look again."""
    made = dossier_desk.book().latest(chosen.id)
    assert made is not None
    worked(made)
    app.run()
    assert not app.exception


def proofs(app):
    """Return the sentences that were handed to the page, with their proofs."""
    found = [json.loads(one.proto.json) for one in app.get("bidi_component")]
    return [line for one in found for line in one.get("sentences", [])]


def test_without_a_lead_the_tab_says_where_to_choose_one(open_tab, chosen):
    app = open_tab("Dossier")
    assert "Choose a lead" in text_of(app)
    press(app, "Open Review")
    assert app.session_state["tab"] == "Review"


def test_facts_of_the_own_site_come_with_their_quotes(open_tab, chosen):
    app = open_tab("Dossier", query={"lead": chosen.id}, do_rungs=["site"])
    press(app, "Build dossier")
    assert "Waiting for a worker" in text_of(app)
    assert app.warning[0].proto.title == "No worker is alive to do the work"
    built(app, chosen)
    snapshot = dossier_job.snapshot(chosen.id)
    assert snapshot.state is BuildState.DONE
    assert snapshot.error == ""
    lines = proofs(app)
    assert "Nom : Plomberie Fontrouge" in [line["text"] for line in lines]
    assert all(line["proofs"] for line in lines)
    assert any("33" in line["text"] for line in lines), "a postcode or phone number"
    facts = [one for section in snapshot.dossier.sections for one in section.sentences]
    assert all(one.citations for one in facts)
    assert "without a model" in text_of(app)
    assert "Not found" in text_of(app)


def test_what_pages_of_one_site_contradict_is_a_table(open_tab, store):
    saved = of_the_samples(store, "Voltambre", "voltambre")
    app = open_tab("Dossier", query={"lead": saved.id}, do_rungs=["site"])
    press(app, "Build dossier")
    built(app, saved)
    assert "Contradictions" in text_of(app)
    [table] = [one for one in app.table if "Stated by" in one.value.columns]
    assert not any(str(cell).startswith("'") for cell in table.value["Value"])


def test_a_click_on_a_number_opens_the_stored_page_at_the_passage(open_tab, chosen):
    app = open_tab("Dossier", query={"lead": chosen.id}, do_rungs=["site"])
    press(app, "Build dossier")
    built(app, chosen)
    dossier = dossier_job.snapshot(chosen.id).dossier
    citation = Numbering.of(dossier).citation(1)
    stored = dossier_job.source_text(chosen.id, citation.source)
    before, passage, after = (part["text"] for part in marked(stored.text, citation.quote))
    assert " ".join(passage.split()) == citation.quote
    assert before + passage + after == stored.text


@pytest.mark.parametrize(
    ("text", "quote", "parts"),
    [
        ("Ouvert le\nsamedi matin.", "le samedi", ["Ouvert ", "le\nsamedi", " matin."]),
        ("le lundi, le  mardi", "le mardi", ["le lundi, ", "le  mardi", ""]),
        ("Fermé.", "Ouvert", ["Fermé."]),
        ("Fermé.", "", ["", "", "Fermé."]),
    ],
)
def test_a_passage_is_marked_whatever_its_white_space(text, quote, parts):
    assert [part["text"] for part in marked(text, quote)] == parts


def test_an_edited_sentence_is_marked_as_the_analysts(open_tab, chosen):
    app = open_tab("Dossier", query={"lead": chosen.id}, do_rungs=["site"])
    press(app, "Build dossier")
    built(app, chosen)
    app.session_state["do_open_0"] = True
    app.run()
    labelled(app.text_area, "Sentence 1").input("Ils m’ont dit <b>oui</b>.").run()
    assert not app.exception
    first = dossier_job.snapshot(chosen.id).dossier.sections[0].sentences[0]
    assert first.kind is SentenceKind.EDITED
    line = proofs(app)[0]
    assert (line["text"], line["edited"]) == ("Ils m’ont dit <b>oui</b>.", "edited by you")


def test_a_question_is_answered_from_the_sources_or_refused(open_tab, chosen):
    app = open_tab("Dossier", query={"lead": chosen.id}, do_rungs=["site"])
    press(app, "Build dossier")
    built(app, chosen)
    for question, is_answered in (("Quel est leur numéro de téléphone ?", True), ("Ont-ils un âne ?", False)):
        labelled(app.text_input, "Ask the dossier").input(question)
        press(app, "Ask")
        asked = dossier_changes.question_of(chosen.id)
        assert (asked.kind, asked.target) == (BuildKind.QUESTION, question)
        worked(asked)
        app.run()
        refused = "The sources of this dossier do not answer that." in text_of(app)
        assert refused is not is_answered
        assert bool(dossier_changes.answer_of(chosen.id).sections) is is_answered


def test_what_is_added_for_one_client_goes_into_no_other_dossier(open_tab, chosen, store):
    other = store.save_lead(lead("robinet.example", value("Robinet Bleu", Kind.NAME)))
    app = open_tab("Dossier", query={"lead": chosen.id})
    labelled(app.text_area, "Text").input("Notes of a call with Fontrouge").run()
    labelled(app.text_area, "Addresses, one a line").input("https://fontrouge.example/").run()
    app.query_params["lead"] = other.id
    app.run()
    added = [labelled(app.text_area, label).value for label in ("Text", "Addresses, one a line")]
    assert added == ["", ""]
    press(app, "Build dossier")
    asked = dossier_desk.book().latest(other.id).request
    assert (asked["texts"], asked["urls"]) == ([], [])
    app.query_params["lead"] = chosen.id
    app.run()
    assert labelled(app.text_area, "Text").value == "Notes of a call with Fontrouge"


def test_what_is_chosen_outlives_a_reload(open_tab, chosen):
    address = {"lead": chosen.id, "do_rungs": "site,press", "do_language": "de", "do_questions": "Wer?\nWo?"}
    app = open_tab("Dossier", query=address)
    assert app.session_state["do_rungs"] == ["site", "press"]
    labelled(app.pills, "Sources to read").set_value([]).run()
    assert app.query_params["do_rungs"] == "none"
    labelled(app.pills, "Sources to read").set_value(["site"]).run()
    assert app.query_params["do_rungs"] == "site"
    press(app, "Build dossier")
    asked = dossier_desk.book().latest(chosen.id).request
    assert (asked["language"], asked["questions"]) == ("de", ["Wer?", "Wo?"])
    built(app, chosen)
    another_day = open_tab("Dossier", query={"lead": chosen.id})
    kept = [another_day.session_state[key] for key in ("do_rungs", "do_language", "do_questions")]
    assert kept == [["site"], "de", "Wer?\nWo?"], "as the last build was asked for"


def test_an_address_that_names_nonsense_chooses_nothing_of_it(open_tab, chosen):
    query = {"lead": chosen.id, "do_rungs": "site,<b>,pasted", "do_language": "xx"}
    app = open_tab("Dossier", query=query)
    assert (app.session_state["do_rungs"], app.session_state["do_language"]) == (["site"], "fr")


def test_a_stopped_build_offers_to_go_on(open_tab, chosen):
    app = open_tab("Dossier", query={"lead": chosen.id}, do_rungs=["site"])
    press(app, "Build dossier")
    press(app, "Stop")
    assert "nothing is asked twice" in app.info[0].value
    press(app, "Go on")
    built(app, chosen)
    assert dossier_job.snapshot(chosen.id).state is BuildState.DONE


def test_sources_are_left_out_and_forgotten(open_tab, chosen):
    app = open_tab("Dossier", query={"lead": chosen.id}, do_rungs=["site"])
    press(app, "Build dossier")
    built(app, chosen)
    app.session_state["do_stored"] = True
    app.run()
    rows = dossier_job.snapshot(chosen.id).sources
    app.checkbox(key=f"do_in_{rows[0].key}").uncheck().run()
    app.session_state["do_stored"] = True
    app.run()
    app.button(key=f"do_gone_{rows[1].key}").click().run()
    left = dossier_job.snapshot(chosen.id).sources
    assert [one.key for one in left] == [one.key for n, one in enumerate(rows) if n != 1]
    assert not left[0].included
    app.toggle(key="do_collect").set_value(False).run()
    press(app, "Build again")
    built(app, chosen)
    assert len(dossier_job.snapshot(chosen.id).dossier.sources) == len(rows) - 2


def test_nothing_to_read_is_an_error_with_its_remedy(open_tab, store):
    lost = store.save_lead(lead("lost.example", value("Lost", Kind.NAME)).model_copy(update={"website": ""}))
    app = open_tab("Dossier", query={"lead": lost.id}, do_rungs=["site"])
    press(app, "Build dossier")
    built(app, lost)
    assert app.error[0].proto.title == "Nothing could be read about this lead\\."


def test_the_tab_speaks_french(open_tab, chosen, monkeypatch):
    monkeypatch.setattr(language, "current", lambda: "fr")
    app = open_tab("Dossier", query={"lead": chosen.id}, do_rungs=["site"])
    press(app, "Établir le dossier")
    built(app, chosen)
    assert "Non trouvé" in text_of(app)
    assert "sans modèle" in text_of(app)
