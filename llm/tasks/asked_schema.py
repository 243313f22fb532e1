"""The fields of a page a model is asked for: ours, those the analyst named, or a pasted JSON schema."""

import keyword
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from config.errors import UserFacingError
from llm.tasks.words import fold

MAX_FIELDS = 20
_MAX_ITEMS = 8
_MAX_LETTERS = 300
_FIRST_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
# Keywords that describe and do not constrain; anything else a schema says is refused, not ignored.
_DESCRIBING = {"title", "description", "default", "examples", "$schema", "$id", "$comment"}
_OF_OBJECTS = {"type", "properties", "required", "additionalProperties"}


class FieldType(StrEnum):
    """What a field holds."""

    TEXT = "string"
    TEXTS = "array"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class AskedField:
    """One field: the key the model sees, and the label the analyst wrote."""

    key: str
    label: str
    type: FieldType = FieldType.TEXTS
    description: str = ""


def fields_named(labels: Sequence[str]) -> tuple[AskedField, ...]:
    """Return the fields an analyst named, each of which may have several values on a page.

    Raises:
        UserFacingError: there are more than `MAX_FIELDS`.
    """
    wanted = list(dict.fromkeys(" ".join(label.split())[:80] for label in labels if label.strip()))
    return _with_keys([(label, FieldType.TEXTS, "") for label in wanted])


def fields_of_schema(schema: Mapping[str, Any]) -> tuple[AskedField, ...]:
    """Return the fields of a JSON schema: an object of plain properties, one nesting level at most.

    A nested property becomes one field with the label `outer.inner`.

    Raises:
        UserFacingError: the schema says something else; the message names the offending key.
    """
    return _with_keys(_properties(schema, path="", nested=False))


def facts_model(fields: Sequence[AskedField]) -> type[BaseModel]:
    """Return a model class with one key a field, strict on the wire and tolerant when read."""
    types = {field.key: _WIRE[field.type] for field in fields}
    definitions: dict[str, Any] = {key: (kind, _default(kind)) for key, kind in types.items()}
    config = ConfigDict(extra="ignore", json_schema_extra=_require_all)
    return create_model("Facts", __config__=config, **definitions)


def _properties(schema: object, *, path: str, nested: bool) -> list[tuple[str, FieldType, str]]:
    if not isinstance(schema, Mapping):
        raise _refused(path, "must be an object")
    _only(schema, _OF_OBJECTS | _DESCRIBING, path)
    if schema.get("type", "object") != "object":
        raise _refused(_join(path, "type"), 'must be "object"')
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or not properties:
        raise _refused(_join(path, "properties"), "must name at least one property")
    found: list[tuple[str, FieldType, str]] = []
    for name, inner in properties.items():
        place = _join(path, str(name))
        if not isinstance(inner, Mapping):
            raise _refused(place, "must be an object with a type")
        if inner.get("type") == "object":
            if nested:
                raise _refused(place, "is nested too deep: one level of objects is read")
            found += _properties(inner, path=place, nested=True)
        else:
            found.append((place, _type(inner, place), str(inner.get("description") or "")[:200]))
    return found


def _type(inner: Mapping[str, Any], place: str) -> FieldType:
    _only(inner, {"type", "items"} | _DESCRIBING, place)
    kind = inner.get("type")
    if isinstance(kind, list):
        kinds = [one for one in kind if one != "null"]
        kind = kinds[0] if len(kinds) == 1 else None
    if not isinstance(kind, str) or kind not in set(FieldType):
        raise _refused(_join(place, "type"), "must be string, number, integer, boolean, or array of string")
    if kind == FieldType.TEXTS:
        items = inner.get("items", {"type": "string"})
        if not isinstance(items, Mapping):
            raise _refused(_join(place, "items"), 'must be {"type": "string"}')
        _only(items, {"type"} | _DESCRIBING, _join(place, "items"))
        if items.get("type") != "string":
            raise _refused(_join(place, "items.type"), 'must be "string"')
    elif "items" in inner:
        raise _refused(_join(place, "items"), "belongs to an array")
    return FieldType(kind)


def _only(given: Mapping[str, Any], allowed: set[str], path: str) -> None:
    for key in given:
        if key not in allowed:
            raise _refused(_join(path, str(key)), "is not understood")


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _refused(path: str, why: str) -> UserFacingError:
    return UserFacingError(
        f"The JSON schema cannot be used: “{path or 'schema'}” {why}.",
        "Give an object whose properties are string, number, integer, boolean or array of string, "
        "with one level of nesting at most.",
    )


def _with_keys(wanted: Sequence[tuple[str, FieldType, str]]) -> tuple[AskedField, ...]:
    if len(wanted) > MAX_FIELDS:
        raise UserFacingError(
            f"{len(wanted)} fields are too many for one page: at most {MAX_FIELDS} can be asked.",
            "Ask for fewer fields, or run the search again with the others.",
        )
    taken: set[str] = set()
    fields = []
    for label, kind, description in wanted:
        key = _slug(label, taken)
        taken.add(key)
        fields.append(AskedField(key, label, kind, description))
    return tuple(fields)


def _slug(label: str, taken: set[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:40] or "field"
    if slug[0].isdigit():
        slug = f"field_{slug}"
    # Names of pydantic's own and of the language cannot be fields.
    if hasattr(BaseModel, slug) or slug.startswith("model_") or keyword.iskeyword(slug):
        slug = f"the_{slug}"
    stem, number = slug, 2
    while slug in taken:
        slug, number = f"{stem}_{number}", number + 1
    return slug


def _require_all(schema: dict[str, Any]) -> None:
    """Small models leave out what a schema does not demand."""
    schema["required"] = list(schema["properties"])


def _default(kind: Any) -> Any:
    return Field(default_factory=list) if kind is _WIRE[FieldType.TEXTS] else None


def _text(raw: object) -> str | None:
    if isinstance(raw, list):
        raw = next((item for item in raw if isinstance(item, (str, int, float))), None)
    if raw is None or isinstance(raw, (bool, dict)):
        return None
    return str(raw)[:_MAX_LETTERS]


def _texts(raw: object) -> list[str]:
    items = raw if isinstance(raw, list) else [raw]
    return [text for text in map(_text, items) if text is not None][:_MAX_ITEMS]


def _number(raw: object) -> float | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str):
        match = _FIRST_NUMBER.search(raw)
        raw = float(match.group().replace(",", ".")) if match else None
    return float(raw) if isinstance(raw, (int, float)) and math.isfinite(raw) else None


def _integer(raw: object) -> int | None:
    number = _number(raw)
    return int(number) if number is not None and number.is_integer() else None


def _boolean(raw: object) -> bool | None:
    if isinstance(raw, str):
        return {"true": True, "yes": True, "oui": True, "ja": True}.get(raw.strip().casefold())
    return raw if isinstance(raw, bool) else None


def _tolerant(kind: Any, read: Callable[[object], object]) -> Any:
    return Annotated[kind, BeforeValidator(read)]


_WIRE: dict[FieldType, Any] = {
    FieldType.TEXT: _tolerant(str | None, _text),
    FieldType.TEXTS: _tolerant(list[str], _texts),
    FieldType.NUMBER: _tolerant(float | None, _number),
    FieldType.INTEGER: _tolerant(int | None, _integer),
    FieldType.BOOLEAN: _tolerant(bool | None, _boolean),
}
