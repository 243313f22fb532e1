"""A reload empties no field: every input of every tab is filled in, and is there again in a new session."""

import pytest
from streamlit.testing.v1 import AppTest

from config import locations, window_files, window_memory
from config.loader import ConfigLoader
from dossier.collect import Rung
from jobs import audit_history, dossier_desk, dossier_job, interactive, outreach_job
from jobs.dossier_desk import DossierRequest
from jobs.outreach_job import Order
from leads.record import Kind
from leads.review import SavedView
from leads.search_run import RunStatus, SearchRun
from llm import call_log
from outreach.draft import Channel, Language
from sample_web import sample_web
from scrapers.search.catalog import URL_LIST
from seo.audit_record import AuditRecord, Scope
from tests.app.conftest import ENTRY, press
from tests.jobs.dossiers import worked
from tests.leads.records import lead, value
from ui import memory
from ui.state import TABS

KINDS = (
    *("checkbox", "color_picker", "multiselect", "number_input", "selectbox", "slider", "text_area"),
    *("text_input", "toggle", "button_group"),
)
# What draws its fields only while it is open.
OPEN = ("frame_projects", "frame_menu", "side_privacy", "do_stored", "rv_filters", "rv_export_menu")
# The fields without memory: a reload finds those of the first group where they are saved at once.
SAVED_AT_ONCE = ("interface_choice", "variant_", "setup_by_app", "do_in_", "or_email_", "drawer_status_")
SECRET = ("set:api_key.", "set:search_key.")
NAMES_WHO_IS_TO_BE_FORGOTTEN = ("erase_text", "erase_sure", "opt_out_text")
# Enter asks; before that the text is the browser's alone.
UNSENT = ("do_ask",)
WITHOUT = (*UNSENT, *SAVED_AT_ONCE, *SECRET, *NAMES_WHO_IS_TO_BE_FORGOTTEN)

# Their labels are made of the value, so that the label of a label is none.
BY_VALUE = {
    "rv_area": "FR-33",
    "rv_place": "Bordeaux",
    "rv_tag": "autumn",
    "rv_lang": "fr",
    "rv_trade": "plombier",
    "seo_bulk_pages": 10,
}


@pytest.fixture
def known(store):
    """A lead of which there is something on every tab."""
    website = next(url for url in sample_web().sites if "fontrouge" in url)
    name = value("Plomberie Fontrouge", Kind.NAME)
    town = [value("Bordeaux", Kind.CITY), value("33000", Kind.POSTCODE), value("FR", Kind.COUNTRY)]
    trade = [value("plombier", Kind.TRADE), value("fr", Kind.LANGUAGE)]
    saved = store.save_lead(
        lead("fontrouge.example", name, *town, *trade).model_copy(update={"website": website})
    )
    store.add_tag([saved.id], "autumn")
    store.save_view(SavedView(name="Best"))
    for question in ("Qui ?", "Où ?"):
        store.save_run(SearchRun(question=question, status=RunStatus.DONE))
    record = AuditRecord(url=website, scope=Scope.SITE, score=80, grade="B", families={})
    audit_history.keep(store, record, saved.id)
    call_log.write(call_log.Call(task="outreach", seconds=1.0))
    order = Order(lead_id=saved.id, channel=Channel.EMAIL, language=Language.FR)
    assert outreach_job.start(store, ConfigLoader(), None, order, use_model=False).wait(60)
    dossier_job.start(DossierRequest(lead_id=saved.id, rungs=(Rung.SITE, Rung.PASTED)), store, [])
    worked(dossier_desk.book().latest(saved.id))
    yield saved
    interactive.forget(outreach_job.key_of(saved.id))


def came_back(before, tab, **address):
    """Return the app in a new session with the address of another, as after a reload."""
    app = AppTest.from_file(ENTRY, default_timeout=30)
    app.query_params = before.query_params | {"tab": tab} | address
    show(app)
    return app


