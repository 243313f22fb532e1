"""Running the bench: each case is asked once, streamed, without repair, retry, fallback or cache."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from llm import schemas
from llm.background import background
from llm.bench.cases import ALL_TASKS, TASKS, Case, cases_of, messages_of, schema_of, spread
from llm.bench.judge import judge
from llm.bench.machine import this_machine
from llm.bench.records import BenchResult, CaseResult, Row, summed
from llm.budget import fit
from llm.completion import Completion
from llm.errors import InvalidRequest, LLMError, Truncated
from llm.messages import Message
from llm.resolve import Resolver
from llm.route import Link
from llm.servers import server
from llm.streaming import ask_streamed
from llm.structured import with_instruction
from llm.targets import DEFAULT_CONTEXT, Target, entry_target
from llm.wire import request_options

# A model is given this long for one case, whatever its timeout: a slow one is measured, not cut.
CASE_SECONDS = 180.0
# What an answer of a case may take; the smallest models do not end by themselves.
_ANSWER_TOKENS = {
    "classification": 300,
    "extraction": 400,
    "audit": 900,
    "lead_summary": 700,
    "outreach": 400,
}
_STARTER_TOKENS = 120
_FEW_PIECES = 5


@dataclass(frozen=True)
class Step:
    """How far a run is: cases done of all, and what is asked now."""

    done: int
    total: int
    words: str


OnStep = Callable[[Step], None]


def run(
    config: Mapping[str, Any],
    models: Sequence[str] = (),
    tasks: Sequence[str] = TASKS,
    *,
    most_cases: int | None = None,
    on_step: OnStep | None = None,
    cancel: threading.Event | None = None,
) -> BenchResult:
    """Ask every model every task's cases, one after the other, and return what came of it.

    Args:
        config: what `ConfigLoader.get_merged_config()` gives.
        models: aliases (`small_model`), ids, or `id@endpoint`; without any, the small and the large one.
        tasks: some of `ALL_TASKS`.
        most_cases: at most so many cases of each task.
        on_step: told before each case.
        cancel: ends the run after the case at hand; what is measured is kept.

    Raises:
        InvalidRequest: there is no such task or endpoint.
    """
    unknown = [task for task in tasks if task not in ALL_TASKS]
    if unknown:
        raise InvalidRequest(f"There is no bench for {unknown[0]!r}.", f"Choose from {', '.join(ALL_TASKS)}.")
    bench = _Bench(config, on_step or _silent, cancel or threading.Event())
    plans = [
        (name, task, spread(cases_of(task), most_cases))
        for name in (models or ("small_model", "large_model"))
        for task in tasks
    ]
    return background.run(bench.measured(plans))


def target_of(config: Mapping[str, Any], name: str, task: str) -> Target:
    """Return a model with the parameters a task gives it.

    Raises:
        InvalidRequest: the endpoint does not exist.
    """
    models, endpoints = config.get("models", {}), config.get("endpoints", {})
    entry = models.get(name)
    if entry is None:
        model, _, endpoint = name.partition("@")
        entry = next((one for one in models.values() if one.get("id") == model and not endpoint), None)
        entry = entry or {"id": model, "endpoint": endpoint or "lm_studio"}
    own = models.get(task) or {}
    parameters = {key: own[key] for key in ("temperature", "top_p", "timeout") if own.get(key) is not None}
    return entry_target({**entry, **parameters}, endpoints, alias=name)


class _Bench:
    """One run of the bench. Used in the background loop only."""

    def __init__(self, config: Mapping[str, Any], tell: OnStep, cancel: threading.Event) -> None:
        self._config = config
        self._tell = tell
        self._cancel = cancel
        self._done = self._total = 0

    async def measured(self, plans: Sequence[tuple[str, str, list[Case]]]) -> BenchResult:
        self._total = sum(len(cases) for _, _, cases in plans)
        started, at = time.monotonic(), datetime.now(UTC)
        rows: list[Row] = []
        kept: dict[str, list[CaseResult]] = {}
        for name, task, cases in plans:
            if self._cancel.is_set():
                break
            target = target_of(self._config, name, task)
            results, served, target = await self._task(target, cases)
            if results:
                row = summed(
                    results, model=target.model, served=served, endpoint=target.endpoint, tier=target.tier
                )
                rows.append(row)
                kept[f"{row.model} {task}"] = results
        return BenchResult(
            id=f"{at:%Y-%m-%d-%H%M%S}",
            at=at,
            seconds=round(time.monotonic() - started, 1),
            machine=this_machine(),
            scripted=any(row.scripted for row in rows),
            rows=rows,
            cases=kept,
            stopped=self._cancel.is_set(),
        )

    async def _task(self, target: Target, cases: list[Case]) -> tuple[list[CaseResult], str, Target]:
        """Return the results of one model's cases, the id that answered, and the settled target."""
        try:
            target = await Resolver(self._config).settled(Link(target), "starter", None)
        except LLMError as error:
            self._done += len(cases)
            failed = [_failed(case, error) for case in cases]
            return failed, "", target
        results, served = [], ""
        for case in cases:
            if self._cancel.is_set():
                break
            self._tell(Step(self._done, self._total, f"{target.model}: {case.id}"))
            result, model = await _Asked(target, case).result()
            served = model or served
            results.append(result)
            self._done += 1
        return results, served, target


