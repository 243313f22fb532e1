"""LLMAdapter against servers as strict and as odd as the real ones."""

import asyncio
import json
import threading
import time

import httpx
import pytest
import respx

from llm import errors
from llm.adapter import LLMAdapter
from llm.completion import Phase
from tests.servers import faults
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio
from tests.servers.fake_ollama import LLAMA3, FakeOllama
from tests.servers.replies import SENTENCE

HELLO = [{"role": "user", "content": "Bonjour"}]
SYSTEM_FIRST = [{"role": "system", "content": "Sois bref."}, *HELLO]


@pytest.fixture
def studio():
    with FakeLMStudio() as server:
        yield server


@pytest.fixture
def adapter(studio):
    return LLMAdapter(studio.url, model=MISTRAL, timeout=60)


def collected(adapter, messages=HELLO, **kwargs):
    return "".join(adapter.stream(messages, **kwargs))


WAYS = [
    pytest.param(lambda a, m: a.chat(m), id="chat"),
    pytest.param(lambda a, m: asyncio.run(a.chat_async(m)), id="chat_async"),
    pytest.param(lambda a, m: a.complete(m).text, id="complete"),
    pytest.param(lambda a, m: asyncio.run(a.complete_async(m)).text, id="complete_async"),
    pytest.param(collected, id="stream"),
]


