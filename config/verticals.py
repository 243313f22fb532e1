"""The verticals: kinds of businesses with rules of their own, one YAML file each."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from config import locations
from config.files import Document, UnreadableFile, parse, read_bytes
from config.layers import Layer, Leaf, check
from config.problems import Problem, did_you_mean, shown
from config.schema import VerticalFile
from config.sources import file_stamp

FOLDER: Final = Path("config") / "verticals"

_Stamps = tuple[tuple[str, tuple[int, ...] | None], ...]
_lock = threading.Lock()
_read: dict[Path, tuple[_Stamps, "Verticals"]] = {}


@dataclass(frozen=True)
class Verticals:
    """Every vertical by the name of its file, as checked values, and what is wrong with the files."""

    verticals: dict[str, dict[str, Any]]
    problems: tuple[Problem, ...] = ()


def load_verticals(root: Path | None = None) -> Verticals:
    """Return the verticals; files are read again when they change, and a bad value is left out and told."""
    folder = Path(root or locations.ROOT) / FOLDER
    try:
        files = sorted(folder.glob("*.yml"))
    except OSError:
        files = []
    stamps = tuple((file.name, file_stamp(file)) for file in files)
    with _lock:
        known = _read.get(folder)
        if known is None or known[0] != stamps:
            known = _read[folder] = stamps, _load(files)
        return known[1]


def vertical_problems(root: Path, wanted: Leaf) -> list[Problem]:
    """Return what is wrong with the files, and with `scoring.vertical` if it names none of them."""
    found = load_verticals(root)
    if not wanted.value or wanted.value in found.verticals:
        return list(found.problems)
    problem = Problem(
        file=wanted.file,
        line=wanted.line,
        key=wanted.key,
        message=f"{wanted.key} must be the name of a file in config/verticals; it is {shown(wanted.value)}.",
        remedy=did_you_mean(wanted.value, found.verticals),
    )
    return [*found.problems, problem]


def _load(files: list[Path]) -> Verticals:
    verticals: dict[str, dict[str, Any]] = {}
    problems: list[Problem] = []
    for file in files:
        name = f"verticals/{file.name}"
        try:
            document = parse(file.name, read_bytes(file) or b"")
        except UnreadableFile as fault:
            problems.append(
                Problem(file=name, line=fault.line, key="", message=fault.message, remedy=fault.remedy)
            )
            continue
        checked = check(name, document, VerticalFile, last_good={}, shipped=Layer())
        problems += checked.problems
        verticals[file.stem] = _nested(checked.layer, document)
    return Verticals(verticals, tuple(problems))


def _nested(layer: Layer, document: Document) -> dict[str, Any]:
    """Return checked values as blocks, in the order of the file."""
    block: dict[str, Any] = {}
    for path, leaf in layer.leaves.items():
        inner = block
        for key in path[:-1]:
            inner = inner.setdefault(key, {})
        inner[path[-1]] = leaf.value
    return {key: block[key] for key in document.values if key in block}
