"""The doctor over servers as strict and as odd as the real ones: what it finds, and what its buttons do."""

import json
import shutil
import socket
from contextlib import ExitStack

import pytest
from typer.testing import CliRunner

from cli import app
from config import locations
from config.loader import ConfigLoader
from llm import call_log, doctor, doctor_actions, errors, gpu
from llm.doctor_records import Action, ActionKind, Facts, Status
from llm.doctor_ways import nearest_model, way_out
from llm.doctor_words import about_error
from llm.setups import STRUCTURED, WRITING
from tests.servers import faults
from tests.servers.fake_lm_studio import MISTRAL, NO_MODELS, FakeLMStudio, FakeModel
from tests.servers.fake_ollama import LLAMA3, TOO_LONG, FakeOllama
from ui import language

FRENCH = (
    "Un plombier a besoin d'un site pour que les clients de sa ville le trouvent et l'appellent. "
    "Il y montre aussi ses tarifs et les avis de ceux qu'il a dépannés."
)

OLD_OVERFLOW = (
    "Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with "
    "context length of only 4096 tokens, which is not enough."
)


def said(body):
    return None if body.get("response_format") else FRENCH


@pytest.fixture
def studio():
    with FakeLMStudio(reply=said) as server:
        yield server


@pytest.fixture
def ollama():
    with FakeOllama(context=8192, reply=said, library=["mistral-nemo:12b"]) as server:
        yield server


@pytest.fixture
def loader(tmp_path, monkeypatch, studio, ollama):
    monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
    (tmp_path / "root" / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, tmp_path / "root" / name)
    return ConfigLoader(tmp_path / "root")


def english(findings):
    """Return what the French screen would show in English, of findings and their buttons."""
    sentences = {
        words
        for one in findings
        for words in (one.what, one.cause if one.id != "failed-calls" else "", one.remedy)
    }
    for one in findings:
        sentences |= {action.label for action in (one.action, one.alternative) if action is not None}
        assert one.status is Status.OK or (one.remedy and (one.cause or one.server_words)), one
    return {words for words in sentences if words and language._said(words, "fr") == words}


@pytest.fixture
def look(loader):
    def examined(**settings):
        if settings:
            loader.save_settings(settings)
        report = doctor.examine(loader.get_merged_config(), presets=loader.endpoint_presets())
        assert english(report.findings) == set()
        return {(one.endpoint, one.id): one for one in report.findings}

    return examined


def test_two_good_servers_are_well_in_every_respect(loader, look):
    found = look()
    bad = [one for one in found.values() if one.status is not Status.OK]
    assert bad == []
    for endpoint in ("lm_studio", "ollama"):
        of = {name for where, name in found if where == endpoint}
        assert of >= {"reachable", "model-loaded", "context", "streaming", "structured-output", "system-role"}
        assert of >= {"quality"}
    assert "refuses system messages" in found["lm_studio", "system-role"].what
    assert "takes a system message" in found["ollama", "system-role"].what
    assert "Only user and assistant roles" in found["lm_studio", "system-role"].server_words
    assert "0.14.2" in found["ollama", "reachable"].what
    assert "trained for 32,768" in found["lm_studio", "context"].what


def test_looking_loads_nothing_and_sends_no_top_k(studio, ollama, look):
    studio.unload(MISTRAL)
    ollama.unload(LLAMA3)
    found = look()
    assert studio.loads == ollama.loads == 0
    assert studio.chats == ollama.chats == []
    assert found["lm_studio", "model-loaded"].action.kind is ActionKind.LOAD_MODEL
    assert found["ollama", "model-loaded"].action.kind is ActionKind.PRELOAD
    studio.load(MISTRAL)
    look()
    assert studio.chats
    assert "top_k" not in json.dumps(studio.chats)


def test_absent_servers_are_findings_with_ways_out(studio, ollama, look, monkeypatch):
    studio.stop()
    ollama.stop()
    assert doctor.WITHIN_SECONDS < 10
    found = look()
    assert found["lm_studio", "reachable"].status is Status.FAIL
    assert "No program listens" in found["ollama", "reachable"].cause
    assert "ollama serve" in found["ollama", "reachable"].remedy
    assert found["ollama", "reachable"].action.kind is ActionKind.CHANGE_SETTINGS
    assert found["", "tasks"].status is Status.FAIL
    assert found["", "tasks"].action.kind is ActionKind.CHANGE_SETTINGS


FAULTS = [
    (faults.Status(502, html=True), "/v1/models", "proxy", "A proxy"),
    (faults.Status(401, "An LM Studio API token is required"), None, "key", "wants a key"),
    (faults.Status(403, ""), None, "key", "Host header"),
    (faults.Hang(), None, "reachable", "says nothing"),
]


