"""Looking at one endpoint: what it says of itself, and a few short questions to a model that is loaded.

Nothing here loads a model: a look must not evict what the analyst is working with.
"""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx
from pydantic import BaseModel

from llm import native, schemas
from llm.clients import http_client
from llm.diagnosis import diagnose
from llm.doctor_records import Facts, Support, Trial, Wanted
from llm.endpoints import ModelEntry, ServerReport, lm_studio_models, unreachable
from llm.errors import ConnectTimedOut, EmptyAnswer, LLMError, SchemaRefused, TemplateRefused, Truncated
from llm.messages import Message
from llm.servers import server
from llm.streaming import ask_streamed
from llm.targets import Target
from llm.wire import ask, asked_of, parsed, request_options

# The models of one endpoint that are asked anything; the others are only looked at.
MOST_TRIALS = 2
# What writing may take of the time: a processor without a graphics card writes some twenty tokens in it.
_WRITING_SECONDS = 4.0
_WRITING_TOKENS = 48
_LEAST_SECONDS = 0.5
_QUESTION = "Écris deux phrases : pourquoi un plombier a-t-il besoin d'un site web ?"
# Long enough to be seen among the prompt's tokens, whatever the tokenizer.
_SYSTEM = "You are a careful assistant of a small company and you always answer politely. " * 4


class _Ready(BaseModel):
    ready: bool
    town: str


async def examine_endpoint(target: Target, wanted: list[Wanted], *, deadline: float) -> Facts:
    """Return what is seen at one server until `deadline`, a time of the monotonic clock."""
    facts = Facts(target.endpoint, target.label, target.root, wanted)
    facts.configured_parallel, facts.sends_top_k = target.parallel, target.send_top_k
    try:
        report = await _state(target)
    except LLMError as error:
        facts.error = error
        return facts
    facts.kind, facts.models, facts.parallel = report.kind, report.models, report.slots
    target = replace(target, kind=report.kind)
    try:
        async with asyncio.timeout(max(_LEAST_SECONDS, deadline - time.monotonic())):
            await _details(facts, target)
            for one in _to_try(facts):
                facts.trials.append(Trial(model=one))
                await _Questions(replace(target, model=one), facts.trials[-1], deadline).ask_all()
    except TimeoutError:
        facts.out_of_time = True
    return facts


async def _state(target: Target) -> ServerReport:
    """Return the state of a server, asked for twice where a busy machine gave the first no time.

    Raises:
        LLMError: it cannot be asked.
    """
    try:
        return await server(target.root).state(target, max_age=0.0)
    except ConnectTimedOut:
        return await server(target.root).state(target, max_age=0.0)


def _to_try(facts: Facts) -> list[str]:
    """Return the ids to ask: what is wanted and loaded, else what is loaded, else what may be."""
    named = [(wanted.model, facts.find(wanted.model)) for wanted in facts.wanted]
    loaded = [model for model, entry in named if entry is not None and entry.loaded]
    others = [entry.id for entry in facts.models if entry.loaded and not entry.embeds_only]
    silent = [model for model, entry in named if entry is None or entry.loaded is None]
    unsaid = silent if not facts.models or all(entry.loaded is None for entry in facts.models) else []
    return (loaded or others[:1] or unsaid[:1])[:MOST_TRIALS]


async def _details(facts: Facts, target: Target) -> None:
    """Ask for what a probe does not need: version, slots, and the context a model was trained with."""
    if facts.kind == "ollama":
        version = await _json(target, "GET", "/api/version")
        facts.version = str(version.get("version") or "")
        for wanted in facts.wanted[:MOST_TRIALS]:
            shown = await _json(target, "POST", "/api/show", {"model": wanted.model})
            info = shown.get("model_info") or {}
            length = next((info[key] for key in info if str(key).endswith(".context_length")), None)
            if isinstance(length, int):
                facts.trained[wanted.model] = length
    elif facts.kind == "lm_studio":
        newer = lm_studio_models(await _json(target, "GET", "/api/v1/models"))
        facts.version = "≥ 0.4" if newer else "< 0.4"
        facts.models = [_joined(entry, newer) for entry in facts.models]
        slots = [entry.parallel for entry in facts.models if entry.parallel]
        facts.parallel = min(slots) if slots else facts.parallel
    elif facts.kind == "llama_cpp":
        props = await _json(target, "GET", "/props")
        facts.version = str(props.get("build_info") or "")
    for entry in facts.models:
        if entry.max_context:
            facts.trained.setdefault(entry.id, entry.max_context)


def _joined(entry: ModelEntry, newer: Sequence[ModelEntry]) -> ModelEntry:
    """Return an entry with what the newer interface of LM Studio tells beyond the older one."""
    same = next((one for one in newer if one.id == entry.id), None)
    if same is None:
        return entry
    more = {"size": same.size, "parallel": same.parallel, "instance": same.instance}
    return entry.model_copy(update=more)


