"""The real llama.cpp server, asked with bare HTTP."""

import json

import httpx
import pytest

from tests.servers.real_llama import ALIAS, RealLlama
from tests.servers.templates import MUST_ALTERNATE

pytestmark = pytest.mark.model


def ask(server: RealLlama, **body: object) -> httpx.Response:
    with httpx.Client(trust_env=False, timeout=60) as client:
        return client.post(f"{server.url}/v1/chat/completions", json={"max_tokens": 8, **body})


def test_it_answers(real_llama: RealLlama) -> None:
    body = ask(real_llama, messages=[{"role": "user", "content": "Say hello."}]).json()
    assert body["choices"][0]["message"]["content"]
    assert body["model"] == ALIAS
    assert body["usage"]["completion_tokens"] <= 8


def test_it_follows_a_schema(real_llama: RealLlama) -> None:
    schema = {
        "type": "object",
        "properties": {"trade": {"type": "string", "enum": ["baker", "plumber"]}},
        "required": ["trade"],
    }
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    messages = [{"role": "user", "content": "Durand repairs pipes. What is the trade?"}]
    body = ask(real_llama, messages=messages, response_format=wanted, max_tokens=32).json()
    assert json.loads(body["choices"][0]["message"]["content"])["trade"] in {"baker", "plumber"}


def test_strict_template_refuses_two_users(real_strict_llama: RealLlama) -> None:
    user = {"role": "user", "content": "Say hello."}
    assert ask(real_strict_llama, messages=[user]).status_code == 200
    refused = ask(real_strict_llama, messages=[user, user])
    assert refused.status_code == 400
    assert MUST_ALTERNATE in refused.json()["error"]["message"]


def test_a_server_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.servers.real_llama.START_SECONDS", 0.0)
    with pytest.raises(RuntimeError, match="does not start"), RealLlama():
        pass
