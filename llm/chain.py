"""Walking a chain: the first model that can answer does, and the answer says what kept the others from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from llm import structured
from llm.budget import fit
from llm.calls import Emit, OnPhase, call
from llm.completion import Completion
from llm.errors import (
    AllModelsFailed,
    AuthenticationFailed,
    ConnectionFailed,
    ContextOverflow,
    EmbeddedUnavailable,
    EmptyAnswer,
    EndpointUnavailable,
    LLMError,
    ModelUnavailable,
    SchemaMismatch,
    ServerFailed,
    StreamCut,
    TemplateRefused,
    TimedOut,
)
from llm.messages import Message
from llm.resolve import Resolver
from llm.route import Link, Route, large_target
from llm.servers import server
from llm.targets import DEFAULT_CONTEXT, Target

# What sends a task to the next model. Anything else would fail there too, or is an answer already.
_FALLS_BACK = (
    EndpointUnavailable,
    ModelUnavailable,
    AuthenticationFailed,
    TemplateRefused,
    ContextOverflow,
    EmptyAnswer,
    EmbeddedUnavailable,
)
_GATEWAY = {502, 503, 504, 520, 521, 522, 523, 524}


@dataclass
class ChainJob:
    """One task on its way through a chain; `emit` where the answer is streamed.

    `fresh`: a kept answer to the same question will not do. `doubt` tells why an answer of the first model is
    not good enough, where the large model shall then be asked. `others`: the same question to other models.
    `escalates`: an answer of another form than asked is asked of the large model then. `on_draft`: told the
    text of an answer of some form while it is written, from its beginning; a new answer begins anew.
    """

    route: Route
    messages: Sequence[Message]
    schema: type[BaseModel] | None
    config: Mapping[str, Any]
    overrides: Mapping[str, Any]
    on_phase: OnPhase | None = None
    emit: Emit | None = None
    fresh: bool = False
    doubt: Callable[[Completion], str | None] | None = None
    others: tuple["ChainJob", ...] = ()
    escalates: bool = True
    on_draft: Callable[[str], None] | None = None


class Chain:
    """One walk down the chain of one job. Used in the background loop only."""

    def __init__(self, job: ChainJob) -> None:
        self._job = job
        self._resolver = Resolver(job.config)
        self._causes: list[LLMError] = []

    async def answer(self) -> Completion:
        """Return the first answer.

        Raises:
            LLMError: the one error of a chain of one, `AllModelsFailed` for more.
        """
        causes = self._causes
        resting: list[tuple[Link, LLMError]] = []
        for link in self._job.route.chain:
            rests = _resting(link.target)
            if rests is not None:
                resting.append((link, rests))
                causes.append(rests)
                continue
            done = await self._tried(link)
            if done is not None:
                return done
        # Every link that could be asked failed: a resting server gets its probe now, not in twenty seconds.
        for link, error in resting:
            done = await self._tried(link, instead_of=error)
            if done is not None:
                return done
        if len(causes) == 1:
            raise causes[0]
        raise _all_failed(self._job.route, causes)

    async def _tried(self, link: Link, *, instead_of: LLMError | None = None) -> Completion | None:
        """Return the answer of one link, or None with the cause noted."""
        job, causes = self._job, self._causes
        reason = next((cause.message for cause in causes if cause is not instead_of), None)
        emitted = _Emitted(job.emit) if job.emit else None
        attempts = sum(cause.attempts for cause in causes)
        try:
            done, more = await self._of_one_server(link, emitted)
            reason = reason or more
        except LLMError as error:
            # (A draft is given up where its stream breaks off; what was read of a streamed answer stays.)
            broke_off = job.on_draft is not None and isinstance(error, StreamCut)
            if not (broke_off or isinstance(error, _FALLS_BACK)) or (emitted and emitted.any):
                raise
            if instead_of is not None:
                causes[causes.index(instead_of)] = error
            else:
                causes.append(error)
            return None
        done.task = job.route.task
        done.requested_model = job.route.model
        done.fallback_reason = reason
        done.attempts += attempts
        return done

    async def _of_one_server(self, link: Link, emitted: "_Emitted | None") -> tuple[Completion, str | None]:
        """Return the answer of one of the link's servers, and why another model gave it, if one did.

        A server that fails is replaced by the endpoint's next one; the last failure is raised.
        """
        job, failed, attempts = self._job, list[str](), 0
        while True:
            root = ""
            try:
                target = await self._resolver.settled(link, job.route.min_tier, job.on_phase, without=failed)
                root = target.root
                try:
                    done, reason = await self._undoubted(target, await self._ask(target, emitted))
                except SchemaMismatch as error:
                    done, reason = await self._escalated(target, error), error.message
            except LLMError as error:
                _book(link, root or link.target.root, error)
                error.attempts += attempts
                movable = isinstance(error, (EndpointUnavailable, ModelUnavailable))
                # Without a root none of the others answered either.
                others = set(link.target.roots) - {root, *failed} if root else ()
                if not movable or not others or (emitted and emitted.any):
                    raise
                failed.append(root)
                attempts = error.attempts
            else:
                done.attempts += attempts
                return done, reason

    async def _undoubted(self, target: Target, done: Completion) -> tuple[Completion, str | None]:
        """Return the answer, or where it is doubted that of the large model, and why."""
        job = self._job
        reason = job.doubt(done) if job.doubt is not None and job.emit is None else None
        if reason is None or target.model != job.route.model:
            return done, None
        failure = SchemaMismatch(reason)
        failure.attempts = done.attempts
        try:
            return await self._escalated(target, failure), reason
        except SchemaMismatch:
            done.attempts = failure.attempts
            return done, None  # a doubted answer is better than none

    async def _ask(self, target: Target, emitted: "_Emitted | None") -> Completion:
        job, known = self._job, server(target.root)

        async def ask(messages: Sequence[Message], more: Mapping[str, Any]) -> Completion:
            overrides = {**job.overrides, **more}
            fitted = fit(
                messages,
                context=target.context or DEFAULT_CONTEXT,
                max_tokens=overrides.get("max_tokens") or target.max_tokens,
                chars_per_token=known.chars_per_token(target.model),
            )
            done = await call(
                target,
                fitted.messages,
                {**overrides, "max_tokens": fitted.max_tokens},
                on_phase=job.on_phase,
                emit=_Draft(job.on_draft) if job.on_draft else emitted,
            )
            done.omitted = fitted.omitted
            return done

        known.load += 1
        try:
            if job.schema is None:
                done = await ask(job.messages, {})
            else:
                done = await structured.ask_for(job.schema, job.messages, target, known, ask)
        finally:
            known.load -= 1
        known.breaker.succeeded()
        return done

    async def _escalated(self, target: Target, error: SchemaMismatch) -> Completion:
        """Give a structured task that the small model failed at to the large one."""
        job = self._job
        large = large_target(job.config, job.route.chain[0].target) if job.escalates else None
        if large is None or (large.root, large.model) == (target.root, target.model):
            raise error
        if large.root and server(large.root).breaker.is_open:
            raise error
        try:
            settled = await self._resolver.settled(Link(large), job.route.min_tier, job.on_phase)
            done = await self._ask(settled, None)
        except LLMError as second:
            _book(Link(large), large.root, second)
            error.attempts += second.attempts
            if isinstance(second, SchemaMismatch):
                error.text = second.text
        else:
            done.attempts += error.attempts
            return done
        raise error


class _Emitted:
    """Hands pieces on and remembers that there were any."""

    def __init__(self, emit: Callable[[str], None]) -> None:
        self._emit = emit
        self.any = False

    def __call__(self, piece: str) -> None:
        self.any = True
        self._emit(piece)


class _Draft:
    """Puts pieces together and shows the whole as far as it has come."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._text = ""

    def __call__(self, piece: str) -> None:
        self._text += piece
        self._show(self._text)


