"""What the app does about a finding at the press of its button: load, fetch or make a model, set a key."""

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from llm import lm_studio, native
from llm.background import background
from llm.clients import http_client
from llm.diagnosis import diagnose
from llm.doctor_records import Action, ActionKind
from llm.endpoints import unreachable
from llm.errors import LLMError, ServerFailed, TimedOut
from llm.servers import server
from llm.targets import Target, entry_target
from llm.wire import asked_of, parsed

# A model of 5 GB over a slow line.
PULL_SECONDS = 4 * 3600.0


@dataclass(frozen=True)
class Progress:
    """How far an action is: what it does now, and the share done where that is known."""

    words: str
    share: float | None = None


OnProgress = Callable[[Progress], None]


class Settings(Protocol):
    """What is needed of `config.loader.ConfigLoader`."""

    def get_merged_config(self) -> dict[str, Any]:
        """Return the whole configuration."""

    def save_settings(self, changes: dict[str, Any]) -> None:
        """Write settings."""


def perform(
    action: Action,
    settings: Settings,
    *,
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> str:
    """Do what the button says; return in a sentence what was done.

    Raises:
        LLMError: the server refuses it, or is gone.
        SettingsError: a setting cannot be written; the server's part is done then.
        Cancelled: `cancel` was set; what Ollama has fetched of a model stays for the next time.
    """
    config = settings.get_merged_config()
    if action.kind is not ActionKind.CHANGE_SETTINGS:
        target = entry_target({"id": action.model, "endpoint": action.endpoint}, config.get("endpoints", {}))
        background.run(_act(action, target, on_progress or _silent), cancel)
    if action.settings:
        settings.save_settings(dict(action.settings))
    return _done(action)


async def _act(action: Action, target: Target, tell: OnProgress) -> None:
    works = {
        ActionKind.LOAD_MODEL: _load,
        ActionKind.PRELOAD: _preload,
        ActionKind.PULL: _pull,
        ActionKind.CREATE_VARIANT: _create_variant,
    }
    limit = PULL_SECONDS if action.kind is ActionKind.PULL else target.load_timeout
    try:
        async with asyncio.timeout(limit):
            await works[action.kind](action, target, tell)
    except TimeoutError:
        raise TimedOut(
            f"{target.label} is not done with {action.model} after {limit:.0f} s.",
            "Look at the server; a smaller model or quantization loads faster.",
            endpoint=target.endpoint,
            model=action.model,
        ) from None
    finally:
        server(target.root).forget()


async def _load(action: Action, target: Target, tell: OnProgress) -> None:
    """Load a model in LM Studio with a context, in place of a copy of it that has less."""
    async with server(target.root).load_lock(action.model):
        await lm_studio.load(target, action.model, action.context, lambda words: tell(Progress(words)))


async def _preload(action: Action, target: Target, tell: OnProgress) -> None:
    tell(Progress(f"loading {action.model}"))
    async with server(target.root).load_lock(action.model):
        await native.preload(target)


async def _pull(action: Action, target: Target, tell: OnProgress) -> None:
    await _followed(target, "/api/pull", {"model": action.model, "stream": True}, tell)


async def _create_variant(action: Action, target: Target, tell: OnProgress) -> None:
    """Have Ollama make the same model with another context; its weights are shared, not copied."""
    order = {
        "model": f"{action.model}-ctx{action.context}",
        "from": action.model,
        "parameters": {"num_ctx": action.context},
        "stream": True,
    }
    await _followed(target, "/api/create", order, tell)


async def _followed(target: Target, path: str, body: Mapping[str, Any], tell: OnProgress) -> None:
    """Send an order to Ollama and tell of each line it answers with, until the one that says success."""
    failure: LLMError | None = None
    last = ""
    try:
        async with _stream(target, path, body) as response:
            if response.status_code >= httpx.codes.BAD_REQUEST:
                words = (await response.aread()).decode("utf-8", "replace")
                failure = diagnose(asked_of(target), body=words, status=response.status_code)
            else:
                async for line in response.aiter_lines():
                    last = _told(target, line, tell) or last
    except httpx.HTTPError as error:
        failure = unreachable(asked_of(target), error)
    if failure is None and last != "success":
        failure = ServerFailed(
            f"{target.label} broke off before {target.model} was there.",
            "Try again; it goes on where it stopped.",
            endpoint=target.endpoint,
            model=target.model,
        )
    if failure is not None:
        raise failure


def _told(target: Target, line: str, tell: OnProgress) -> str:
    event = parsed(line)
    if not isinstance(event, dict):
        return ""
    if event.get("error"):
        raise diagnose(asked_of(target), body=json.dumps(event), status=200)
    words = str(event.get("status") or "")
    total, done = event.get("total"), event.get("completed")
    known = isinstance(total, int) and isinstance(done, int) and total > 0
    tell(Progress(words, min(1.0, done / total) if known else None))  # type: ignore[operator]
    return words


def _stream(
    target: Target, path: str, body: Mapping[str, Any]
) -> AbstractAsyncContextManager[httpx.Response]:
    return http_client(target.root).stream(
        "POST", target.root + path, json=body, headers=native.headers(target)
    )


def _done(action: Action) -> str:
    context = f" with a context of {action.context:,} tokens" if action.context else ""
    return {
        ActionKind.LOAD_MODEL: f"{action.model} is loaded{context}.",
        ActionKind.PRELOAD: f"{action.model} is loaded.",
        ActionKind.PULL: f"{action.model} is there.",
        ActionKind.CREATE_VARIANT: f"{action.model} has a variant{context}, which is used from now on.",
        ActionKind.CHANGE_SETTINGS: "Saved.",
    }[action.kind]


def _silent(progress: Progress) -> None:
    """Nobody watches this."""
