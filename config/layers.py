"""A file as a layer of checked values, each with its file, key and line."""

import functools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints, is_typeddict

from pydantic import TypeAdapter, ValidationError

from config import schema
from config.files import Document, KeyPath
from config.keys import SHORTCUTS, dotted
from config.problems import MOST_PROBLEMS, Problem, did_you_mean, nearest, shown

# Where one of these is wrong, the shipped one is a better guess than whatever lies below: a typing error in
# the model of `outreach` should not send it to another server.
IDENTITY: Final = frozenset({"id", "model", "endpoint"})
_UNKNOWN: Final = "is not a known key and has no effect"

LastGood = Mapping[tuple[str, KeyPath], "Leaf"]


class Leaf(NamedTuple):
    """One value in force, and where it comes from."""

    value: Any
    file: str
    key: str
    line: int = 0


@dataclass(frozen=True)
class Layer:
    """All checked values of one source, by path."""

    leaves: Mapping[KeyPath, Leaf] = field(default_factory=dict)

    def get(self, *path: str) -> Leaf | None:
        """Return the value at a path."""
        return self.leaves.get(path)

    def group(self, *path: str) -> Mapping[str, Leaf]:
        """Return the values right under a path, by their last key."""
        return self._groups.get(path, {})

    def names(self, section: str) -> list[str]:
        """Return the names that have values in a section such as `models`, in the order of the file."""
        return [path[1] for path in self._groups if len(path) == 2 and path[0] == section]

    def below(self, lower: "Layer", *, whole: frozenset[str] = frozenset()) -> "Layer":
        """Return this layer filled up from a lower one.

        In the sections of `whole` a name that has any value here takes nothing from below.
        """
        named = {path[:2] for path in self.leaves if path[0] in whole}
        filled = {path: leaf for path, leaf in lower.leaves.items() if path[:2] not in named}
        return Layer({**self.leaves, **{path: filled[path] for path in filled if path not in self.leaves}})

    @functools.cached_property
    def _groups(self) -> dict[KeyPath, dict[str, Leaf]]:
        groups: dict[KeyPath, dict[str, Leaf]] = {}
        for path, leaf in self.leaves.items():
            groups.setdefault(path[:-1], {})[path[-1]] = leaf
        return groups


@dataclass
class Checked:
    """What checking a document gives: the values that hold, and what was wrong."""

    layer: Layer
    problems: list[Problem]


def shipped_layer(values: Mapping[str, Any]) -> Layer:
    """Return the values that stand in `config.schema` as the lowest layer."""
    return Layer({path: Leaf(value, "built-in", dotted(path)) for path, value in _flat(values, ())})


def check(
    file: str,
    document: Document,
    spec: Any,
    *,
    last_good: LastGood,
    shipped: Layer,
) -> Checked:
    """Check a document against a `TypedDict` of `config.schema`.

    A value that does not hold is replaced by the last one of the same key in the same file that did; for the
    identity of a model by the shipped one; otherwise it is left out.
    """
    checker = _Checker(file, document, spec, last_good, shipped)
    for path, line in document.duplicates:
        remedy = "Remove all but one of them."
        checker.report(path, "is there twice; the last one is in force", remedy, line=line)
    checker.block(document.values, spec, ())
    return Checked(Layer(checker.leaves), checker.problems)


@functools.cache
def known_keys(spec: Any) -> frozenset[str]:
    """Return the dotted keys of a file without those under free names, and the sections themselves."""
    keys: set[str] = set()
    for name, annotation in fields(spec).items():
        keys.add(name)
        if is_typeddict(annotation):
            keys |= {f"{name}.{key}" for key in fields(annotation)}
    return frozenset(keys)


