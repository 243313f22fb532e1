"""How the two servers put an answer on the wire."""

import itertools
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tests.servers.http_base import Exchange
from tests.servers.replies import count_tokens, tokens

BODY_PART_BYTES = 64
_numbers = itertools.count(1)


@dataclass
class Answer:
    """What is to be said, and how delivery is to go wrong (the faults set the latter).

    Attributes:
        finish: finish reason; None: none is ever sent.
        choices: False: `choices` is null, and a stream says nothing at all.
        silent: a stream without a single delta.
        prefill: seconds between the headers and the first token.
        pause: seconds a token takes.
        drip: seconds between two parts of the body, streamed or not.
        hang_after, cut_after: tokens after which nothing more comes, or the connection is dropped.
        failure: called before each token with the number of those sent; words of an error end the answer.
    """

    text: str
    model: str
    prompt_tokens: int
    finish: str | None = "stop"
    reasoning: str = ""
    choices: bool = True
    silent: bool = False
    prefill: float = 0.0
    pause: float = 0.0
    drip: float = 0.0
    hang_after: int | None = None
    cut_after: int | None = None
    failure: Callable[[int], str | None] = lambda _sent: None

    @property
    def completion_tokens(self) -> int:
        """Tokens of what is said and thought."""
        return count_tokens(self.text) + count_tokens(self.reasoning)

    @property
    def usage(self) -> dict[str, int]:
        """The `usage` block of the OpenAI protocol."""
        total = self.prompt_tokens + self.completion_tokens
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": total,
        }

    def limit(self, most: int) -> None:
        """Keep the first `most` tokens, and say so in the finish reason."""
        said = tokens(self.text)
        if len(said) > most:
            self.text = "".join(said[:most])
            self.finish = "length"


class Encoder(Protocol):
    """One protocol's way to write an answer."""

    stream_type: str

    def parts(self) -> list[bytes]:
        """Return one event a token."""

    def tail(self) -> list[bytes]:
        """Return the events after the last token."""

    def whole(self) -> bytes:
        """Return the body of an answer that is not streamed."""

    def error(self, words: str) -> bytes:
        """Return the event of an error in mid-stream."""


class OpenAIEncoder:
    """`/v1/chat/completions`.

    Args:
        answer: what is said.
        body: the request.
        error_event: LM Studio names its error events, Ollama does not.
    """

    stream_type = "text/event-stream"

    def __init__(self, answer: Answer, body: dict[str, Any], *, error_event: bool) -> None:
        self._answer = answer
        self._include_usage = bool((body.get("stream_options") or {}).get("include_usage"))
        self._error_event = error_event
        self._id = f"chatcmpl-{next(_numbers)}"

    def parts(self) -> list[bytes]:
        if not self._answer.choices or self._answer.silent:
            return []
        deltas = [{"reasoning_content": piece} for piece in tokens(self._answer.reasoning)]
        deltas += [{"content": piece} for piece in tokens(self._answer.text)]
        return [self._event([self._choice(delta={"role": "assistant", **delta})]) for delta in deltas]

    def tail(self) -> list[bytes]:
        events = []
        if not self._answer.choices:
            events.append(self._event(None))
        elif not self._answer.silent and self._answer.finish:
            events.append(self._event([self._choice(delta={}, finish_reason=self._answer.finish)]))
        if self._include_usage and not self._answer.silent:
            events.append(self._event([], usage=self._answer.usage))
        return [*events, b"data: [DONE]\n\n"]

    def whole(self) -> bytes:
        answer = self._answer
        message = {"role": "assistant", "content": "" if answer.silent else answer.text}
        if answer.reasoning:
            message["reasoning_content"] = answer.reasoning
        choices = [self._choice(message=message, finish_reason=answer.finish)] if answer.choices else None
        return _json_bytes(self._object("chat.completion", choices, usage=answer.usage))

    def error(self, words: str) -> bytes:
        name = b"event: error\n" if self._error_event else b""
        return name + b"data: " + _json_bytes({"error": {"message": words}}) + b"\n\n"

    def _event(self, choices: list[dict[str, Any]] | None, **more: object) -> bytes:
        return b"data: " + _json_bytes(self._object("chat.completion.chunk", choices, **more)) + b"\n\n"

    def _object(self, kind: str, choices: list[dict[str, Any]] | None, **more: object) -> dict[str, Any]:
        head = {"id": self._id, "object": kind, "created": int(time.time()), "model": self._answer.model}
        return {**head, "system_fingerprint": self._answer.model, "choices": choices, **more}

    def _choice(self, *, finish_reason: str | None = None, **said: object) -> dict[str, Any]:
        return {"index": 0, **said, "logprobs": None, "finish_reason": finish_reason}


