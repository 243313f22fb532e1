"""LLMAdapter: one model at one address, for those who want to ask it directly."""

import queue
import threading
from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from typing import Any

from llm import call_log
from llm.background import background
from llm.calls import Emit, OnPhase, call
from llm.completion import Completion
from llm.errors import Cancelled, LLMError
from llm.messages import Message
from llm.targets import Target, target_named
from llm.urls import api_base, canonical_root


class LLMAdapter:
    """Talks to one model of an OpenAI-compatible server.

    System messages are folded into the user turn. `top_k` is kept as a reference value and not sent.
    `timeout` is the total for a call in seconds, retries included; the loading of a model does not count.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str = "not-needed",
        model: str = "openai/gpt-oss-20b",
        temperature: float | None = 0.2,
        top_k: int | None = None,
        top_p: float | None = None,
        max_tokens: int | None = 2048,
        timeout: float | None = 60,
    ) -> None:
        self._target = Target(
            model=model,
            root=canonical_root(base_url),
            endpoint=canonical_root(base_url),
            api_key=api_key or "not-needed",
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            max_tokens=max_tokens or None,
            timeout=timeout or None,
        )

    @classmethod
    def from_config(cls, config: Mapping[str, Any], model_override: str | None = None) -> "LLMAdapter":
        """Return the adapter of an alias (`large_model`), a task (`outreach`) or a raw model id.

        `config` is what `ConfigLoader.get_merged_config()` gives; a dict with `llm` alone does for raw ids.

        Raises:
            InvalidRequest: the configuration names an endpoint that it does not describe.
        """
        return cls.from_target(target_named(config, model_override))

    @classmethod
    def from_target(cls, target: Target) -> "LLMAdapter":
        """Return the adapter of a settled target."""
        adapter = cls.__new__(cls)
        adapter._target = target
        return adapter

    def __repr__(self) -> str:
        return f"LLMAdapter(base_url={self.base_url!r}, model={self.model!r})"

    @property
    def target(self) -> Target:
        """The settled parameters."""
        return self._target

    @property
    def base_url(self) -> str:
        """The address of the OpenAI-compatible API."""
        return api_base(self._target.root)

    @property
    def model(self) -> str:
        """The id of the model."""
        return self._target.model

    @property
    def temperature(self) -> float | None:
        """The temperature of a call that does not set its own."""
        return self._target.temperature

    @property
    def top_k(self) -> int | None:
        """The documented reference value; not sent."""
        return self._target.top_k

    @property
    def top_p(self) -> float | None:
        """The top_p of a call that does not set its own."""
        return self._target.top_p

    @property
    def max_tokens(self) -> int | None:
        """The max_tokens of a call that does not set its own."""
        return self._target.max_tokens

    @property
    def timeout(self) -> float | None:
        """Seconds a call may take in all."""
        return self._target.timeout

    def chat(
        self,
        messages: Sequence[Message],
        temperature: float | None = None,
        max_tokens: int | None = None,
        **kwargs: Any,
    ) -> str:
        """Return the text of the answer.

        Raises:
            LLMError: what went wrong, with a remedy; never text that looks like an answer.
        """
        return self.complete(messages, temperature, max_tokens, **kwargs).text

    async def chat_async(
        self,
        messages: Sequence[Message],
        temperature: float | None = None,
        max_tokens: int | None = None,
        **kwargs: Any,
    ) -> str:
        """Return the text of the answer; raises as `chat`."""
        return (await self.complete_async(messages, temperature, max_tokens, **kwargs)).text

    def chat_with_system(self, user_message: str, system_message: str | None = None, **kwargs: Any) -> str:
        """Return the answer to one message under a system message; raises as `chat`."""
        return self.chat(_with_system(user_message, system_message), **kwargs)

    async def chat_with_system_async(
        self, user_message: str, system_message: str | None = None, **kwargs: Any
    ) -> str:
        """Return the answer to one message under a system message; raises as `chat`."""
        return await self.chat_async(_with_system(user_message, system_message), **kwargs)

    def complete(
        self,
        messages: Sequence[Message],
        temperature: float | None = None,
        max_tokens: int | None = None,
        *,
        cancel: threading.Event | None = None,
        on_phase: OnPhase | None = None,
        **kwargs: Any,
    ) -> Completion:
        """Return the answer with everything known of it.

        Raises:
            LLMError: what went wrong, with a remedy.
        """
        work = self._call(
            messages, {**kwargs, "temperature": temperature, "max_tokens": max_tokens}, on_phase
        )
        return background.run(work, cancel)

    async def complete_async(
        self,
        messages: Sequence[Message],
        temperature: float | None = None,
        max_tokens: int | None = None,
        *,
        on_phase: OnPhase | None = None,
        **kwargs: Any,
    ) -> Completion:
        """Return the answer with everything known of it; cancelling the task closes the request."""
        work = self._call(
            messages, {**kwargs, "temperature": temperature, "max_tokens": max_tokens}, on_phase
        )
        return await background.wait_for(work)

    def stream(
        self,
        messages: Sequence[Message],
        temperature: float | None = None,
        max_tokens: int | None = None,
        *,
        cancel: threading.Event | None = None,
        on_phase: OnPhase | None = None,
        **kwargs: Any,
    ) -> Generator[str, None, Completion]:
        """Yield the pieces of the answer as they come; the generator's return value is the completion.

        Closing the generator closes the request.

        Raises:
            LLMError: while iterating; `StreamCut` and `Truncated` hold the text so far.
        """
        overrides = {**kwargs, "temperature": temperature, "max_tokens": max_tokens}
        return (yield from pieces(lambda emit: self._call(messages, overrides, on_phase, emit), cancel))

    async def _call(
        self,
        messages: Sequence[Message],
        overrides: dict[str, Any],
        on_phase: OnPhase | None,
        emit: Emit | None = None,
    ) -> Completion:
        try:
            done = await call(self._target, messages, overrides, on_phase=on_phase, emit=emit)
        except LLMError as error:
            call_log.write_failure(error, requested_model=self.model)
            raise
        call_log.write_completion(done)
        return done


def pieces(
    start: Callable[[Emit], Coroutine[Any, Any, Completion]], cancel: threading.Event | None = None
) -> Generator[str, None, Completion]:
    """Run `start(emit)`, a coroutine in the background loop, and yield what it emits.

    Raises:
        Cancelled: `cancel` was set.
        LLMError: whatever the coroutine raises, after the pieces that came before.
    """
    arrived: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    future = background.submit(start(arrived.put))
    future.add_done_callback(lambda _: arrived.put(None))
    try:
        while True:
            try:
                piece = arrived.get(timeout=0.1 if cancel is not None else None)
            except queue.Empty:
                piece = ""
            if cancel is not None and cancel.is_set():
                raise Cancelled("Stopped.")
            if piece is None:
                return future.result()
            if piece:
                yield piece
    finally:
        future.cancel()


def _with_system(user_message: str, system_message: str | None) -> list[dict[str, str]]:
    system = [{"role": "system", "content": system_message}] if system_message else []
    return [*system, {"role": "user", "content": user_message}]
