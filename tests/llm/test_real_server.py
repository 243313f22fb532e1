"""The model layer against llama.cpp itself: its own server, a real model, Mistral's strict template."""

import asyncio
import contextlib
import threading

import httpx
import pytest
from pydantic import BaseModel

from llm.adapter import LLMAdapter
from llm.background import background
from llm.errors import Cancelled, EmptyAnswer, Truncated
from llm.servers import server
from llm.structured import ask_for
from llm.targets import Target

pytestmark = pytest.mark.model

SYSTEM_LATE = [
    {"role": "assistant", "content": "Hello."},
    {"role": "user", "content": "Say one word."},
    {"role": "system", "content": "You answer in English."},
    {"role": "user", "content": "Any word."},
]


class Town(BaseModel):
    town: str


def adapter_of(url, **options):
    return LLMAdapter(url, model="anything", timeout=120, temperature=0.0, **options)


def told(ask):
    """Return the text of an answer, cut or not: so small a model does not know when to stop."""
    try:
        return ask()
    except Truncated as error:
        return error.text


def test_a_strict_template_takes_whatever_is_folded(real_strict_llama):
    """The template makes no sense to this model, which may answer nothing; what counts is that it renders."""
    refused = httpx.post(
        real_strict_llama.url + "/v1/chat/completions",
        json={"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]},
        timeout=60,
    )
    assert refused.status_code >= 400
    adapter = adapter_of(real_strict_llama.url, max_tokens=8)
    ways = [
        lambda: adapter.chat(SYSTEM_LATE),
        lambda: asyncio.run(adapter.chat_async(SYSTEM_LATE)),
        lambda: list(adapter.stream(SYSTEM_LATE)),
    ]
    for way in ways:
        with contextlib.suppress(Truncated, EmptyAnswer):
            way()


def test_pieces_come_one_by_one(real_llama):
    adapter = adapter_of(real_llama.url, max_tokens=200)
    pieces = []
    whole = told(lambda: pieces.extend(adapter.stream([{"role": "user", "content": "Count from 1 to 5."}])))
    assert len(pieces) > 3
    assert whole in {None, "".join(pieces).strip()}


def test_a_schema_is_obeyed_by_grammar(real_llama):
    target = Target(model="anything", root=real_llama.url, timeout=120, max_tokens=64, temperature=0.0)
    adapter = LLMAdapter.from_target(target)

    async def ask(messages, more):
        return await adapter.complete_async(messages, **more)

    messages = [{"role": "user", "content": "Plomberie Durand, 12 rue des Faures, Bordeaux. Which town?"}]

    async def whole():
        return await ask_for(Town, messages, target, server(real_llama.url), ask)

    done = background.run(whole())
    assert isinstance(done.data, Town)
    assert done.prompt_tokens > 10
    assert done.tokens_per_second > 0


def test_stop_ends_a_long_answer(real_llama):
    cancel = threading.Event()
    stream = adapter_of(real_llama.url, max_tokens=400).stream(
        [{"role": "user", "content": "Write a long story about a tap."}], cancel=cancel
    )
    next(stream)
    cancel.set()
    with pytest.raises(Cancelled):
        list(stream)
