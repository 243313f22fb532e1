"""One call to one model: the only retry loop, the only clock, the watch over a model being loaded."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from llm import native, wire
from llm.clock import CallClock
from llm.completion import Completion, Phase
from llm.errors import Busy, ConnectionFailed, LLMError, ServerFailed, TemplateRefused, TimedOut
from llm.messages import Message, fold
from llm.servers import Server, server
from llm.streaming import ask_streamed
from llm.targets import Target
from llm.truncation import prompt_was_cut

OnPhase = Callable[[Phase], None]
Emit = Callable[[str], None]

MAX_ATTEMPTS = 2
# A silent server is asked after this long, and again at this pace, whether it is loading the model; seconds.
_WATCH_AFTER = 1.0
_WATCH_EVERY = 1.0
_BACKOFF = 0.5
_GATEWAY = {502, 504, 520, 522, 523, 524}


async def call(
    target: Target,
    messages: Sequence[Message],
    overrides: Mapping[str, Any],
    *,
    on_phase: OnPhase | None = None,
    emit: Emit | None = None,
) -> Completion:
    """Ask one model, streamed where `emit` is given; wait for a free slot and for the model to load.

    Raises:
        LLMError: with `attempts` set to the number of requests sent.
    """
    fold(messages)  # an empty list is refused before anything is dialled
    known = server(target.root)
    overrides = dict(overrides)
    timeout = overrides.pop("timeout", None) or target.timeout
    if target.model in known.must_fold:
        target = replace(target, system_role="fold")
    one = _Call(target, messages, overrides, known, on_phase or _silent, emit)
    clock = CallClock(timeout, target.load_timeout, streaming=emit is not None)
    one.on_phase(Phase.WAITING)
    async with contextlib.AsyncExitStack() as stack:
        if known.report is not None and known.report.is_loading(target.model):
            # LM Studio loads a model once for each request that finds it unloaded: the first one goes alone.
            await stack.enter_async_context(known.load_lock(target.model))
            if not await one.is_loading():
                await stack.aclose()
        await stack.enter_async_context(known.slots(target.parallel))
        clock.restart()
        return await one.run(clock)


def retry_delay(error: LLMError, attempts: int, left: float, *, received: bool) -> float | None:
    """Return the seconds to wait before asking again, or None to give up.

    A server that refuses connections, times out or crashed is not asked twice: the next model is.
    """
    if attempts >= MAX_ATTEMPTS or received:
        return None
    if isinstance(error, ConnectionFailed):
        # `retry_after` 0 marks an idle connection that the server closed while we took it up again.
        return 0.0 if error.retry_after == 0.0 else None
    delay: float | None = None
    if isinstance(error, Busy):
        delay = error.retry_after if error.retry_after is not None else _BACKOFF
    elif isinstance(error, ServerFailed) and (error.status in _GATEWAY or "unloaded" in error.server_words):
        delay = _BACKOFF
    if delay is None or delay >= left:
        return None
    return delay + random.uniform(0, _BACKOFF / 2)  # noqa: S311 - jitter


class _Call:
    """The state of one call over its attempts."""

    def __init__(
        self,
        target: Target,
        messages: Sequence[Message],
        overrides: Mapping[str, Any],
        known: Server,
        on_phase: OnPhase,
        emit: Emit | None,
    ) -> None:
        self.target = target
        self.messages = messages
        self.overrides = overrides
        self.known = known
        self.on_phase = on_phase
        self.emit = emit
        self.received = False

    async def run(self, clock: CallClock) -> Completion:
        attempts = 0
        while True:
            attempts += 1
            try:
                done = await self._supervised(clock)
            except LLMError as error:
                error.attempts = attempts
                failure = error
            else:
                done.attempts = attempts
                return self._checked(done)
            if self._is_loading_words(failure):
                clock.loading(True)
                self.on_phase(Phase.LOADING)
                attempts -= 1
                delay: float | None = _WATCH_EVERY if clock.left() > _WATCH_EVERY else None
            elif isinstance(failure, TemplateRefused) and self.target.system_role != "fold":
                self.known.must_fold.add(self.target.model)
                self.target, delay = replace(self.target, system_role="fold"), 0.0
            else:
                delay = retry_delay(failure, attempts, clock.left(), received=self.received)
            if delay is None:
                raise failure
            await asyncio.sleep(delay)

    async def _supervised(self, clock: CallClock) -> Completion:
        """Run one request under the clock, looking now and then whether the model is being loaded."""
        self.on_phase(Phase.READING)
        work = asyncio.ensure_future(self._request(clock))
        preload: asyncio.Task[None] | None = None
        watch = _WATCH_AFTER
        try:
            while True:
                left = clock.left()
                if left <= 0:
                    raise self._timed_out(clock)
                await asyncio.wait({work}, timeout=min(left, watch))
                if work.done():
                    return work.result()
                watch = _WATCH_EVERY if not self.received else min(clock.left(), 5.0)
                if not self.received and clock.left() > 0:
                    loading = await self.is_loading()
                    if loading and preload is None:
                        preload = asyncio.ensure_future(native.preload(self.target))
                    self._note_loading(clock, loading)
        finally:
            for task in (work, preload):
                if task is not None and not task.done():
                    task.cancel()
            await asyncio.gather(*(task for task in (work, preload) if task), return_exceptions=True)

    def _request(self, clock: CallClock) -> Awaitable[Completion]:
        if self.target.send_top_k and self.target.kind == "ollama" and self.target.top_k is not None:
            return native.chat(
                self.target, self.messages, self.overrides, self.emit, lambda: self._first(clock)
            )
        options = wire.request_options(self.target, self.overrides)
        if self.emit is None:
            return wire.ask(self.target, self.messages, options)
        emit = self.emit

        def piece(text: str) -> None:
            clock.piece()
            emit(text)

        return ask_streamed(self.target, self.messages, options, piece, lambda: self._first(clock))

    def _first(self, clock: CallClock) -> None:
        clock.piece()
        if not self.received:
            self.received = True
            self.on_phase(Phase.WRITING)

    async def is_loading(self) -> bool | None:
        """Ask the server whether it is still loading the model, None where it does not say."""
        try:
            report = await self.known.state(self.target, max_age=0.5)
        except LLMError:
            return None
        return report.is_loading(self.target.model)

    def _note_loading(self, clock: CallClock, loading: bool | None) -> None:
        if bool(loading) != clock.is_loading:
            clock.loading(bool(loading))
            self.on_phase(Phase.LOADING if loading else Phase.READING)

    def _timed_out(self, clock: CallClock) -> TimedOut:
        where, model = self.target.label, self.target.model
        if clock.is_loading:
            message = f"{where} is still loading {model} after {clock.load_timeout:.0f} s."
            remedy = "Choose a smaller model or quantization, or raise `load_timeout` in config/models.yml."
        else:
            message = f"{where} took longer than {clock.timeout:.0f} s."
            remedy = "Raise the timeout in Advanced LLM settings, or choose a smaller model."
        return TimedOut(message, remedy, endpoint=self.target.endpoint, model=model)

    def _is_loading_words(self, error: LLMError) -> bool:
        return isinstance(error, Busy) and "loading model" in error.server_words.lower()

    def _checked(self, done: Completion) -> Completion:
        chars = sum(len(text) for text in _texts(self.messages))
        context = None
        if self.known.report is not None:
            entry = self.known.report.find(done.served_model) or self.known.report.find(self.target.model)
            context = entry.loaded_context if entry else None
        done.truncated = prompt_was_cut(done.prompt_tokens, chars, context)
        if not done.truncated:
            self.known.learn_tokens(self.target.model, chars, done.prompt_tokens)
        return done


def _texts(messages: Sequence[Message]) -> list[str]:
    texts = []
    for message in fold(messages):
        content = message["content"]
        parts = [content] if isinstance(content, str) else [str(part.get("text", "")) for part in content]
        texts.extend(parts)
    return texts


def _silent(phase: Phase) -> None:
    """Nobody watches this call."""