@pytest.mark.parametrize(("fault", "on", "name", "cause"), FAULTS)
def test_what_stands_between_is_named(studio, look, fault, on, name, cause, monkeypatch):
    if isinstance(fault, faults.Hang):
        monkeypatch.setattr("llm.endpoints.PROBE_SECONDS", 0.5)
    studio.fail(fault, on=faults.EVERYTHING)
    found = look()
    assert found["lm_studio", name].status is Status.FAIL
    assert cause in found["lm_studio", name].cause
    assert found["lm_studio", name].remedy


def test_top_k_that_is_refused_can_be_stopped(studio, loader, look):
    studio.refuse_top_k = True
    found = look(**{"endpoints.lm_studio.send_top_k": True})
    finding = found["lm_studio", "top-k"]
    assert finding.status is Status.FAIL
    assert "top_k" in finding.server_words
    doctor_actions.perform(finding.action, loader)
    assert ("lm_studio", "top-k") not in look()


def test_a_native_system_role_that_the_template_refuses_is_folded_by_a_button(loader, look):
    finding = look(**{"models.small_model.system_role": "native"})["lm_studio", "system-role"]
    assert finding.status is Status.FAIL
    doctor_actions.perform(finding.action, loader)
    assert look()["lm_studio", "system-role"].status is Status.OK


def test_a_missing_model_names_the_nearest(loader, look):
    finding = look(**{"models.small_model.id": "mistral-7b-instruct-v0.2"})["lm_studio", "model-found"]
    assert MISTRAL in finding.remedy
    assert finding.action.settings == {"models.small_model.id": MISTRAL}
    doctor_actions.perform(finding.action, loader)
    assert loader.get_model_config("small_model")["id"] == MISTRAL


def test_a_missing_ollama_model_is_pulled_with_progress(ollama, loader, look):
    finding = look(**{"models.large_model.id": "mistral-nemo:12b"})["ollama", "model-found"]
    assert "`ollama pull mistral-nemo:12b`" in finding.remedy
    assert finding.alternative is None  # nothing there has a name like it
    seen = []
    done = doctor_actions.perform(finding.action, loader, on_progress=seen.append)
    assert done == "mistral-nemo:12b is there."
    assert [step.share for step in seen if step.share is not None] == [0.0, 0.5, 1.0]
    assert "mistral-nemo:12b" in ollama.models
    assert ("ollama", "model-found") not in look()


def test_a_missing_ollama_model_may_be_the_one_it_has_by_a_like_name(loader, look):
    finding = look(**{"models.large_model.id": "llama3:70b"})["ollama", "model-found"]
    assert (finding.action.kind, finding.alternative.model) == (ActionKind.PULL, LLAMA3)
    doctor_actions.perform(finding.alternative, loader)
    assert loader.get_task_config("outreach")["id"] == LLAMA3


def test_a_model_nobody_has_says_so_in_the_servers_words(loader):
    action = Action(kind=ActionKind.PULL, label="", endpoint="ollama", model="nothing:1b")
    with pytest.raises(errors.LLMError) as caught:
        doctor_actions.perform(action, loader)
    assert "file does not exist" in caught.value.server_words


def test_too_little_context_is_mended_in_lm_studio(studio, loader, look):
    studio.unload(MISTRAL)
    studio.load(MISTRAL, 2048)
    finding = look()["lm_studio", "context"]
    assert finding.status is Status.WARN
    assert "2,048 of 4,096" in finding.what
    doctor_actions.perform(finding.action, loader)
    assert look()["lm_studio", "context"].status is Status.OK
    assert studio.loaded == [MISTRAL]  # in place of the other copy, not beside it


def test_an_older_lm_studio_says_how_to_load_by_hand(studio, loader, look):
    studio.api_v1 = False
    studio.unload(MISTRAL)
    studio.load(MISTRAL, 2048)
    with pytest.raises(errors.InvalidRequest) as caught:
        doctor_actions.perform(look()["lm_studio", "context"].action, loader)
    assert "4096" in caught.value.remedy


def test_too_little_context_in_ollama_becomes_a_variant(tmp_path, monkeypatch, studio, loader):
    for _ in range(3):
        call_log.write(call_log.Call(endpoint="ollama", truncated=True))
    with FakeOllama(context=4096, reply=said) as small:
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", small.url)
        report = doctor.examine(loader.get_merged_config())
        finding = next(one for one in report.findings if (one.endpoint, one.id) == ("ollama", "context"))
        cut = next(
            one for one in report.findings if (one.endpoint, one.id) == ("ollama", "silent-truncation")
        )
        assert cut.action == finding.action
        assert "4,096 of 8,192" in finding.what
        assert "in silence" in finding.cause
        doctor_actions.perform(finding.action, loader)
        assert loader.get_task_config("outreach")["id"] == f"{LLAMA3}-ctx8192"
        assert small.created == {f"{LLAMA3}-ctx8192": 8192}