class OllamaEncoder:
    """Ollama's own `/api/chat`: one JSON object a line. Durations are in nanoseconds."""

    stream_type = "application/x-ndjson"

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def parts(self) -> list[bytes]:
        if self._answer.silent:
            return []
        thoughts = [{"content": "", "thinking": piece} for piece in tokens(self._answer.reasoning)]
        words: list[dict[str, str]] = [{"content": piece} for piece in tokens(self._answer.text)]
        return [self._line(message, done=False) for message in [*thoughts, *words]]

    def tail(self) -> list[bytes]:
        return [self._line({"content": ""}, **self._end())] if self._answer.finish else []

    def whole(self) -> bytes:
        message = {"content": self._answer.text}
        if self._answer.reasoning:
            message["thinking"] = self._answer.reasoning
        return self._line(message, **self._end()).rstrip()

    def error(self, words: str) -> bytes:
        return _json_bytes({"error": words}) + b"\n"

    def _end(self) -> dict[str, Any]:
        return {
            "done": True,
            "done_reason": self._answer.finish,
            "total_duration": 2_000_000,
            "load_duration": 1_000_000,
            "prompt_eval_count": self._answer.prompt_tokens,
            "prompt_eval_duration": 500_000,
            "eval_count": self._answer.completion_tokens,
            "eval_duration": 500_000,
        }

    def _line(self, message: dict[str, str], **more: object) -> bytes:
        head = {"model": self._answer.model, "created_at": "2026-01-01T00:00:00Z"}
        return _json_bytes({**head, "message": {"role": "assistant", **message}, **more}) + b"\n"


def deliver_stream(exchange: Exchange, answer: Answer, encoder: Encoder) -> str | None:
    """Stream an answer; return the words of the error that broke it off, if one did."""
    exchange.begin(200, encoder.stream_type)
    exchange.wait(answer.prefill)
    words = _deliver_parts(exchange, answer, encoder.parts(), answer.pause + answer.drip)
    if words:
        return words
    exchange.send_last(b"".join(encoder.tail()))
    return None


def deliver_whole(exchange: Exchange, answer: Answer, encoder: Encoder) -> str | None:
    """Send an answer in one piece; return the words of the error that came before it, if one did."""
    exchange.wait(answer.pause * answer.completion_tokens)
    words = answer.failure(answer.completion_tokens)
    if words:
        return words
    body = encoder.whole()
    exchange.begin(200, "application/json; charset=utf-8", len(body))
    exchange.wait(answer.prefill)
    if answer.drip or answer.hang_after is not None or answer.cut_after is not None:
        parts = [body[at : at + BODY_PART_BYTES] for at in range(0, len(body), BODY_PART_BYTES)]
        body = parts.pop()
        _deliver_parts(exchange, answer, parts, answer.drip)
    exchange.settle()
    exchange.write(body)
    return None


def _deliver_parts(exchange: Exchange, answer: Answer, parts: Sequence[bytes], pause: float) -> str | None:
    """Write the parts; return the words of the error that ended them, if one did."""
    last = len(parts)
    for sent, part in enumerate([*parts, b""]):
        if answer.cut_after is not None and sent == min(answer.cut_after, last):
            exchange.cut()
        if answer.hang_after is not None and sent == min(answer.hang_after, last):
            exchange.wait(None)
        words = answer.failure(sent)
        if words or sent == last:
            return words
        if pause:
            exchange.wait(pause)
        exchange.write(part)
    return None


def _json_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
