"""The Models tab over strict fakes: doctor, set-ups, routing, bench, calls."""

import json
import threading
import time

import pytest

from config import locations
from jobs import interactive, models_job
from llm import call_log, embedded
from llm.bench import keep
from llm.doctor_actions import Progress
from llm.doctor_records import Diagnosis
from tests.app.conftest import labelled, press, text_of
from tests.servers import faults
from tests.servers.fake_lm_studio import MISTRAL


@pytest.fixture(autouse=True)
def forget_jobs():
    """Tests of other tabs may have opened this one before: their jobs would show here."""
    _forget()
    yield
    _forget()


def _forget():
    for key in (models_job.DOCTOR, models_job.MEND, models_job.BENCH):
        interactive._jobs.pop(key, None)


def settled(app, key):
    job = interactive.job(key)
    assert job is not None
    assert job.wait(100)
    app.run()
    assert not app.exception
    return job


def settings_of(root):
    return json.loads((root / "settings.json").read_text())


def test_the_doctor_looks_by_itself_and_a_button_mends(open_tab, servers):
    studio, _ = servers
    studio.unload(MISTRAL)
    app = open_tab("Models")
    job = settled(app, models_job.DOCTOR)
    assert isinstance(job.result, Diagnosis)
    assert "is on LM Studio, but not loaded" in text_of(app).replace("\\", "")
    press(app, "Load it with a context of 4\\,096")
    settled(app, models_job.MEND)
    settled(app, models_job.DOCTOR)
    assert studio.loaded == [MISTRAL]
    assert "but not loaded" not in text_of(app).replace("\\", "")


def test_one_look_lists_every_model_with_what_was_tried_on_it(open_tab, servers):
    app = open_tab("Models")
    settled(app, models_job.DOCTOR)
    shown = next(table.value for table in app.dataframe if "Streams" in table.value.columns)
    studio, ollama = (shown[shown["Server"] == name].iloc[0].to_dict() for name in ("LM Studio", "Ollama"))
    assert (studio["Model"], studio["Version"], studio["Loaded"]) == (MISTRAL.split("/")[1], "≥ 0.4", "yes")
    assert (studio["Context"], studio["Trained for"], studio["Quantization"]) == (4096, 32768, "Q4_K_M")
    assert (studio["System"], studio["JSON"], studio["Streams"], studio["Slots"]) == ("no", "yes", "yes", 4)
    assert (ollama["System"], ollama["Trained for"]) == ("yes", 8192)
    assert studio["Tokens/s"] > 20


def test_a_button_that_helps_against_several_findings_stands_once(open_tab, servers):
    for server in servers:
        server.stop()
    app = open_tab("Models")
    job = settled(app, models_job.DOCTOR)
    offered = [one.action.label for one in job.result.findings if one.action is not None]
    assert len(offered) == 3
    assert sum(one.label == offered[0] for one in app.button) == 1


def test_a_model_that_is_fetched_shows_how_far_it_is(open_tab, servers):
    interactive.submit(models_job.DOCTOR, lambda handle: None, "Model servers")
    done = threading.Event()

    def fetch(handle):
        handle.set_phase("pulling 6a0746a1ec1a 25 %")
        handle.set_result(Progress("pulling 6a0746a1ec1a", 0.25))
        done.wait(100)

    job = interactive.submit(models_job.MEND, fetch, "Get the model llama3:8b")
    while not isinstance(job.result, Progress):
        time.sleep(0.01)
    try:
        app = open_tab("Models")
        assert [bar.value for bar in app.get("progress")] == [25]
        assert "pulling 6a0746a1ec1a 25 %" in text_of(app).replace("\\", "")
    finally:
        done.set()
        job.wait(100)


def test_words_of_a_server_stay_words(open_tab, servers):
    servers[0].fail(faults.Status(400, words="![x](http://evil.example/a.png) refused"))
    app = open_tab("Models")
    settled(app, models_job.DOCTOR)
    assert "evil" in text_of(app)
    assert "![x](" not in text_of(app)


def test_set_ups_are_one_click_apart(open_tab, root):
    app = open_tab("Models")
    app.button(key="setup_SMALL_ONLY").click().run()
    assert not app.exception
    assert settings_of(root)["tasks"]["outreach"]["model"] == "small_model"
    assert labelled(app.button, "In use").key == "setup_SMALL_ONLY"
    app.button(key="setup_BY_HAND").click().run()
    assert settings_of(root)["endpoints"]["lm_studio"]["switch"] == "by_hand"
    assert labelled(app.button, "In use").key == "setup_BY_HAND"
    app.button(key="setup_TWO_SERVERS").click().run()
    assert labelled(app.button, "In use").key == "setup_TWO_SERVERS"
    assert "tasks" not in {key for key, value in settings_of(root).items() if value}


def test_a_changed_task_can_be_reset(open_tab, root):
    (root / "settings.json").write_text(
        json.dumps({**settings_of(root), "tasks": {"outreach": {"temperature": 0.9}}})
    )
    app = open_tab("Models")
    press(app, "Reset outreach")
    assert not app.exception
    assert not settings_of(root).get("tasks")


def test_a_bench_runs_and_its_figures_are_shown(open_tab):
    app = open_tab("Models")
    app.multiselect(key="bench_models").set_value(["small_model"])
    app.multiselect(key="bench_tasks").set_value(["extraction"])
    app.number_input(key="bench_cases").set_value(2).run()
    app.button(key="bench_run").click().run()
    settled(app, models_job.BENCH)
    app.run()
    assert not app.exception
    shown = next(table.value for table in app.dataframe if "Right %" in table.value.columns)
    assert list(shown["Model"]) == ["mistral-7b-instruct-v0.3"]
    assert "Measured on" in text_of(app)


def test_a_bench_that_no_model_answers_is_no_figure_and_is_run_again_with_one_button(open_tab, servers):
    app = open_tab("Models")
    for server in servers:
        server.stop()
    app.multiselect(key="bench_models").set_value(["small_model"])
    app.multiselect(key="bench_tasks").set_value(["extraction"])
    app.number_input(key="bench_cases").set_value(2).run()
    app.button(key="bench_run").click().run()
    failed = settled(app, models_job.BENCH)
    assert keep.results() == []
    assert "LM Studio is not running" in str(failed.error)
    app.run()
    app.button(key="remedy_bench").click().run()
    assert settled(app, models_job.BENCH) is not failed


def test_calls_are_summed(open_tab):
    call_log.write(
        call_log.Call(task="audit", served_model=MISTRAL, seconds=2, prompt_tokens=900, completion_tokens=100)
    )
    call_log.write(call_log.Call(task="audit", served_model=MISTRAL, repaired=True, cached=True, seconds=1))
    app = open_tab("Models")
    text = text_of(app)
    assert "2 calls · 1 answered without asking a model · 0 failed" in text
    assert "**Tokens** 1,000" in text


def test_the_embedded_engines_log_is_shown_as_it_is(open_tab, root):
    locations.own_models_dir().mkdir(parents=True)
    (locations.own_models_dir() / "small.gguf").write_bytes(b"GGUF")
    (locations.logs_dir() / "embedded-small.log").write_text("load **tensors**\n")
    app = open_tab("Models")
    if embedded.installed():
        assert any("load **tensors**" in block.value for block in app.code)
