"""The oddities of LM Studio, each asked for with bare HTTP."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.servers.fake_lm_studio import EMBEDDER, MISTRAL, NO_MODELS, TOKEN_REQUIRED, UNLOADED, FakeLMStudio
from tests.servers.http_base import Exchange
from tests.servers.model_server import FakeModel
from tests.servers.replies import count_tokens
from tests.servers.templates import MUST_ALTERNATE, ONLY_USER_AND_ASSISTANT

CHAT = "/v1/chat/completions"
QWEN = "qwen/qwen-7b"
LLAMA = "meta/llama-3-8b"
TWO = [MISTRAL, LLAMA]


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=60) as open_client:
        yield open_client


def ask(client: httpx.Client, server: FakeLMStudio, model: str = MISTRAL, **more: object) -> httpx.Response:
    body = {"model": model, "messages": [{"role": "user", "content": "Bonjour"}], **more}
    return client.post(server.url + CHAT, json=body)


def got(client: httpx.Client, server: FakeLMStudio, path: str) -> Any:
    response = client.get(server.url + path)
    assert response.status_code == 200
    return response.json()


def listed(client: httpx.Client, server: FakeLMStudio) -> list[str]:
    return [entry["id"] for entry in got(client, server, "/v1/models")["data"]]


# --- HTTP -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/x"),
        ("GET", "//v1/models"),
        ("GET", CHAT),
        ("POST", "/v1/models"),
        ("GET", "/api/tags"),
    ],
)
def test_unknown_paths_are_answered_with_200(
    lm_studio: FakeLMStudio, client: httpx.Client, method: str, path: str
) -> None:
    response = client.request(method, lm_studio.url + path)
    assert response.status_code == 200
    assert response.json() == {"error": f"Unexpected endpoint or method. ({method} {path})"}


def test_keep_alive_is_announced_and_kept(client: httpx.Client) -> None:
    with FakeLMStudio() as server:
        response = client.get(server.url + "/v1/models")
        assert response.headers["keep-alive"] == "timeout=5"
    with FakeLMStudio(keep_alive=0.1) as server, socket.create_connection(("127.0.0.1", server.port)) as idle:
        idle.settimeout(60)
        idle.sendall(b"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        began = time.monotonic()
        while idle.recv(65_536):
            pass
        assert time.monotonic() - began > 0.09


def test_upgrade_to_http2_hangs(lm_studio: FakeLMStudio, client: httpx.Client) -> None:
    with pytest.raises(httpx.ReadTimeout):
        client.get(
            lm_studio.url + "/v1/models", headers={"Upgrade": "h2c"}, timeout=httpx.Timeout(60, read=0.05)
        )


def test_ipv6_loopback_is_refused(lm_studio: FakeLMStudio) -> None:
    with socket.socket(socket.AF_INET6) as other, pytest.raises(OSError):
        other.connect(("::1", lm_studio.port))


@pytest.mark.parametrize("path", ["/v1/models", "/api/v0/models", "/api/v1/models", "/x"])
@pytest.mark.parametrize("key", [None, "not-needed", "lm-studio"])
def test_token_is_asked_for_everywhere_when_on(client: httpx.Client, path: str, key: str | None) -> None:
    with FakeLMStudio(api_token="sk-lm-invented") as server:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        refused = client.get(server.url + path, headers=headers)
        assert refused.status_code == 401
        assert refused.json() == {
            "error": {"type": "invalid_request", "code": "invalid_api_key", "message": TOKEN_REQUIRED}
        }
        headers = {"Authorization": "Bearer sk-lm-invented"}
        assert client.get(server.url + path, headers=headers).status_code == 200


def test_any_key_will_do_when_authentication_is_off(lm_studio: FakeLMStudio, client: httpx.Client) -> None:
    client.headers["Authorization"] = "Bearer not-needed"
    assert ask(client, lm_studio).status_code == 200


# --- lists ----------------------------------------------------------------------------------------


def test_v1_models_lists_what_is_downloaded_or_what_is_loaded(client: httpx.Client) -> None:
    with FakeLMStudio(models=TWO, loaded=[LLAMA]) as server:
        assert listed(client, server) == TWO
        server.jit = False
        assert listed(client, server) == [LLAMA]
        assert set(got(client, server, "/v1/models")["data"][0]) == {"id", "object", "owned_by"}


def test_api_v0_tells_state_and_loaded_context(lm_studio: FakeLMStudio, client: httpx.Client) -> None:
    mistral, embedder = got(client, lm_studio, "/api/v0/models")["data"]
    assert mistral == {
        "id": MISTRAL,
        "object": "model",
        "type": "llm",
        "publisher": "mistralai",
        "arch": "llama",
        "compatibility_type": "gguf",
        "quantization": "Q4_K_M",
        "state": "loaded",
        "max_context_length": 32_768,
        "loaded_context_length": 4096,
    }
    assert (embedder["id"], embedder["type"], embedder["state"]) == (EMBEDDER, "embeddings", "not-loaded")
    assert "loaded_context_length" not in embedder
    assert got(client, lm_studio, f"/api/v0/models/{MISTRAL}") == mistral
    assert client.get(lm_studio.url + "/api/v0/models/nobody").status_code == 404


def test_api_v1_tells_instances(lm_studio: FakeLMStudio, client: httpx.Client) -> None:
    mistral, embedder = got(client, lm_studio, "/api/v1/models")["models"]
    (instance,) = mistral["loaded_instances"]
    assert (mistral["key"], mistral["max_context_length"]) == (MISTRAL, 32_768)
    assert instance["id"] == MISTRAL
    assert (instance["config"]["context_length"], instance["config"]["parallel"]) == (4096, 4)
    assert (embedder["type"], embedder["loaded_instances"]) == ("embedding", [])


@pytest.mark.parametrize(("option", "path"), [("api_v0", "/api/v0/models"), ("api_v1", "/api/v1/models")])
def test_older_versions_lack_the_native_interfaces(client: httpx.Client, option: str, path: str) -> None:
    with FakeLMStudio(api_v0=option != "api_v0", api_v1=option != "api_v1") as server:
        assert got(client, server, path)["error"].startswith("Unexpected endpoint")


def test_load_and_unload_on_order(client: httpx.Client) -> None:
    with FakeLMStudio(models=[FakeModel(MISTRAL, 32_768)], loaded=[]) as server:
        order = {"model": MISTRAL, "context_length": 8192, "echo_load_config": True}
        done = client.post(server.url + "/api/v1/models/load", json=order).json()
        assert (done["type"], done["instance_id"], done["status"]) == ("llm", MISTRAL, "loaded")
        assert done["load_config"]["context_length"] == 8192
        assert got(client, server, "/api/v0/models")["data"][0]["loaded_context_length"] == 8192
        undone = client.post(server.url + "/api/v1/models/unload", json={"instance_id": MISTRAL})
        assert undone.json() == {"instance_id": MISTRAL}
        assert server.loaded == []
        for path, body in (("load", {"model": "nobody"}), ("unload", {"instance_id": "nobody"})):
            assert client.post(f"{server.url}/api/v1/models/{path}", json=body).status_code == 404


# --- which model answers --------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["any-model-name", "", MISTRAL])
def test_the_only_model_answers_to_any_unknown_name(client: httpx.Client, asked: str) -> None:
    with FakeLMStudio(models=[MISTRAL, EMBEDDER]) as server:
        assert ask(client, server, asked).json()["model"] == MISTRAL
        assert server.served == {MISTRAL: 1}


@pytest.mark.parametrize("switch", ["jit", "jit_fires"])
def test_the_only_model_answers_for_another_where_nothing_loads(client: httpx.Client, switch: str) -> None:
    with FakeLMStudio(models=TWO, jit=switch != "jit", jit_fires=switch != "jit_fires") as server:
        assert ask(client, server, LLAMA).json()["model"] == MISTRAL


def test_unknown_name_with_several_loaded_is_refused(client: httpx.Client) -> None:
    with FakeLMStudio(models=TWO, loaded=TWO) as server:
        assert ask(client, server, LLAMA).json()["model"] == LLAMA
        refused = ask(client, server, "nobody")
        assert refused.status_code == 400
        assert refused.json()["error"] == {
            "message": 'Invalid model identifier "nobody". Please specify a valid downloaded model '
            f"(e.g., {MISTRAL}, {LLAMA}).",
            "type": "invalid_request_error",
            "param": "model",
            "code": "model_not_found",
        }


def test_no_models_loaded(client: httpx.Client) -> None:
    with FakeLMStudio(loaded=[], jit=False) as server:
        refused = ask(client, server)
        assert refused.status_code == 400
        assert refused.json()["error"]["message"] == NO_MODELS
        assert refused.json()["error"]["code"] is None
        assert listed(client, server) == []
    with FakeLMStudio(loaded=[], jit=False, api_v0=False, api_v1=False) as old:
        refused = ask(client, old)
        assert refused.status_code == 404
        assert refused.json() == {"error": NO_MODELS}


def test_embedding_models_do_not_chat(client: httpx.Client) -> None:
    with FakeLMStudio(loaded=[EMBEDDER]) as server:
        assert ask(client, server, EMBEDDER).status_code == 400


# --- loading on demand ----------------------------------------------------------------------------


def test_headers_are_withheld_while_a_model_loads(client: httpx.Client) -> None:
    with FakeLMStudio(loaded=[], load_seconds=0.1) as server:
        body = {"model": MISTRAL, "messages": [{"role": "user", "content": "Bonjour"}], "stream": True}
        began = time.monotonic()
        with client.stream("POST", server.url + CHAT, json=body) as response:
            assert time.monotonic() - began >= 0.1
            response.read()
        ask(client, server)
        assert server.loads == 1


def test_a_load_on_demand_evicts_the_last_one_but_none_loaded_by_hand(client: httpx.Client) -> None:
    with FakeLMStudio(models=[*TWO, QWEN], loaded=[MISTRAL]) as server:
        ask(client, server, LLAMA)
        assert server.loaded == [MISTRAL, LLAMA]
        ask(client, server, QWEN)
        assert server.loaded == [MISTRAL, QWEN]
        server.auto_evict = False
        ask(client, server, LLAMA)
        assert server.loaded == [MISTRAL, QWEN, LLAMA]


def test_concurrent_first_requests_load_the_model_several_times(monkeypatch: pytest.MonkeyPatch) -> None:
    both, load, wait = threading.Barrier(2), 0.1, Exchange.wait

    def together(exchange: Exchange, seconds: float | None) -> None:
        if seconds == load:
            both.wait(60)
        else:
            wait(exchange, seconds)

    monkeypatch.setattr(Exchange, "wait", together)
    with (
        FakeLMStudio(loaded=[], load_seconds=load) as server,
        httpx.Client(trust_env=False, timeout=60) as one,
        httpx.Client(trust_env=False, timeout=60) as two,
    ):
        threads = [threading.Thread(target=ask, args=(client, server)) for client in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.loads == 2
        assert server.loaded == [MISTRAL, f"{MISTRAL}:2"]


@pytest.mark.parametrize("stream", [True, False])
def test_a_model_is_evicted_in_mid_answer(client: httpx.Client, stream: bool) -> None:
    gate = threading.Event()

    def reply(_body: object) -> str:
        assert gate.wait(60)
        return "mot " * 50

    with FakeLMStudio(models=TWO, loaded=[], reply=reply) as server:
        answers: list[httpx.Response] = []
        thread = threading.Thread(target=lambda: answers.append(ask(client, server, MISTRAL, stream=stream)))
        thread.start()
        server.wait_for(lambda: server.max_writing == 1)
        server.load(LLAMA)
        server.unload(MISTRAL)
        gate.set()
        thread.join()
        (answer,) = answers
        assert answer.status_code == (200 if stream else 500)
        assert UNLOADED in answer.text
        assert "[DONE]" not in answer.text
        assert not server.served


# --- what it refuses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (["system", "user"], ONLY_USER_AND_ASSISTANT),
        (["user", "system"], ONLY_USER_AND_ASSISTANT),
        (["developer", "user"], ONLY_USER_AND_ASSISTANT),
        (["user", "tool"], ONLY_USER_AND_ASSISTANT),
        (["user", "user"], MUST_ALTERNATE),
        (["assistant", "user"], MUST_ALTERNATE),
    ],
)
@pytest.mark.parametrize("late", [False, True])
def test_roles_the_template_does_not_take(
    lm_studio: FakeLMStudio, client: httpx.Client, roles: list[str], words: str, late: bool
) -> None:
    lm_studio.late_errors = late
    body = {
        "model": MISTRAL,
        "messages": [{"role": role, "content": "Bonjour"} for role in roles],
        "stream": True,
    }
    refused = client.post(lm_studio.url + CHAT, json=body)
    expected = f'Error rendering prompt with jinja template: "{words}".'
    if late:
        assert refused.status_code == 200
        event, data = refused.text.split("\n")[:2]
        assert event == "event: error"
        error = json.loads(data.removeprefix("data: "))["error"]["message"]
    else:
        assert refused.status_code == 400
        error = refused.json()["error"]
    assert error.startswith(expected)
    assert not lm_studio.prompts


def test_developer_becomes_system_for_templates_that_take_it(client: httpx.Client) -> None:
    with FakeLMStudio(models=[LLAMA]) as server:
        body = {
            "messages": [{"role": "developer", "content": "Sois bref."}, {"role": "user", "content": "Oui ?"}]
        }
        assert client.post(server.url + CHAT, json=body).status_code == 200
        assert "system<|end_header_id|>\n\nSois bref." in server.prompts[0]


@pytest.mark.parametrize(
    "wanted",
    [
        {"type": "json_object"},
        {"type": "json"},
        {"type": "json_schema"},
        {"type": "json_schema", "json_schema": {}},
    ],
)
def test_response_formats_it_refuses(
    lm_studio: FakeLMStudio, client: httpx.Client, wanted: dict[str, Any]
) -> None:
    refused = ask(client, lm_studio, response_format=wanted)
    assert refused.status_code == 400
    if wanted["type"] != "json_schema":
        assert refused.json() == {"error": "'response_format.type' must be 'json_schema' or 'text'"}


@pytest.mark.parametrize(
    "schema", [{"type": "object"}, {"type": "object", "properties": {"a": {"type": "string"}}}]
)
def test_response_format_json_schema(
    lm_studio: FakeLMStudio, client: httpx.Client, schema: dict[str, Any]
) -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    content = ask(client, lm_studio, response_format=wanted).json()["choices"][0]["message"]["content"]
    assert list(json.loads(content)) == list(schema.get("properties", {}))
    assert ask(client, lm_studio, response_format={"type": "text"}).status_code == 200


@pytest.mark.parametrize("messages", [None, [], "Bonjour"])
def test_messages_it_refuses(lm_studio: FakeLMStudio, client: httpx.Client, messages: object) -> None:
    assert ask(client, lm_studio, messages=messages).status_code == 400


def test_null_content_is_refused(lm_studio: FakeLMStudio, client: httpx.Client) -> None:
    refused = ask(client, lm_studio, messages=[{"role": "user", "content": None}])
    assert refused.status_code == 400
    assert "jinja" in refused.json()["error"]


def test_text_parts_are_taken(lm_studio: FakeLMStudio, client: httpx.Client) -> None:
    parts = [{"type": "text", "text": "Bon"}, {"type": "text", "text": "jour"}]
    assert ask(client, lm_studio, messages=[{"role": "user", "content": parts}]).status_code == 200
    assert lm_studio.prompts == ["<s>[INST] Bonjour [/INST]"]


@pytest.mark.parametrize(
    ("old", "words"),
    [
        (False, "(n_keep: {tokens}>= n_ctx: 4096)"),
        (
            True,
            "Trying to keep the first {tokens} tokens when context the overflows. However, the model",
        ),
    ],
)
def test_overflow_of_the_loaded_context(client: httpx.Client, old: bool, words: str) -> None:
    with FakeLMStudio(api_v0=not old, api_v1=not old) as server:
        long = "mot " * 4096
        refused = ask(client, server, messages=[{"role": "user", "content": long}])
        assert refused.status_code == 400
        assert words.format(tokens=count_tokens(f"<s>[INST] {long} [/INST]")) in refused.json()["error"]


def test_the_answer_ends_with_the_context(client: httpx.Client) -> None:
    with FakeLMStudio(context=64, reply="mot " * 200) as server:
        body = ask(client, server, max_tokens=-1).json()
        assert body["usage"]["total_tokens"] == 64
        assert body["choices"][0]["finish_reason"] == "length"


def test_top_k_is_recorded_and_refused_on_demand(lm_studio: FakeLMStudio, client: httpx.Client) -> None:
    assert ask(client, lm_studio, top_k=40).status_code == 200
    assert lm_studio.chats[0]["top_k"] == 40
    lm_studio.refuse_top_k = True
    refused = ask(client, lm_studio, top_k=40)
    assert refused.status_code == 400
    assert "top_k" in refused.json()["error"]
    assert ask(client, lm_studio).status_code == 200
