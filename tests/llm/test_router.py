"""TaskRouter over the real configuration and servers as strict and as odd as the real ones."""

import asyncio
import json
import shutil
import time

import pytest
from pydantic import BaseModel

from config import locations
from config.loader import ConfigLoader
from llm import call_log, endpoints, errors, servers
from llm.background import background
from llm.completion import Phase
from llm.messages import document
from llm.router import TaskRouter
from tests.servers import faults
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio
from tests.servers.fake_ollama import LLAMA3, FakeOllama
from tests.servers.replies import SENTENCE

SHIPPED_PROBE_SECONDS = endpoints.PROBE_SECONDS
HELLO = [{"role": "system", "content": "Sois bref."}, {"role": "user", "content": "Bonjour"}]


class Firm(BaseModel):
    name: str
    town: str | None = None


GOOD = '{"name": "Durand", "town": "Bordeaux"}'


@pytest.fixture
def studio():
    with FakeLMStudio() as server:
        yield server


@pytest.fixture
def ollama():
    with FakeOllama(context=8192) as server:
        yield server


@pytest.fixture
def loader(tmp_path, monkeypatch, studio, ollama):
    monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", ollama.url)
    (tmp_path / "root" / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, tmp_path / "root" / name)
    return ConfigLoader(tmp_path / "root")


@pytest.fixture
def router(loader):
    return TaskRouter.from_config(loader)


def configured(loader, tmp_path, **settings):
    path = tmp_path / "root" / "settings.json"
    path.write_text(json.dumps(settings))
    loader.reload()


TASKS = {
    "extraction": (MISTRAL, "lm_studio", 0.4),
    "answer": (MISTRAL, "lm_studio", 0.4),
    "audit": (MISTRAL, "lm_studio", 0.4),
    "classification": (MISTRAL, "lm_studio", 0.4),
    "lead_summary": (LLAMA3, "ollama", 0.6),
    "outreach": (LLAMA3, "ollama", 0.7),
    "dossier": (LLAMA3, "ollama", 0.6),
}


@pytest.mark.parametrize(("task", "expected"), TASKS.items())
def test_each_task_goes_to_its_model(router, studio, ollama, task, expected):
    model, endpoint, temperature = expected
    route = router.plan(task)
    assert (route.model, route.endpoint, route.parameters["temperature"]) == expected
    assert route.sources["temperature"]["file"] == "models.yml"
    done = router.run(task, HELLO)
    assert (done.text, done.task, done.requested_model, done.served_model) == (SENTENCE, task, model, model)
    assert (done.endpoint, done.fallback_reason, done.attempts) == (endpoint, None, 1)
    body = (studio if endpoint == "lm_studio" else ollama).chats[-1]
    assert body["temperature"] == temperature
    assert body["messages"] == [{"role": "user", "content": "Sois bref.\n\nBonjour"}]
    assert "top_k" not in json.dumps(body)


def test_the_chain_of_a_writing_task_ends_at_lm_studio(router):
    assert router.plan("outreach").fallback == ["LM Studio: whatever the server has loaded"]
    assert router.plan("extraction").fallback == []


@pytest.mark.parametrize("how", ["run", "run_async", "stream"])
def test_ollama_stopped_in_mid_run_costs_no_wait(router, studio, ollama, how):
    def ask():
        if how == "stream":
            stream = router.stream("outreach", HELLO)
            text = "".join(stream)
            assert text == SENTENCE
            return stream.completion
        if how == "run_async":
            return asyncio.run(router.run_async("outreach", HELLO))
        return router.run("outreach", HELLO)

    assert ask().endpoint == "ollama"
    ollama.stop()
    for _ in range(2):
        started = time.monotonic()
        done = ask()
        assert time.monotonic() - started < 30  # (a call may take 60)
        assert (done.endpoint, done.served_model, done.requested_model) == ("lm_studio", MISTRAL, LLAMA3)
        assert "Ollama is not running" in done.fallback_reason
        assert studio.chats[-1]["temperature"] == 0.7
        assert studio.chats[-1]["max_tokens"] < 4096


def test_recovery_is_noticed(router, ollama, monkeypatch):
    monkeypatch.setattr("llm.breaker.OPEN_SECONDS", 0.3)
    ollama.stop()
    assert router.run("outreach", HELLO).endpoint == "lm_studio"
    ollama.start()
    time.sleep(0.4)
    assert router.run("outreach", HELLO).endpoint == "ollama"


