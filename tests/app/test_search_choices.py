"""Where to search, in Streamlit's own test runner: several providers, their keys, and what they lack."""

import json
import shutil
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from config import locations
from jobs import research
from leads.search_run import Notice, RunStatus, SearchRun, Source, SourceState
from leads.store import Store
from ui.components import question_form


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A copy of the configuration, so that saving does not touch the tree."""
    root = tmp_path / "root"
    (root / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, root / name)
    monkeypatch.setattr("config.locations.ROOT", root)
    return root


@pytest.fixture
def app(root, monkeypatch):
    for name in ("LEADHUNTER_LM_STUDIO_URL", "LEADHUNTER_OLLAMA_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
    st.cache_resource.clear()
    app = AppTest.from_file(str(locations.Path(__file__).parents[2] / "app.py"), default_timeout=100)
    app.session_state["tab"] = "Search Scraper"
    app.run()
    assert not app.exception
    yield app
    st.cache_resource.clear()


def labelled(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


def press(app, label):
    labelled(app.button, label).click().run()
    assert not app.exception


def told(app):
    return " ".join(str(element.value) for element in [*app.warning, *app.error])


def test_several_providers_are_saved_as_one_setting(app, root):
    picker = labelled(app.multiselect, "Search providers")
    assert picker.value == ["duckduckgo"]
    assert "url_list" not in picker.options
    picker.set_value(["openstreetmap", "registry"]).run()
    labelled(app.number_input, "Kilometres around a town (maps and registry)").set_value(10.0).run()
    press(app, "Save")
    saved = json.loads((root / "settings.json").read_text(encoding="utf-8"))["search"]
    assert saved == {"provider": "openstreetmap,registry", "radius_km": 10.0}
    assert labelled(app.multiselect, "Search providers").value == ["openstreetmap", "registry"]


def test_no_provider_at_all_is_not_saved(app, root):
    labelled(app.multiselect, "Search providers").set_value([]).run()
    press(app, "Save")
    assert "one or several of" in told(app)
    assert "search" not in json.loads((root / "settings.json").read_text(encoding="utf-8"))


def test_choosing_the_providers_in_force_again_is_no_edit(app):
    picker = labelled(app.multiselect, "Search providers")
    picker.set_value(["searxng"]).run()
    labelled(app.multiselect, "Search providers").set_value(["duckduckgo"]).run()
    assert labelled(app.button, "Save").disabled


def test_keys_of_services_go_to_the_private_file(app, root, tmp_path):
    labelled(app.text_input, "Brave Search key").input("sk-brave-secret").run()
    press(app, "Save")
    assert "sk-brave-secret" not in (root / "settings.json").read_text(encoding="utf-8")
    secrets = tmp_path / "data" / "secrets.json"
    assert json.loads(secrets.read_text(encoding="utf-8")) == {"search.brave": "sk-brave-secret"}
    assert secrets.stat().st_mode & 0o777 == 0o600
    field = labelled(app.text_input, "Brave Search key")
    assert (field.value, field.placeholder) == ("", "set; type to replace")


def test_a_key_of_the_environment_is_not_typed(app, monkeypatch):
    monkeypatch.setenv("SERPER_API_KEY", "from-environment")
    app.run()
    field = labelled(app.text_input, "Serper key")
    assert field.disabled
    assert "SERPER_API_KEY" in field.help
    assert "from-environment" not in str(field.proto)


def test_what_a_chosen_provider_lacks_is_said_with_where_it_goes(app, monkeypatch):
    labelled(app.multiselect, "Where to search").set_value(["brave", "searxng"]).run()
    assert "Brave Search needs a key" in told(app)
    assert "SearXNG needs the address" in told(app)
    assert "sidebar" in told(app)
    monkeypatch.setenv("BRAVE_API_KEY", "x")
    app.run()
    assert "Brave Search" not in told(app)


def test_the_registry_alone_gives_no_page_to_read_and_the_form_says_so(app):
    labelled(app.multiselect, "Where to search").set_value(["registry"]).run()
    assert "lists no websites" in told(app)
    labelled(app.multiselect, "Where to search").set_value(["registry", "openstreetmap"]).run()
    assert told(app) == ""


def test_a_list_of_addresses_is_read_by_itself(app):
    labelled(app.multiselect, "Where to search").set_value(["duckduckgo", "url_list"]).run()
    assert labelled(app.multiselect, "Where to search").value == ["url_list"]
    assert labelled(app.text_area, "URLs, one a line")
    labelled(app.multiselect, "Where to search").set_value(["url_list", "searxng", "brave"]).run()
    assert labelled(app.multiselect, "Where to search").value == ["searxng", "brave"]


def test_a_question_goes_to_all_that_were_chosen(app, monkeypatch):
    asked = []
    monkeypatch.setattr(research, "start", lambda question, *_: asked.append(question))
    labelled(app.multiselect, "Where to search").set_value(["openstreetmap", "registry"]).run()
    labelled(app.text_input, "Question").input("plombiers à Bordeaux").run()
    press(app, "Search and read")
    assert [question.provider for question in asked] == ["openstreetmap,registry"]
    labelled(app.multiselect, "Where to search").set_value([]).run()
    press(app, "Search and read")
    assert "nowhere to search" in " ".join(f"{error.value} {error.proto}" for error in app.error)
    assert len(asked) == 1


def test_again_passes_over_what_the_model_said_before(app, monkeypatch):
    asked = []
    monkeypatch.setattr(research, "start", lambda question, *_: asked.append(question))
    shared = SimpleNamespace(loader=None, router=None, store=None)
    question_form.again(shared, SearchRun(question="plombier", provider="duckduckgo"))
    assert [(one.text, one.fresh) for one in asked] == [("plombier", True)]


def test_a_run_that_was_cut_short_says_so_and_asks_who_was_asked(app, monkeypatch):
    states = (SourceState.READ, SourceState.READING, SourceState.FOUND)
    run = SearchRun(
        question="Qui dépanne la nuit ?",
        provider=research.SAMPLES,
        status=RunStatus.INTERRUPTED,
        sources=[
            Source(n=n, url=f"https://s{n}.example/", site=f"s{n}.example", state=state)
            for n, state in enumerate(states, 1)
        ],
    )
    with Store() as store:
        store.save_run(run)
    app.run()
    table = next(frame.value for frame in app.dataframe if "State" in frame.value)
    assert list(table["State"]) == ["✓ read", "○ cut short", "○ not read"]
    assert any("ended before there was an answer" in caption.value for caption in app.caption)
    asked = []
    monkeypatch.setattr(research, "start", lambda question, *_: asked.append(question.provider))
    press(app, "Again")
    assert asked == [research.SAMPLES]


def test_a_run_that_found_nowhere_to_search_has_nothing_to_download(app):
    problem = Notice(message="No address of a SearXNG instance is set.", remedy="Enter it in the sidebar.")
    run = SearchRun(question="Qui ?", provider="searxng", status=RunStatus.FAILED, notices=[problem])
    with Store() as store:
        store.save_run(run)
    app.run()
    assert "Enter it in the sidebar" in told(app)
    assert app.get("download_button") == []
