"""What a model server says about itself: kind, models, which of them are loaded, with how much context."""

import asyncio
import json
import time
from typing import Any

import httpx
from pydantic import BaseModel, Field

from llm.clients import http_client
from llm.diagnosis import Asked, diagnose, looks_like_html
from llm.errors import AuthenticationFailed, ConnectionFailed, ConnectTimedOut, LLMError, TimedOut
from llm.urls import is_on_this_machine

# A probe is a few small GETs; two dead servers one after the other still leave an error within ten seconds.
PROBE_SECONDS = 3.0
_START = {
    "lm_studio": "In LM Studio, open Developer and start the server, or correct its address here.",
    "ollama": "Run ollama serve, or correct its address here.",
}
_OFFLINE_STATUS = {502, 503, 504, 520, 521, 522, 523, 524, 530}


class ModelEntry(BaseModel):
    """A model a server lists. `loaded` is None where the server does not say; contexts in tokens.

    `size`: bytes on the disk or, where it is loaded, in memory; `vram`: how many of these on graphics cards.
    `instance`: what a server calls the copy in memory. `parallel`: answers it writes side by side.
    """

    id: str
    loaded: bool | None = None
    loaded_context: int | None = None
    max_context: int | None = None
    quantization: str = ""
    embeds_only: bool = False
    size: int | None = None
    vram: int | None = None
    parallel: int | None = None
    instance: str = ""


class ServerReport(BaseModel):
    """The state of a server at one moment.

    `kind`: lm_studio, ollama, llama_cpp, openai, or auto (unknown). `slots`: requests served side by side.
    """

    root: str
    kind: str = "auto"
    reachable: bool = False
    models: list[ModelEntry] = Field(default_factory=list)
    slots: int | None = None
    seconds: float = 0.0

    def find(self, model: str) -> ModelEntry | None:
        """Return the entry of a model, however its id is written there."""
        exact = [entry for entry in self.models if _plain(entry.id) == _plain(model)]
        loose = [entry for entry in self.models if same_model(entry.id, model)]
        return next(iter([*exact, *loose]), None)

    def loaded(self) -> list[ModelEntry]:
        """Return the models in memory that can chat."""
        return [entry for entry in self.models if entry.loaded and not entry.embeds_only]

    def is_loading(self, model: str) -> bool | None:
        """Tell whether the model is listed but not in memory yet, None where the server does not say."""
        entry = self.find(model)
        return None if entry is None or entry.loaded is None else not entry.loaded


def same_model(one: str, other: str) -> bool:
    """Tell whether two ids mean one model: publishers, `:latest`, `.gguf` and case do not count."""
    return _plain(one) == _plain(other) or _plain(one).rsplit("/", 1)[-1] == _plain(other).rsplit("/", 1)[-1]


async def probe(
    root: str, *, kind: str = "auto", api_key: str = "", name: str = "", label: str = ""
) -> ServerReport:
    """Ask a server about itself.

    Raises:
        EndpointUnavailable: nobody answers, or only a proxy does.
        AuthenticationFailed: the server wants a key.
    """
    asked = Asked(endpoint=name or root, root=root, model="", api_key=api_key, label=label)
    started = time.monotonic()
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            report = await _Probe(asked).run(kind)
    except TimeoutError:
        raise TimedOut(
            f"{asked.name} does not answer at {root}.",
            "Restart the server; if it is only slow, try again in a moment.",
            endpoint=asked.endpoint,
        ) from None
    report.seconds = time.monotonic() - started
    return report


