"""The models behind a dossier: one extracts and writes, the other checks; calls are counted and cached."""

import hashlib
import json
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from pydantic import BaseModel

from llm.completion import Completion
from llm.errors import Cancelled, LLMError
from llm.messages import Message
from llm.router import TaskRouter
from llm.tasks.sentences import whole_sentences

logger = logging.getLogger(__name__)

TASK = "dossier"
SECOND = "small_model"
STARTER = "starter"
# After so many failures in a row the model is taken as gone: the rest is built without it.
_GIVE_UP = 3

Answer = TypeVar("Answer", bound=BaseModel)


class Cache(Protocol):
    """Keeps answers by what was asked, so that a dossier that was interrupted goes on where it stopped."""

    def get(self, key: str) -> str | None:
        """Return what was kept."""

    def put(self, key: str, value: str) -> None:
        """Keep an answer."""


@dataclass
class Usage:
    """What the models cost, and which took part."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    models: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def add(self, done: Completion) -> None:
        """Count one answer."""
        self.calls += done.attempts
        self.prompt_tokens += done.prompt_tokens or 0
        self.completion_tokens += done.completion_tokens or 0
        self.saw(done.served_model)
        if done.fallback_reason and done.fallback_reason not in self.notices:
            self.notices.append(done.fallback_reason)

    def saw(self, model: str) -> None:
        """Note a model that took part."""
        if model and model not in self.models:
            self.models.append(model)


class Models:
    """Asks the models of a dossier. `available` is False where none fit for the task is at hand."""

    def __init__(
        self, router: TaskRouter | None, cache: Cache | None = None, cancel: threading.Event | None = None
    ) -> None:
        self.usage = Usage()
        self.available = router is not None and router.tier_of(TASK) not in {None, STARTER}
        self.checks = self.available
        self._router = router
        self._cache = cache
        self._cancel = cancel
        self._failures = 0
        self._writer = ""

    def extract(self, schema: type[Answer], messages: Sequence[Message]) -> Answer | None:
        """Return an answer of the first model at temperature 0, None where it gave none."""
        found = self._ask(schema, messages, second=False)
        if found is None:
            return None
        self._writer = found[1]
        return found[0]

    def check(self, schema: type[Answer], messages: Sequence[Message]) -> Answer | None:
        """Return the answer of a model other than the one that extracts, None where no other is there."""
        if not self.checks:
            return None
        found = self._ask(schema, messages, second=True)
        if found is None or found[1] == self._writer:
            self.checks = False
            self.usage.notices.append(
                "No second model could check the claims; they are listed as unverified."
            )
            return None
        return found[0]

    def write(self, messages: Sequence[Message]) -> str:
        """Return prose of the first model, empty where it gave none."""
        if not self._ready():
            return ""
        key = _key("prose", messages)
        if (known := self._kept(key)) is not None:
            return known[0]
        try:
            assert self._router is not None
            done = self._router.run(TASK, messages, cancel=self._cancel)
        except LLMError as error:
            return whole_sentences(self._failed(error))
        self._succeeded(done)
        self._keep(key, done.text, done.served_model)
        return done.text

    def _ask(
        self, schema: type[Answer], messages: Sequence[Message], *, second: bool
    ) -> tuple[Answer, str] | None:
        if not self._ready():
            return None
        key = _key(f"{schema.__name__} {second}", messages)
        if (known := self._kept(key)) is not None:
            return schema.model_validate_json(known[0]), known[1]
        overrides = {"temperature": 0.0, "model": SECOND if second else None}
        try:
            assert self._router is not None
            done = self._router.run(TASK, messages, schema, cancel=self._cancel, overrides=overrides)
        except LLMError as error:
            self._failed(error)
            return None
        self._succeeded(done)
        if not isinstance(done.data, schema):
            return None
        self._keep(key, done.data.model_dump_json(), done.served_model)
        return done.data, done.served_model

    def _ready(self) -> bool:
        if self._cancel is not None and self._cancel.is_set():
            raise Cancelled("Stopped.")
        return self.available and self._failures < _GIVE_UP

    def _succeeded(self, done: Completion) -> None:
        self._failures = 0
        self.usage.add(done)

    def _failed(self, error: LLMError) -> str:
        """Note a failure and return the text that came before it, if any."""
        if isinstance(error, Cancelled):
            raise error
        self._failures += 1
        logger.warning("a model did not answer for the dossier: %s", error.message)
        if error.message not in self.usage.notices:
            self.usage.notices.append(error.message)
        return str(getattr(error, "text", "") or "")

    def _kept(self, key: str) -> tuple[str, str] | None:
        known = self._cache.get(key) if self._cache else None
        if known is None:
            return None
        answer, model = json.loads(known)
        self.usage.saw(model)
        return answer, model

    def _keep(self, key: str, answer: str, model: str) -> None:
        if self._cache:
            self._cache.put(key, json.dumps([answer, model], ensure_ascii=False))


def _key(what: str, messages: Sequence[Message]) -> str:
    asked = json.dumps([what, [dict(message) for message in messages]], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()
