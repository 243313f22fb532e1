"""How each model server is doing, as the sidebar's lights show it, and a real question to test one."""

import asyncio
import time
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field

from llm import call_log, embedded, waiting
from llm.adapter import LLMAdapter
from llm.background import background
from llm.endpoints import ModelEntry, ServerReport
from llm.errors import LLMError, Truncated
from llm.servers import server
from llm.targets import entry_target


class Colour(StrEnum):
    """Green: answers with a model. Amber: reachable, no model. Red: cannot be used now. Grey: not asked."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


class Light(BaseModel):
    """The state of one endpoint in a line: what works, else why not and what to do."""

    endpoint: str
    label: str
    url: str
    colour: Colour
    word: str
    detail: str = ""
    model: str = ""
    loaded_context: int | None = None
    tokens_per_second: float | None = None
    remedy: str = ""
    models: list[ModelEntry] = Field(default_factory=list)


def lights(config: Mapping[str, Any], *, max_age: float = 10.0) -> list[Light]:
    """Return a light for each endpoint with an address, asking each at most every `max_age` seconds."""
    return background.run(_lights(config, max_age))


def embedded_light(config: Mapping[str, Any]) -> Light | None:
    """Return the light of the embedded engine, None while it is switched off."""
    if not config.get("embedded", {}).get("enabled"):
        return None
    engine = embedded.configured_engine(config)
    running, models = engine.running(), engine.models()
    light = Light(
        endpoint="embedded", label="Embedded engine", url="", colour=Colour.RED, word="not installed"
    )
    if not embedded.installed() or not models:
        return light.model_copy(update={"remedy": "Run `make run` again while you are online."})
    shown = next((model for model in models[::-1] if model.id in running), models[-1])
    word = "running" if shown.id in running else "starts at first use"
    update = {
        "colour": Colour.GREEN,
        "word": f"starter model, {word}" if shown.tier == "starter" else word,
        "model": shown.id,
        "loaded_context": shown.context,
        "tokens_per_second": _speeds().get("embedded"),
    }
    return light.model_copy(update=update)


def anyone_answers(config: Mapping[str, Any]) -> bool:
    """Tell whether any configured model server answers."""
    return any(light.colour in {Colour.GREEN, Colour.AMBER} for light in lights(config))


def try_model(config: Mapping[str, Any], alias: str) -> tuple[str, float]:
    """Ask a model for one word; return the id of the model that answered and the seconds it took.

    Raises:
        LLMError: what is wrong, with a remedy.
    """
    started = time.monotonic()
    adapter = LLMAdapter.from_config(config, alias)
    try:
        done = adapter.complete(
            [{"role": "user", "content": "Answer with the single word: ready"}], max_tokens=16
        )
    except Truncated:
        return adapter.model, time.monotonic() - started  # it talks too much, but it talks
    return done.served_model, time.monotonic() - started


async def _lights(config: Mapping[str, Any], max_age: float) -> list[Light]:
    endpoints = config.get("endpoints", {})
    named = [name for name, spec in endpoints.items() if spec.get("url")]
    speeds = _speeds()
    return list(await asyncio.gather(*(_light(config, name, speeds.get(name), max_age) for name in named)))


async def _light(config: Mapping[str, Any], name: str, speed: float | None, max_age: float) -> Light:
    target = entry_target({"id": "", "endpoint": name}, config["endpoints"])
    light = Light(endpoint=name, label=target.label, url=target.root, colour=Colour.RED, word="offline")
    known = server(target.root)
    try:
        report = await known.state(target, max_age=max_age)
    except LLMError as error:
        return light.model_copy(update={"detail": error.message, "remedy": error.remedy})
    lit = _lit(light, report, config, speed)
    notes = await asyncio.to_thread(waiting.awaited, target.root)
    awaited = [f"{model} ({count})" for model, count in notes.items()]
    if awaited and target.switch == "by_app":
        remedy = f"Next: {', '.join(awaited)}. The work of the loaded model is finished first."
        return lit.model_copy(update={"colour": Colour.AMBER, "word": "changes its model", "remedy": remedy})
    if awaited:
        remedy = f"Load {', '.join(awaited)}: calls wait for it."
        return lit.model_copy(update={"colour": Colour.AMBER, "word": "waits for you", "remedy": remedy})
    return lit


def _lit(light: Light, report: ServerReport, config: Mapping[str, Any], speed: float | None) -> Light:
    chat = [entry for entry in report.models if not entry.embeds_only]
    wanted = [
        str(e.get("id")) for e in config.get("models", {}).values() if e.get("endpoint") == light.endpoint
    ]
    loaded = report.loaded()
    mine = [entry for entry in map(report.find, wanted) if entry is not None]
    ready = [entry for entry in mine if entry.loaded] or loaded
    light = light.model_copy(update={"models": chat, "tokens_per_second": speed})
    if ready:
        first = ready[0]
        return light.model_copy(
            update={
                "colour": Colour.GREEN,
                "word": "connected",
                "model": first.id,
                "loaded_context": first.loaded_context,
            }
        )
    if mine or (chat and all(entry.loaded is None for entry in chat)):
        known = (mine or chat)[0]
        word = "connected" if known.loaded is None else "connected, model loads at first use"
        return light.model_copy(update={"colour": Colour.GREEN, "word": word, "model": known.id})
    remedy = {
        "lm_studio": "Load a model in LM Studio (Developer page).",
        "ollama": f"Get the model: `ollama pull {wanted[0] if wanted else 'llama3:8b'}`.",
    }.get(report.kind, "Load a model on this server.")
    return light.model_copy(update={"colour": Colour.AMBER, "word": "reachable, no model", "remedy": remedy})


def _speeds() -> dict[str, float]:
    """Return the tokens a second of the last answer of each endpoint."""
    return {call.endpoint: call.tokens_per_second for call in call_log.read(200) if call.tokens_per_second}
