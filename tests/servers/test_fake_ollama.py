"""The oddities of Ollama, each asked for with bare HTTP."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.servers.fake_ollama import LLAMA3, TOO_LONG, FakeOllama
from tests.servers.faults import ErrorInStream, Status
from tests.servers.model_server import FakeModel
from tests.servers.replies import SENTENCE, count_tokens
from tests.servers.templates import MUST_ALTERNATE, mistral_v03

CHAT = "/v1/chat/completions"
BUSY = "server busy, please try again.  maximum pending requests exceeded"
HELLO = [{"role": "user", "content": "Bonjour"}]


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=60) as open_client:
        yield open_client


def ask(client: httpx.Client, server: FakeOllama, path: str = CHAT, **more: object) -> httpx.Response:
    return client.post(server.url + path, json={"model": LLAMA3, "messages": HELLO, **more})


def running(client: httpx.Client, server: FakeOllama) -> dict[str, int]:
    models = client.get(server.url + "/api/ps").json()["models"]
    return {model["name"]: model["context_length"] for model in models}


# --- probes ---------------------------------------------------------------------------------------


def test_probes(client: httpx.Client) -> None:
    with FakeOllama(models=[LLAMA3, "mistral", "registry.example:5000/team/model"], loaded=[]) as server:
        assert client.get(server.url).text == "Ollama is running"
        assert client.get(server.url + "/api/version").json() == {"version": "0.14.2"}
        tags = [model["name"] for model in client.get(server.url + "/api/tags").json()["models"]]
        assert tags == [LLAMA3, "mistral:latest", "registry.example:5000/team/model:latest"]
        assert [model["id"] for model in client.get(server.url + "/v1/models").json()["data"]] == tags
        assert running(client, server) == {}


def test_ps_tells_the_allocated_context(client: httpx.Client) -> None:
    with FakeOllama(context=65_536) as server:
        (model,) = client.get(server.url + "/api/ps").json()["models"]
        assert (model["name"], model["context_length"]) == (LLAMA3, 8192)
        assert model["size_vram"] > 0


def test_show(ollama: FakeOllama, client: httpx.Client) -> None:
    shown = client.post(ollama.url + "/api/show", json={"model": LLAMA3}).json()
    assert shown["model_info"]["llama.context_length"] == 8192
    assert {"capabilities", "parameters", "template"} <= set(shown)
    missing = client.post(ollama.url + "/api/show", json={"model": "nobody"})
    assert missing.status_code == 404
    assert missing.json() == {"error": "model 'nobody' not found"}


@pytest.mark.parametrize("path", ["/x", "/v1//models", "/api/v0/models", "/v1/chat"])
def test_unknown_paths_are_404(ollama: FakeOllama, client: httpx.Client, path: str) -> None:
    response = client.get(ollama.url + path)
    assert (response.status_code, response.text) == (404, "404 page not found")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:11434", 200),
        ("127.0.0.1", 200),
        ("192.168.1.20:11434", 200),
        ("box.local", 200),
        ("host.docker.internal:11434", 200),
        ("oll.example", 403),
        ("oll.example:80", 403),
        ("203.0.113.9", 403),
    ],
)
def test_host_header_must_be_local(ollama: FakeOllama, client: httpx.Client, host: str, status: int) -> None:
    response = client.get(ollama.url + "/api/version", headers={"Host": host})
    assert response.status_code == status
    assert bool(response.content) == (status == 200)


# --- what it takes in silence ---------------------------------------------------------------------


def test_omitted_sampling_becomes_one(ollama: FakeOllama, client: httpx.Client) -> None:
    ask(client, ollama)
    ask(client, ollama, temperature=0.7, top_p=0.9, max_tokens=12)
    assert ollama.options == [
        {"temperature": 1.0, "top_p": 1.0, "top_k": 40, "num_ctx": 4096},
        {"temperature": 0.7, "top_p": 0.9, "top_k": 40, "num_predict": 12, "num_ctx": 4096},
    ]


def test_fields_v1_does_not_know_are_dropped(ollama: FakeOllama, client: httpx.Client) -> None:
    sent: dict[str, Any] = {
        "top_k": 5,
        "num_ctx": 8192,
        "options": {"num_ctx": 8192},
        "max_completion_tokens": 1,
        "keep_alive": 0,
    }
    body = ask(client, ollama, **sent).json()
    assert body["choices"][0]["message"]["content"] == SENTENCE
    assert ollama.options[0]["top_k"] == 40
    assert running(client, ollama) == {LLAMA3: 4096}
    assert ollama.chats[0]["top_k"] == 5


@pytest.mark.parametrize("roles", [["system", "user"], ["user", "system"], ["user", "user"], ["assistant"]])
def test_roles_are_all_welcome(client: httpx.Client, roles: list[str]) -> None:
    with FakeOllama(models=[LLAMA3, "mistral:7b"]) as server:
        messages = [{"role": role, "content": "Bonjour"} for role in roles]
        for model in (LLAMA3, "mistral:7b"):
            assert ask(client, server, model=model, messages=messages).status_code == 200


def test_a_model_with_its_own_jinja_may_refuse(client: httpx.Client) -> None:
    with FakeOllama(models=[FakeModel("strict", template=mistral_v03)]) as server:
        refused = ask(client, server, model="strict", messages=HELLO * 2)
        assert refused.status_code == 400
        assert refused.json()["error"]["message"] == MUST_ALTERNATE


def test_parts_become_messages_and_neighbours_are_joined(ollama: FakeOllama, client: httpx.Client) -> None:
    parts = [{"type": "text", "text": "Un"}, {"type": "text", "text": "deux"}]
    assert ask(client, ollama, messages=[{"role": "user", "content": parts}]).status_code == 200
    assert "Un\n\ndeux" in ollama.prompts[0]


def test_json_object_and_schema(ollama: FakeOllama, client: httpx.Client) -> None:
    plain = ask(client, ollama, response_format={"type": "json_object"})
    assert isinstance(json.loads(plain.json()["choices"][0]["message"]["content"]), dict)
    schema = {"type": "object", "properties": {"ville": {"type": "string"}}}
    wanted = {"type": "json_schema", "json_schema": {"schema": schema}}
    strict = ask(client, ollama, response_format=wanted)
    assert list(json.loads(strict.json()["choices"][0]["message"]["content"])) == ["ville"]


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        ([], "[] is too short - 'messages'"),
        ([{"role": "user", "content": None}], "invalid message content type: <nil>"),
        ([{"role": "user", "content": 3}], "invalid message content type: int"),
    ],
)
def test_what_v1_refuses(
    ollama: FakeOllama, client: httpx.Client, messages: list[dict[str, Any]], words: str
) -> None:
    refused = ask(client, ollama, messages=messages)
    assert refused.status_code == 400
    assert refused.json()["error"] == {
        "message": words,
        "type": "invalid_request_error",
        "param": None,
        "code": None,
    }


def test_model_not_found(ollama: FakeOllama, client: httpx.Client) -> None:
    refused = ask(client, ollama, model="nobody")
    assert refused.status_code == 404
    assert refused.json()["error"]["message"] == "model 'nobody' not found"
    assert refused.json()["error"]["type"] == "not_found_error"
    native = ask(client, ollama, "/api/chat", model="nobody")
    assert (native.status_code, native.json()) == (404, {"error": "model 'nobody' not found"})


def test_a_bare_name_means_latest(client: httpx.Client) -> None:
    with FakeOllama(models=["llama3"]) as server:
        assert ask(client, server, model="llama3").json()["model"] == "llama3:latest"
        assert ask(client, server, model="llama3:8b").status_code == 404


# --- context --------------------------------------------------------------------------------------


def test_old_turns_are_dropped_in_silence(ollama: FakeOllama, client: httpx.Client) -> None:
    turns = [{"role": "system", "content": "SYSTEME"}]
    turns += [{"role": "user", "content": f"TOUR{number} " + "mot " * 1500} for number in range(3)]
    turns += [{"role": "user", "content": "QUESTION"}]
    body = ask(client, ollama, messages=turns).json()
    (prompt,) = ollama.prompts
    assert [word in prompt for word in ("SYSTEME", "TOUR0", "TOUR1", "TOUR2", "QUESTION")] == [
        True,
        False,
        True,
        True,
        True,
    ]
    assert body["usage"]["prompt_tokens"] == count_tokens(prompt) < 4096


def test_one_long_prompt_is_cut_to_half_of_the_context(ollama: FakeOllama, client: httpx.Client) -> None:
    turns = [
        {"role": "system", "content": "SYSTEME"},
        {"role": "user", "content": "DEBUT " + "mot " * 5000 + "FIN"},
    ]
    body = ask(client, ollama, messages=turns).json()
    assert body["usage"]["prompt_tokens"] == 2050
    assert [word in ollama.prompts[0] for word in ("SYSTEME", "DEBUT", "FIN")] == [False, False, True]


def test_native_chat_refuses_to_truncate_when_told_so(ollama: FakeOllama, client: httpx.Client) -> None:
    long = [{"role": "user", "content": "mot " * 5000}]
    refused = ask(client, ollama, "/api/chat", messages=long, truncate=False, shift=False)
    assert (refused.status_code, refused.json()) == (400, {"error": TOO_LONG})
    assert ask(client, ollama, "/api/chat", messages=long).status_code == 200


def test_the_answer_ends_with_the_context(client: httpx.Client) -> None:
    with FakeOllama(context=64, reply="mot " * 200) as server:
        body = ask(client, server).json()
        assert body["usage"]["total_tokens"] == 64
        assert body["choices"][0]["finish_reason"] == "length"


def test_num_ctx_loads_again_and_v1_loads_back(ollama: FakeOllama, client: httpx.Client) -> None:
    assert ask(client, ollama, "/api/chat", stream=False, options={"num_ctx": 65_536}).status_code == 200
    assert running(client, ollama) == {LLAMA3: 8192}
    assert ollama.options[0]["num_ctx"] == 8192
    ask(client, ollama, "/api/chat", stream=False, options={"num_ctx": 8192})
    assert ollama.loads == 1
    ask(client, ollama)
    assert running(client, ollama) == {LLAMA3: 4096}
    assert ollama.loads == 2


# --- the native interface -------------------------------------------------------------------------


def test_native_chat_streams_unless_told_not_to(ollama: FakeOllama, client: httpx.Client) -> None:
    lines = [json.loads(line) for line in ask(client, ollama, "/api/chat").text.splitlines()]
    assert "".join(line["message"]["content"] for line in lines) == SENTENCE
    assert [line["done"] for line in lines] == [False] * (len(lines) - 1) + [True]
    assert lines[-1]["done_reason"] == "stop"
    assert lines[-1]["prompt_eval_count"] == count_tokens(ollama.prompts[0])
    whole = ask(client, ollama, "/api/chat", stream=False, options={"num_predict": 2, "top_k": 7}).json()
    assert (whole["message"]["content"], whole["done_reason"]) == (SENTENCE[:8], "length")
    assert ollama.options[-1]["top_k"] == 7


def test_native_format_is_honoured(ollama: FakeOllama, client: httpx.Client) -> None:
    schema = {"type": "object", "properties": {"ville": {"type": "string"}}}
    for wanted in ("json", schema):
        answer = ask(client, ollama, "/api/chat", stream=False, format=wanted).json()
        assert isinstance(json.loads(answer["message"]["content"]), dict)


@pytest.mark.parametrize(
    ("path", "body"), [("/api/chat", {"messages": []}), ("/api/chat", {}), ("/api/generate", {"prompt": ""})]
)
def test_preload_and_unload(client: httpx.Client, path: str, body: dict[str, Any]) -> None:
    with FakeOllama(loaded=[]) as server:
        done = client.post(
            server.url + path, json={"model": LLAMA3, "options": {"num_ctx": 6000}, **body}
        ).json()
        assert (done["done"], done["done_reason"]) == (True, "load")
        assert running(client, server) == {LLAMA3: 6000}
        assert not server.prompts
        done = client.post(server.url + path, json={"model": LLAMA3, "keep_alive": 0, **body}).json()
        assert done["done_reason"] == "unload"
        assert running(client, server) == {}


# --- loading and queueing -------------------------------------------------------------------------


@pytest.mark.parametrize("path", [CHAT, "/api/chat"])
def test_headers_are_withheld_while_a_model_loads(client: httpx.Client, path: str) -> None:
    with FakeOllama(loaded=[], load_seconds=0.1) as server:
        began = time.monotonic()
        with client.stream(
            "POST", server.url + path, json={"model": LLAMA3, "messages": HELLO, "stream": True}
        ) as response:
            assert time.monotonic() - began >= 0.1
            response.read()
        assert (server.loads, server.aborted_loads) == (1, 0)


def test_a_client_that_gives_up_aborts_the_load(client: httpx.Client) -> None:
    with FakeOllama(loaded=[], load_seconds=600) as server:
        for count in (1, 2):
            with pytest.raises(httpx.ReadTimeout):
                body = {"model": LLAMA3, "messages": HELLO}
                client.post(server.url + CHAT, json=body, timeout=httpx.Timeout(60, read=0.05))
            server.wait_for(lambda count=count: server.aborted_loads == count)  # type: ignore[misc]
        server.load_seconds = 0.0
        assert running(client, server) == {}
        assert ask(client, server).status_code == 200
        assert (server.loads, server.aborted_loads) == (3, 2)


def test_requests_that_come_together_share_one_load() -> None:
    with (
        FakeOllama(loaded=[], load_seconds=0.1) as server,
        httpx.Client(trust_env=False, timeout=60) as one,
        httpx.Client(trust_env=False, timeout=60) as two,
    ):
        threads = [threading.Thread(target=ask, args=(client, server)) for client in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (server.loads, server.served[LLAMA3]) == (1, 2)


@pytest.mark.parametrize("path", [CHAT, "/api/chat"])
def test_a_full_queue_is_503(client: httpx.Client, path: str) -> None:
    gate = threading.Event()

    def reply(_body: object) -> str:
        assert gate.wait(60)
        return "fin"

    with FakeOllama(max_queue=0, reply=reply) as server, httpx.Client(trust_env=False, timeout=60) as other:
        thread = threading.Thread(target=ask, args=(other, server))
        thread.start()
        server.wait_for(lambda: server.max_writing == 1)
        refused = ask(client, server, path)
        gate.set()
        thread.join()
        assert refused.status_code == 503
        error = refused.json()["error"]
        assert (error if path == "/api/chat" else error["message"]) == BUSY
        assert path == "/api/chat" or error["type"] == "api_error"


def test_errors_of_the_native_interface_are_plain(ollama: FakeOllama, client: httpx.Client) -> None:
    ollama.fail(Status(500, "out of memory"), times=1)
    assert ask(client, ollama, "/api/chat").json() == {"error": "out of memory"}
    ollama.fail(ErrorInStream(2, "out of memory"), times=1)
    lines = ask(client, ollama, "/api/chat").text.splitlines()
    assert len(lines) == 3
    assert json.loads(lines[-1]) == {"error": "out of memory"}
