"""One request to a chat endpoint and what its answer means; no retry, no fallback, no clock."""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, cast

import httpx

from llm.clients import openai_client
from llm.completion import Completion
from llm.diagnosis import Asked, diagnose, looks_like_html, retry_after_seconds
from llm.endpoints import unreachable
from llm.errors import (
    ConnectionFailed,
    EmptyAnswer,
    LLMError,
    RequestRefused,
    TimedOut,
    Truncated,
)
from llm.messages import Message, fold
from llm.protocol import openai_package
from llm.targets import Target
from llm.thinking import without_thinking

# What /v1/chat/completions knows by name; anything else travels in extra_body.
_STANDARD = frozenset(
    {"temperature", "top_p", "max_tokens", "stop", "seed", "presence_penalty", "frequency_penalty"}
    | {"logit_bias", "logprobs", "top_logprobs", "n", "user", "response_format", "tools", "tool_choice"}
    | {"reasoning_effort"}
)
_NEVER = frozenset({"top_k", "stream", "stream_options", "messages", "timeout", "model"})
_TRUNCATED_REMEDY = "Raise max tokens in Advanced LLM settings, or ask for less."


def request_options(target: Target, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a request: the target's parameters under the overrides, None meaning unset.

    `top_k` is dropped wherever it comes from, unless the endpoint opted in with `send_top_k`: LM Studio reads
    it, other servers refuse or ignore it.
    """
    wanted: dict[str, Any] = {
        "temperature": target.temperature,
        "top_p": target.top_p,
        "max_tokens": target.max_tokens,
    }
    wanted.update({key: value for key, value in overrides.items() if value is not None})
    extra = _without_top_k(dict(wanted.pop("extra_body", None) or {}))
    if "max_completion_tokens" in wanted:
        wanted["max_tokens"] = wanted.pop("max_completion_tokens")  # Ollama ignores the newer name in silence
    options = {key: value for key, value in wanted.items() if key in _STANDARD and value is not None}
    extra.update(_without_top_k({key: value for key, value in wanted.items() if key not in _STANDARD}))
    if not options.get("max_tokens"):
        options.pop("max_tokens", None)
    if target.send_top_k and target.top_k is not None:
        extra["top_k"] = target.top_k
    if extra:
        options["extra_body"] = extra
    return options


def _without_top_k(extra: dict[str, Any]) -> dict[str, Any]:
    """Return what may travel beside the known parameters; Ollama's `options` may hold a `top_k` too."""
    return {
        key: _without_top_k(value) if isinstance(value, dict) else value
        for key, value in extra.items()
        if key not in _NEVER
    }


async def ask(target: Target, messages: Sequence[Message], options: Mapping[str, Any]) -> Completion:
    """Send one request and return the whole answer.

    Raises:
        LLMError: any of the tree but `Cancelled` and `AllModelsFailed`.
    """
    asked = asked_of(target)
    folded = fold(messages, system_role=target.system_role)
    started = time.monotonic()
    failure: LLMError
    try:
        raw = await openai_client(target.root, target.api_key).chat.completions.with_raw_response.create(
            model=target.model, messages=cast(Any, folded), **options
        )
        content = raw.http_response.content
    except openai_package().APIError as error:
        failure = translated(asked, error)
    else:
        return read_answer(target, content, seconds=time.monotonic() - started, schema_bound=_bound(options))
    raise failure


def read_answer(target: Target, content: bytes, *, seconds: float, schema_bound: bool = False) -> Completion:
    """Return the completion in the body of a 200 answer.

    Raises:
        LLMError: the body is a page, an error, empty, or cut by max_tokens.
    """
    asked = asked_of(target)
    body = parsed(content)
    if not isinstance(body, dict) or looks_like_html(content):
        raise diagnose(asked, body=content, status=200) if looks_like_html(content) else _shapeless(asked)
    choices = body.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise diagnose(asked, body=body, status=200) if body.get("error") else _shapeless(asked)
    message = choices[0].get("message")
    message = message if isinstance(message, dict) else {}
    text = said_in(message.get("content"))
    if schema_bound and not text.strip():
        # Reasoning models put the bound JSON beside an empty content (LM Studio 0.4); never prose.
        text = said_in(message.get("reasoning_content"))
    finish = str(choices[0].get("finish_reason") or "")
    usage = body.get("usage") if isinstance(body.get("usage"), dict) else {}
    return finished(target, asked, body, usage or {}, text, finish, seconds)


def finished(
    target: Target,
    asked: Asked,
    body: Mapping[str, Any],
    usage: Mapping[str, Any],
    text: str,
    finish: str,
    seconds: float,
) -> Completion:
    """Return the completion of an answer that came to its end, or raise what is wrong with it."""
    answer = without_thinking(text).strip()
    if finish == "length":
        cut = Truncated(
            f"The answer of {target.model} was cut by max_tokens.",
            _TRUNCATED_REMEDY,
            text=answer,
            endpoint=asked.endpoint,
            model=target.model,
        )
        cut.prompt_tokens = _count(usage.get("prompt_tokens"))
        cut.completion_tokens = _count(usage.get("completion_tokens"))
        cut.cached_tokens = _cached(usage)
        raise cut
    if not answer:
        raise EmptyAnswer(
            f"{target.model} answered nothing.",
            "Try again; if it happens again, choose another model or a shorter prompt.",
            endpoint=asked.endpoint,
            model=target.model,
        )
    tokens = _count(usage.get("completion_tokens"))
    timings = body.get("timings") if isinstance(body.get("timings"), dict) else {}
    speed = (timings or {}).get("predicted_per_second")
    if not isinstance(speed, (int, float)):
        speed = None
    if speed is None and tokens and seconds > 0:
        speed = tokens / seconds
    return Completion(
        text=answer,
        requested_model=target.model,
        served_model=str(body.get("model") or target.model),
        endpoint=target.endpoint or target.root,
        finish_reason=finish or "stop",
        prompt_tokens=_count(usage.get("prompt_tokens")),
        completion_tokens=tokens,
        seconds=seconds,
        tokens_per_second=speed,
        tier=target.tier,
        cached_tokens=_cached(usage),
    )


def _cached(usage: Mapping[str, Any]) -> int | None:
    details = usage.get("prompt_tokens_details")
    tokens = details.get("cached_tokens") if isinstance(details, dict) else None
    return _count(tokens)


def _count(value: object) -> int | None:
    """Return a number of tokens, None for whatever else a server may write there."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def said_in(content: object) -> str:
    """Return the text of a content, which some servers send in parts as clients do."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(str(part.get("text") or "") for part in parts if isinstance(part, dict))


def asked_of(target: Target) -> Asked:
    """Return whom a target asks, for the words of an error."""
    return Asked(
        endpoint=target.endpoint or target.root,
        root=target.root,
        model=target.model,
        api_key=target.api_key,
        label=target.label,
    )


def translated(asked: Asked, error: Any) -> LLMError:
    """Return our error for one of the protocol client's."""
    package = openai_package()
    if isinstance(error, package.APIStatusError):
        body = error.body if error.body is not None else error.response.text
        return diagnose(
            asked,
            body=body,
            status=error.status_code,
            retry_after=retry_after_seconds(error.response.headers.get("retry-after")),
        )
    cause = error.__cause__
    if isinstance(cause, Exception) and isinstance(cause, httpx.HTTPError):
        return unreachable(asked, cause)
    if isinstance(error, package.APITimeoutError):
        return TimedOut(f"{asked.name} did not answer in time.", endpoint=asked.endpoint, model=asked.model)
    if isinstance(error, package.APIConnectionError):
        words = asked.redact(str(cause or error))
        return ConnectionFailed(
            f"{asked.name} cannot be reached at {asked.root}.",
            "Check that the server runs and that its address is right.",
            server_words=words,
            endpoint=asked.endpoint,
            model=asked.model,
        )
    return RequestRefused(
        f"{asked.name} gave an answer that cannot be read.",
        "Check that the address is a model server's.",
        server_words=asked.redact(str(error)),
        endpoint=asked.endpoint,
        model=asked.model,
    )


def _shapeless(asked: Asked) -> LLMError:
    return EmptyAnswer(
        f"{asked.name} answered without an answer (no choices).",
        "Check the address in the sidebar and the server's log.",
        endpoint=asked.endpoint,
        model=asked.model,
    )


def _bound(options: Mapping[str, Any]) -> bool:
    return bool(options.get("response_format"))


def parsed(content: bytes | str) -> object:
    """Return the JSON value of a body, or None where it is none."""
    try:
        return json.loads(content)
    except ValueError:
        return None
