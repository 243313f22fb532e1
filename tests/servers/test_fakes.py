"""What the two fake servers have in common: faults, slots, records, stop and start."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio
from tests.servers.fake_ollama import LLAMA3, FakeOllama
from tests.servers.faults import (
    CRASHED,
    EVERYTHING,
    THOUGHT,
    ChoicesNull,
    CutStream,
    Drip,
    EchoKey,
    Empty,
    Error200,
    ErrorInStream,
    Fault,
    Fenced,
    Hang,
    HangAfterChunks,
    Html200,
    NoFinish,
    ReasoningOnly,
    SlowBody,
    SlowHeaders,
    Status,
    Think,
    TruncatedLength,
    WrongModel,
    ZeroDeltas,
)
from tests.servers.http_base import Exchange
from tests.servers.model_server import ModelServer
from tests.servers.replies import SENTENCE, count_tokens, tokens

CHAT = "/v1/chat/completions"
ASK = {"model": MISTRAL, "messages": [{"role": "user", "content": "Bonjour"}]}


@pytest.fixture(params=[FakeLMStudio, FakeOllama])
def server(request: pytest.FixtureRequest) -> Iterator[ModelServer]:
    with request.param() as running:
        yield running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=60) as open_client:
        yield open_client


def ask(client: httpx.Client, server: ModelServer, **more: object) -> httpx.Response:
    return client.post(server.url + CHAT, json={**ASK, "model": next(iter(server.models)), **more})


def events(response: httpx.Response) -> list[Any]:
    found = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
    assert found[-1] == "[DONE]"
    return [json.loads(event) for event in found[:-1]]


def said(streamed: list[Any]) -> str:
    return "".join(choice["delta"].get("content", "") for event in streamed for choice in event["choices"])


def test_starting_and_stopping_take_next_to_no_processor_time() -> None:
    began = time.process_time()
    for _ in range(20):
        with FakeLMStudio():
            pass
    assert time.process_time() - began < 2


def test_stopped_server_refuses_and_comes_back_on_its_port(server: ModelServer, client: httpx.Client) -> None:
    port = server.port
    assert ask(client, server).status_code == 200
    server.stop()
    with pytest.raises(httpx.ConnectError):
        ask(client, server)
    server.start()
    assert server.port == port
    assert ask(client, server).status_code == 200
    assert len(server.chats) == 2


def test_port_is_kept_while_stopped(server: ModelServer) -> None:
    server.stop()
    with socket.socket() as other, pytest.raises(OSError):
        other.bind(("127.0.0.1", server.port))


def test_refuse_lets_a_running_stream_end(client: httpx.Client) -> None:
    with (
        FakeOllama(tokens_per_second=200) as server,
        client.stream("POST", server.url + CHAT, json={**ASK, "model": LLAMA3, "stream": True}) as response,
    ):
        server.refuse()
        with httpx.Client(trust_env=False, timeout=60) as second, pytest.raises(httpx.ConnectError):
            ask(second, server)
        assert "[DONE]" in response.read().decode()
        server.mend()
        assert ask(client, server).status_code == 200


def test_stop_cuts_a_running_stream(client: httpx.Client) -> None:
    with (
        FakeOllama(tokens_per_second=5, reply="mot " * 1000) as server,
        client.stream("POST", server.url + CHAT, json={**ASK, "model": LLAMA3, "stream": True}) as response,
    ):
        began = time.monotonic()
        server.stop()
        with pytest.raises(httpx.RemoteProtocolError):
            response.read()
        assert time.monotonic() - began < 100
        assert server.in_flight == 0


def test_a_reply_may_stop_the_server(client: httpx.Client) -> None:
    with FakeOllama() as server:
        server.set_reply(lambda _body: server.stop() or "too late")  # type: ignore[func-returns-value]
        with pytest.raises(httpx.TransportError):
            ask(client, server)


def test_requests_are_recorded(server: ModelServer, client: httpx.Client) -> None:
    before = time.monotonic()
    client.get(server.url + "/v1/models?x=1", headers={"X-Asked-By": "me"})
    ask(client, server, temperature=0.2)
    first, second = server.requests
    assert (first.method, first.path, first.query) == ("GET", "/v1/models", "x=1")
    assert first.headers["x-asked-by"] == "me"
    assert first.json is None
    assert before <= first.time <= second.time <= time.monotonic()
    assert [chat["temperature"] for chat in server.chats] == [0.2]
    assert server.served == {next(iter(server.models)): 1}
    assert "Bonjour" in server.prompts[0]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("usage", [False, True])
def test_answer_and_usage(server: ModelServer, client: httpx.Client, stream: bool, usage: bool) -> None:
    options = {"stream_options": {"include_usage": True}} if usage else {}
    response = ask(client, server, stream=stream, **options)
    prompt, completion = count_tokens(server.prompts[0]), count_tokens(SENTENCE)
    expected = {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }
    if not stream:
        body = response.json()
        assert body["choices"][0]["message"] == {"role": "assistant", "content": SENTENCE}
        assert body["choices"][0]["finish_reason"] == "stop"
        assert body["usage"] == expected
        return
    assert response.headers["content-type"] == "text/event-stream"
    found = events(response)
    assert said(found) == SENTENCE
    assert [event["usage"] for event in found if "usage" in event] == ([expected] if usage else [])
    assert [e["choices"][0]["finish_reason"] for e in found if e["choices"]][-1] == "stop"


@pytest.mark.parametrize("stream", [False, True])
def test_max_tokens_cuts_the_answer(server: ModelServer, client: httpx.Client, stream: bool) -> None:
    response = ask(client, server, stream=stream, max_tokens=3)
    text = said(events(response)) if stream else response.json()["choices"][0]["message"]["content"]
    assert text == "".join(tokens(SENTENCE)[:3])
    assert '"finish_reason": "length"' in response.text


def test_pace(client: httpx.Client) -> None:
    with FakeOllama(tokens_per_second=100, reply="1234" * 10) as server:
        began = time.monotonic()
        ask(client, server, stream=True)
        ask(client, server)
        assert time.monotonic() - began >= 0.2


# --- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("fault", [Hang(), HangAfterChunks(0), HangAfterChunks(2), HangAfterChunks(999)])
def test_hang(server: ModelServer, client: httpx.Client, fault: Fault, stream: bool) -> None:
    server.fail(fault, times=1)
    with pytest.raises(httpx.ReadTimeout):
        body = {**ASK, "model": next(iter(server.models)), "stream": stream}
        client.post(server.url + CHAT, json=body, timeout=httpx.Timeout(60, read=0.1))
    server.wait_for(lambda: server.abandoned == 1)
    assert server.in_flight == 0
    assert not server.served
    assert ask(client, server).status_code == 200


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("chunks", [0, 2, 999])
def test_cut_stream(server: ModelServer, client: httpx.Client, chunks: int, stream: bool) -> None:
    server.fail(CutStream(chunks), times=1)
    received = b""
    with (
        pytest.raises(httpx.RemoteProtocolError),
        client.stream(
            "POST", server.url + CHAT, json={**ASK, "model": next(iter(server.models)), "stream": stream}
        ) as response,
    ):
        for piece in response.iter_raw():
            received += piece
    assert response.status_code == 200
    assert bool(received) == bool(chunks)
    assert b'"finish_reason": "stop"' not in received or not stream
    assert not server.served


@pytest.mark.parametrize("stream", [False, True])
def test_no_finish(server: ModelServer, client: httpx.Client, stream: bool) -> None:
    server.fail(NoFinish())
    response = ask(client, server, stream=stream)
    if stream:
        found = events(response)
        assert said(found) == SENTENCE
        assert {event["choices"][0]["finish_reason"] for event in found} == {None}
    else:
        assert response.json()["choices"][0]["finish_reason"] is None


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504, 524])
@pytest.mark.parametrize("html", [False, True])
def test_status(server: ModelServer, client: httpx.Client, code: int, html: bool) -> None:
    server.fail(Status(code, html=html, headers={"Retry-After": "7"}), times=2)
    for _ in range(2):
        response = ask(client, server)
        assert response.status_code == code
        assert response.headers["retry-after"] == "7"
        assert response.headers["content-type"].startswith("text/html" if html else "application/json")
        assert (CRASHED in response.text) != html
    assert ask(client, server).status_code == 200


Check = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        (Empty(), lambda body: body["choices"][0]["message"]["content"] == ""),
        (ChoicesNull(), lambda body: body["choices"] is None),
        (ZeroDeltas(), lambda body: body["choices"][0]["message"]["content"] == ""),
        (Error200("no"), lambda body: body == {"error": "no"}),
        (WrongModel("other"), lambda body: body["model"] == "other"),
        (
            ReasoningOnly(),
            lambda body: (
                body["choices"][0]["message"]
                == {"role": "assistant", "content": "", "reasoning_content": '{"a": 1}'}
            ),
        ),
        (
            Think(),
            lambda body: (
                body["choices"][0]["message"]["content"] == f'<think>{THOUGHT}</think>\n\n{{"a": 1}}'
            ),
        ),
        (
            Think(orphan=True),
            lambda body: body["choices"][0]["message"]["content"] == f'{THOUGHT}</think>\n\n{{"a": 1}}',
        ),
        (Fenced(), lambda body: '```json\n{"a": 1}\n```' in body["choices"][0]["message"]["content"]),
        (
            TruncatedLength(),
            lambda body: (
                body["choices"][0]["message"]["content"] == '{"a"'
                and body["choices"][0]["finish_reason"] == "length"
            ),
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Fault) else "",
)
def test_odd_answers(server: ModelServer, client: httpx.Client, fault: Fault, check: Check) -> None:
    server.set_reply('{"a": 1}')
    server.fail(fault)
    response = ask(client, server)
    assert response.status_code == 200
    assert check(response.json())


@pytest.mark.parametrize(
    ("fault", "last"),
    [(ZeroDeltas(), []), (ChoicesNull(), [None]), (Empty(), ["stop"])],
    ids=["ZeroDeltas", "ChoicesNull", "Empty"],
)
def test_streams_that_say_nothing(
    server: ModelServer, client: httpx.Client, fault: Fault, last: list[object]
) -> None:
    server.fail(fault)
    found = events(ask(client, server, stream=True))
    assert [event["choices"] and event["choices"][0]["finish_reason"] for event in found] == last


def test_html_in_place_of_an_answer(server: ModelServer, client: httpx.Client) -> None:
    server.fail(Html200())
    response = ask(client, server, stream=True)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html"


def test_echo_key(server: ModelServer, client: httpx.Client) -> None:
    server.fail(EchoKey())
    response = client.post(server.url + CHAT, json=ASK, headers={"Authorization": "Bearer sk-lm-secret"})
    assert response.status_code == 401
    assert "Bearer sk-lm-secret" in response.text


@pytest.mark.parametrize("fault", [SlowHeaders(0.05), SlowBody(0.05)])
@pytest.mark.parametrize("stream", [False, True])
def test_late_answers(
    server: ModelServer, client: httpx.Client, fault: SlowHeaders | SlowBody, stream: bool
) -> None:
    server.fail(fault)
    began = time.monotonic()
    with client.stream(
        "POST", server.url + CHAT, json={**ASK, "model": next(iter(server.models)), "stream": stream}
    ) as response:
        headers_after = time.monotonic() - began
        response.read()
    assert headers_after >= fault.seconds or isinstance(fault, SlowBody)
    assert time.monotonic() - began >= fault.seconds
    assert "finish_reason" in response.text


@pytest.mark.parametrize("stream", [False, True])
def test_headers_do_not_wait_for_a_slow_body(server: ModelServer, client: httpx.Client, stream: bool) -> None:
    server.fail(SlowBody(600))
    body = {**ASK, "model": next(iter(server.models)), "stream": stream}
    with client.stream("POST", server.url + CHAT, json=body) as response:
        assert response.status_code == 200


@pytest.mark.parametrize("stream", [False, True])
def test_drip_is_slow_as_a_whole(server: ModelServer, client: httpx.Client, stream: bool) -> None:
    server.fail(Drip(0.02))
    began = time.monotonic()
    response = ask(client, server, stream=stream)
    assert time.monotonic() - began > 0.08
    assert "finish_reason" in response.text


@pytest.mark.parametrize("chunks", [0, 2, 999])
def test_error_in_stream(server: ModelServer, client: httpx.Client, chunks: int) -> None:
    server.fail(ErrorInStream(chunks, "out of memory"))
    lines = ask(client, server, stream=True).text.splitlines()
    assert lines[-2] == 'data: {"error": {"message": "out of memory"}}'
    assert ("event: error" in lines) == isinstance(server, FakeLMStudio)
    assert sum('"content"' in line for line in lines) == min(chunks, count_tokens(SENTENCE))
    assert ask(client, server).status_code == 500


def test_faults_form_a_queue_and_may_be_mixed(server: ModelServer, client: httpx.Client) -> None:
    server.fail(Status(500), times=1)
    server.fail(Think(), Fenced(), times=1)
    server.fail(Status(502))
    answers = [ask(client, server) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [500, 200, 502, 502]
    assert "<think>" in answers[1].text
    assert "```" in answers[1].text
    server.mend()
    assert ask(client, server).status_code == 200


def test_faults_befall_chats_unless_told_otherwise(server: ModelServer, client: httpx.Client) -> None:
    server.fail(Status(500))
    assert client.get(server.url + "/v1/models").status_code == 200
    server.mend()
    server.fail(Status(500), on="/v1/models")
    assert client.get(server.url + "/v1/models").status_code == 500
    assert ask(client, server).status_code == 200
    server.mend()
    server.fail(Status(500), on=EVERYTHING)
    assert client.get(server.url + "/").status_code == 500
    assert ask(client, server).status_code == 500


# --- slots ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "parallel"), [(FakeLMStudio, 4), (FakeOllama, 1)])
def test_slots_are_enforced(kind: type[FakeLMStudio] | type[FakeOllama], parallel: int) -> None:
    gate = threading.Event()

    def reply(_body: object) -> str:
        assert gate.wait(60)
        return "fin"

    with kind(reply=reply) as server, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(httpx.Client(trust_env=False, timeout=60)) for _ in range(6)]
        threads = [threading.Thread(target=ask, args=(client, server)) for client in clients]
        for thread in threads:
            thread.start()
        server.wait_for(lambda: server.in_flight == 6)
        gate.set()
        for thread in threads:
            thread.join()
        assert (server.max_in_flight, server.max_writing) == (6, parallel)
        assert server.served.total() == 6
        assert server.in_flight == 0


def test_one_after_the_other_is_never_two_in_flight(server: ModelServer) -> None:
    for _ in range(20):
        with httpx.Client(trust_env=False, timeout=60) as one:
            ask(one, server, stream=True)
    assert server.max_in_flight == 1


@pytest.mark.parametrize(
    ("stream", "fault", "counted"),
    [
        (False, None, (0, 1)),
        (True, None, (0, 1)),
        (False, Status(500), (0, 0)),
        (True, ErrorInStream(2), (0, 0)),
    ],
)
def test_what_a_test_counts_is_counted_before_the_last_byte(
    server: ModelServer,
    client: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    stream: bool,
    fault: Fault | None,
    counted: tuple[int, int],
) -> None:
    seen: list[tuple[int, int]] = []
    send = Exchange._send

    def watched(self: Exchange, data: bytes) -> None:
        seen.append((server.in_flight, server.served.total()))
        send(self, data)

    monkeypatch.setattr(Exchange, "_send", watched)
    if fault:
        server.fail(fault)
    ask(client, server, stream=stream)
    # A stream's last event is followed by the empty chunk that ends it.
    assert seen[-2 if stream else -1] == counted
    assert not stream or seen[0] == (1, 0)


def test_a_client_that_leaves_the_queue_or_a_stream_is_counted(client: httpx.Client) -> None:
    # So long an answer that it is still being written when a busy machine gets round to the next line.
    with FakeOllama(reply="mot " * 1000, tokens_per_second=10) as server:
        body = {**ASK, "model": LLAMA3, "stream": True}
        with client.stream("POST", server.url + CHAT, json=body) as response:
            pieces = response.iter_raw()  # (An iterator that nobody holds closes the connection.)
            next(pieces)
            patience = httpx.Timeout(60, read=0.1)
            with httpx.Client(trust_env=False, timeout=patience) as one, pytest.raises(httpx.ReadTimeout):
                ask(one, server)
            server.wait_for(lambda: server.abandoned == 1)
        server.wait_for(lambda: server.abandoned == 2)
        assert server.in_flight == 0
        server.tokens_per_second = None
        assert ask(client, server).status_code == 200


def test_schema_of_the_request_is_honoured(server: ModelServer, client: httpx.Client) -> None:
    schema = {"type": "object", "properties": {"ville": {"enum": ["Bordeaux"]}}}
    wanted = {"type": "json_schema", "json_schema": {"name": "a", "schema": schema}}
    response = ask(client, server, response_format=wanted)
    assert response.json()["choices"][0]["message"]["content"] == '{"ville": "Bordeaux"}'
