"""Which models may answer a task, in which order, with which parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from llm.errors import InvalidRequest
from llm.targets import Target, entry_target

_TIERS = ("starter", "small", "large")


class Choice(Enum):
    """How the model of a link is known."""

    NAMED = "named in the configuration"
    LOADED = "whatever the server has loaded"
    EMBEDDED = "the best of the embedded engine"


@dataclass(frozen=True)
class Link:
    """One member of a chain. Of a `LOADED` link the model is the id to ask for where none is loaded."""

    target: Target
    choice: Choice = Choice.NAMED

    @property
    def words(self) -> str:
        """The link as people read it."""
        which = self.target.model if self.choice is Choice.NAMED else self.choice.value
        return f"{self.target.label}: {which}"


@dataclass(frozen=True)
class Route:
    """Where a task goes: model id, endpoint name, parameters and where each comes from, and who answers else.

    `sources` maps a parameter to `{value, file, key}`; `fallback` names the further links in words.
    """

    task: str
    model: str
    endpoint: str
    parameters: dict[str, Any]
    sources: Mapping[str, Mapping[str, object]]
    min_tier: str
    chain: tuple[Link, ...] = field(repr=False)

    @property
    def fallback(self) -> list[str]:
        """The further links of the chain, in words."""
        return [link.words for link in self.chain[1:]]


def meets(tier: str, min_tier: str) -> bool:
    """Tell whether a tier is at least another; an unknown one is taken for small."""
    rank = {name: number for number, name in enumerate(_TIERS)}
    return rank.get(tier, 1) >= rank.get(min_tier, 0)


def plan(task: str, config: Mapping[str, Any], sources: Mapping[str, Mapping[str, object]]) -> Route:
    """Return the route of a task.

    Raises:
        InvalidRequest: there is no such task, or it names an endpoint that does not exist.
    """
    models, endpoints = config["models"], config["endpoints"]
    entry = models.get(task)
    if entry is None:
        raise InvalidRequest(
            f"There is no task named {task!r}.", "Name one of `models:` in config/models.yml."
        )
    first = entry_target(entry, endpoints, alias=str(entry.get("alias") or task))
    min_tier = str(entry.get("min_tier") or "starter")
    links = [Link(first)]
    links += [
        Link(_as_task(entry_target(models[alias], endpoints, alias=alias), first))
        for alias in _aliases(entry)
    ]
    if entry.get("auto"):
        large = large_target(config, first)
        links += [Link(large)] if large is not None else []
    if first.kind == "ollama" or first.endpoint == "ollama":
        links.append(_loaded_link(first, config))
    if config.get("embedded", {}).get("enabled") and first.endpoint != "embedded":
        embedded = entry_target({"id": "", "endpoint": "embedded"}, endpoints)
        links.append(Link(_as_task(embedded, first), Choice.EMBEDDED))
    chain = tuple(
        link for link in links if link.choice is not Choice.NAMED or meets(link.target.tier, min_tier)
    )
    if not chain:
        raise InvalidRequest(
            f"{first.model} is too small for the task {task!r} (at least {min_tier}).",
            "Name a larger model for it in config/models.yml.",
        )
    parameters = {key: value for key, value in entry.items() if key not in {"id", "endpoint", "task"}}
    return Route(task, first.model, first.endpoint, parameters, sources, min_tier, chain)


def large_target(config: Mapping[str, Any], first: Target) -> Target | None:
    """Return the large model as the target to escalate to, None where the task was on it already."""
    entry = config["models"].get("large_model")
    if entry is None:
        return None
    large = _as_task(entry_target(entry, config["endpoints"], alias="large_model"), first)
    return None if (large.model, large.root) == (first.model, first.root) else large


def _as_task(target: Target, first: Target) -> Target:
    """Return a fallback target with the task's own parameters; prompt and max_tokens are refitted later."""
    return replace(
        target,
        temperature=first.temperature,
        top_p=first.top_p,
        top_k=first.top_k,
        max_tokens=first.max_tokens,
        timeout=first.timeout,
    )


def _loaded_link(first: Target, config: Mapping[str, Any]) -> Link:
    llm, models = config.get("llm", {}), config["models"]
    on_lm_studio = [
        entry for entry in models.values() if entry.get("endpoint") == "lm_studio" and entry.get("id")
    ]
    entry = on_lm_studio[0] if on_lm_studio else {"id": llm.get("model", ""), "endpoint": "lm_studio"}
    # Nothing is known of a model that only happens to be loaded: it is folded for, whatever the entry says.
    plain = {
        "id": entry["id"],
        "endpoint": "lm_studio",
        "tier": entry.get("tier"),
        "context": entry.get("context"),
    }
    return Link(_as_task(entry_target(plain, config["endpoints"]), first), Choice.LOADED)


def _aliases(entry: Mapping[str, Any]) -> list[str]:
    names = entry.get("fallback") or []
    return [names] if isinstance(names, str) else list(names)