class _Checker:
    def __init__(self, file: str, document: Document, spec: Any, last_good: LastGood, shipped: Layer) -> None:
        self.leaves: dict[KeyPath, Leaf] = {}
        self.problems: list[Problem] = []
        self._file = file
        self._document = document
        self._last_good = last_good
        self._shipped = shipped
        self._top = known_keys(spec)
        if spec is schema.SettingsFile:
            self._top |= SHORTCUTS.keys()

    def block(self, values: Any, spec: Any, path: KeyPath) -> None:
        if values is None:
            return
        if not isinstance(values, dict):
            self._keep(path)
            self.report(path, "must be a block of keys", "Write its keys below it, each with a value.")
            return
        known = fields(spec) if is_typeddict(spec) else None
        for name, value in values.items():
            inner = (*path, name)
            if known is None:
                self._node(value, get_args(spec)[1], inner)
            elif name in known:
                self._node(value, known[name], inner)
            else:
                self._unknown(inner, value, known)

    def _node(self, value: Any, annotation: Any, path: KeyPath) -> None:
        if is_typeddict(annotation) or get_origin(annotation) is dict:
            self.block(value, annotation, path)
        else:
            self._leaf(value, annotation, path)

    def _leaf(self, value: Any, annotation: Any, path: KeyPath) -> None:
        try:
            checked = adapter(annotation).validate_python(value)
        except ValidationError:
            if value is not None:  # an empty value says nothing, as long as null has no meaning of its own
                self._refuse(value, annotation, path)
            return
        self.leaves[path] = Leaf(checked, self._file, dotted(path), self._document.line_of(path))

    def _refuse(self, value: Any, annotation: Any, path: KeyPath) -> None:
        expects = expectation(annotation)
        message = f"must be {expects.text}"
        if not expects.secret:
            message += f"; it is {shown(value)}"
        kept = self._last_good.get((self._file, path))
        if kept is None and path[-1] in IDENTITY:
            kept = self._shipped.get(*path)
        if kept is not None:
            self.leaves[path] = kept
            message += "" if expects.secret else f"; {shown(kept.value)} stays in force"
        self.report(path, message, _remedy(value, annotation, expects))

    def _keep(self, block: KeyPath) -> None:
        """Leave the last good values of a block that is none any more in force."""
        for (file, path), leaf in self._last_good.items():
            if file == self._file and path[: len(block)] == block:
                self.leaves[path] = leaf

    def _unknown(self, path: KeyPath, value: Any, known: Mapping[str, Any]) -> None:
        if len(self.problems) >= MOST_PROBLEMS:
            return
        near = nearest(path[-1], known)
        if not near and len(path) <= 2:
            near = nearest(dotted(path), self._top - {path[0]})
        if not near and isinstance(value, dict) and len(path) == 1:
            # llm: {temperature: 1} in settings.json means llm_temperature
            meant = {key: nearest(dotted((*path, key)), self._top) for key in list(value)[:10]}
            for key in filter(meant.get, meant):
                self.report((*path, key), _UNKNOWN, f'Did you mean "{meant[key]}"?')
            if any(meant.values()):
                return
        self.report(path, _UNKNOWN, f'Did you mean "{near}"?' if near else did_you_mean(path[-1], known))

    def report(self, path: KeyPath, fault: str, remedy: str, *, line: int | None = None) -> None:
        if len(self.problems) >= MOST_PROBLEMS:
            return
        key = dotted(path)
        line = self._document.line_of(path) if line is None else line
        self.problems.append(
            Problem(file=self._file, line=line, key=key, message=f"{key} {fault}.", remedy=remedy)
        )


def expectation(annotation: Any) -> schema.Expects:
    """Return what a type of `config.schema` says about itself."""
    return next(part for part in get_args(annotation) if isinstance(part, schema.Expects))


def _remedy(value: Any, annotation: Any, expects: schema.Expects) -> str:
    if isinstance(value, bool):
        return (
            f"Write {expects.example}. YAML reads no, yes, on and off without quotes as false and true; "
            "put a word in quotes."
        )
    if isinstance(value, str) and _is_number(value, annotation):
        return "Remove the quotes around the number."
    if isinstance(value, str) and expects.example in {"true", "false"}:
        return "Write true or false without quotes."
    return f"Write {expects.text}, for example {expects.example}." if expects.example else "Correct it."


def _is_number(text: str, annotation: Any) -> bool:
    try:
        number = float(text)
        adapter(annotation).validate_python(number)
    except ValueError:  # which pydantic's ValidationError is as well
        return False
    return math.isfinite(number)


def _flat(values: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, (*path, key))
        else:
            yield (*path, key), value


@functools.cache
def fields(spec: Any) -> dict[str, Any]:
    """Return the keys of a `TypedDict` with their types."""
    return get_type_hints(spec, include_extras=True)


@functools.cache
def adapter(annotation: Any) -> TypeAdapter[Any]:
    """Return the validator of a type of `config.schema`."""
    return TypeAdapter(annotation)
