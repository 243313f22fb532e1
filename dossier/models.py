"""The models behind a dossier: one extracts and writes, the other checks; calls are counted and cached."""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from llm.completion import Completion
from llm.errors import Cancelled, LLMError, SchemaMismatch
from llm.messages import Message, content_parts
from llm.router import TaskRouter
from llm.targets import DEFAULT_CONTEXT
from llm.tasks.sentences import whole_sentences

logger = logging.getLogger(__name__)

TASK = "dossier"
SECOND = "small_model"
STARTER = "starter"
# After so many failures in a row the model is taken as gone: the rest is built without it.
_GIVE_UP = 3
# A tokenizer may need more tokens than are counted on elsewhere, in German above all; what does not fit would
# be left out.
_CHARS_PER_TOKEN = 2.8
# For role marks, and an instruction about the form of the answer.
_TOKENS_PER_PROMPT = 200
# A prompt without room for this says nothing.
_LEAST_ROOM = 800

Answer = TypeVar("Answer", bound=BaseModel)


class Cache(Protocol):
    """Keeps answers by what was asked, so that a dossier that was interrupted goes on where it stopped."""

    def get(self, key: str) -> str | None:
        """Return what was kept."""

    def put(self, key: str, value: str) -> None:
        """Keep an answer."""


class _Kept(BaseModel):
    """An answer as it is kept, with what it cost and when it came."""

    model_config = ConfigDict(frozen=True)

    answer: str
    model: str
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    at: float = 0.0


