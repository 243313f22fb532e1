"""The Dossier tab: from the selected lead to sections with quotes, edited, asked and taken along."""

import pytest

from dossier.records import SentenceKind
from jobs import dossier_job, interactive
from jobs.dossier_desk import key_of
from leads.dossier_book import BuildState
from leads.record import Kind
from sample_web import sample_web
from tests.app.conftest import labelled, press, text_of
from tests.leads.records import lead, value


@pytest.fixture
def chosen(store):
    """A lead of the sample sites, whose pages this process serves."""
    web = sample_web()
    website = next(url for url in web.sites if "fontrouge" in url)
    saved = store.save_lead(
        lead("fontrouge.example", value("Plomberie Fontrouge", Kind.NAME)).model_copy(
            update={"website": website}
        )
    )
    yield saved
    interactive.forget(key_of(saved.id))


def built(app, chosen):
    job = interactive.job(key_of(chosen.id))
    assert job is not None
    assert job.wait(90)
    app.run()
    assert not app.exception


def shown(app):
    return text_of(app) + " ".join(str(element.proto.body) for element in app.get("html"))


def test_without_a_lead_the_tab_says_where_to_choose_one(open_tab):
    app = open_tab("Dossier")
    assert "Choose a lead" in text_of(app)
    press(app, "Open Review")
    assert app.session_state["tab"] == "Review"


def test_facts_of_the_own_site_come_with_their_quotes(open_tab, chosen):
    app = open_tab("Dossier", query={"lead": chosen.id}, do_rungs=["site"])
    press(app, "Build dossier")
    built(app, chosen)
    snapshot = dossier_job.snapshot(chosen.id)
    assert snapshot.state is BuildState.DONE
    assert snapshot.error == ""
    page = shown(app)
    assert "Plomberie Fontrouge" in page
    assert 'href="#source-1"' in page
    facts = [one for section in snapshot.dossier.sections for one in section.sentences]
    assert facts
    assert all(one.citations for one in facts)
    assert any("33" in one.text for one in facts), "a postcode or phone number"


def test_an_edited_sentence_is_marked_as_the_analysts(open_tab, chosen):
    app = open_tab("Dossier", query={"lead": chosen.id}, do_rungs=["site"])
    press(app, "Build dossier")
    built(app, chosen)
    labelled(app.text_area, "Sentence 1").input("Ils m’ont dit <b>oui</b>.").run()
    assert not app.exception
    first = dossier_job.snapshot(chosen.id).dossier.sections[0].sentences[0]
    assert first.kind is SentenceKind.EDITED
    page = shown(app)
    assert "edited by you" in page
    assert "<b>oui</b>" not in page


def test_a_question_is_answered_from_the_sources_or_refused(open_tab, chosen):
    app = open_tab("Dossier", query={"lead": chosen.id}, do_rungs=["site"])
    press(app, "Build dossier")
    built(app, chosen)
    for question, words in (
        ("Quel est leur numéro de téléphone ?", "“"),
        ("Ont-ils un hélicoptère ?", "do not answer"),
    ):
        labelled(app.text_input, "Ask the dossier").input(question).run()
        press(app, "Ask")
        job = interactive.job(f"{key_of(chosen.id)}:question")
        assert job.wait(60)
        app.run()
        assert words in text_of(app)


def test_nothing_to_read_is_an_error_with_its_remedy(open_tab, store):
    lost = store.save_lead(lead("lost.example", value("Lost", Kind.NAME)).model_copy(update={"website": ""}))
    app = open_tab("Dossier", query={"lead": lost.id}, do_rungs=["site"])
    press(app, "Build dossier")
    built(app, lost)
    assert app.error[0].proto.title == "Nothing could be read about this lead\\."
    interactive.forget(key_of(lost.id))
