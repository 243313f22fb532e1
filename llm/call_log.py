"""The log of model calls: who answered what, in how long; the words only when switched on."""

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, Field

from config import locations
from llm.completion import Completion
from llm.errors import LLMError

logger = logging.getLogger(__name__)
_lock = threading.Lock()


class Call(BaseModel):
    """One call to a model, as it is logged. Prompt and answer are empty unless the analyst asked for them."""

    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    task: str | None = None
    requested_model: str = ""
    served_model: str = ""
    endpoint: str = ""
    attempts: int = 1
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    seconds: float = 0.0
    tokens_per_second: float | None = None
    fallback_reason: str | None = None
    repaired: bool = False
    truncated: bool = False
    cached: bool = False
    agreement: float | None = None
    error: str | None = None
    prompt: str = ""
    answer: str = ""


def write_completion(done: Completion, *, prompt: str = "", answer: str = "") -> None:
    """Log an answer."""
    fields = done.model_dump(include=set(Call.model_fields) & set(Completion.model_fields))
    write(Call(**fields, prompt=prompt, answer=answer))


def write_failure(error: LLMError, *, requested_model: str, task: str | None = None) -> None:
    """Log a call that ended in an error."""
    write(
        Call(
            task=task,
            requested_model=requested_model,
            endpoint=error.endpoint,
            attempts=error.attempts,
            error=f"{type(error).__name__}: {error.message}",
        )
    )


def write(call: Call) -> None:
    """Append the call to this month's file; a full disk costs the line, not the answer."""
    line = call.model_dump_json(exclude_defaults=True)
    try:
        path = _file(call.at)
        with _lock, path.open("a", encoding="utf-8") as file:
            if file.tell() == 0:
                path.chmod(0o600)
            file.write(line + "\n")
    except OSError as error:
        logger.warning("The call log cannot be written: %s", error.strerror)


def read(limit: int = 1000) -> list[Call]:
    """Return the last calls, oldest first."""
    calls: list[Call] = []
    for path in sorted(locations.logs_dir().glob("calls-*.jsonl"), reverse=True):
        calls[:0] = list(_calls(path))
        if len(calls) >= limit:
            break
    return calls[-limit:]


def _calls(path: Path) -> Iterator[Call]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield Call.model_validate_json(line)
        except ValueError:
            continue  # a line cut by a kill -9


def _file(at: datetime) -> Path:
    return locations.logs_dir() / f"calls-{at:%Y-%m}.jsonl"