def test_whatever_lm_studio_has_loaded_answers(tmp_path, monkeypatch):
    with FakeLMStudio(models=("qwen/qwen3-4b", MISTRAL), loaded=["qwen/qwen3-4b"]) as studio:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "http://127.0.0.1:9")
        done = TaskRouter.from_config(ConfigLoader(tmp_path)).run("dossier", HELLO)
        assert done.served_model == "qwen/qwen3-4b"
        assert studio.chats[-1]["model"] == "qwen/qwen3-4b"


FALLING = [
    faults.Status(500),
    faults.Status(502, html=True),
    faults.Status(503, words="server busy, please try again.  maximum pending requests exceeded"),
    faults.Html200(),
    faults.Empty(),
    faults.ChoicesNull(),
    faults.Status(404, words="model 'llama3:8b' not found"),
    faults.EchoKey(),
]


@pytest.mark.parametrize("fault", FALLING, ids=lambda fault: str(fault)[:40])
def test_what_makes_a_writing_task_fall_back(router, ollama, fault):
    ollama.fail(fault)
    done = router.run("outreach", HELLO)
    assert done.endpoint == "lm_studio"
    assert done.fallback_reason
    assert done.attempts >= 2


def test_a_hanging_ollama_is_left_after_the_timeout(router, loader, tmp_path, ollama):
    configured(loader, tmp_path, llm_timeout=1)
    ollama.fail(faults.Hang())
    started = time.monotonic()
    assert router.run("outreach", HELLO).endpoint == "lm_studio"
    assert time.monotonic() - started < 30
    assert router.run("outreach", HELLO).endpoint == "lm_studio"
    assert len(ollama.chats) == 1, "it is not waited for again"


def test_a_server_that_hangs_altogether_is_left_after_the_probe(router, ollama, monkeypatch):
    assert router.run("extraction", HELLO).endpoint == "lm_studio"  # what it says is known from here on
    monkeypatch.setattr(endpoints, "PROBE_SECONDS", 0.5)
    ollama.fail(faults.Hang(), on=faults.EVERYTHING)
    assert router.run("outreach", HELLO).endpoint == "lm_studio"
    assert ollama.chats == []


@pytest.mark.parametrize("how", ["stopped", "hanging"])
def test_both_down_is_one_typed_error_within_ten_seconds(router, studio, ollama, how, monkeypatch):
    assert 2 * SHIPPED_PROBE_SECONDS < 10
    monkeypatch.setattr(endpoints, "PROBE_SECONDS", 0.3)
    for server in (studio, ollama):
        if how == "stopped":
            server.stop()
        else:
            server.fail(faults.Hang(), on=faults.EVERYTHING)
    for _ in range(2):
        started = time.monotonic()
        with pytest.raises(errors.AllModelsFailed) as raised:
            router.run("outreach", HELLO)
        assert time.monotonic() - started < 2 * 0.3 + 20
        assert len(raised.value.causes) == 2
        assert raised.value.remedy


def test_a_task_on_lm_studio_without_fallback_fails_typed(router, studio, ollama):
    studio.stop()
    with pytest.raises(errors.ConnectionFailed):
        router.run("extraction", HELLO)
    assert ollama.chats == []


def test_a_declared_fallback_is_used(router, loader, tmp_path, studio):
    configured(loader, tmp_path, tasks={"extraction": {"fallback": ["large_model"]}})
    studio.stop()
    done = router.run("extraction", HELLO)
    assert (done.endpoint, done.requested_model) == ("ollama", MISTRAL)


def test_an_answer_cut_by_max_tokens_is_no_reason_to_fall_back(router, ollama, studio):
    ollama.fail(faults.TruncatedLength())
    with pytest.raises(errors.Truncated):
        router.run("outreach", HELLO)
    assert studio.chats == []


def test_a_stream_that_breaks_after_its_first_piece_is_not_started_again(router, ollama, studio):
    ollama.fail(faults.CutStream(3))
    pieces = []
    with pytest.raises(errors.StreamCut):
        pieces.extend(router.stream("outreach", HELLO))
    assert studio.chats == []