def show(app, tab="", **chosen):
    if tab:
        app.session_state["tab"] = tab
    for key, chosen_value in chosen.items():
        app.session_state[key] = chosen_value
    for name in OPEN:
        app.session_state[name] = True
    app.run()
    assert not app.exception


def fields(app):
    """Return the inputs that a reader can change, by their keys."""
    found = [widget for kind in KINDS for widget in app.get(kind) if not widget.proto.disabled]
    assert all(widget.key for widget in found), [one.label for one in found if not one.key]
    return {widget.key: widget for widget in found if not widget.key.startswith(WITHOUT)}


def another(widget):
    """Return a value that the field does not have."""
    now = widget.value
    if widget.key in BY_VALUE:
        return BY_VALUE[widget.key]
    match widget.type:
        case "checkbox" | "toggle":
            return not now
        case "number_input":
            return now + widget.step if now + widget.step <= widget.max else now - widget.step
        case "slider":
            return (now[0] + widget.step, now[1])
        case "color_picker":
            return "#123456"
        case "selectbox":
            return next((one for place, one in enumerate(widget.options) if place != widget.index), now)
        case "multiselect":
            return list(widget.options[:1]) if list(widget.values) != widget.options[:1] else []
        case "button_group":
            other = next(one for one in widget.options if one not in widget.formatted_values)
            return other if isinstance(now, str | None) else [other]
        case _:
            return "https://typed.example/"


def fill(app, done, *beginnings):
    """Fill in all fields of what is open, but those done before, and note what they hold."""
    first = {
        key: widget.value
        for key, widget in fields(app).items()
        if key not in done and key.startswith(beginnings or "")
    }
    for key in first:
        fields(app)[key].set_value(another(fields(app)[key]))
    app.run()
    assert not app.exception
    held = {key: widget for key, widget in fields(app).items() if key in first}
    same = [widget for key, widget in held.items() if widget.value == first[key]]
    assert [widget.key for widget in same if len(getattr(widget, "options", "12")) > 1] == []
    done.update({key: widget.value for key, widget in held.items()})


def scenes(known):
    """Yield what is shown only where something else is chosen, with how its fields begin."""
    yield "Review", {"rv_drawer": known.id}, ("note_", "evidence_open", "rv_view")
    edited = {f"or_editing_{known.id}_problem": True, "or_channel": Channel.EMAIL, "or_language": Language.FR}
    yield "Outreach", edited, ("or_subject_", "or_body_")
    yield "Search Scraper", {"ss_provider": [URL_LIST]}, ("ss_urls",)
    yield "SEO", {"seo_scope": Scope.SITE, "seo_tool": "Audit of many leads"}, ("seo_pages", "seo_bulk_")
    yield "SEO", {"seo_tool": "Site to Markdown"}, ("seo_extract_",)


def test_a_reload_empties_no_field_of_any_tab(open_tab, known):
    app = open_tab("Review", query={"lead": known.id}, rv_picked={known.id})
    held = {}
    for tab, chosen, beginnings in scenes(known):
        show(app, tab, **chosen)
        before = len(held)
        fill(app, held, *beginnings)
        assert len(held) >= before + len(beginnings)
    for tab in TABS:
        show(app, tab)
        fill(app, held)
    after = came_back(app, "Models")
    seen = {}
    for tab in TABS:
        show(after, tab)
        seen |= {key: widget.value for key, widget in fields(after).items()}
    show(after, "Review")
    press(after, "Clear all filters")
    for tab, chosen, _ in scenes(known):
        show(after, tab, **chosen)
        seen = {key: widget.value for key, widget in fields(after).items()} | seen
    assert {key: seen.get(key) for key in held} == held


def test_the_open_tab_comes_back_by_its_address_and_its_memory(open_tab):
    app = open_tab("Hunt")
    fields(app)["hunt_what"].set_value("plombiers")
    fields(app)["hunt_urls"].set_value("https://typed.example/")
    app.run()
    after = came_back(app, "Hunt")
    assert fields(after)["hunt_what"].value == "plombiers"
    assert fields(after)["hunt_urls"].value == "https://typed.example/"
    linked = came_back(app, "Hunt", hunt_what="couvreurs")
    assert fields(linked)["hunt_what"].value == "couvreurs"


