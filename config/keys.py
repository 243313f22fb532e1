"""Names of settings: dotted, nested, short and long forms of the same key."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from config.files import Document, KeyPath

# These hold blocks of free names, in which dots may occur (llama3.1): the name is what stands between the
# first and the last dot.
_NAMED: Final = frozenset({"models", "tasks", "endpoints"})
SHORTCUTS: Final[dict[str, KeyPath]] = {
    "language": ("locale", "language"),
    "country": ("locale", "country"),
    "city": ("locale", "city"),
    "search_provider": ("search", "provider"),
}


def dotted(path: KeyPath) -> str:
    """Return a path as the analyst reads it, `tasks.outreach.temperature`: printable and not endless."""
    key = ".".join(path)[:200]
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in key)


def split_key(key: str) -> KeyPath:
    """Return the path of a dotted key, a flat key or a shortcut."""
    if key in SHORTCUTS:
        return SHORTCUTS[key]
    section, dot, rest = key.partition(".")
    if not dot:
        return (key,)
    if section in _NAMED and "." in rest:
        name, _, parameter = rest.rpartition(".")
        return section, name, parameter
    return section, rest


def spelled(values: Mapping[str, Any]) -> Iterator[tuple[KeyPath, KeyPath]]:
    """Yield the path at which each value (or empty block) of settings.json stands, and the path it means."""
    for key, value in values.items():
        if not isinstance(value, Mapping) or not value or key in SHORTCUTS:
            yield (key,), split_key(key)
        else:
            for inner in _inner(value, (key,)):
                yield inner, split_key(".".join(inner))


def expanded(document: Document) -> Document:
    """Return settings.json with every key in its nested place."""
    nested = Document(duplicates=[(split_key(".".join(path)), line) for path, line in document.duplicates])
    seen: set[KeyPath] = set()
    for written, meant in spelled(document.values):
        line = document.line_of(written)
        value = value_at(document.values, written)
        placed = place(nested.values, meant, {} if isinstance(value, dict) else value)
        if meant in seen or not placed:
            nested.duplicates.append((meant, line))
        seen.add(meant)
        nested.lines[meant] = line
        for depth in range(1, len(meant)):
            nested.lines.setdefault(meant[:depth], document.line_of(written[:depth]))
    return nested


def value_at(values: Mapping[str, Any], path: KeyPath) -> Any:
    """Return the value at a path that is there."""
    found: Any = values
    for key in path:
        found = found[key]
    return found


def place(values: dict[str, Any], path: KeyPath, value: Any) -> bool:
    """Put a value at a path, making the blocks around it; False if a plain value is in the way."""
    block: Any = values
    for key in path[:-1]:
        block = block.setdefault(key, {})
        if not isinstance(block, dict):
            return False
    block[path[-1]] = value
    return True


def without(values: dict[str, Any], path: KeyPath) -> None:
    """Remove the value at a path, and the blocks this leaves empty."""
    block = value_at(values, path[:-1])
    del block[path[-1]]
    if not block and len(path) > 1:
        without(values, path[:-1])


def _inner(values: Mapping[str, Any], path: KeyPath) -> Iterator[KeyPath]:
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _inner(value, (*path, key))
        else:
            yield (*path, key)