def test_the_prompt_fits_half_of_the_loaded_context(tmp_path, monkeypatch):
    page = "\n\n".join(
        f"Paragraphe {n} : dépannage jour et nuit à Bordeaux, devis gratuit." for n in range(900)
    )
    messages = [
        {"role": "system", "content": "Only facts."},
        {"role": "user", "content": [{"type": "text", "text": "Which town?"}, document(page)]},
    ]
    with FakeOllama(context=2048) as server:
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", server.url)
        done = TaskRouter.from_config(ConfigLoader(tmp_path)).run("dossier", messages)
        assert done.prompt_tokens <= 1024
        assert done.truncated is False
        assert "characters" in done.omitted[0]
        sent = server.chats[-1]
        assert sent["messages"][0]["content"].startswith("Only facts.\n\nWhich town?\n\nParagraphe 0")
        assert done.prompt_tokens + sent["max_tokens"] <= 2048


def test_an_unloaded_ollama_model_is_loaded_first_and_its_real_context_used(tmp_path, monkeypatch):
    phases = []
    with FakeOllama(context=2048, loaded=[], load_seconds=0.5) as server:
        monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", server.url)
        router = TaskRouter.from_config(ConfigLoader(tmp_path))

        async def three():
            return await asyncio.gather(
                *(router.run_async("dossier", HELLO, on_phase=phases.append) for _ in range(3))
            )

        assert [done.text for done in asyncio.run(three())] == [SENTENCE] * 3
        assert server.loads == 1
        assert Phase.LOADING in phases
        assert all(body["max_tokens"] < 2048 for body in server.chats if body.get("max_tokens"))


def test_first_requests_at_once_load_a_model_once(tmp_path, monkeypatch):
    with FakeLMStudio(loaded=[], load_seconds=0.4) as studio:
        monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", studio.url)
        router = TaskRouter.from_config(ConfigLoader(tmp_path))

        async def five():
            return await asyncio.gather(*(router.run_async("extraction", HELLO) for _ in range(5)))

        assert [done.text for done in asyncio.run(five())] == [SENTENCE] * 5
        assert studio.loads == 1


def test_a_model_evicted_in_mid_answer_is_asked_once_more(router, studio):
    studio.fail(faults.Status(500, words="Model unloaded."), times=1)
    assert router.run("extraction", HELLO).attempts == 2


def test_no_more_than_twice_the_slots_are_in_flight(router, ollama):
    ollama.tokens_per_second = 200

    async def six():
        return await asyncio.gather(*(router.run_async("outreach", HELLO) for _ in range(6)))

    assert [done.endpoint for done in asyncio.run(six())] == ["ollama"] * 6
    assert ollama.max_in_flight <= 2


# Structured answers


def test_data_is_an_instance_of_the_schema(router, studio):
    studio.set_reply(GOOD)
    done = router.run("extraction", HELLO, Firm)
    assert done.data == Firm(name="Durand", town="Bordeaux")
    assert (done.repaired, done.attempts, done.fallback_reason) == (False, 1, None)
    wanted = studio.chats[0]["response_format"]
    assert wanted["type"] == "json_schema"
    assert set(wanted["json_schema"]["schema"]["properties"]) == {"name", "town"}


@pytest.mark.parametrize(
    "fault", [faults.Fenced(), faults.Think(), faults.Think(orphan=True), faults.ReasoningOnly()]
)
def test_data_behind_fences_and_thoughts(router, studio, fault):
    studio.set_reply(GOOD)
    studio.fail(fault)
    assert router.run("extraction", HELLO, Firm).data.name == "Durand"


def test_the_same_model_is_asked_once_more_with_the_errors(router, studio):
    studio.set_reply(['{"town": "Bordeaux"}', GOOD])
    done = router.run("extraction", HELLO, Firm)
    assert (done.data.name, done.repaired, done.attempts) == ("Durand", True, 2)
    second = studio.chats[1]["messages"]
    assert [one["role"] for one in second] == ["user", "assistant", "user"]
    assert "name" in second[2]["content"]


def test_then_the_large_model_is_asked(router, studio, ollama):
    studio.set_reply("no idea")
    ollama.set_reply(GOOD)
    done = router.run("extraction", HELLO, Firm)
    assert (done.data.name, done.endpoint, done.requested_model) == ("Durand", "ollama", MISTRAL)
    assert "form" in done.fallback_reason
    assert (len(studio.chats), len(ollama.chats), done.attempts) == (2, 1, 3)


