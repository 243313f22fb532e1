"""The sidebar in Streamlit's own test runner: each widget that changes a setting, and what comes of it."""

import json

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.app.conftest import ENTRY, QWEN, labelled, press, text_of
from tests.servers.fake_lm_studio import MISTRAL


@pytest.fixture
def app(servers, root):
    st.cache_resource.clear()
    app = AppTest.from_file(ENTRY, default_timeout=100).run()
    assert not app.exception
    yield app
    st.cache_resource.clear()


def saved(root):
    return json.loads((root / "settings.json").read_text(encoding="utf-8"))


def test_lights_tell_the_model_and_its_context(app):
    shown = text_of(app)
    assert ":green[●] **LM Studio** connected" in shown
    assert "4,096 context" in shown
    assert ":green[●] **Ollama** connected" in shown


def test_nothing_to_save_at_first(app):
    assert labelled(app.button, "Save").disabled
    assert labelled(app.button, "Revert").disabled


def test_a_parameter_of_one_task_is_saved_and_its_source_shown(app, root):
    labelled(app.selectbox, "Settings of").select("outreach").run()
    assert r"models\.outreach\.temperature" in text_of(app)
    labelled(app.number_input, "Temperature").set_value(1.1).run()
    assert "unsaved" in text_of(app)
    press(app, "Save")
    assert saved(root)["tasks"] == {"outreach": {"temperature": 1.1}}
    assert r"settings\.json · tasks\.outreach\.temperature" in text_of(app)
    press(app, "Reset")
    press(app, "Save")
    assert "tasks" not in saved(root)
    assert labelled(app.number_input, "Temperature").value == 0.7


def test_revert_forgets_the_edits(app, root):
    before = saved(root)
    labelled(app.number_input, "Timeout (seconds)").set_value(300.0).run()
    press(app, "Revert")
    assert labelled(app.number_input, "Timeout (seconds)").value == 60.0
    assert saved(root) == before


def test_setting_a_value_back_is_no_edit(app):
    labelled(app.number_input, "Temperature").set_value(1.0).run()
    labelled(app.number_input, "Temperature").set_value(0.4).run()
    assert labelled(app.button, "Save").disabled


def test_the_picker_lists_what_the_server_has(app, root):
    picker = labelled(app.selectbox, "Small model")
    assert picker.options == [f"{MISTRAL} (loaded)", QWEN]
    picker.select(QWEN).run()
    press(app, "Save")
    assert saved(root)["models"]["small_model"]["id"] == QWEN


def test_top_k_says_that_it_is_only_a_reference(app):
    field = labelled(app.number_input, "Top-k (reference only)")
    assert "set it in LM Studio" in field.help


def test_keys_go_to_a_private_file(app, root, tmp_path):
    labelled(app.text_input, "LM Studio key").input("sk-lm-secret:1234").run()
    press(app, "Save")
    assert "sk-lm-secret" not in (root / "settings.json").read_text(encoding="utf-8")
    secrets = tmp_path / "data" / "secrets.json"
    assert "sk-lm-secret" in secrets.read_text(encoding="utf-8")
    assert secrets.stat().st_mode & 0o777 == 0o600


def test_the_endpoint_preset_is_one_click_and_says_that_data_leaves(app, monkeypatch, root):
    monkeypatch.delenv("LEADHUNTER_LM_STUDIO_URL")
    monkeypatch.delenv("LEADHUNTER_OLLAMA_URL")
    press(app, "Remote")
    assert labelled(app.text_input, "LM Studio address").value == "https://lm.leophir.com/"
    assert "unsaved" in text_of(app)


def test_prompts_are_logged_only_when_switched_on(app, root):
    app.session_state["side_privacy"] = True
    app.run()
    switch = labelled(app.toggle, "Keep prompts and answers in the call log")
    assert switch.value is False
    switch.set_value(True).run()
    press(app, "Save")
    assert saved(root)["privacy"]["log_prompts"] is True


def test_test_asks_each_model_a_question(app, servers):
    press(app, "Test")
    assert [len(server.chats) for server in servers] == [1, 1]
    assert len(app.success) == 2


def test_what_a_test_shows_to_be_wrong_has_a_button(app, servers):
    for server in servers:
        server.stop()
    press(app, "Test")
    assert [error.value for error in app.error if "its program was not started" in error.value]
    app.button(key="remedy_test_Small model").click().run()
    assert not app.exception
    assert app.session_state["tab"] == "Models"


def test_refresh_asks_the_servers_again(app, servers):
    before = len(servers[0].requests)
    press(app, "Refresh models")
    assert len(servers[0].requests) > before
    assert app.toast


def test_a_broken_file_does_not_stop_the_app(servers, root):
    (root / "config" / "models.yml").write_text("models:\n  small_model:\n    temperatur: 0.4\n", "utf-8")
    st.cache_resource.clear()
    app = AppTest.from_file(ENTRY, default_timeout=100).run()
    assert not app.exception
    shown = " ".join(str(warning.value) for warning in app.warning)
    assert "temperature" in shown
    st.cache_resource.clear()