@pytest.mark.parametrize("way", WAYS)
def test_system_messages_are_folded_on_every_path(adapter, studio, way):
    assert way(adapter, SYSTEM_FIRST) == SENTENCE
    assert studio.chats[-1]["messages"] == [{"role": "user", "content": "Sois bref.\n\nBonjour"}]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("url", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
def test_any_form_of_the_address_will_do(studio, way, url):
    adapter = LLMAdapter(studio.url.replace("127.0.0.1", "localhost") + url, model=MISTRAL)
    assert adapter.base_url == studio.url + "/v1"
    assert way(adapter, HELLO) == SENTENCE


def test_with_system(adapter, studio):
    assert adapter.chat_with_system("Bonjour", "Sois bref.") == SENTENCE
    assert asyncio.run(adapter.chat_with_system_async("Bonjour")) == SENTENCE
    first, second = studio.chats
    assert first["messages"][0]["content"] == "Sois bref.\n\nBonjour"
    assert second["messages"][0]["content"] == "Bonjour"


def test_top_k_is_never_sent_wherever_it_comes_from(studio):
    adapter = LLMAdapter(studio.url, model=MISTRAL, top_k=40, top_p=0.9)
    adapter.chat(HELLO, top_k=3, extra_body={"top_k": 5, "repeat_penalty": 1.1, "options": {"top_k": 6}})
    collected(adapter, top_k=3)
    for body in studio.chats:
        assert "top_k" not in json.dumps(body)
    assert studio.chats[0]["repeat_penalty"] == 1.1
    assert studio.chats[0]["top_p"] == 0.9
    assert adapter.top_k == 40


def test_parameters_of_the_call_win(adapter, studio):
    adapter.chat(HELLO, temperature=0.9, max_tokens=70, stop=["X"], seed=4)
    body = studio.chats[0]
    assert (body["temperature"], body["max_tokens"], body["stop"], body["seed"]) == (0.9, 70, ["X"], 4)
    adapter.chat(HELLO, temperature=0.0)
    assert studio.chats[1]["temperature"] == 0.0


def test_a_completion_knows_everything(studio, adapter):
    done = adapter.complete(HELLO)
    assert done.text == SENTENCE
    assert done.requested_model == done.served_model == MISTRAL
    assert done.endpoint == studio.url
    assert done.finish_reason == "stop"
    assert done.prompt_tokens > 0
    assert done.completion_tokens > 0
    assert done.tokens_per_second > 0
    assert done.attempts == 1
    assert done.truncated is False


def test_the_model_that_answered_is_recorded(studio, adapter):
    studio.fail(faults.WrongModel("other/model"))
    assert adapter.complete(HELLO).served_model == "other/model"


def test_successive_event_loops(adapter):
    for _ in range(3):
        assert asyncio.run(adapter.chat_async(HELLO)) == SENTENCE


def test_many_calls_at_once_stay_within_twice_the_slots(studio, adapter):
    studio.tokens_per_second = 200

    async def many():
        return await asyncio.gather(*(adapter.chat_async(HELLO) for _ in range(20)))

    assert asyncio.run(many()) == [SENTENCE] * 20
    assert studio.max_in_flight <= 8


FAILURES = [
    (faults.Status(500), errors.ServerFailed),
    (faults.Status(500, html=True), errors.ServerFailed),
    (faults.Status(502, html=True), errors.ServerFailed),
    (faults.Status(504, html=True), errors.ServerFailed),
    (faults.Status(524, html=True), errors.ServerFailed),
    (
        faults.Status(503, words="server busy, please try again.  maximum pending requests exceeded"),
        errors.Busy,
    ),
    (faults.Error200(), errors.ContextOverflow),
    (
        faults.Error200(words="No models loaded. Please load a model in the developer page"),
        errors.NoModelLoaded,
    ),
    (faults.Html200(), errors.ServerFailed),
    (faults.ChoicesNull(), errors.LLMError),
    (faults.Empty(), errors.EmptyAnswer),
    (faults.ReasoningOnly(), errors.EmptyAnswer),
    (faults.TruncatedLength(), errors.Truncated),
    (faults.EchoKey(), errors.AuthenticationFailed),
    (faults.Status(403, words=""), errors.AuthenticationFailed),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("fault", "expected"), FAILURES, ids=lambda value: str(value)[:40])
def test_what_goes_wrong_is_an_exception_with_a_remedy(studio, adapter, way, fault, expected):
    studio.fail(fault)
    with pytest.raises(expected) as raised:
        way(adapter, HELLO)
    assert raised.value.message
    assert raised.value.remedy
    assert 1 <= raised.value.attempts <= 2


STREAM_FAILURES = [
    (faults.CutStream(3), errors.StreamCut),
    (faults.NoFinish(), errors.StreamCut),
    (faults.ZeroDeltas(), errors.EmptyAnswer),
    (faults.ErrorInStream(3), errors.StreamCut),
]


@pytest.mark.parametrize(("fault", "expected"), STREAM_FAILURES, ids=lambda value: str(value)[:40])
def test_a_stream_without_an_end_is_an_error(studio, adapter, fault, expected):
    studio.fail(fault)
    pieces = []
    with pytest.raises(expected) as raised:
        pieces.extend(adapter.stream(HELLO))
    assert raised.value.text == "".join(pieces) or expected is errors.EmptyAnswer


def test_pieces_before_the_cut_are_kept(studio, adapter):
    studio.fail(faults.CutStream(3))
    pieces = []
    with pytest.raises(errors.StreamCut) as raised:
        for piece in adapter.stream(HELLO):
            pieces.append(piece)
    assert pieces
    assert raised.value.text == "".join(pieces)


@pytest.mark.parametrize("orphan", [False, True])
def test_thoughts_do_not_leak(studio, adapter, orphan):
    studio.fail(faults.Think(orphan=orphan))
    assert adapter.chat(HELLO) == SENTENCE


def test_a_truncated_answer_keeps_its_text(studio, adapter):
    studio.fail(faults.TruncatedLength())
    with pytest.raises(errors.Truncated) as raised:
        adapter.chat(HELLO)
    assert raised.value.text
    assert SENTENCE.startswith(raised.value.text)


def test_a_hanging_server_is_given_up_after_the_timeout(studio):
    studio.fail(faults.Hang())
    adapter = LLMAdapter(studio.url, model=MISTRAL, timeout=1)
    for ask in (adapter.chat, lambda m: "".join(adapter.stream(m))):
        started = time.monotonic()
        with pytest.raises(errors.TimedOut):
            ask(HELLO)
        assert time.monotonic() - started < 30


def test_a_stream_that_stops_in_the_middle_is_given_up(studio):
    studio.fail(faults.HangAfterChunks(3))
    adapter = LLMAdapter(studio.url, model=MISTRAL, timeout=1)
    started = time.monotonic()
    with pytest.raises(errors.TimedOut):
        list(adapter.stream(HELLO))
    assert time.monotonic() - started < 30


def test_timeout_holds_for_a_body_that_drips(studio):
    studio.fail(faults.Drip(0.2))
    adapter = LLMAdapter(studio.url, model=MISTRAL, timeout=1)
    started = time.monotonic()
    with pytest.raises(errors.TimedOut):
        adapter.chat(HELLO)
    assert time.monotonic() - started < 30


def test_a_refused_connection_is_told_at_once():
    with FakeLMStudio() as server:
        url = server.url
    started = time.monotonic()
    with pytest.raises(errors.ConnectionFailed) as raised:
        LLMAdapter(url).chat(HELLO)
    assert time.monotonic() - started < 30
    assert url in raised.value.message


def test_one_retry_loop(studio, adapter):
    studio.fail(faults.Status(500))
    with pytest.raises(errors.ServerFailed):
        adapter.chat(HELLO)
    assert len(studio.chats) == 1
    studio.mend()
    studio.fail(faults.Status(503, words="server busy"), times=1)
    done = adapter.complete(HELLO)
    assert (done.text, done.attempts) == (SENTENCE, 2)


def test_an_idle_connection_is_not_reused_when_the_server_has_closed_it():
    with FakeLMStudio(keep_alive=0.2) as server:
        adapter = LLMAdapter(server.url, model=MISTRAL)
        assert adapter.chat(HELLO) == SENTENCE
        server.wait_for(lambda: not server._busy)
        assert adapter.chat(HELLO) == SENTENCE


def test_a_key_echoed_by_the_server_shows_nowhere(studio, caplog):
    secret = "sk-lm-verysecret1:abcdef"
    studio.fail(faults.EchoKey())
    adapter = LLMAdapter(studio.url, api_key=secret, model=MISTRAL)
    with caplog.at_level("DEBUG"), pytest.raises(errors.AuthenticationFailed) as raised:
        adapter.chat(HELLO)
    error = raised.value
    shown = " ".join(
        [str(error), repr(error), error.server_words, repr(adapter), repr(adapter.target), caplog.text]
    )
    assert secret not in shown
    assert error.__cause__ is None
    assert error.__context__ is None
    assert "***" in error.server_words


def test_a_key_is_sent_and_a_missing_one_explained():
    with FakeLMStudio(api_token="sk-lm-1234:5678") as server:
        with pytest.raises(errors.AuthenticationFailed):
            LLMAdapter(server.url, model=MISTRAL).chat(HELLO)
        assert LLMAdapter(server.url, api_key="sk-lm-1234:5678", model=MISTRAL).chat(HELLO) == SENTENCE


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("messages", [[], [{"role": "user", "content": " "}]])
def test_empty_messages_are_refused_before_anything_is_sent(studio, adapter, way, messages):
    with pytest.raises(errors.InvalidMessages):
        way(adapter, messages)
    assert studio.chats == []


def test_a_cold_load_is_waited_for_and_shown():
    phases = []
    with FakeOllama(loaded=[], load_seconds=3.5) as server:
        adapter = LLMAdapter.from_target(LLMAdapter(server.url, model=LLAMA3, timeout=3).target)
        done = adapter.complete(HELLO, on_phase=phases.append)
        assert done.text == SENTENCE
        assert Phase.LOADING in phases
        assert server.loads == 1
        assert server.aborted_loads == 0


def test_lm_studio_loading_on_demand_is_waited_for():
    with FakeLMStudio(loaded=[], load_seconds=3.5) as server:
        assert LLMAdapter(server.url, model=MISTRAL, timeout=3).chat(HELLO) == SENTENCE


def test_silent_truncation_of_the_prompt_is_seen():
    with FakeOllama(context=4096) as server:
        adapter = LLMAdapter(server.url, model=LLAMA3)
        text = "Plombier à Bordeaux, dépannage jour et nuit. " * 500
        done = adapter.complete([{"role": "user", "content": text}])
        assert done.truncated is True
        assert adapter.complete(HELLO).truncated is False


def test_omitted_sampling_never_reaches_ollama_as_one():
    with FakeOllama() as server:
        LLMAdapter(server.url, model=LLAMA3, temperature=0.3, top_p=0.9).chat(HELLO)
        assert server.options[-1]["temperature"] == 0.3
        assert server.options[-1]["top_p"] == 0.9


def test_stop_closes_the_request_and_keeps_what_came(studio):
    studio.tokens_per_second = 20
    adapter, cancel, pieces = LLMAdapter(studio.url, model=MISTRAL), threading.Event(), []
    with pytest.raises(errors.Cancelled):
        for piece in adapter.stream(HELLO, cancel=cancel):
            pieces.append(piece)
            cancel.set()
    assert pieces
    studio.wait_for(lambda: studio.abandoned == 1)


def test_closing_the_generator_closes_the_request(studio):
    studio.tokens_per_second = 20
    stream = LLMAdapter(studio.url, model=MISTRAL).stream(HELLO)
    next(stream)
    stream.close()
    studio.wait_for(lambda: studio.abandoned == 1)


def test_proxies_of_the_environment_are_not_used_for_loopback(studio, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert LLMAdapter(studio.url, model=MISTRAL).chat(HELLO) == SENTENCE


def test_respx_sees_every_request():
    answer = {
        "model": "m",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Oui"}}
        ],
    }
    with respx.mock(base_url="http://127.0.0.1:1234") as mock:
        route = mock.post("/v1/chat/completions").mock(return_value=httpx.Response(200, json=answer))
        adapter = LLMAdapter("http://localhost:1234", api_key="sk-key-123", model="m")
        assert adapter.chat(HELLO) == "Oui"
        assert asyncio.run(adapter.chat_async(HELLO)) == "Oui"
        assert route.call_count == 2
        assert route.calls[0].request.headers["authorization"] == "Bearer sk-key-123"


def test_defaults_of_the_contract():
    adapter = LLMAdapter("http://localhost:1234")
    assert adapter.model == "openai/gpt-oss-20b"
    assert (adapter.temperature, adapter.top_k, adapter.top_p) == (0.2, None, None)
    assert (adapter.max_tokens, adapter.timeout) == (2048, 60)


CONFIG = {
    "llm": {
        "base_url": "http://localhost:1234",
        "model": "flat",
        "temperature": 0.4,
        "max_tokens": 64,
        "timeout": 5,
    },
    "endpoints": {
        "lm_studio": {"url": "http://localhost:1234", "kind": "lm_studio"},
        "ollama": {"url": "http://localhost:11434", "kind": "ollama"},
    },
    "models": {
        "large_model": {"id": "llama3:8b", "endpoint": "ollama", "temperature": 0.7, "max_tokens": 8192},
        "outreach": {"id": "llama3:8b", "endpoint": "ollama", "temperature": 0.9, "alias": "large_model"},
    },
}


@pytest.mark.parametrize(
    ("override", "model", "base", "temperature"),
    [
        (None, "flat", "http://127.0.0.1:1234/v1", 0.4),
        ("large_model", "llama3:8b", "http://127.0.0.1:11434/v1", 0.7),
        ("outreach", "llama3:8b", "http://127.0.0.1:11434/v1", 0.9),
        ("qwen/qwen3-4b", "qwen/qwen3-4b", "http://127.0.0.1:1234/v1", 0.4),
    ],
)
def test_from_config(override, model, base, temperature):
    adapter = LLMAdapter.from_config(CONFIG, override)
    assert (adapter.model, adapter.base_url, adapter.temperature) == (model, base, temperature)


def test_from_config_takes_a_plain_dict_for_raw_ids():
    adapter = LLMAdapter.from_config({"llm": CONFIG["llm"]}, "some/model")
    assert (adapter.model, adapter.base_url, adapter.timeout) == ("some/model", "http://127.0.0.1:1234/v1", 5)
