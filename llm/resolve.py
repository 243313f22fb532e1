"""From a link of a chain to a model that can be asked now: reachable, loaded, its context known."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from llm import embedded, model_switch, native
from llm.calls import OnPhase
from llm.completion import Phase
from llm.embedded_process import Placement
from llm.endpoints import ModelEntry, ServerReport, same_model
from llm.errors import EmbeddedUnavailable, LLMError, NoModelLoaded, TimedOut
from llm.route import Choice, Link
from llm.servers import Server, server
from llm.targets import DEFAULT_CONTEXT, Target, entry_target

# A laptop's processor reads a thousand tokens in half a minute; the ordinary timeout is for a GPU.
EMBEDDED_TIMEOUT = 180.0


class Resolver:
    """Settles links under one state of the configuration. Used in the background loop only."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config

    async def settled(
        self,
        link: Link,
        min_tier: str,
        on_phase: OnPhase | None,
        *,
        without: Collection[str] = (),
    ) -> Target:
        """Return the target with its model, address and loaded context.

        Args:
            link: what is to be settled.
            min_tier: the least tier of the task.
            on_phase: told when there is something to wait for.
            without: addresses of the endpoint that have failed already.

        Raises:
            EndpointUnavailable: nobody answers at the link's address.
            NoModelLoaded: the server has no model that could be asked.
            EmbeddedUnavailable: the engine has no model of this tier, or does not start.
        """
        target = link.target
        if link.choice is Choice.EMBEDDED or target.is_embedded:
            return await self._embedded(link, min_tier, on_phase)
        target, report = await self._least_busy(target, without)
        known = server(target.root)
        target = replace(target, kind=report.kind)
        if link.choice is Choice.LOADED:
            target = self._loaded(target, report)
        elif report.kind == "ollama" and report.is_loading(target.model):
            report = await self._preloaded(known, target, on_phase)
        elif target.switch == "by_app":
            report = await model_switch.by_app(known, target, report, on_phase)
        elif target.switch == "by_hand" and report.is_loading(target.model):
            report = await model_switch.by_hand(known, target, on_phase)
        entry = report.find(target.model) or _only(report.loaded())
        return replace(
            target,
            context=_context(target, entry),
            parallel=report.slots or target.parallel,
        )

    async def tier(self, link: Link, min_tier: str) -> str | None:
        """Return the tier of the model a link would give now, None where there is none.

        Raises:
            EndpointUnavailable: nobody answers at the link's address.
        """
        if link.choice is Choice.EMBEDDED or link.target.is_embedded:
            engine = embedded.configured_engine(self._config)
            model = engine.find(link.target.model) if link.target.model else engine.best_for(min_tier)
            return model.tier if model else None
        _, report = await self._least_busy(link.target, ())
        if link.choice is Choice.LOADED:
            return self._loaded(link.target, report).tier or "small"
        if report.models and report.kind == "ollama" and report.find(link.target.model) is None:
            return None
        return link.target.tier or "small"

    async def context(self, link: Link, min_tier: str) -> int:
        """Return the context of the model a link would give now; of one that is not loaded, as configured.

        Raises:
            LLMError: nobody answers at the link's address, or there is no model.
        """
        if link.choice is Choice.EMBEDDED or link.target.is_embedded:
            return (await self._embedded(link, min_tier, None)).context or DEFAULT_CONTEXT
        target, report = await self._least_busy(link.target, ())
        if link.choice is Choice.LOADED:
            target = self._loaded(target, report)
        return _context(target, report.find(target.model) or _only(report.loaded()))

    async def _least_busy(self, target: Target, without: Collection[str]) -> tuple[Target, ServerReport]:
        """Return the target at the least busy of its servers that has the model loaded, and its report.

        Nothing is awaited after the choice: calls that start together see each other's.

        Raises:
            EndpointUnavailable: none of the servers answers.
        """
        roots = [root for root in target.roots if root not in without] or [target.root]
        if len(roots) == 1:
            target = replace(target, root=roots[0])
            return target, await server(target.root).state(target)
        resting = [root for root in roots if server(root).breaker.is_open]
        asked = [replace(target, root=root) for root in roots if root not in resting or resting == roots]
        states = await asyncio.gather(*(server(one.root).state(one) for one in asked), return_exceptions=True)
        found: list[tuple[Target, ServerReport]] = []
        for one, state in zip(asked, states, strict=True):
            if isinstance(state, ServerReport):
                found.append((one, state))
            elif not isinstance(state, LLMError):
                raise state
        if not found:
            failure = next(state for state in states if isinstance(state, LLMError))
            raise failure.with_traceback(None)
        return min(found, key=lambda pair: _busyness(*pair))

    async def _embedded(self, link: Link, min_tier: str, on_phase: OnPhase | None) -> Target:
        engine = embedded.configured_engine(self._config)
        model = engine.find(link.target.model) if link.target.model else engine.best_for(min_tier)
        if model is None:
            raise EmbeddedUnavailable(
                "The embedded engine has no model for this task.",
                "Put a GGUF file into data/models/ (small.gguf or large.gguf), or start LM Studio or Ollama.",
                endpoint=link.target.endpoint,
            )
        root = await asyncio.to_thread(
            engine.ensure,
            model.id,
            timeout=link.target.load_timeout,
            on_phase=on_phase,
            placement=self._placement(link.target, model.id),
        )
        return replace(
            link.target,
            root=root,
            model=model.id,
            kind="llama_cpp",
            tier=model.tier,
            context=model.context,
            parallel=model.parallel,
            timeout=None if link.target.timeout is None else max(link.target.timeout, EMBEDDED_TIMEOUT),
        )

    def _placement(self, target: Target, model: str) -> Placement:
        """Return where the layers of an embedded model shall lie, whichever link leads to it."""
        if target.model:
            return target.placement
        entries = self._config.get("models", {}).values()
        same = (one for one in entries if one.get("endpoint") == "embedded" and one.get("id") == model)
        entry = next(same, None)
        return entry_target(entry, self._config["endpoints"]).placement if entry else Placement()

    def _loaded(self, target: Target, report: ServerReport) -> Target:
        """Return the target with whatever the server has loaded, else with what it would load by itself."""
        loaded = report.loaded()
        named = [entry for entry in loaded if same_model(entry.id, target.model)]
        listed = [entry for entry in report.models if not entry.embeds_only]
        by_itself = [entry for entry in listed if same_model(entry.id, target.model)] or listed
        found = next(iter([*named, *loaded, *by_itself]), None)
        if found is None and report.models:
            raise NoModelLoaded(
                f"{target.label} has no model loaded.",
                "Load one in LM Studio (Developer page), then try again.",
                endpoint=target.endpoint,
            )
        if found is None:
            return target  # a server that lists nothing answers with what it has, whatever the id
        return replace(target, model=found.id, tier=self._tier_named(found.id))

    def _tier_named(self, model: str) -> str:
        entries = self._config.get("models", {}).values()
        tiers = [
            str(entry["tier"])
            for entry in entries
            if same_model(str(entry.get("id")), model) and entry.get("tier")
        ]
        return tiers[0] if tiers else ""

    async def _preloaded(self, known: Server, target: Target, on_phase: OnPhase | None) -> ServerReport:
        """Load the model first, once for N calls: only a loaded model tells its context."""
        async with known.load_lock(target.model):
            report = await known.state(target)
            if not report.is_loading(target.model):
                return report
            if on_phase is not None:
                on_phase(Phase.LOADING)
            try:
                async with asyncio.timeout(target.load_timeout):
                    await native.preload(target)
            except TimeoutError:
                raise TimedOut(
                    f"{target.label} is still loading {target.model} after {target.load_timeout:.0f} s.",
                    "Choose a smaller model or quantization, or raise `load_timeout` in config/models.yml.",
                    endpoint=target.endpoint,
                    model=target.model,
                ) from None
            known.forget()
            return await known.state(target)


def _busyness(target: Target, report: ServerReport) -> tuple[bool, float]:
    """Return what makes one of several servers the worse choice: the model is not loaded, then the load."""
    entry = report.find(target.model)
    absent = bool(report.models) and (entry is None or entry.loaded is False)
    return absent, server(target.root).load / (report.slots or target.parallel)


def _context(target: Target, entry: ModelEntry | None) -> int:
    """Return the loaded context; the configuration is believed where the server says nothing."""
    if entry is not None and entry.loaded_context:
        return entry.loaded_context
    configured = target.context or DEFAULT_CONTEXT
    return min(configured, entry.max_context) if entry is not None and entry.max_context else configured


def _only(loaded: list[ModelEntry]) -> ModelEntry | None:
    """Return the one loaded model: LM Studio answers with it, whatever id is asked for."""
    return loaded[0] if len(loaded) == 1 else None
