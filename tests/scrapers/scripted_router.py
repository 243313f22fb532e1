"""A router that answers what a test says, in place of models."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from llm.completion import Completion, Phase
from llm.errors import Cancelled, LLMError
from llm.messages import fold
from llm.router import TaskRouter

Facts = Callable[[str], Mapping[str, Any] | LLMError]


class ScriptedStream:
    def __init__(
        self, pieces: Sequence[str | LLMError | threading.Event], cancel: threading.Event | None
    ) -> None:
        self._pieces = self._read(pieces, cancel)
        self._text = ""
        self.completion: Completion | None = None
        self.closed = False

    def _read(
        self, pieces: Sequence[str | LLMError | threading.Event], cancel: threading.Event | None
    ) -> Iterator[str]:
        for piece in pieces:
            if isinstance(piece, LLMError):
                raise piece
            if isinstance(piece, threading.Event):
                # A model that takes for ever: it says that it has come here, and waits for the stop.
                piece.set()
                assert cancel is not None
                cancel.wait()
                raise Cancelled("Stopped.")
            self._text += piece
            yield piece
        self.completion = Completion(
            text=self._text, served_model="prose-7b", endpoint="scripted", seconds=1.5, tokens_per_second=36.0
        )

    def __iter__(self) -> Iterator[str]:
        return self._pieces

    def close(self) -> None:
        self.closed = True


class ScriptedRouter(TaskRouter):
    """`facts` maps the prompt of a page to the model's data, `prose` are the pieces of the answer."""

    def __init__(
        self,
        facts: Facts | None = None,
        prose: Sequence[str | LLMError | threading.Event] = (),
        *,
        tiers: Mapping[str, str | None] | None = None,
    ) -> None:
        self._facts = facts or (lambda _: {})
        self._prose = prose
        self._tiers = {"extraction": "small", "answer": "small"} if tiers is None else dict(tiers)
        self.prompts: list[str] = []
        self.asked_with: list[Mapping[str, Any]] = []
        self.at_once = 0
        self.most_at_once = 0
        self.streams: list[ScriptedStream] = []

    def tier_of(self, task: str) -> str | None:
        return self._tiers.get(task)

    async def run_async(
        self,
        task: str,
        messages: Sequence[Mapping[str, Any]],
        schema: type[BaseModel] | None = None,
        *,
        on_phase: Callable[[Phase], None] | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> Completion:
        assert task == "extraction"
        assert schema is not None
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if on_phase is not None:
            on_phase(Phase.LOADING)
        await asyncio.sleep(0.01)
        self.at_once -= 1
        prompt = fold(messages)[0]["content"]
        self.prompts.append(prompt)
        self.asked_with.append(overrides or {})
        data = self._facts(prompt)
        if isinstance(data, LLMError):
            raise data
        return Completion(
            text="{}", data=schema.model_validate(data), served_model="facts-7b", endpoint="scripted"
        )

    def stream(  # type: ignore[override]
        self,
        task: str,
        messages: Sequence[Mapping[str, Any]],
        *,
        cancel: threading.Event | None = None,
        on_phase: Callable[[Phase], None] | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> ScriptedStream:
        assert task == "answer"
        self.prompts.append(fold(messages)[0]["content"])
        self.asked_with.append(overrides or {})
        if on_phase is not None:
            on_phase(Phase.WRITING)
        self.streams.append(ScriptedStream(self._prose, cancel))
        return self.streams[-1]