async def _json(target: Target, method: str, path: str, body: object = None) -> dict[str, Any]:
    """Return what a server says at a path, nothing where it says nothing of use."""
    try:
        response = await http_client(target.root).request(
            method, target.root + path, headers=native.headers(target), json=body
        )
        found = json.loads(response.text) if response.status_code == httpx.codes.OK else {}
    except (httpx.HTTPError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


class _Questions:
    """The questions to one model, each of a few tokens."""

    def __init__(self, target: Target, trial: Trial, deadline: float) -> None:
        self._target = replace(target, temperature=0.0, top_p=1.0, max_tokens=_WRITING_TOKENS)
        self._trial = trial
        self._deadline = deadline

    async def ask_all(self) -> None:
        """Write first: a model that cannot do that is asked nothing else."""
        await self._write()
        if not self._trial.answered:
            return
        await self._bind()
        await self._take_system_role()
        if self._target.send_top_k:
            await self._take_top_k()

    async def _write(self) -> None:
        trial, started = self._trial, time.monotonic()
        pieces: list[str] = []
        times: list[float] = []

        def piece(text: str) -> None:
            pieces.append(text)
            times.append(time.monotonic())

        messages = [{"role": "user", "content": _QUESTION}]
        options = request_options(self._target, {})
        try:
            async with asyncio.timeout(min(_WRITING_SECONDS, self._left())):
                done = await ask_streamed(self._target, messages, options, piece, _silent)
                trial.served_model = done.served_model
        except TimeoutError:
            if not pieces:
                trial.late = True
                return
        except Truncated:
            pass  # it was to write this much and no more
        except LLMError as error:
            trial.failures["write"] = error.server_words or error.message
            trial.cause, trial.remedy, trial.error = error.message, error.remedy, type(error).__name__
            if not pieces:
                await self._write_whole(messages, options)
                return
        trial.answered, trial.text = True, "".join(pieces)
        trial.streams = Support.YES if len(pieces) > 1 else Support.IGNORED
        trial.first_token = round(times[0] - started, 3)
        if len(times) > 5 and times[-1] > times[0]:
            trial.tokens_per_second = round((len(times) - 1) / (times[-1] - times[0]), 1)

    async def _write_whole(self, messages: Sequence[Message], options: Mapping[str, Any]) -> None:
        """Ask without streaming, where the stream failed."""
        try:
            async with asyncio.timeout(min(_WRITING_SECONDS, self._left())):
                done = await ask(self._target, messages, options)
        except Truncated as error:
            self._trial.text = error.text
        except (LLMError, TimeoutError):
            return
        else:
            self._trial.text, self._trial.served_model = done.text, done.served_model
        self._trial.answered, self._trial.streams = True, Support.NO

    async def _bind(self) -> None:
        messages = [{"role": "user", "content": "Réponds en JSON : ready vaut true, town vaut Bordeaux."}]
        options = request_options(
            self._target, {"response_format": schemas.response_format(_Ready), "max_tokens": 64}
        )
        try:
            done = await self._asked(messages, options)
            schemas.read(_Ready, done)
            self._trial.schema_bound = Support.YES
        except SchemaRefused as error:
            self._trial.schema_bound = Support.NO
            self._trial.failures["schema"] = error.server_words or error.message
        except (schemas.Unreadable, EmptyAnswer) as error:
            self._trial.schema_bound = Support.IGNORED
            self._trial.failures["schema"] = str(error)
        except LLMError as error:
            self._trial.failures["schema"] = error.server_words or error.message

    async def _take_system_role(self) -> None:
        """Tell by the prompt's tokens whether a system message reaches the model, is refused or dropped."""
        native = replace(self._target, system_role="native", max_tokens=1)
        user = {"role": "user", "content": "Bonjour"}
        try:
            without = await self._prompt_tokens(native, [user])
            with_system = await self._prompt_tokens(native, [{"role": "system", "content": _SYSTEM}, user])
        except TemplateRefused as error:
            self._trial.system_role = Support.NO
            self._trial.failures["system_role"] = error.server_words or error.message
            return
        except LLMError as error:
            self._trial.failures["system_role"] = error.server_words or error.message
            return
        if without and with_system:
            taken = with_system > without + len(_SYSTEM.split()) // 2
            self._trial.system_role = Support.YES if taken else Support.IGNORED

    async def _prompt_tokens(self, target: Target, messages: Sequence[Message]) -> int | None:
        """Return the prompt's tokens of a chat sent as it is; None where the server does not count them.

        Raises:
            LLMError: the server refuses it.
        """
        body = {
            "model": target.model,
            "messages": list(messages),
            "max_tokens": 1,
            "temperature": 0.0,
            "top_p": 1.0,
        }
        failure: LLMError | None = None
        try:
            async with asyncio.timeout(self._left()):
                response = await http_client(target.root).post(
                    f"{target.root}/v1/chat/completions", json=body, headers=native.headers(target)
                )
        except httpx.HTTPError as error:
            failure = unreachable(asked_of(target), error)
        else:
            body_read = parsed(response.content)
            answer: dict[str, Any] = body_read if isinstance(body_read, dict) else {}
            if response.status_code >= httpx.codes.BAD_REQUEST or answer.get("error"):
                failure = diagnose(asked_of(target), body=response.text, status=response.status_code)
        if failure is not None:
            raise failure
        tokens = (answer.get("usage") or {}).get("prompt_tokens")
        return tokens if isinstance(tokens, int) else None

    async def _take_top_k(self) -> None:
        options = request_options(replace(self._target, top_k=40, max_tokens=1), {})
        try:
            await self._asked([{"role": "user", "content": "Bonjour"}], options)
            self._trial.top_k = Support.YES
        except LLMError as error:
            refused = "top_k" in error.server_words
            self._trial.top_k = Support.NO if refused else Support.UNKNOWN
            self._trial.failures["top_k"] = error.server_words or error.message

    async def _asked(self, messages: Sequence[Message], options: Mapping[str, Any]) -> str:
        """Return the text of a short answer, cut or not."""
        async with asyncio.timeout(self._left()):
            try:
                return (await ask(self._target, messages, options)).text
            except Truncated as error:
                return error.text

    def _left(self) -> float:
        return max(_LEAST_SECONDS, self._deadline - time.monotonic())


def _silent() -> None:
    """Nobody waits for the first byte."""
