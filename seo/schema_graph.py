"""The JSON-LD of a page as one graph: every node with a type, references by `@id` resolved."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

MAX_NODES = 3_000
MAX_DEPTH = 12

Properties = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Node:
    """One typed thing: its types without their vocabulary, and its properties as written."""

    types: tuple[str, ...]
    properties: Properties

    def is_a(self, types: frozenset[str]) -> bool:
        """Tell whether one of its types, in lower case, is among some."""
        return any(kind.lower() in types for kind in self.types)


class SchemaGraph:
    """All nodes of a page's JSON-LD scripts."""

    def __init__(self, values: Iterable[object]) -> None:
        self._by_id: dict[str, dict[str, object]] = {}
        self.nodes: list[Node] = []
        found = list(_objects(values))
        for thing in found:
            name = thing.get("@id")
            if isinstance(name, str) and len(thing) > 1:
                # A node may be described in several places: what any of them says holds.
                self._by_id[name] = {**thing, **self._by_id.get(name, {})}
        for thing in found:
            types = types_of(thing)
            if types and set(thing) - {"@type", "@id", "@context"}:
                self.nodes.append(Node(types, self.resolved(thing)))

    def resolved(self, thing: Properties) -> Properties:
        """Return all that is said of a thing, here and where its `@id` is described."""
        name = thing.get("@id")
        known = self._by_id.get(name) if isinstance(name, str) else None
        return {**known, **thing} if known else thing

    def of(self, types: frozenset[str]) -> list[Node]:
        """Return the nodes with one of some types (lower case)."""
        return [node for node in self.nodes if node.is_a(types)]

    def objects(self, value: object) -> list[Properties]:
        """Return the objects a property holds: one or a list, nulls left out, references resolved."""
        items = value if isinstance(value, list) else [value]
        return [self.resolved(item) for item in items if isinstance(item, dict)]

    def says_something(self, value: object, depth: int = 0) -> bool:
        """Tell whether a property has a value: a text, or an object with more than a type."""
        if isinstance(value, list):
            return any(self.says_something(item, depth) for item in value)
        if isinstance(value, dict):
            if depth > MAX_DEPTH:
                return False
            told = self.resolved(value)
            return any(
                self.says_something(inner, depth + 1)
                for key, inner in told.items()
                if not key.startswith("@")
            )
        return value is not None and str(value).strip() != ""


def _objects(values: Iterable[object]) -> Iterator[dict[str, object]]:
    """Yield every object in some JSON values, outer ones first, in document order."""
    stack: list[tuple[object, int]] = [(value, 0) for value in reversed(list(values))]
    count = 0
    while stack and count < MAX_NODES:
        value, depth = stack.pop()
        count += 1
        children: list[object] = []
        if isinstance(value, dict):
            yield value
            children = list(value.values())
        elif isinstance(value, list):
            children = value
        if depth < MAX_DEPTH:
            stack += [(child, depth + 1) for child in reversed(children) if isinstance(child, (dict, list))]


def types_of(thing: Properties) -> tuple[str, ...]:
    """Return the types of a node without "https://schema.org/" or "schema:" before them."""
    given = thing.get("@type")
    items = given if isinstance(given, list) else [given]
    names = (item.strip().rstrip("/") for item in items if isinstance(item, str))
    return tuple(name.rpartition("/")[2].rpartition(":")[2] for name in names)


def texts(value: object) -> list[str]:
    """Return the plain texts a property holds, blanks and nulls left out."""
    items = value if isinstance(value, list) else [value]
    found: list[str] = []
    for item in items:
        plain = item.get("@value", item.get("name")) if isinstance(item, dict) else item
        if isinstance(plain, (str, int, float)) and not isinstance(plain, bool) and str(plain).strip():
            found.append(" ".join(str(plain).split()))
    return found