def test_what_is_back_at_its_default_is_not_remembered(open_tab):
    app = open_tab("Hunt")
    for words in ("https://typed.example/", ""):
        fields(app)["hunt_urls"].set_value(words)
        app.run()
    assert window_memory.read(app.query_params["window"]) == {}


def test_a_second_browser_tab_with_the_same_address_gets_a_copy(open_tab, monkeypatch):
    first = open_tab("Hunt")
    fields(first)["hunt_urls"].set_value("https://first.example/")
    first.run()
    name = first.query_params["window"]
    monkeypatch.setitem(memory._owners, name, "the session of the first, which is open")
    second = came_back(first, "Hunt")
    assert second.query_params["window"] != name
    assert fields(second)["hunt_urls"].value == "https://first.example/"
    fields(second)["hunt_urls"].set_value("https://second.example/")
    second.run()
    assert window_memory.read(name) == {"hunt_urls": "https://first.example/"}


def test_chosen_files_stay_chosen_until_they_are_removed(open_tab):
    app = open_tab("Hunt")
    app.file_uploader[0].set_value(("old.csv", b"website\nhttps://old.example/\n", "text/csv"))
    app.run()
    app.file_uploader[0].set_value(("sites.csv", b"website\nhttps://typed.example/\n", "text/csv"))
    app.run()
    after = came_back(app, "Hunt")
    assert [one.label for one in after.button if "csv" in one.label] == [r"sites\.csv"]
    name = after.query_params["window"]
    assert window_files.contents(name, "hunt_csv") == [("sites.csv", b"website\nhttps://typed.example/\n")]
    press(after, r"sites\.csv")
    assert window_files.listed(name, "hunt_csv") == []
    assert r"sites\.csv" not in [one.label for one in after.button]


def test_keys_are_not_remembered(open_tab):
    app = open_tab("Hunt")
    for widget in app.text_input:
        if widget.key.startswith(SECRET):
            widget.set_value("sk-planted-0123456789")
    fields(app)["hunt_urls"].set_value("https://typed.example/")
    app.run()
    text = (locations.windows_dir() / f"{app.query_params['window']}.json").read_text(encoding="utf-8")
    assert "typed.example" in text
    assert "planted" not in text


@pytest.mark.parametrize("spoilt", ["", "[1]", "{"])
def test_a_spoilt_memory_or_a_strange_name_empties_the_fields_only(open_tab, spoilt):
    path = locations.windows_dir() / "0123456789ab.json"
    path.write_text(spoilt, encoding="utf-8")
    app = open_tab("Hunt", query={"window": path.stem})
    assert app.query_params["window"] == path.stem
    assert fields(app)["hunt_urls"].value == ""
    app = open_tab("Hunt", query={"window": "../../settings"})
    assert window_memory.is_name(app.query_params["window"])


def test_a_choice_that_is_offered_no_more_is_dropped(open_tab):
    window_memory.put("0123456789ab", {"hunt_size": "gone", "hunt_provider": ["gone"], "rv_score": 3})
    app = open_tab("Hunt", query={"window": "0123456789ab"})
    assert fields(app)["hunt_size"].value == ""
    assert fields(app)["hunt_provider"].value == []


def test_what_is_open_is_open_after_a_reload_and_closed_after_a_step_elsewhere(open_tab, store):
    store.add_to_review([store.save_lead(lead("fontrouge.example", value("Fontrouge", Kind.NAME))).id])
    app = open_tab("Review")
    app.session_state["rv_filters"] = app.session_state["side_llm"] = True
    app.run()
    again = AppTest.from_file(ENTRY, default_timeout=30)
    again.query_params = app.query_params
    again.run()
    assert again.session_state["rv_filters"]
    assert again.session_state["side_llm"]
    for tab in ("Models", "Review"):
        again.query_params["tab"] = tab
        again.run()
    assert not again.session_state["rv_filters"]
    assert again.session_state["side_llm"]
    assert not again.exception
