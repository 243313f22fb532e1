"""TaskRouter: each task to its model, and to the next one when that cannot answer."""

import threading
from collections.abc import Callable, Coroutine, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from pydantic import BaseModel

from llm import answer_cache, auto_model, call_log, ensemble, ensemble_prose
from llm.adapter import pieces
from llm.background import background
from llm.calls import Emit, OnPhase
from llm.chain import Chain, ChainJob
from llm.completion import Completion
from llm.errors import LLMError
from llm.messages import Message
from llm.resolve import Resolver
from llm.route import Link, Route, meets, plan
from llm.servers import server


class Loader(Protocol):
    """What the router needs of `config.loader.ConfigLoader`."""

    def get_merged_config(self) -> dict[str, Any]:
        """Return the whole configuration."""

    def explain(self, task: str) -> Mapping[str, Mapping[str, object]]:
        """Return where each parameter of a task comes from."""


class TextStream(Iterator[str]):
    """The pieces of an answer as they come; `completion` is known after the last one."""

    def __init__(self, source: Generator[str, None, Completion]) -> None:
        self._source = source
        self.completion: Completion | None = None

    def __next__(self) -> str:
        try:
            return next(self._source)
        except StopIteration as end:
            self.completion = end.value if end.value is not None else self.completion
            raise StopIteration from None

    def close(self) -> None:
        """Stop the answer and close the request."""
        self._source.close()


