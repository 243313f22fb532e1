"""The app in Streamlit's own test runner, with strict fakes of both model servers and a store of its own."""

import importlib
import shutil

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Button

from config import locations
from jobs import audit_bulk, dossier_desk, hunts, interactive
from leads.store import Store
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio, FakeModel
from tests.servers.fake_ollama import FakeOllama
from ui.components import no_worker

QWEN = "qwen/qwen3-4b"
ENTRY = str(locations.ROOT / "app.py")


@pytest.fixture(autouse=True)
def no_programs(monkeypatch):
    """SpamAssassin and grammalecte cost seconds a message; tests/outreach/test_programs.py asks them."""
    monkeypatch.setattr(importlib.import_module("outreach.checks.spam"), "assassin", lambda: None)
    monkeypatch.setattr(importlib.import_module("outreach.checks.wording"), "has_grammalecte", lambda: False)


@pytest.fixture(autouse=True)
def a_while_after_the_start(monkeypatch):
    """A worker that is not there by now is missed."""
    monkeypatch.setattr(no_worker, "GRACE", 0.0)


@pytest.fixture(autouse=True)
def closed_books(used_before):
    """Each test has a database of its own; the connections to it would pile up to the limit of a process."""
    yield
    for books in (hunts._books, dossier_desk._books, audit_bulk._books):
        while books:
            books.popitem()[1].database.close()


@pytest.fixture
def servers(monkeypatch):
    models = (FakeModel(MISTRAL, 32_768), FakeModel(QWEN, 32_768))
    with FakeLMStudio(models=models, loaded=[MISTRAL]) as studio, FakeOllama() as ollama:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
        monkeypatch.setenv("LEADHUNTER_EMBEDDED", "0")
        yield studio, ollama


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A copy of the configuration, so that saving does not touch the tree."""
    root = tmp_path / "root"
    (root / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, root / name)
    shutil.copytree(locations.ROOT / "config" / "verticals", root / "config" / "verticals")
    monkeypatch.setattr("config.locations.ROOT", root)
    return root


@pytest.fixture
def store():
    """The store the app will open."""
    with Store() as opened:
        yield opened


@pytest.fixture
def open_tab(servers, root):
    """Open the app at a tab."""
    st.cache_resource.clear()

    def opened(tab, query=None, **session):
        app = AppTest.from_file(ENTRY, default_timeout=100)
        app.query_params["tab"] = tab
        for key, value in (query or {}).items():
            app.query_params[key] = value
        for key, value in session.items():
            app.session_state[key] = value
        app.run()
        assert not app.exception
        return app

    yield opened
    st.cache_resource.clear()
    for job in interactive.active():
        job.cancel.set()
        job.wait(100)


def labelled(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


def text_of(app):
    return " ".join(str(element.value) for element in [*app.markdown, *app.caption, *app.text])


def press(app, label):
    labelled(app.button, label).click().run()
    assert not app.exception


def primary(block):
    """Return the labels of the primary buttons of a page; what a popover or a dialog asks is its own page."""
    found = []
    for one in block.children.values():
        if isinstance(one, Button) and one.proto.type == "primary":
            found.append(one.label)
        elif isinstance(one, Block) and one.type not in {"popover", "dialog"}:
            found += primary(one)
    return found
