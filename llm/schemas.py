"""JSON schemas as llama.cpp's grammar takes them, and answers read back against their model."""

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from json_repair import repair_json
from pydantic import BaseModel, ValidationError

from llm.thinking import without_thinking

M = TypeVar("M", bound=BaseModel)

# `pattern` and `maxLength` in array items make llama.cpp answer 400 "failed to parse grammar"; they are
# checked by Pydantic afterwards instead.
_KEPT = {"type", "properties", "required", "enum", "items", "anyOf", "description", "const"}
# Marks a field whose closed list differs from call to call and is told in the text: the instruction, which
# stands in front, leaves it out, so that it stays the same and servers read it once.
IN_THE_TEXT = "x-in-the-text"
_FENCE = re.compile(r"```(?:json|JSON)?\s*(.*?)```", re.DOTALL)
_LONGEST = 1 << 20


class Unreadable(Exception):
    """The text holds no data of the asked shape; the message says what is wrong, for the model to mend."""


def wire_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the flat schema of a model: `$ref` inlined, only what a grammar needs, no extra keys."""
    full = model.model_json_schema()
    flat = _flat(full, full.get("$defs", {}), depth=0)
    assert isinstance(flat, dict)
    return flat


def response_format(model: type[BaseModel]) -> dict[str, Any]:
    """Return the `response_format` both servers take; LM Studio refuses `json_object`."""
    schema = {"name": model.__name__, "strict": True, "schema": wire_schema(model)}
    return {"type": "json_schema", "json_schema": schema}


ANY_OBJECT = {"type": "json_schema", "json_schema": {"name": "answer", "schema": {"type": "object"}}}


def instruction(model: type[BaseModel]) -> str:
    """Return the sentence that tells the model the shape, which Ollama asks for beside the grammar."""
    shown = wire_schema(model)
    for name, field in model.model_json_schema().get("properties", {}).items():
        if field.get(IN_THE_TEXT):
            shown["properties"][name].pop("enum", None)
    schema = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    return f"Answer with one JSON object only, without any other text, of this JSON schema: {schema}"


def read(model: type[M], text: str) -> tuple[M, bool]:
    """Return the data in an answer, and whether its JSON had to be repaired.

    The last object that fits counts: a first one may be the page's, not the model's.

    Raises:
        Unreadable: nothing in the text fits the model.
    """
    text = _FENCE.sub(r"\1", without_thinking(text[:_LONGEST])).strip()
    problem = "there is no JSON object in the answer"
    for candidate in _objects(text):
        if not model.model_fields.keys() & candidate.keys():
            continue  # a part of a broken object: a model of optional fields would take anything
        try:
            return model.model_validate(candidate), False
        except ValidationError as error:
            problem = _told(error)
    if problem.startswith("there is no"):
        # What does not end like an object was cut: repairing it would invent the end of a value.
        repaired = repair_json(text, return_objects=True) if "{" in text and text.endswith("}") else None
        if isinstance(repaired, dict) and model.model_fields.keys() & repaired.keys():
            try:
                return model.model_validate(repaired), True
            except ValidationError as error:
                problem = _told(error)
    raise Unreadable(problem)


def _objects(text: str) -> list[dict[str, Any]]:
    """Return the complete top-level objects in a text, last first."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while (at := text.find("{", at)) >= 0:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at += 1
            continue
        if isinstance(value, dict):
            found.append(value)
    return found[::-1]


def _flat(node: Any, definitions: Mapping[str, Any], depth: int) -> Any:
    if depth > 20 or not isinstance(node, dict):
        return node
    if "$ref" in node:
        node = {
            **definitions[node["$ref"].rsplit("/", 1)[-1]],
            **{k: v for k, v in node.items() if k != "$ref"},
        }
    if "allOf" in node and len(node["allOf"]) == 1:
        node = {**node["allOf"][0], **{k: v for k, v in node.items() if k != "allOf"}}
        return _flat(node, definitions, depth + 1)
    flat = {key: value for key, value in node.items() if key in _KEPT}
    if depth == 0:
        flat.pop("description", None)
    if "properties" in flat:
        flat["properties"] = {
            name: _flat(child, definitions, depth + 1) for name, child in flat["properties"].items()
        }
        flat["additionalProperties"] = False
    if "items" in flat:
        flat["items"] = _flat(flat["items"], definitions, depth + 1)
    if "anyOf" in flat:
        flat = _nullable({**flat, "anyOf": [_flat(one, definitions, depth + 1) for one in flat["anyOf"]]})
    return flat


def _nullable(flat: dict[str, Any]) -> dict[str, Any]:
    """Write `anyOf` of one plain type and null as a list of types, which every engine takes."""
    options = flat["anyOf"]
    plain = [one for one in options if one != {"type": "null"}]
    if (
        len(plain) == 1
        and len(options) == 2
        and set(plain[0]) == {"type"}
        and isinstance(plain[0]["type"], str)
    ):
        rest = {key: value for key, value in flat.items() if key != "anyOf"}
        return {**rest, "type": [plain[0]["type"], "null"]}
    return flat


def _told(error: ValidationError) -> str:
    problems = [
        f"{'.'.join(map(str, one['loc'])) or 'the object'}: {one['msg']}"
        for one in error.errors(include_url=False)
    ]
    return "; ".join(problems[:8])