def test_schemas_that_are_refused_or_ignored_are_told(studio, ollama, look):
    studio.set_reply(lambda body: "no JSON here" if body.get("response_format") else FRENCH)
    assert "broken JSON" in look()["lm_studio", "structured-output"].what


def test_a_model_that_repeats_itself_or_writes_english_is_told(studio, ollama, look):
    studio.set_reply(lambda body: None if body.get("response_format") else "le site le site " * 12)
    ollama.set_reply(
        lambda body: (
            None
            if body.get("response_format")
            else "A plumber wants customers who search online, therefore every company should publish pages."
        )
    )
    found = look()
    assert "repeats itself" in found["lm_studio", "quality"].what
    assert "French in French" in found["ollama", "quality"].what


def test_another_model_that_answers_in_its_place_is_told(studio, look):
    studio.fail(faults.WrongModel("another/model"))
    assert "another/model answers in place of" in look()["lm_studio", "served-model"].what


def test_the_log_of_calls_tells_of_cut_slow_and_broken_answers(look):
    for n in range(4):
        call_log.write(
            call_log.Call(
                endpoint="ollama", seconds=25.0 if n else 1.0, truncated=n == 3, repaired=n in (1, 2)
            )
        )
    found = look()
    assert {"silent-truncation", "slow-calls", "broken-json"} <= {name for _, name in found}
    assert "silence: 1 of the last 4" in found["ollama", "silent-truncation"].what


def test_slow_calls_are_told_with_the_card_and_the_length_of_answers(ollama, look, loader, monkeypatch):
    monkeypatch.setattr(gpu, "cards", lambda: [gpu.Card("A card", 8_000_000_000, 1_500_000_000)])
    for _ in range(3):
        call_log.write(
            call_log.Call(
                endpoint="ollama", task="dossier", served_model="gone", seconds=41, completion_tokens=2400
            )
        )
    finding = look()["ollama", "slow-calls"]
    assert "A card) has 1.5 GB free" in finding.cause
    assert "2,400 tokens" in finding.cause
    doctor_actions.perform(finding.action, loader)
    assert loader.get_task_config("dossier")["max_tokens"] == 1024


def test_broken_json_of_late_lowers_the_temperature_of_its_tasks(look, loader):
    for _ in range(4):
        call_log.write(call_log.Call(endpoint="lm_studio", task="extraction", repaired=True))
    finding = look()["lm_studio", "broken-json"]
    doctor_actions.perform(finding.action, loader)
    assert loader.get_task_config("extraction")["temperature"] == 0.2


def test_what_the_last_calls_failed_with_is_told_while_they_do(look):
    words = "NoModelLoaded: LM Studio has no model loaded."
    call_log.write(call_log.Call(endpoint="lm_studio"))
    for _ in range(2):
        call_log.write(call_log.Call(endpoint="lm_studio", error=words))
    finding = look()["lm_studio", "failed-calls"]
    assert finding.what == "The last 2 calls failed."
    assert finding.cause == "LM Studio has no model loaded."
    call_log.write(call_log.Call(endpoint="lm_studio"))
    assert ("lm_studio", "failed-calls") not in look()


def test_generic_phrases_are_told(studio, look):
    studio.set_reply(
        lambda body: (
            None
            if body.get("response_format")
            else "De nos jours, un site est un outil puissant pour les plombiers. "
            "N’hésitez pas à en créer un, car il est important de le faire dans la vie."
        )
    )
    finding = look()["lm_studio", "quality"]
    assert "generic phrases (“De nos jours”" in finding.what
    assert finding.action is None  # it writes nothing as the tasks are given out


def test_a_writer_that_repeats_itself_is_made_livelier_by_a_button(ollama, loader, look):
    ollama.set_reply(lambda body: None if body.get("response_format") else "le site le site " * 12)
    action = look()["ollama", "quality"].action
    wanted = {f"tasks.{task}.temperature": 0.8 for task in ("lead_summary", "outreach", "dossier")}
    assert action.settings == wanted
    doctor_actions.perform(action, loader)
    assert loader.get_task_config("dossier")["temperature"] == 0.8