class TaskRouter:
    """Sends each task to the model the configuration names, and down the chain when that cannot answer."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    @classmethod
    def from_config(cls, loader: Loader) -> "TaskRouter":
        """Return the router over a `ConfigLoader`, whose changes it follows."""
        return cls(loader)

    def plan(self, task: str, model: str | None = None) -> Route:
        """Return model, endpoint, parameters with their sources, and the fallback chain of a task.

        `model` is another alias or id to do the task with, as among the overrides of `run`.
        """
        config = self._loader.get_merged_config()
        return plan(task, _with_model(config, task, model) if model else config, self._loader.explain(task))

    def run(
        self,
        task: str,
        messages: Sequence[Message],
        schema: type[BaseModel] | None = None,
        *,
        cancel: threading.Event | None = None,
        on_phase: OnPhase | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> Completion:
        """Return the answer of the first model of the chain that can give one.

        `overrides` are parameters of this one call (`model`: another alias or id, `temperature`, ...). An
        answer of this shape about the same document is taken from the cache, unless `fresh` is true.

        Raises:
            LLMError: the one error of a chain of one, `AllModelsFailed` for more.
        """
        job = self._job(task, messages, schema, overrides, on_phase)
        return background.run(self._logged(job), cancel)

    async def run_async(
        self,
        task: str,
        messages: Sequence[Message],
        schema: type[BaseModel] | None = None,
        *,
        on_phase: OnPhase | None = None,
        on_draft: Callable[[str], None] | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> Completion:
        """Return the answer as `run` does; cancelling the task closes the request.

        `on_draft` is told the text as far as it is written, in the thread of the model calls: a draft, which
        may still turn out to be of another form, and begins anew where a model is asked again.
        """
        job = self._job(task, messages, schema, overrides, on_phase)
        job.on_draft = on_draft
        return await background.wait_for(self._logged(job))

    def stream(
        self,
        task: str,
        messages: Sequence[Message],
        *,
        cancel: threading.Event | None = None,
        on_phase: OnPhase | None = None,
        overrides: Mapping[str, Any] | None = None,
    ) -> TextStream:
        """Return the pieces of the answer as they come; errors are raised while iterating.

        A model that fails before its first piece is replaced by the next; after it, `StreamCut` is raised.
        """

        def start(emit: Emit) -> Coroutine[Any, Any, Completion]:
            job = self._job(task, messages, None, overrides, on_phase)
            job.emit = emit
            return self._logged(job)

        return TextStream(pieces(start, cancel))

    def tier_of(self, task: str) -> str | None:
        """Return the tier of the model that would answer now, None when none can."""
        config = self._loader.get_merged_config()
        route = plan(task, config, {})
        return background.run(self._tier(route, Resolver(config)))

    def context_of(self, task: str) -> int | None:
        """Return the tokens of context the model runs with that would answer now, None when none can."""
        config = self._loader.get_merged_config()
        return background.run(self._context(plan(task, config, {}), Resolver(config)))

    def parallel_of(self, task: str, model: str | None = None) -> int:
        """Return how many answers the endpoint of a task works on at once."""
        config = self._loader.get_merged_config()
        return int(config["endpoints"][self.plan(task, model).endpoint].get("parallel") or 1)

    def _job(
        self,
        task: str,
        messages: Sequence[Message],
        schema: type[BaseModel] | None,
        overrides: Mapping[str, Any] | None,
        on_phase: OnPhase | None,
    ) -> ChainJob:
        given = {key: value for key, value in (overrides or {}).items() if value is not None}
        config = self._loader.get_merged_config()
        model, fresh = given.pop("model", None), bool(given.pop("fresh", False))
        if model:
            config = _with_model(config, task, str(model))
        automatic = bool(config["models"].get(task, {}).get("auto")) and not model
        if automatic and auto_model.first_choice(task, config, messages) == auto_model.LARGE:
            config, automatic = _with_model(config, task, auto_model.LARGE), False
        route = plan(task, config, {})
        job = ChainJob(route, messages, schema, config, given, on_phase, fresh=fresh)
        if automatic:
            threshold = auto_model.threshold_for(task, route.model)
            job.doubt = lambda done: auto_model.doubt(done, messages, threshold)
        if not model:
            job.others = _others(job)
        return job

    async def _logged(self, job: ChainJob) -> Completion:
        words = "\n\n".join(str(message.get("content")) for message in job.messages)
        wanted = bool(job.config.get("privacy", {}).get("log_prompts"))
        try:
            done = await _answer(job)
        except LLMError as error:
            call_log.write_failure(error, requested_model=job.route.model, task=job.route.task)
            raise
        call_log.write_completion(done, prompt=words if wanted else "", answer=done.text if wanted else "")
        return done

    async def _context(self, route: Route, resolver: Resolver) -> int | None:
        for link in _open_links(route):
            try:
                return await resolver.context(link, route.min_tier)
            except LLMError:
                continue
        return None

    async def _tier(self, route: Route, resolver: Resolver) -> str | None:
        for link in _open_links(route):
            try:
                tier = await resolver.tier(link, route.min_tier)
            except LLMError:
                continue
            if tier is not None and meets(tier, route.min_tier):
                return tier
        return None


def _open_links(route: Route) -> list[Link]:
    """Return the links of a chain whose servers are not known to be gone."""
    return [
        link for link in route.chain if not (link.target.root and server(link.target.root).breaker.is_open)
    ]


async def _answer(job: ChainJob) -> Completion:
    """Return the answer kept of the same question about a document, else that of the chain, which is kept."""
    if job.others and ensemble_prose.is_prose(job):
        return await ensemble_prose.answer(job, job.others)
    if job.schema is None or not answer_cache.reads_document(job.messages):
        return await Chain(job).answer()
    task, first = job.route.task, job.route.chain[0].target
    asked = {**job.overrides, "ensemble": [other.route.model for other in job.others]}
    key = answer_cache.key_of(task, first, job.messages, job.schema, asked)
    kept = None if job.fresh else await answer_cache.find(key, job.schema)
    if kept is not None:
        return kept
    done = await ensemble.answer(job, job.others) if job.others else await Chain(job).answer()
    if answer_cache.worth_keeping(done):
        await answer_cache.keep(key, done)
    return done


def _others(job: ChainJob) -> tuple[ChainJob, ...]:
    """Return the job for each further model of the task's ensemble, without a chain of its own."""
    names = job.route.parameters.get("ensemble") or []
    found = []
    for name in names:
        config = _with_model(dict(job.config), job.route.task, name)
        route = plan(job.route.task, config, {})
        if route.model != job.route.model or route.endpoint != job.route.endpoint:
            found.append(replace(job, route=replace(route, chain=route.chain[:1]), config=config))
    return tuple(found)


def _with_model(config: dict[str, Any], task: str, model: str) -> dict[str, Any]:
    """Return the configuration with another model for one task: an alias, or a raw id at `llm.base_url`."""
    models = config["models"]
    entry = dict(models.get(task) or {})
    own = {"temperature", "top_p", "top_k", "max_tokens", "timeout", "min_tier", "task"}
    kept = {key: value for key, value in entry.items() if key in own}
    base = models.get(model) or {"id": model, "endpoint": "lm_studio", "alias": ""}
    return {**config, "models": {**models, task: {**base, **kept}}}
