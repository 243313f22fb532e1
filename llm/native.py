"""Ollama's own API, for the two things its /v1 cannot do: loading a model, and taking `top_k`."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from llm.clients import http_client
from llm.completion import Completion
from llm.diagnosis import diagnose, retry_after_seconds
from llm.endpoints import unreachable
from llm.errors import LLMError
from llm.messages import Message, fold
from llm.targets import Target
from llm.wire import asked_of, finished, parsed

_OPTIONS = {
    "temperature": "temperature",
    "top_p": "top_p",
    "max_tokens": "num_predict",
    "seed": "seed",
    "stop": "stop",
}


async def preload(target: Target) -> None:
    """Have Ollama load the model, and return when it is loaded; other servers load at the first chat."""
    if target.kind != "ollama":
        return
    body = {"model": target.model, "messages": [], "stream": False}
    failure: LLMError | None = None
    try:
        response = await http_client(target.root).post(
            target.root + "/api/chat", json=body, headers=headers(target)
        )
    except httpx.HTTPError as error:
        failure = unreachable(asked_of(target), error)
    else:
        if response.status_code >= 400:
            failure = diagnose(asked_of(target), body=response.text, status=response.status_code)
    if failure is not None:
        raise failure


async def chat(
    target: Target,
    messages: Sequence[Message],
    overrides: Mapping[str, Any],
    emit: Callable[[str], None] | None,
    on_first_byte: Callable[[], None],
) -> Completion:
    """Chat through `/api/chat`, which takes `top_k`; used only where the endpoint sets `send_top_k`."""
    given: dict[str, Any] = {
        "temperature": target.temperature,
        "top_p": target.top_p,
        "max_tokens": target.max_tokens,
    }
    given.update({key: value for key, value in overrides.items() if value is not None})
    options = {_OPTIONS[key]: value for key, value in given.items() if key in _OPTIONS and value is not None}
    options["top_k"] = target.top_k
    body: dict[str, Any] = {
        "model": target.model,
        "messages": fold(messages, system_role=target.system_role),
        "options": options,
        "stream": emit is not None,
    }
    schema = (overrides.get("response_format") or {}).get("json_schema", {}).get("schema")
    if schema:
        body["format"] = schema
    return await _Exchange(target, emit, on_first_byte).run(body)


class _Exchange:
    """One request to `/api/chat` and its lines of JSON."""

    def __init__(
        self, target: Target, emit: Callable[[str], None] | None, on_first_byte: Callable[[], None]
    ) -> None:
        self._target = target
        self._asked = asked_of(target)
        self._emit = emit
        self._on_first_byte = on_first_byte
        self._text = ""
        self._last: dict[str, Any] = {}

    async def run(self, body: dict[str, Any]) -> Completion:
        started = time.monotonic()
        failure: LLMError | None = None
        client = http_client(self._target.root)
        try:
            async with client.stream(
                "POST", self._target.root + "/api/chat", json=body, headers=headers(self._target)
            ) as response:
                if response.status_code >= 400:
                    text = (await response.aread()).decode("utf-8", "replace")
                    failure = diagnose(
                        self._asked,
                        body=text,
                        status=response.status_code,
                        retry_after=retry_after_seconds(response.headers.get("retry-after")),
                    )
                else:
                    async for line in response.aiter_lines():
                        self._line(line)
        except httpx.HTTPError as error:
            failure = unreachable(self._asked, error)
        if failure is not None:
            raise failure
        return self._completion(time.monotonic() - started)

    def _line(self, line: str) -> None:
        event = parsed(line)
        if not isinstance(event, dict):
            return
        if event.get("error"):
            raise diagnose(self._asked, body=json.dumps(event), status=200)
        self._on_first_byte()
        piece = str((event.get("message") or {}).get("content") or "")
        self._text += piece
        if piece and self._emit is not None:
            self._emit(piece)
        self._last = event

    def _completion(self, seconds: float) -> Completion:
        last = self._last
        usage = {"prompt_tokens": last.get("prompt_eval_count"), "completion_tokens": last.get("eval_count")}
        finish = str(last.get("done_reason") or "")
        return finished(self._target, self._asked, last, usage, self._text, finish, seconds)


def headers(target: Target) -> dict[str, str]:
    """Return the headers of a request to a server's own API."""
    return {"Authorization": f"Bearer {target.api_key}"} if target.api_key != "not-needed" else {}