class _Probe:
    """The questions of one probe."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    async def run(self, kind: str) -> ServerReport:
        asks = {
            "lm_studio": self._lm_studio,
            "ollama": self._ollama,
            "llama_cpp": self._llama_cpp,
            "openai": self._openai,
        }
        if kind in asks:
            return await asks[kind]()
        version = await self._get("/api/version")
        if isinstance(version, dict) and isinstance(version.get("version"), str):
            return await self._ollama()
        props = await self._get("/props")
        if isinstance(props, dict) and "default_generation_settings" in props:
            return await self._llama_cpp()
        return await self._lm_studio()

    async def _lm_studio(self) -> ServerReport:
        listed = await self._get("/api/v0/models")
        models = [_lm_studio_v0(raw) for raw in _dicts(listed, "data") if "state" in raw]
        if not models or any(model.loaded and model.loaded_context is None for model in models):
            newer = lm_studio_models(await self._get("/api/v1/models"))
            models = newer or models
        if models:
            return self._report("lm_studio", models)
        report = await self._openai()
        return report.model_copy(update={"kind": "lm_studio"})

    async def _ollama(self) -> ServerReport:
        tags, running = await asyncio.gather(self._get("/api/tags"), self._get("/api/ps"))
        memory = {_plain(_name(raw)): raw for raw in _dicts(running, "models")}
        told = isinstance(running, dict) and isinstance(running.get("models"), list)
        models = [
            _ollama_entry(raw, memory.get(_plain(_name(raw))), told=told) for raw in _dicts(tags, "models")
        ]
        if not models:
            report = await self._openai()
            return report.model_copy(update={"kind": "ollama"})
        return self._report("ollama", models)

    async def _llama_cpp(self) -> ServerReport:
        listed, props = await asyncio.gather(self._get("/v1/models"), self._get("/props"))
        props = props if isinstance(props, dict) else {}
        settings = _dict(props.get("default_generation_settings"))
        context = _integer(settings.get("n_ctx"))
        models = [
            ModelEntry(id=str(raw["id"]), loaded=True, loaded_context=context)
            for raw in _dicts(listed, "data")
            if raw.get("id")
        ]
        report = self._report("llama_cpp", models)
        report.slots = _integer(props.get("total_slots"))
        return report

    async def _openai(self) -> ServerReport:
        listed = await self._get("/v1/models")
        models = [
            ModelEntry(id=str(raw["id"]), embeds_only="embed" in str(raw["id"]).lower())
            for raw in _dicts(listed, "data")
            if raw.get("id")
        ]
        return self._report("openai", models)

    def _report(self, kind: str, models: list[ModelEntry]) -> ServerReport:
        return ServerReport(root=self._asked.root, kind=kind, reachable=True, models=models)

    async def _get(self, path: str) -> object:
        """Return the parsed answer, or None where this server has nothing to say there."""
        headers = {"Authorization": f"Bearer {self._asked.api_key}"} if self._asked.api_key else {}
        failure: LLMError | None = None
        try:
            response = await http_client(self._asked.root).get(self._asked.root + path, headers=headers)
        except httpx.HTTPError as error:
            failure = unreachable(self._asked, error)
        if failure is not None:
            raise failure
        return self._read(response)

    def _read(self, response: httpx.Response) -> object:
        text = response.text
        if response.status_code in {401, 403} or response.status_code in _OFFLINE_STATUS:
            error = diagnose(self._asked, body=text, status=response.status_code)
            if (
                isinstance(error, AuthenticationFailed)
                or looks_like_html(text)
                or response.status_code != 503
            ):
                raise error
        if response.status_code >= 400:
            return None
        try:
            parsed: object = json.loads(text)
        except ValueError:
            return None
        return None if isinstance(parsed, dict) and "error" in parsed else parsed


def unreachable(asked: Asked, error: Exception) -> LLMError:
    """Return the error for a server that no connection can be made to, or that cut it."""
    details = asked.redact(str(error))
    if isinstance(error, httpx.ConnectTimeout) and is_on_this_machine(asked.root):
        return ConnectTimedOut(
            f"{asked.name} took no connection at {asked.root} in time.",
            "This machine is busy: wait until it has less to do, then try again.",
            endpoint=asked.endpoint,
            model=asked.model,
        )
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
        return ConnectionFailed(
            f"{asked.name} is not running at {asked.root}.",
            _START.get(asked.endpoint, "Start it, or correct its address."),
            server_words=details,
            endpoint=asked.endpoint,
            model=asked.model,
        )
    cut = ConnectionFailed(
        f"{asked.name} closed the connection.",
        "Look at the server's log; restart it if it goes on.",
        server_words=details,
        endpoint=asked.endpoint,
        model=asked.model,
    )
    cut.retry_after = 0.0
    return cut


def lm_studio_models(answer: object) -> list[ModelEntry]:
    """Return the models in an answer of LM Studio's `/api/v1/models`, none where it is something else."""
    return [_lm_studio_v1(raw) for raw in _dicts(answer, "models")]


def _ollama_entry(raw: dict[str, Any], running: dict[str, Any] | None, *, told: bool) -> ModelEntry:
    in_memory = running or {}
    return ModelEntry(
        id=_name(raw),
        loaded=running is not None if told else None,
        loaded_context=_integer(in_memory.get("context_length")),
        quantization=str(_dict(raw.get("details")).get("quantization_level") or ""),
        embeds_only="embed" in _name(raw).lower(),
        size=_integer(in_memory.get("size")) or _integer(raw.get("size")),
        vram=_whole(in_memory.get("size_vram")),
    )


def _lm_studio_v0(raw: dict[str, Any]) -> ModelEntry:
    return ModelEntry(
        id=str(raw.get("id", "")),
        loaded=raw.get("state") == "loaded",
        loaded_context=_integer(raw.get("loaded_context_length")),
        max_context=_integer(raw.get("max_context_length")),
        quantization=str(raw.get("quantization") or ""),
        embeds_only=raw.get("type") == "embeddings",
    )


def _lm_studio_v1(raw: dict[str, Any]) -> ModelEntry:
    instances = _dicts(raw, "loaded_instances")
    configs = [_dict(one.get("config")) for one in instances]
    return ModelEntry(
        id=str(raw.get("key", "")),
        loaded=bool(instances),
        loaded_context=next((_integer(config.get("context_length")) for config in configs), None),
        max_context=_integer(raw.get("max_context_length")),
        quantization=_quantization(raw.get("quantization")),
        embeds_only=raw.get("type") == "embedding",
        size=_integer(raw.get("size_bytes")),
        parallel=next((_integer(config.get("parallel")) for config in configs), None),
        instance=str(instances[0].get("id") or "") if instances else "",
    )


def _quantization(told: object) -> str:
    return told if isinstance(told, str) else str(_dict(told).get("name") or "")


def _dict(value: object) -> dict[str, Any]:
    """Return what is read as an object, an empty one for whatever else a server may write there."""
    return value if isinstance(value, dict) else {}


def _dicts(answer: object, key: str) -> list[dict[str, Any]]:
    found = answer.get(key) if isinstance(answer, dict) else None
    return [raw for raw in found if isinstance(raw, dict)] if isinstance(found, list) else []


def _name(raw: dict[str, Any]) -> str:
    return str(raw.get("name") or raw.get("model") or "")


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _whole(value: object) -> int | None:
    return 0 if value == 0 and value is not False else _integer(value)


def _plain(model: str) -> str:
    text = model.strip().lower()
    return text.removesuffix(":latest").removesuffix(".gguf")