@pytest.mark.parametrize(
    ("endpoint", "url", "name", "words"),
    [
        ("ollama", "http://192.168.1.20:11434", "bind", "OLLAMA_HOST=0.0.0.0"),
        ("lm_studio", "http://192.168.1.20:1234", "bind", "Serve on local network"),
        ("lm_studio", "https://models.example", "reachable", "ask whoever runs"),
        ("ollama", "http://127.0.0.1:11434", "reachable", "Start it."),
    ],
)
def test_a_refused_connection_is_told_by_where_the_server_is(endpoint, url, name, words):
    facts = Facts(endpoint, endpoint, url, [])
    facts.error = errors.ConnectionFailed("It cannot be reached.", "Start it.")
    finding = about_error(facts)
    assert (finding.id, finding.status) == (name, Status.FAIL)
    assert words in finding.remedy
    assert finding.cause


def test_no_button_writes_what_the_environment_overrides(monkeypatch):
    config = {"endpoints": {"ollama": {"url": "http://gone.example:1"}}, "embedded": {"enabled": True}}
    presets = {"local": {"ollama": "http://127.0.0.1:11434"}}
    action = way_out(config, presets)
    assert action is not None
    assert action.settings == {"endpoints.ollama.url": "http://127.0.0.1:11434"}
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "http://gone.example:1")
    assert way_out(config, presets) is None


