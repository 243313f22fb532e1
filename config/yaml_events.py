"""YAML read event by event: plain values and line numbers, with a bound on what aliases may expand to.

`yaml.safe_load` has no such bound (nine lines of nested aliases fill the memory), gives no lines, takes the
last of two equal keys in silence and recurses as deep as the file says.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import yaml

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Longer plain scalars are text: YAML 1.1 reads 1:2:3... as one number, in quadratic time.
_LONGEST_PLAIN = 100
_Path = tuple[str, ...]


class YamlFault(Exception):
    """The text is not YAML we accept; `line` counts from 1."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass
class Content:
    """What a document holds."""

    value: Any = None
    lines: dict[_Path, int] = field(default_factory=dict)
    duplicates: list[tuple[_Path, int]] = field(default_factory=list)


@dataclass
class _Frame:
    """A mapping or sequence that is still being read."""

    value: dict[str, Any] | list[Any]
    path: _Path | None  # None inside a sequence, where keys have no name of their own
    anchor: str | None
    size: int = 1
    key: str | None = None
    merges: list[dict[str, Any]] = field(default_factory=list)


def read_events(text: str, *, max_nodes: int, max_depth: int) -> Content:
    """Return the value of a YAML text with one document.

    Raises:
        YamlFault: a syntax error, an unknown tag, two documents, or more nodes or depth than allowed.
    """
    reader = _Reader(max_nodes, max_depth)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        line = getattr(error.problem_mark, "line", -1) + 1
        raise YamlFault(error.problem or "syntax error", line) from error
    except yaml.YAMLError as error:
        raise YamlFault("a character that YAML does not allow") from error
    return reader.content


class _Reader:
    def __init__(self, max_nodes: int, max_depth: int) -> None:
        self.content = Content()
        self._max_nodes = max_nodes
        self._max_depth = max_depth
        self._frames: list[_Frame] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._documents = 0
        self._nodes = 0
        self._scalars = yaml.SafeLoader("")

    def take(self, event: yaml.Event) -> None:
        line = getattr(event.start_mark, "line", -1) + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise YamlFault("a second document begins with ---", line)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        frame = self._frames[-1] if self._frames else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            self._count(1, line)
            self._name(frame, event.value, line)
            return
        value = self._constructed(event, line)
        self._remember(event.anchor, value, 1)
        self._count(1, line)
        self._put(value, 1, line)

    def _name(self, frame: _Frame, key: str, line: int) -> None:
        frame.key = key
        if frame.path is None or key == "<<":
            return
        path = (*frame.path, key)
        if key in frame.value:
            self.content.duplicates.append((path, line))
        self.content.lines[path] = line

    def _constructed(self, event: yaml.ScalarEvent, line: int) -> Any:
        tag = event.tag
        if tag is None or tag == "!":
            if event.implicit[0] and len(event.value) > _LONGEST_PLAIN:
                return event.value
            tag = str(self._scalars.resolve(yaml.ScalarNode, event.value, event.implicit))  # type: ignore[no-untyped-call]
        try:
            return self._scalars.construct_object(yaml.ScalarNode(tag, event.value))
        except yaml.YAMLError:
            raise YamlFault(f"the tag {tag[:40]!r} is not allowed here", line) from None
        except Exception:  # noqa: BLE001 - PyYAML's constructors raise whatever int(), float() or date() raise
            raise YamlFault("a value is not what it looks like; put it in quotes", line) from None

    def _alias(self, event: yaml.AliasEvent, line: int) -> None:
        if event.anchor not in self._anchors:
            raise YamlFault("an alias names an anchor that is not defined before it", line)
        value, size = self._anchors[event.anchor]
        self._count(size, line)
        self._put(value, size, line)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, line: int) -> None:
        outer = self._frames[-1] if self._frames else None
        if outer is not None and isinstance(outer.value, dict) and outer.key is None:
            raise YamlFault("a key must be a word", line)
        if len(self._frames) >= self._max_depth:
            raise YamlFault("the values are nested too deeply", line)
        mapping = isinstance(event, yaml.MappingStartEvent)
        path: _Path | None = () if outer is None else None
        if outer is not None and outer.path is not None and outer.key not in {None, "<<"}:
            path = (*outer.path, str(outer.key))
        self._frames.append(_Frame({} if mapping else [], path if mapping else None, event.anchor))
        self._count(1, line)

    def _close(self, line: int) -> None:
        frame = self._frames.pop()
        if isinstance(frame.value, dict):
            for merged in frame.merges:
                for key, value in merged.items():
                    frame.value.setdefault(key, value)
        self._remember(frame.anchor, frame.value, frame.size)
        self._put(frame.value, frame.size, line)

    def _put(self, value: Any, size: int, line: int) -> None:
        if not self._frames:
            self.content.value = value
            return
        frame = self._frames[-1]
        frame.size += size
        if isinstance(frame.value, list):
            frame.value.append(value)
            return
        if frame.key is None:
            raise YamlFault("a key must be a word", line)
        if frame.key == "<<":
            frame.merges.extend(_merged(value, line))
        else:
            frame.value[frame.key] = value
        frame.key = None

    def _remember(self, anchor: str | None, value: Any, size: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = (value, size)

    def _count(self, size: int, line: int) -> None:
        self._nodes += size
        if self._nodes > self._max_nodes:
            raise YamlFault("it holds far too many values", line)


def _merged(value: Any, line: int) -> list[dict[str, Any]]:
    blocks = value if isinstance(value, list) else [value]
    if not all(isinstance(block, dict) for block in blocks):
        raise YamlFault("<<: needs the alias of a block", line)
    return blocks
