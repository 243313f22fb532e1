"""A streamed answer: read piece by piece, told apart from an error, an empty answer and a cut one."""

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, cast

import httpx

from llm.clients import openai_client
from llm.completion import Completion
from llm.diagnosis import Asked, diagnose
from llm.endpoints import unreachable
from llm.errors import LLMError, StreamCut
from llm.messages import Message, fold
from llm.protocol import openai_package
from llm.targets import Target
from llm.thinking import ThinkingFilter
from llm.wire import asked_of, finished, parsed, said_in, translated


async def ask_streamed(
    target: Target,
    messages: Sequence[Message],
    options: Mapping[str, Any],
    emit: Callable[[str], None],
    on_first_byte: Callable[[], None],
) -> Completion:
    """Send one request, hand each piece of the answer to `emit` and return the whole at the end.

    Raises:
        StreamCut: pieces came, but no end; `text` holds them.
        LLMError: any of the tree but `Cancelled` and `AllModelsFailed`.
    """
    asked = asked_of(target)
    folded = fold(messages, system_role=target.system_role)
    reader = StreamReader(target, emit, on_first_byte)
    failure: LLMError | None = None
    try:
        opened = openai_client(target.root, target.api_key).chat.completions.with_streaming_response.create(
            model=target.model,
            messages=cast(Any, folded),
            stream=True,
            stream_options={"include_usage": True},
            **cast(Any, options),
        )
        async with opened as response:
            await reader.read(response.iter_lines())
    except openai_package().APIError as error:
        failure = translated(asked, error)
    except httpx.HTTPError as error:
        failure = unreachable(asked, error) if not reader.text else _cut(asked, reader.text)
    if failure is not None:
        raise failure
    return reader.completion()


class StreamReader:
    """Reads server-sent events of a chat stream line by line.

    Our own lines instead of the library's events: on LM Studio's 200-with-error the library yields nothing
    and raises nothing, and we must tell an error from an empty answer.
    """

    def __init__(
        self, target: Target, emit: Callable[[str], None], on_first_byte: Callable[[], None]
    ) -> None:
        self._target = target
        self._asked = asked_of(target)
        self._emit = emit
        self._on_first_byte = on_first_byte
        self._filter = ThinkingFilter()
        self._started = time.monotonic()
        self._first_piece: float | None = None
        self._stray: list[str] = []
        self._usage: dict[str, Any] = {}
        self._body: dict[str, Any] = {}
        self._finish = ""
        self.text = ""

    async def read(self, lines: AsyncIterator[str]) -> None:
        """Take the lines of the body until `[DONE]` or its end."""
        async for line in lines:
            if not line.startswith("data:"):
                if line.strip() and not line.startswith((":", "event:", "id:", "retry:")):
                    self._stray.append(line[:2000])
                continue
            data = line[5:].strip()
            if data == "[DONE]":
                break
            self._event(parsed(data), data)
        self._show(self._filter.end())

    def _event(self, event: object, data: str) -> None:
        if not isinstance(event, dict):
            self._stray.append(data[:2000])
            return
        if event.get("error"):
            error = diagnose(self._asked, body=event, status=200)
            raise _cut(self._asked, self.text, error) if self.text else error
        self._body = {**self._body, **{key: event[key] for key in ("model", "timings") if event.get(key)}}
        if isinstance(event.get("usage"), dict):
            self._usage = event["usage"]
        choices = event.get("choices")
        for choice in choices if isinstance(choices, list) else []:
            if not isinstance(choice, dict):
                continue
            self._finish = str(choice.get("finish_reason") or self._finish)
            delta = choice.get("delta")
            piece = said_in(delta.get("content")) if isinstance(delta, dict) else ""
            # Any delta, reasoning too, shows that the model is at work.
            self._on_first_byte()
            if piece:
                self._show(self._filter.feed(piece))

    def _show(self, piece: str) -> None:
        if not piece:
            return
        if self._first_piece is None:
            self._first_piece = time.monotonic()
        self.text += piece
        self._emit(piece)

    def completion(self) -> Completion:
        """Return what the stream came to, or raise what is wrong with it."""
        asked = self._asked
        if not self.text and self._stray:
            stray = "\n".join(self._stray)
            raise diagnose(asked, body=stray, status=200)
        if self.text and not self._finish:
            raise _cut(asked, self.text)
        now = time.monotonic()
        done = finished(
            self._target, asked, self._body, self._usage, self.text, self._finish, now - self._started
        )
        writing = now - (self._first_piece or self._started)
        if "timings" not in self._body and done.completion_tokens and writing > 0:
            done.tokens_per_second = done.completion_tokens / writing
        return done


def _cut(asked: Asked, text: str, cause: LLMError | None = None) -> StreamCut:
    return StreamCut(
        f"The answer of {asked.model} broke off before its end.",
        cause.remedy if cause else "Try again; what came so far is kept.",
        text=text,
        server_words=cause.server_words if cause else "",
        endpoint=asked.endpoint,
        model=asked.model,
    )