class _Asked:
    """One case put to one model."""

    def __init__(self, target: Target, case: Case) -> None:
        self._is_starter = target.tier == "starter"
        tokens = _STARTER_TOKENS if self._is_starter else _ANSWER_TOKENS[case.task]
        self._target = replace(target, max_tokens=tokens)
        self._case = case
        self._started = 0.0
        self._pieces: list[float] = []

    async def result(self) -> tuple[CaseResult, str]:
        case = self._case
        schema = schema_of(case, lists=not self._is_starter)
        self._started = time.monotonic()
        try:
            async with asyncio.timeout(CASE_SECONDS):
                done = await self._asked(schema)
        except Truncated as error:
            done = Completion(
                text=error.text,
                prompt_tokens=error.prompt_tokens,
                completion_tokens=error.completion_tokens,
                cached_tokens=error.cached_tokens,
            )
        except TimeoutError:
            return _failed(case, f"no end within {CASE_SECONDS:.0f} s", CASE_SECONDS), ""
        except LLMError as error:
            return _failed(case, error, time.monotonic() - self._started), ""
        return self._judged(done, schema), done.served_model

    async def _asked(self, schema: type[BaseModel] | None) -> Completion:
        target = self._target
        messages: Sequence[Message] = messages_of(self._case, lists=not self._is_starter)
        overrides: dict[str, Any] = {}
        if schema is not None:
            messages = with_instruction(messages, schemas.instruction(schema))
            overrides["response_format"] = schemas.response_format(schema)
        fitted = fit(
            messages,
            context=target.context or DEFAULT_CONTEXT,
            max_tokens=target.max_tokens,
            chars_per_token=server(target.root).chars_per_token(target.model),
        )
        options = request_options(target, {**overrides, "max_tokens": fitted.max_tokens})
        return await ask_streamed(target, fitted.messages, options, self._piece, _nothing)

    def _piece(self, _text: str) -> None:
        self._pieces.append(time.monotonic() - self._started)

    def _speed(self, done: Completion) -> float | None:
        """Return tokens a second; of a cut answer, whose usage is not known, a piece counts as a token."""
        if done.tokens_per_second or len(self._pieces) < _FEW_PIECES:
            return done.tokens_per_second
        writing = self._pieces[-1] - self._pieces[0]
        return (len(self._pieces) - 1) / writing if writing > 0 else None

    def _judged(self, done: Completion, schema: type[BaseModel] | None) -> CaseResult:
        data: BaseModel | None = None
        valid: bool | None = None
        if schema is not None:
            try:
                data, repaired = schemas.read(schema, done.text)
                valid = not repaired
            except schemas.Unreadable:
                valid = False
        verdict = judge(self._case, done.text, data)
        return CaseResult(
            case=self._case.id,
            task=self._case.task,
            held_out=self._case.is_held_out,
            seconds=round(time.monotonic() - self._started, 3),
            first_token=round(self._pieces[0], 3) if self._pieces else None,
            tokens_per_second=self._speed(done),
            prompt_tokens=done.prompt_tokens,
            completion_tokens=done.completion_tokens,
            cached_tokens=done.cached_tokens,
            valid_json=valid,
            right=verdict.right,
            asked=verdict.asked,
            evidence=round(verdict.evidence, 3),
            invented=len(verdict.invented),
            french=verdict.french,
            vouvoiement=verdict.vouvoiement,
        )


def _failed(case: Case, error: LLMError | str, seconds: float = 0.0) -> CaseResult:
    words = error if isinstance(error, str) else error.message
    return CaseResult(
        case=case.id,
        task=case.task,
        held_out=case.is_held_out,
        seconds=round(seconds, 3),
        asked=len(case.known),
        valid_json=False if schema_of(case) is not None else None,
        error=words,
    )


def _silent(_step: Step) -> None:
    """Nobody watches this run."""


def _nothing() -> None:
    """The first byte is of no interest, the first piece is."""