def _resting(target: Target) -> LLMError | None:
    """Return the last error of a target all of whose servers rest, None where one may be asked."""
    breakers = [server(root).breaker for root in target.roots or (target.root,) if root]
    if not breakers or not all(one.is_open and one.last_error for one in breakers):
        return None
    return breakers[0].last_error


def _book(link: Link, root: str, error: LLMError) -> None:
    """Tell the breaker of a server of a failure that is the server's."""
    if not link.target.root or not root:
        return
    breaker = server(root).breaker
    if isinstance(error, (ConnectionFailed, TimedOut)):
        breaker.failed(error, at_once=True)
    elif isinstance(error, ServerFailed):
        breaker.failed(error, at_once=error.status in _GATEWAY)
    if isinstance(error, (EndpointUnavailable, ModelUnavailable)):
        server(root).forget()


def _all_failed(route: Route, causes: list[LLMError]) -> AllModelsFailed:
    said = " ".join(dict.fromkeys(cause.message for cause in causes))
    remedies = list(dict.fromkeys(cause.remedy for cause in causes if cause.remedy))
    failure = AllModelsFailed(
        f"No model could take the task {route.task!r}. {said}", remedies[0] if remedies else "", causes=causes
    )
    failure.attempts = sum(cause.attempts for cause in causes)
    return failure
