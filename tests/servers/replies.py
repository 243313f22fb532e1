"""What the fake models say."""

import json
import math
import re
import threading
from collections.abc import Callable, Mapping
from typing import Any

CHARACTERS_A_TOKEN = 4
SENTENCE = "Le modèle d’essai répond toujours par cette phrase."
MAX_DEPTH = 8

Reply = str | list[str] | Callable[[dict[str, Any]], str | None] | None


def count_tokens(text: str) -> int:
    """Return the tokens of `text` as the fakes count them: a quarter of its characters, rounded up."""
    return math.ceil(len(text) / CHARACTERS_A_TOKEN)


def tokens(text: str) -> list[str]:
    """Cut `text` into the tokens that `count_tokens` counts."""
    return re.findall(rf"(?s).{{1,{CHARACTERS_A_TOKEN}}}", text)


class Speaker:
    """Says what a test wants said.

    A string is said every time; a list is a queue; a function is called with the request's body. After the
    end of the queue, where the function returns None, and without a reply: an instance of the schema asked
    for, else a fixed sentence.
    """

    def __init__(self, reply: Reply = None) -> None:
        self._reply = list(reply) if isinstance(reply, list) else reply
        self._lock = threading.Lock()

    def say(self, body: dict[str, Any]) -> str:
        """Return the answer to a request."""
        reply = self._next(body)
        return default_reply(body) if reply is None else reply

    def _next(self, body: dict[str, Any]) -> str | None:
        if callable(self._reply):
            return self._reply(body)
        if isinstance(self._reply, list):
            with self._lock:
                return self._reply.pop(0) if self._reply else None
        return self._reply


def default_reply(body: Mapping[str, Any]) -> str:
    """Answer with an instance of the schema asked for, an object where any JSON will do, else a sentence."""
    schema = asked_schema(body)
    if schema is not None:
        return json.dumps(instance_of(schema), ensure_ascii=False)
    if body.get("format") == "json" or (body.get("response_format") or {}).get("type") == "json_object":
        return json.dumps({"answer": SENTENCE}, ensure_ascii=False)
    return SENTENCE


def asked_schema(body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the JSON schema of a request of either protocol, or None."""
    wanted = body.get("format")
    asked = body.get("response_format") or {}
    if asked.get("type") == "json_schema":
        wanted = asked["json_schema"].get("schema")
    return wanted if isinstance(wanted, dict) else None


def instance_of(schema: dict[str, Any]) -> Any:
    """Return a small value that satisfies `schema` (types, enum, const, bounds, local references)."""
    return _instance(schema, schema, 0)


def _instance(schema: dict[str, Any], root: dict[str, Any], depth: int) -> Any:
    if "$ref" in schema:
        target: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return _instance(target, root, depth)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    options = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if options:
        # A recursive model ends at its null branch, which Pydantic writes last.
        return _instance(options[-1 if depth >= MAX_DEPTH else 0], root, depth + 1)
    kind = schema.get("type", "object" if "properties" in schema else None)
    return _typed_instance(kind[0] if isinstance(kind, list) else kind, schema, root, depth)


def _typed_instance(kind: str | None, schema: dict[str, Any], root: dict[str, Any], depth: int) -> Any:
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: _instance(part, root, depth + 1) for name, part in properties.items()}
    if kind == "array":
        count = max(schema.get("minItems", 0), 0 if depth >= MAX_DEPTH else min(1, schema.get("maxItems", 1)))
        return [_instance(schema.get("items", {"type": "string"}), root, depth + 1) for _ in range(count)]
    if kind in {"integer", "number"}:
        lowest = schema.get("minimum", schema.get("exclusiveMinimum", 0) + ("exclusiveMinimum" in schema))
        return min(max(1, lowest), schema.get("maximum", max(1, lowest)))
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    text = "texte".ljust(schema.get("minLength", 0), ".")
    return text[: schema.get("maxLength", len(text))]