@dataclass
class Usage:
    """What the models cost, and which took part. `reused`: answers that an earlier dossier had asked for."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    reused: int = 0
    earlier_seconds: float = 0.0
    models: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def add(self, kept: _Kept) -> None:
        """Count what one answer cost."""
        self.calls += kept.calls
        self.prompt_tokens += kept.prompt_tokens
        self.completion_tokens += kept.completion_tokens

    def saw(self, model: str) -> None:
        """Note a model that took part."""
        if model and model not in self.models:
            self.models.append(model)

    def notice(self, text: str | None) -> None:
        """Note once what the analyst should know."""
        if text and text not in self.notices:
            self.notices.append(text)


class Models:
    """Asks the models of a dossier. `available` is False where none fit for the task is at hand.

    Args:
        router: the models; None where none shall be asked.
        cache: where answers are kept by content, model and prompt.
        cancel: ends the asking when set.
        since: when the dossier was begun: answers kept from then on are its own, made before an interruption.
        fresh: ask again what was answered before.
        on_usage: told whenever an answer has come.
    """

    def __init__(
        self,
        router: TaskRouter | None,
        cache: Cache | None = None,
        cancel: threading.Event | None = None,
        *,
        since: float | None = None,
        fresh: bool = False,
        on_usage: Callable[[Usage], None] = lambda _: None,
    ) -> None:
        self.usage = Usage()
        self.available = router is not None and router.tier_of(TASK) not in {None, STARTER}
        self.checks = self.available
        self._router = router
        self._cache = cache
        self._cancel = cancel
        self._since = time.time() if since is None else since
        self._fresh = fresh
        self._on_usage = on_usage
        self._ids: dict[bool, str] = {}
        self._tokens: int | None = None
        # In a row, of the first model and of the second: one may be gone while the other answers.
        self._failures = {False: 0, True: 0}
        self._writer = ""
        self._lock = threading.Lock()
        self._home = threading.get_ident()

    def at_once(self, *, second: bool) -> int:
        """Return how many answers of a model may be asked for side by side."""
        if self._router is None or not self.available:
            return 1
        return self._router.parallel_of(TASK, SECOND if second else None)

    def tell(self) -> None:
        """Say what the models have cost so far; answers that came to other threads are told of by this."""
        self._on_usage(self.usage)

    def room(self, instructions: Sequence[Message]) -> int:
        """Return how many characters may come to some messages for them to stay under half of the context."""
        fixed = sum(len(part.get("text", "")) for one in instructions for part in content_parts(one))
        allowed = self._context() // 2 - _TOKENS_PER_PROMPT
        return max(_LEAST_ROOM, int(allowed * _CHARS_PER_TOKEN) - fixed)

    def extract(
        self, schema: type[Answer], messages: Sequence[Message], *, may_part: bool = False
    ) -> Answer | None:
        """Return an answer of the first model at temperature 0, None where it gave none.

        Raises:
            SchemaMismatch: the answer was cut, or of another form; with `may_part`, when less can be asked.
        """
        found = self._ask(schema, messages, second=False, may_part=may_part)
        if found is None:
            return None
        self._writer = found[1]
        return found[0]

    def check(self, schema: type[Answer], messages: Sequence[Message]) -> Answer | None:
        """Return the answer of a model other than the one that extracts, None where no other is there."""
        if not self.checks:
            return None
        found = self._ask(schema, messages, second=True)
        if found is not None and found[1] != self._writer:
            return found[0]
        with self._lock:
            # The writer's own answer in place of the second one's is none.
            self._failures[True] += found is not None
            if self._failures[True] >= _GIVE_UP:
                self.checks = False
                self.usage.notice("No second model could check the claims; they are listed as unverified.")
        return None

    def write(
        self, messages: Sequence[Message], on_text: Callable[[str], None] | None = None, *, anew: bool = False
    ) -> str:
        """Return prose of the first model, empty where it gave none.

        Args:
            messages: what it is given.
            on_text: told the text so far while it is being written.
            anew: write it again although it is kept.
        """
        if not self._ready(second=False):
            return ""
        key = self._key("prose", messages, second=False)
        if not anew and (known := self._kept(key)) is not None:
            return known.answer
        text = ""
        try:
            assert self._router is not None
            stream = self._router.stream(TASK, messages, cancel=self._cancel)
            for piece in stream:
                text += piece
                if on_text is not None:
                    on_text(text)
        except LLMError as error:
            return whole_sentences(self._failed(error, second=False))
        assert stream.completion is not None
        return self._succeeded(key, stream.completion, stream.completion.text, second=False).answer

    def _ask(
        self, schema: type[Answer], messages: Sequence[Message], *, second: bool, may_part: bool = False
    ) -> tuple[Answer, str] | None:
        if not self._ready(second=second):
            return None
        key = self._key(f"{schema.__name__} {second}", messages, second=second)
        if (known := self._kept(key)) is not None:
            return schema.model_validate_json(known.answer), known.model
        overrides = {"temperature": 0.0, "model": SECOND if second else None, "fresh": self._fresh or None}
        try:
            assert self._router is not None
            done = self._router.run(TASK, messages, schema, cancel=self._cancel, overrides=overrides)
        except LLMError as error:
            if may_part and isinstance(error, SchemaMismatch):
                raise
            self._failed(error, second=second)
            return None
        if not isinstance(done.data, schema):
            return None
        self._succeeded(key, done, done.data.model_dump_json(), second=second)
        return done.data, done.served_model

    def _context(self) -> int:
        if self._tokens is None:
            known = self._router.context_of(TASK) if self._router is not None else None
            self._tokens = known or DEFAULT_CONTEXT
        return self._tokens

    def _ready(self, *, second: bool) -> bool:
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled("Stopped.")
        return self.available and self._failures[second] < _GIVE_UP

    def _succeeded(self, key: str, done: Completion, answer: str, *, second: bool) -> _Kept:
        """Keep an answer before anything is made of it, and count it."""
        cost = _Kept(
            answer=answer,
            model=done.served_model,
            calls=done.attempts,
            prompt_tokens=0 if done.cached else done.prompt_tokens or 0,
            completion_tokens=0 if done.cached else done.completion_tokens or 0,
            seconds=done.seconds,
            at=time.time(),
        )
        if self._cache:
            self._cache.put(key, cost.model_dump_json())
        with self._lock:
            # An answer of the writer in the second one's place does not end a row of failures.
            if not second or done.served_model != self._writer:
                self._failures[second] = 0
            self.usage.saw(done.served_model)
            self.usage.notice(done.fallback_reason)
            self.usage.add(cost)
        if threading.get_ident() == self._home:
            self.tell()
        return cost

    def _failed(self, error: LLMError, *, second: bool) -> str:
        """Note a failure and return the text that came before it, if any."""
        if isinstance(error, Cancelled):
            raise error
        logger.warning("a model did not answer for the dossier: %s", error.message)
        with self._lock:
            self._failures[second] += 1
            self.usage.notice(error.message)
        return str(getattr(error, "text", "") or "")

    def _kept(self, key: str) -> _Kept | None:
        """Return a kept answer; one that was asked for by this dossier, before it was interrupted, counts."""
        text = self._cache.get(key) if self._cache and not self._fresh else None
        if text is None:
            return None
        try:
            known = _Kept.model_validate_json(text)
        except ValidationError:
            return None  # kept by an earlier version
        with self._lock:
            self.usage.saw(known.model)
            if known.at >= self._since:
                self.usage.add(known)
                self.usage.earlier_seconds += known.seconds
            else:
                self.usage.reused += 1
        return known

    def _key(self, what: str, messages: Sequence[Message], *, second: bool) -> str:
        """Return what an answer is kept by: what is asked, of which model, with every word of it."""
        if second not in self._ids:
            assert self._router is not None
            self._ids[second] = self._router.plan(TASK, SECOND if second else None).model
        asked: list[Any] = [what, self._ids[second], [dict(message) for message in messages]]
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
