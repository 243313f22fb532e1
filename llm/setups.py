"""Ways to set up the models, one click apart: what each costs, what it changes, and what it writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from llm import embedded

STRUCTURED = ("extraction", "answer", "audit", "classification")
WRITING = ("lead_summary", "outreach", "dossier")
SWITCH_KEY = "endpoints.lm_studio.switch"
BY_HAND, BY_APP = "by_hand", "by_app"


class SetUp(StrEnum):
    """How the two models are served."""

    TWO_SERVERS = "two servers"
    SMALL_ONLY = "small model only"
    LARGE_ONLY = "large model only"
    LM_STUDIO = "LM Studio with both"
    BY_HAND = "switching by hand"
    EMBEDDED = "embedded engine"


@dataclass(frozen=True)
class Explained:
    """What a set-up is for: its effect and its cost in a sentence each."""

    effect: str
    cost: str


EXPLAINED = {
    SetUp.TWO_SERVERS: Explained(
        "The small model in LM Studio reads and sorts, the large one in Ollama writes; neither waits for the "
        "other. Recommended.",
        "About 11 GB of memory for both at once.",
    ),
    SetUp.SMALL_ONLY: Explained(
        "The small model takes every task: the fastest answers.",
        "About 5 GB. Messages and dossiers are plainer.",
    ),
    SetUp.LARGE_ONLY: Explained(
        "The large model takes every task: the best answers.",
        "About 6 GB. Hunts and extraction take two to three times as long.",
    ),
    SetUp.LM_STUDIO: Explained(
        "LM Studio alone, with both models loaded side by side.",
        "About 11 GB. Switch off “Only keep last JIT loaded model” in LM Studio, or load both by hand.",
    ),
    SetUp.BY_HAND: Explained(
        "LM Studio alone, with one model at a time: the app says which model comes next, finishes the "
        "work of the loaded one first, and goes on when it sees the other loaded.",
        "About 6 GB. You load the other model when you change from reading to writing, or let the app do it.",
    ),
    SetUp.EMBEDDED: Explained(
        "llama.cpp inside the app with your own GGUF files (data/models/small.gguf and large.gguf); no other "
        "program is needed.",
        "The memory of your files. A model that was not used for ten minutes gives it back.",
    ),
}


@dataclass(frozen=True)
class Changes:
    """What a set-up writes to settings.json, and which keys it gives back to the files below."""

    values: dict[str, str | bool]
    removed: tuple[str, ...]


def changes_for(setup: SetUp, config: Mapping[str, Any]) -> Changes:
    """Return what switching to a set-up writes; what it does not name keeps its value."""
    values: dict[str, str | bool] = {}
    if setup is SetUp.SMALL_ONLY:
        values = {f"tasks.{task}.model": "small_model" for task in WRITING}
    elif setup is SetUp.LARGE_ONLY:
        values = {f"tasks.{task}.model": "large_model" for task in STRUCTURED}
    elif setup in {SetUp.LM_STUDIO, SetUp.BY_HAND}:
        values = {"models.large_model.endpoint": "lm_studio"}
        if setup is SetUp.BY_HAND:
            values[SWITCH_KEY] = BY_HAND
    elif setup is SetUp.EMBEDDED:
        values = _embedded(config)
    every = (
        *(f"tasks.{task}.model" for task in (*STRUCTURED, *WRITING)),
        *(f"models.{alias}.endpoint" for alias in ("small_model", "large_model")),
        SWITCH_KEY,
    )
    moved = _moved_ids(config) if setup is not SetUp.EMBEDDED else ()
    return Changes(values, tuple(key for key in (*every, *moved) if key not in values))


def current(config: Mapping[str, Any]) -> SetUp | None:
    """Return the set-up in force, None where it is one of the analyst's own."""
    models = config.get("models", {})
    where = {alias: models.get(alias, {}).get("endpoint") for alias in ("small_model", "large_model")}
    used = {task: models.get(task, {}).get("alias") for task in (*STRUCTURED, *WRITING)}
    if set(used.values()) == {"small_model"}:
        return SetUp.SMALL_ONLY
    if set(used.values()) == {"large_model"}:
        return SetUp.LARGE_ONLY
    shared = all(used[task] == "small_model" for task in STRUCTURED)
    if not shared or not all(used[task] == "large_model" for task in WRITING):
        return None
    if where == {"small_model": "lm_studio", "large_model": "ollama"}:
        return SetUp.TWO_SERVERS
    if set(where.values()) == {"lm_studio"}:
        return SetUp.BY_HAND if switching(config) in {BY_HAND, BY_APP} else SetUp.LM_STUDIO
    return SetUp.EMBEDDED if set(where.values()) == {"embedded"} else None


def switching(config: Mapping[str, Any]) -> str:
    """Return who changes the model of LM Studio: `auto`, `by_hand` or `by_app`."""
    return str(config.get("endpoints", {}).get("lm_studio", {}).get("switch") or "auto")


def missing_for(setup: SetUp, config: Mapping[str, Any]) -> str:
    """Return what a set-up still needs before it can be used, nothing where it can."""
    if setup is not SetUp.EMBEDDED:
        return ""
    if not embedded.installed():
        return "The embedded engine is not installed; run `make run` again while you are online."
    if embedded.configured_engine(config).best_for("small") is None:
        return "Put small.gguf and large.gguf into data/models/; the starter model cannot write."
    return ""


def _embedded(config: Mapping[str, Any]) -> dict[str, str | bool]:
    engine = embedded.configured_engine(config)
    by_tier = {model.tier: model.id for model in engine.models()}
    ids = list(by_tier.values())
    small = by_tier.get("small") or (ids[0] if ids else embedded.STARTER_ID)
    large = by_tier.get("large") or small
    return {
        "embedded.enabled": True,
        "models.small_model.endpoint": "embedded",
        "models.small_model.id": small,
        "models.large_model.endpoint": "embedded",
        "models.large_model.id": large,
    }


def _moved_ids(config: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids that belong to the embedded engine and mean nothing to a server."""
    models = config.get("models", {})
    return tuple(
        f"models.{alias}.id"
        for alias in ("small_model", "large_model")
        if models.get(alias, {}).get("endpoint") == "embedded"
    )
