"""The log of calls in sums: by task, model or day."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import BaseModel

from llm.call_log import Call


class By(StrEnum):
    """What calls are summed by."""

    TASK = "task"
    MODEL = "model"
    DAY = "day"


class Total(BaseModel):
    """The sum of some calls. `kept`: answers taken from the cache, for which no server was asked."""

    name: str
    calls: int = 0
    tokens: int = 0
    seconds: float = 0.0
    fallbacks: int = 0
    repairs: int = 0
    failures: int = 0
    kept: int = 0


def totals(calls: Iterable[Call], by: By) -> list[Total]:
    """Return the sums, days in their order, the rest with the most calls first."""
    found: dict[str, Total] = {}
    for call in calls:
        total = found.setdefault(_name(call, by), Total(name=_name(call, by)))
        total.calls += 1
        total.seconds += call.seconds
        total.fallbacks += call.fallback_reason is not None
        total.repairs += call.repaired
        total.failures += call.error is not None
        total.kept += call.cached
        if not call.cached:
            total.tokens += (call.prompt_tokens or 0) + (call.completion_tokens or 0)
    if by is By.DAY:
        return sorted(found.values(), key=lambda total: total.name)
    return sorted(found.values(), key=lambda total: (-total.calls, total.name))


def _name(call: Call, by: By) -> str:
    if by is By.DAY:
        return f"{call.at.astimezone():%Y-%m-%d}"
    if by is By.MODEL:
        return call.served_model or call.requested_model or "unknown"
    return call.task or "without a task"
