"""Reading YAML and JSON files as plain values, with the line of each key, whatever a file contains."""

import codecs
import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.yaml_events import YamlFault, read_events

MAX_BYTES = 1_000_000
MAX_NODES = 10_000
MAX_DEPTH = 30

# The four-byte mark of UTF-32 begins with that of UTF-16, so it comes first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEXEME = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')

KeyPath = tuple[str, ...]


class UnreadableFile(Exception):
    """A file as a whole gives no values; `line` counts from 1, 0 where there is none."""

    def __init__(self, message: str, remedy: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.line = line


@dataclass
class Document:
    """What a file says: nested values, the line of each key, and keys that occur twice."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[KeyPath, int] = field(default_factory=dict)
    duplicates: list[tuple[KeyPath, int]] = field(default_factory=list)

    def line_of(self, path: KeyPath) -> int:
        """Return the line of a key, or of what encloses it (aliases and merged blocks have no own lines)."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 0


def read_bytes(path: Path) -> bytes | None:
    """Return the content of a file, None if there is no file.

    Raises:
        UnreadableFile: a folder or device in its place, no permission, or more than 1 MB.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile("There is no ordinary file of this name.", f"Move {path.name} away.")
        if status.st_size > MAX_BYTES:
            raise UnreadableFile("The file is larger than 1 MB.", "Restore it from a copy, or delete it.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "unknown reason"
        raise UnreadableFile(f"The file cannot be read ({reason}).", "Check its permissions.") from error


def parse(name: str, raw: bytes) -> Document:
    """Read a file's content as JSON or YAML, by the ending of its name.

    Raises:
        UnreadableFile: it is not text, not of that format, not a list of keys, or far too large or deep.
    """
    text = _decoded(raw)
    document = _parse_json(text) if name.endswith(".json") else _parse_yaml(text)
    if not isinstance(document.values, dict):
        raise UnreadableFile("The file does not hold keys with values.", "Write `key: value`, not a list.", 1)
    return document


def _decoded(raw: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        remedy = "Save it with the encoding UTF-8."
        raise UnreadableFile("The file is not UTF-8 text.", remedy, line) from error


def _parse_yaml(text: str) -> Document:
    try:
        content = read_events(text, max_nodes=MAX_NODES, max_depth=MAX_DEPTH)
    except YamlFault as fault:
        remedy = "Check the indentation, quotes and colons around this line."
        raise UnreadableFile(f"The file is not valid YAML: {fault}.", remedy, fault.line) from fault
    return Document({} if content.value is None else content.value, content.lines, content.duplicates)


def _parse_json(text: str) -> Document:
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        remedy = "Check the quotes, commas and brackets around this line."
        raise UnreadableFile(f"The file is not valid JSON: {error.msg}.", remedy, error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableFile("The file is not valid JSON: a value is too large.", "Correct it.") from error
    document = Document(values)
    for path, line, again in _json_keys(text):
        if again:
            document.duplicates.append((path, line))
        document.lines[path] = line
    return document


@dataclass
class _Frame:
    in_object: bool
    key: str = ""
    seen: set[str] = field(default_factory=set)


def _json_keys(text: str) -> Iterator[tuple[KeyPath, int, bool]]:
    """Yield path, line and "seen before" of each key of valid JSON; keys inside lists are left out."""
    frames: list[_Frame] = []
    line, position, nodes = 1, 0, 0
    last, last_line = "", 0
    for match in _LEXEME.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        lexeme = match.group()
        if lexeme in {"{", "["}:
            frames.append(_Frame(lexeme == "{"))
        elif lexeme in {"}", "]"}:
            frames.pop()
        elif lexeme == ":":
            frame = frames[-1]
            frame.key = json.loads(last)
            again = frame.key in frame.seen
            frame.seen.add(frame.key)
            if all(outer.in_object for outer in frames):
                yield tuple(outer.key for outer in frames), last_line, again
        elif lexeme != ",":
            last, last_line = lexeme, line
            nodes += 1
        if nodes > MAX_NODES or len(frames) > MAX_DEPTH:
            message = "The file holds far too many or too deeply nested values."
            raise UnreadableFile(message, "Restore it from a copy.", line)
