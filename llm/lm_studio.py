"""LM Studio's own API, for what its /v1 cannot do: loading a model with a context, and giving one back."""

from collections.abc import Callable

import httpx

from llm import native
from llm.clients import http_client
from llm.diagnosis import diagnose, looks_like_html
from llm.endpoints import ModelEntry, lm_studio_models, same_model, unreachable
from llm.errors import InvalidRequest, LLMError
from llm.targets import Target
from llm.wire import asked_of, parsed

_MODELS, _LOAD, _UNLOAD = "/api/v1/models", "/api/v1/models/load", "/api/v1/models/unload"


async def load(
    target: Target,
    model: str,
    context: int | None,
    tell: Callable[[str], None],
    *,
    alone: bool = False,
) -> None:
    """Load a model, in place of a copy of it that has another context, or of all others where it is `alone`.

    Raises:
        InvalidRequest: this version loads nothing on request.
        LLMError: the server refuses it, or is gone.
    """
    listed = lm_studio_models(await answer(target, "GET", _MODELS))
    if not listed:
        raise InvalidRequest(
            "This version of LM Studio loads no model on request (0.4 and newer do).",
            f"Load {model} on its Developer page with a context of {context or 4096}.",
        )
    for entry in listed:
        if entry.instance and (same_model(entry.id, model) or (alone and not entry.embeds_only)):
            tell(f"unloading {entry.instance}")
            await answer(target, "POST", _UNLOAD, {"instance_id": entry.instance})
    tell(f"loading {model}")
    order: dict[str, object] = {"model": _key_of(listed, model)}
    if context:
        order["context_length"] = context
    await answer(target, "POST", _LOAD, order)


async def answer(target: Target, method: str, path: str, body: object = None) -> object:
    """Return what the server answers, or raise what is wrong with it; it says errors with status 200 too."""
    failure: LLMError | None = None
    said: object = None
    try:
        response = await http_client(target.root).request(
            method, target.root + path, json=body, headers=native.headers(target)
        )
    except httpx.HTTPError as error:
        failure = unreachable(asked_of(target), error)
    else:
        said = parsed(response.content)
        refused = isinstance(said, dict) and bool(said.get("error")) and method == "POST"
        if response.status_code >= httpx.codes.BAD_REQUEST or refused or looks_like_html(response.content):
            failure = diagnose(asked_of(target), body=response.text, status=response.status_code)
    if failure is not None:
        raise failure
    return said


def _key_of(listed: list[ModelEntry], model: str) -> str:
    """Return the server's own name of a model, which it wants word for word."""
    return next((entry.id for entry in listed if same_model(entry.id, model)), model)