def test_then_it_fails_with_the_raw_text(router, studio, ollama):
    studio.set_reply("no idea")
    ollama.set_reply("me neither")
    with pytest.raises(errors.SchemaMismatch) as raised:
        router.run("extraction", HELLO, Firm)
    assert raised.value.text == "me neither"
    assert len(studio.chats) == 2
    assert len(ollama.chats) <= 2


def test_without_the_large_model_the_first_text_is_kept(router, studio, ollama):
    studio.set_reply("no idea")
    ollama.stop()
    with pytest.raises(errors.SchemaMismatch) as raised:
        router.run("extraction", HELLO, Firm)
    assert raised.value.text == "no idea"


def test_truncated_json_is_never_accepted(router, studio, ollama):
    studio.set_reply(GOOD)
    studio.fail(faults.TruncatedLength())
    ollama.fail(faults.TruncatedLength())
    with pytest.raises(errors.SchemaMismatch):
        router.run("extraction", HELLO, Firm)


def test_a_server_that_refuses_grammars_is_asked_without_and_remembered(router, studio):
    studio.set_reply(GOOD)
    studio.fail(faults.Status(400, words="Failed to initialize samplers: failed to parse grammar"), times=2)
    done = router.run("extraction", HELLO, Firm)
    assert (done.data.name, done.attempts) == ("Durand", 3)
    assert "response_format" not in studio.chats[2]
    router.run("extraction", HELLO, Firm)
    assert "response_format" not in studio.chats[3]


# What is logged


def test_the_call_log_has_no_words_unless_switched_on(router, loader, tmp_path, ollama):
    ollama.stop()
    router.run("outreach", HELLO)
    call = call_log.read()[-1]
    assert (call.task, call.requested_model, call.served_model) == ("outreach", LLAMA3, MISTRAL)
    assert call.fallback_reason
    assert call.seconds > 0
    assert (call.prompt, call.answer) == ("", "")
    configured(loader, tmp_path, privacy={"log_prompts": True})
    router.run("outreach", HELLO)
    call = call_log.read()[-1]
    assert "Bonjour" in call.prompt
    assert call.answer == SENTENCE


def test_failures_are_logged(router, studio):
    studio.stop()
    with pytest.raises(errors.ConnectionFailed):
        router.run("extraction", HELLO)
    assert call_log.read()[-1].error.startswith("ConnectionFailed")


# Which tier would answer


def test_the_context_of_a_task_is_that_of_the_model_that_would_answer(router, studio, ollama):
    assert router.context_of("outreach") == ollama.context
    for server in (ollama, studio):
        server.stop()
    background.run(_forgotten())
    assert router.context_of("outreach") is None


def test_tier_of(router, studio, ollama):
    assert router.tier_of("extraction") == "small"
    assert router.tier_of("outreach") == "large"
    ollama.stop()
    background.run(_forgotten())
    assert router.tier_of("outreach") == "small"
    studio.stop()
    background.run(_forgotten())
    assert router.tier_of("outreach") is None
    assert router.tier_of("extraction") is None


async def _forgotten():
    servers.forget_all()


def test_another_model_for_one_call(router, ollama, studio):
    assert (
        router.run("extraction", HELLO, overrides={"model": "large_model", "temperature": 0.1}).endpoint
        == "ollama"
    )
    assert ollama.chats[-1]["temperature"] == 0.1
    assert (
        router.run("extraction", HELLO, overrides={"model": "qwen/qwen3-4b"}).requested_model
        == "qwen/qwen3-4b"
    )
    assert studio.chats[-1]["model"] == "qwen/qwen3-4b"


def test_send_top_k_is_an_endpoints_own_choice(router, loader, tmp_path, ollama, studio):
    configured(
        loader, tmp_path, endpoints={"ollama": {"send_top_k": True}, "lm_studio": {"send_top_k": True}}
    )
    assert router.run("outreach", HELLO).text == SENTENCE
    assert ollama.requests[-1].path == "/api/chat"
    assert ollama.options[-1]["top_k"] == 40
    assert "".join(router.stream("outreach", HELLO)) == SENTENCE
    assert router.run("extraction", HELLO).text == SENTENCE
    assert studio.chats[-1]["top_k"] == 30


def test_settings_changed_on_disk_are_followed(router, loader, tmp_path, studio):
    router.run("extraction", HELLO)
    configured(loader, tmp_path, tasks={"extraction": {"temperature": 1.1}})
    router.run("extraction", HELLO)
    assert [body["temperature"] for body in studio.chats] == [0.4, 1.1]