def test_a_machine_too_busy_to_connect_is_not_taken_for_a_server_that_is_off(loader, monkeypatch):
    monkeypatch.setattr("llm.clients.CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, ExitStack() as waiting:
        for _ in range(3):  # the kernel keeps one or two for a server that takes none
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", f"http://127.0.0.1:{full.getsockname()[1]}")
        found = doctor.examine(loader.get_merged_config()).findings
    finding = next(one for one in found if (one.endpoint, one.id) == (OLLAMA, "reachable"))
    assert "took no connection" in finding.what
    assert "busy" in finding.remedy
    assert "No program" not in finding.cause


# What the servers really say: endpoint, status, words, a part of the cause, the button that helps if any.
STUDIO, OLLAMA = "lm_studio", "ollama"
LOAD, PRELOAD, PULL = ActionKind.LOAD_MODEL, ActionKind.PRELOAD, ActionKind.PULL
GIVE = ActionKind.CHANGE_SETTINGS  # its tasks to the other model
ALTERNATE = "Conversation roles must alternate user/assistant/user/assistant/..."
SAID = [
    (STUDIO, 404, NO_MODELS, "no model", LOAD),
    (STUDIO, 400, "Model unloaded.", "stopped working", LOAD),
    (STUDIO, 400, faults.CRASHED, "stopped working", LOAD),
    (STUDIO, 400, faults.OVERFLOWED, "longer than the context", LOAD),
    (STUDIO, 200, faults.OVERFLOWED, "longer than the context", LOAD),
    (STUDIO, 400, OLD_OVERFLOW, "longer than the context", LOAD),
    (STUDIO, 400, 'Invalid model identifier "x". Please specify a valid downloaded model.', "not have", GIVE),
    (STUDIO, 400, "Unrecognized key(s) in object: 'top_k'", "refuses top_k", GIVE),
    (STUDIO, 400, "Only user and assistant roles are supported!", "refuses these roles", GIVE),
    (STUDIO, 400, ALTERNATE, "refuses these roles", GIVE),
    (STUDIO, 400, "After the optional system message, " + ALTERNATE.lower(), "refuses these roles", GIVE),
    (STUDIO, 400, "Only user, assistant and tool roles are supported, got system.", "these roles", GIVE),
    (STUDIO, 400, "Error rendering prompt with jinja template: System role not supported", "roles", GIVE),
    (STUDIO, 200, "Unexpected endpoint or method. (POST /v1/chat/completions)", "not to chat requests", GIVE),
    (OLLAMA, 404, "model 'llama3:8b' not found", "does not have the model", PULL),
    (OLLAMA, 404, 'model "llama3:8b" not found, try pulling it first', "does not have the model", PULL),
    (OLLAMA, 400, TOO_LONG, "longer than the context", PRELOAD),
    (OLLAMA, 503, "server busy, please try again.  maximum pending requests exceeded", "is busy", None),
]


@pytest.mark.parametrize(
    ("endpoint", "status", "words", "cause", "button"), SAID, ids=[f"{one[1]} {one[2][:30]}" for one in SAID]
)
def test_a_servers_real_words_are_recognised(studio, ollama, look, endpoint, status, words, cause, button):
    server = studio if endpoint == STUDIO else ollama
    server.fail(faults.Error200(words) if status == 200 else faults.Status(status, words))
    finding = look()[endpoint, "answers"]
    assert finding.status is Status.FAIL
    assert cause in finding.cause
    assert finding.remedy
    assert words[:40] in finding.server_words
    assert (finding.action and finding.action.kind) == button


# What a model does badly, the kind of finding, and the tasks its button gives to the model that does it well.
ONLY_PROSE = "Voici les deux phrases que vous avez bien voulu me demander."
ENGLISH = "A plumber wants customers who search online, therefore every company should publish pages."
BADLY = [
    (STUDIO, {"json": ONLY_PROSE}, "structured-output", STRUCTURED, "large_model", "action"),
    (OLLAMA, {"prose": ENGLISH}, "quality", WRITING, "small_model", "action"),
    (OLLAMA, {"prose": "le site le site " * 12}, "quality", WRITING, "small_model", "alternative"),
]


@pytest.mark.parametrize(("endpoint", "says", "name", "tasks", "other", "button"), BADLY)
def test_tasks_go_to_the_model_that_does_them_well(
    studio, ollama, loader, look, endpoint, says, name, tasks, other, button
):
    server = studio if endpoint == STUDIO else ollama
    server.set_reply(
        lambda body: says.get("json") if body.get("response_format") else says.get("prose", FRENCH)
    )
    action = getattr(look()[endpoint, name], button)
    assert action.settings == {f"tasks.{task}.model": other for task in tasks}
    doctor_actions.perform(action, loader)
    assert {loader.get_task_config(task)["alias"] for task in tasks} == {other}


def test_a_slow_model_gives_its_tasks_to_a_quick_one(monkeypatch, loader):
    monkeypatch.setattr("llm.doctor_probe._WRITING_SECONDS", 2.0)
    with FakeOllama(context=8192, reply=said, tokens_per_second=6) as slow:
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", slow.url)
        report = doctor.examine(loader.get_merged_config())
    finding = next(one for one in report.findings if (one.endpoint, one.id) == (OLLAMA, "speed"))
    assert finding.status is Status.WARN
    assert finding.action.label == "Give its tasks to small_model"


def test_where_no_model_does_better_none_is_offered(studio, ollama, look):
    for server in (studio, ollama):
        server.set_reply(lambda body: ONLY_PROSE if body.get("response_format") else FRENCH)
    found = look()
    assert [found[one, "structured-output"].action for one in (STUDIO, OLLAMA)] == [None, None]


def test_a_model_that_says_nothing_in_time_is_told_apart(studio, look, monkeypatch):
    monkeypatch.setattr("llm.doctor_probe._WRITING_SECONDS", 0.3)
    studio.fail(faults.Hang())
    finding = look()["lm_studio", "answers"]
    assert finding.status is Status.FAIL
    assert "far too slow" in finding.cause
    assert finding.server_words == ""


def test_part_of_a_model_on_the_card_is_told(ollama, look, monkeypatch):
    monkeypatch.setattr(
        ollama,
        "_running",
        lambda running=ollama._running: [{**one, "size": 10_000_000_000} for one in running()],
    )
    assert "51 % of llama3:8b lies on the graphics card" in look()["ollama", "gpu-offload"].what


def test_slots_set_apart_are_told_with_a_button(studio, loader, look):
    finding = look(**{"endpoints.lm_studio.parallel": 8})["lm_studio", "parallel"]
    assert finding.status is Status.WARN
    doctor_actions.perform(finding.action, loader)
    assert loader.get_merged_config()["endpoints"]["lm_studio"]["parallel"] == 4


def test_models_of_another_name_are_found():
    known = ["qwen/qwen3-4b", MISTRAL]
    assert nearest_model("Mistral-7B-Instruct-v0.2", known) == MISTRAL
    assert nearest_model("gemma", known) == ""


def test_the_command_is_a_report_and_always_ends_well(studio, ollama, loader):
    studio.stop()
    ollama.stop()
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == 0
    report = json.loads(done.stdout)
    assert report["seconds"] < 10
    for finding in report["findings"]:
        assert finding["status"] in {"ok", "warn", "fail"}
        assert {"id", "status", "endpoint", "what", "cause", "remedy", "action"} <= finding.keys()
    plain = CliRunner().invoke(app, ["doctor"])
    assert plain.exit_code == 0
    assert "FAIL" in plain.stdout


def test_a_loaded_model_without_tasks_is_still_looked_at(tmp_path):
    with FakeLMStudio(models=[FakeModel("qwen/qwen3-4b")], reply=said) as server:
        config = {"endpoints": {"other": {"url": server.url, "parallel": 4}}, "models": {}}
        found = {one.id: one for one in doctor.examine(config).findings if one.endpoint == "other"}
    assert found["streaming"].status is Status.OK
