"""Servers that write the unexpected: an answer, or an error of our tree, and never another exception."""

import asyncio
import json

import httpx
import pytest
import respx

from llm.adapter import LLMAdapter
from llm.endpoints import probe
from llm.errors import BadAnswer, LLMError

ROOT = "http://127.0.0.1:1234"
HELLO = [{"role": "user", "content": "Bonjour"}]
GOOD = {"role": "assistant", "content": "Bonjour."}


def body(message=None, **more):
    return {
        "choices": [{"message": GOOD if message is None else message, "finish_reason": "stop"}],
        "model": "m",
        **more,
    }


ANSWERS = [
    pytest.param(body({"content": [{"type": "text", "text": "Bonjour."}]}), id="content in parts"),
    pytest.param(body(usage={"prompt_tokens": "n/a", "completion_tokens": "3"}), id="tokens as words"),
    pytest.param(body(usage={"prompt_tokens": -1, "completion_tokens": True}), id="tokens out of range"),
    pytest.param(body(usage=[1, 2]), id="usage as a list"),
    pytest.param(body(usage={"prompt_tokens_details": "none"}), id="details as a word"),
    pytest.param(body(timings={"predicted_per_second": "fast"}), id="speed as a word"),
    pytest.param(body(timings=3), id="timings as a number"),
    pytest.param(body(model=None), id="no model"),
    pytest.param(body(model=5), id="model as a number"),
    pytest.param({**body(), "error": None}, id="no error"),
]
FAILURES = [
    pytest.param(body({"content": 5}), id="content as a number"),
    pytest.param(body({"content": {"text": "Bonjour"}}), id="content as an object"),
    pytest.param(body({"content": []}), id="no parts"),
    pytest.param({"choices": []}, id="no choices"),
    pytest.param({"choices": {}}, id="choices as an object"),
    pytest.param({"choices": ["Bonjour"]}, id="a choice as a word"),
    pytest.param({"choices": [{"message": "Bonjour"}]}, id="message as a word"),
    pytest.param([], id="a list"),
    pytest.param("Bonjour", id="a word"),
    pytest.param(None, id="nothing"),
    pytest.param({"error": {"message": 5}}, id="an error as a number"),
    pytest.param({"error": ["bad"]}, id="an error as a list"),
]


def answered(content):
    with respx.mock(base_url=ROOT, assert_all_called=False) as mock:
        mock.post("/v1/chat/completions").respond(json=content)
        mock.get(path__regex=".*").respond(404)
        return LLMAdapter(ROOT, model="m").complete(HELLO)


@pytest.mark.parametrize("content", ANSWERS)
def test_what_is_odd_beside_an_answer_costs_no_answer(content):
    done = answered(content)
    assert done.text == "Bonjour."
    assert done.prompt_tokens is None
    assert isinstance(done.served_model, str)


@pytest.mark.parametrize("content", FAILURES)
def test_what_is_no_answer_is_an_error_of_ours(content):
    with pytest.raises(LLMError) as caught:
        answered(content)
    assert caught.value.message


EVENTS = [
    pytest.param({"choices": None}, id="no choices"),
    pytest.param({"choices": ["x"]}, id="a choice as a word"),
    pytest.param({"choices": [{"delta": None}]}, id="no delta"),
    pytest.param({"choices": [{"delta": "x"}]}, id="a delta as a word"),
    pytest.param({"choices": [{"delta": {"content": 5}}]}, id="a piece as a number"),
    pytest.param({"usage": "none"}, id="usage as a word"),
    pytest.param({"usage": {"completion_tokens": "3"}, "choices": []}, id="tokens as words"),
    pytest.param({"timings": "fast", "choices": []}, id="timings as a word"),
    pytest.param("x", id="a word"),
    pytest.param(None, id="nothing"),
]
BEGIN = {"choices": [{"delta": {"content": [{"type": "text", "text": "Bonjour"}]}}]}
END = {"choices": [{"delta": {"content": "."}, "finish_reason": "stop"}]}


def streamed(*events):
    raw = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
    with respx.mock(base_url=ROOT, assert_all_called=False) as mock:
        headers = {"content-type": "text/event-stream"}
        mock.post("/v1/chat/completions").mock(return_value=httpx.Response(200, headers=headers, text=raw))
        mock.get(path__regex=".*").respond(404)
        return "".join(LLMAdapter(ROOT, model="m").stream(HELLO))


@pytest.mark.parametrize("event", EVENTS)
def test_odd_events_of_a_stream_are_passed_over(event):
    assert streamed(BEGIN, event, END) == "Bonjour."


@pytest.mark.parametrize("event", EVENTS)
def test_a_stream_of_odd_events_is_an_error_of_ours(event):
    with pytest.raises(LLMError):
        streamed(event)


def test_a_stream_that_ends_after_odd_events_was_cut():
    with pytest.raises(BadAnswer):
        streamed(BEGIN, EVENTS[2].values[0])


LISTINGS = [
    (
        "/api/v0/models",
        {"data": [{"id": "m", "state": "loaded", "loaded_context_length": "x"}]},
    ),
    ("/api/v1/models", {"models": [{"key": "m", "quantization": "Q4_K_M", "loaded_instances": "one"}]}),
    ("/api/v1/models", {"models": [{"key": "m", "quantization": 4, "loaded_instances": [{"config": "c"}]}]}),
    ("/api/tags", {"models": [{"name": "m", "details": "none", "size": "big"}]}),
    ("/props", {"default_generation_settings": "none", "total_slots": "two"}),
    ("/v1/models", {"data": [{"id": "m"}, "n", {"object": "model"}]}),
]


@pytest.mark.parametrize("kind", ["lm_studio", "ollama", "llama_cpp", "openai", "auto"])
@pytest.mark.parametrize(("path", "listing"), LISTINGS, ids=[path for path, _ in LISTINGS])
def test_odd_listings_are_read_as_far_as_they_go(kind, path, listing):
    with respx.mock(base_url=ROOT, assert_all_called=False) as mock:
        mock.get(path).respond(json=listing)
        mock.get(path__regex=".*").respond(404)
        report = asyncio.run(probe(ROOT, kind=kind))
    assert {entry.id for entry in report.models} <= {"m"}
