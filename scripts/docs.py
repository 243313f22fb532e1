"""Writes what the guide says of settings, errors, memory and speed: `python -m scripts.docs`.

`docs/configuration.md` comes from the schema and the shipped files, `docs/troubleshooting.md` from the error
classes and the words they are raised with, the tables of `docs/hardware.md` from the estimates of memory,
those of `README.md` and `docs/dossier-proof.md` from the figures that benchmarks have kept.
What stands outside the markers is written by hand and kept.
"""

import ast
import importlib
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

from benchmarks import dossier_docs
from benchmarks.claims import kept
from config import schema
from config.errors import UserFacingError
from config.locations import ROOT
from config.schema import Expects
from config.shipped import SHIPPED_DEFAULTS, SHIPPED_SETTINGS
from scrapers.fetch_error import FetchCode, FetchError
from scripts import claims_table, hardware_tables
from ui import remedies

BEGIN = "<!-- generated: begin (written by `python -m scripts.docs`) -->"
END = "<!-- generated: end -->"
ROOMS = ("config", "llm", "leads", "scrapers", "seo", "outreach", "dossier", "jobs")

_FILES: tuple[tuple[str, type, Mapping[str, Any]], ...] = (
    ("`config/defaults.yml`", schema.DefaultsFile, SHIPPED_DEFAULTS),
    ("`settings.json`", schema.SettingsFile, SHIPPED_SETTINGS),
    ("`config/models.yml`", schema.ModelsFile, {}),
    ("`config/verticals/*.yml`", schema.VerticalFile, {}),
)
_COMMENT = re.compile(r"^ {2}(\w+):[^#]*?(?:#\s*(.*))?$")


def main() -> int:
    """Write the pages anew and tell which have changed."""
    for name, text in pages().items():
        path = ROOT / name
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"{name} is written anew.\n")
    return 0


def pages() -> dict[str, str]:
    """Return the pages as they should be, by their path in the repository."""
    return {
        name: _between(ROOT / name, body)
        for name, body in (
            ("README.md", claims_table.claims(claims_table.results())),
            ("docs/configuration.md", configuration()),
            ("docs/dossier-proof.md", dossier_docs.figures(kept("dossier").details)),
            ("docs/hardware.md", hardware_tables.tables()),
            ("docs/troubleshooting.md", troubleshooting()),
        )
    }


def configuration() -> str:
    """Return a table of every key for each file of the configuration."""
    parts = []
    for title, shape, values in _FILES:
        rows = [_row(key, expects, values) for key, expects in keys_of(shape)]
        head = ["| Key | Value | Shipped | |", "| --- | --- | --- | --- |"]
        parts.append("\n".join([f"## {title}", "", *head, *rows]))
    return "\n\n".join(parts)


def _row(key: str, expects: str, values: Mapping[str, Any]) -> str:
    return (
        f"| `{key}` | {_cell(expects)} | {_shown(_value(values, key))} | {_cell(_comments().get(key, ''))} |"
    )


def keys_of(shape: type, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield each dotted key of a file and what its value must be; `*` stands for a name of the analyst's."""
    for key, hint in get_type_hints(shape, include_extras=True).items():
        yield from _keys(f"{prefix}{key}", hint)


def _keys(key: str, hint: Any) -> Iterator[tuple[str, str]]:
    told = [one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Expects)]
    if told:
        text, example = told[-1].text, told[-1].example
        yield key, f"{text}, such as `{example}`" if text.startswith("a list") else text
    elif getattr(hint, "__origin__", None) is dict:
        yield from _keys(f"{key}.*", get_args(hint)[1])
    else:
        yield from keys_of(hint, f"{key}.")


def _value(values: Mapping[str, Any], key: str) -> Any:
    found: Any = values
    for part in key.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return (
        f"`{str(value).lower() if isinstance(value, bool) else value}`" if value not in ("", []) else "empty"
    )


@cache
def _comments() -> dict[str, str]:
    """Return what defaults.yml says behind each key of its sections, continued lines joined."""
    said: dict[str, str] = {}
    section = key = ""
    for line in (ROOT / "config" / "defaults.yml").read_text(encoding="utf-8").splitlines():
        if top := re.match(r"^(\w+):", line):
            section, key = top[1], ""
        elif found := _COMMENT.match(line):
            key = f"{section}.{found[1]}"
            said[key] = found[2] or ""
        elif key and (more := re.match(r"^ {20,}#\s+(.*)", line)):
            said[key] += f" {more[1]}"
        else:
            key = ""
    return said


def troubleshooting() -> str:
    """Return the causes a page was not read for, and each class of errors with its words and remedies."""
    rows = []
    for code in FetchCode:
        error = FetchError(code)
        rows.append(f"| `{code}` | {_told(error.message, error.remedy)} |")
    parts = [
        "\n".join(
            [
                "## A page was not read",
                "",
                "| Code | What happened | Likely cause | What to do |",
                "| --- | --- | --- | --- |",
                *rows,
            ]
        )
    ]
    words = raised_words()
    for title, rooms in _CHAPTERS.items():
        parts += [f"## {title}", *(_class(error, words) for error in errors() if _room(error) in rooms)]
    parts += ["## Whatever the part", _class(UserFacingError, words)]
    return "\n\n".join(parts)


_CHAPTERS = {
    "Models": ("llm",),
    "Settings": ("config",),
    "Leads, exports, backups": ("leads",),
    "Searching and reading": ("scrapers",),
    "Messages": ("outreach",),
    "Audits, dossiers and jobs": ("seo", "dossier", "jobs"),
}


def errors() -> list[type[UserFacingError]]:
    """Return every class of errors an analyst may read, a parent before its children."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if _ERROR_CLASS.search(path.read_text(encoding="utf-8")):
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return [error for error in _tree(UserFacingError) if _room(error) in ROOMS]


_ERROR_CLASS = re.compile(r"^class \w+\(\w*(?:Error|Request|Unavailable|Refused|Answer)\b", re.MULTILINE)


def _tree(root: type[UserFacingError]) -> Iterator[type[UserFacingError]]:
    for error in sorted(root.__subclasses__(), key=_place):
        yield error
        yield from _tree(error)


def _place(error: type) -> tuple[str, int]:
    """Return where a class is defined, so that the order does not depend on what was imported first."""
    names = list(vars(sys.modules[error.__module__]))
    return error.__module__, names.index(error.__name__) if error.__name__ in names else 0


def _room(error: type) -> str:
    return error.__module__.partition(".")[0]


def _class(error: type[UserFacingError], words: Mapping[str, list[tuple[str, str]]]) -> str:
    lines = [f"### {error.__name__}", "", (error.__doc__ or "").splitlines()[0]]
    said = words.get(error.__name__, [])
    if said:
        lines += ["", "| What it says | Likely cause | What to do |", "| --- | --- | --- |"]
        lines += [f"| {_told(message, remedy)} |" for message, remedy in said]
    return "\n".join(lines)


def _told(message: str, remedy: str) -> str:
    """Return the cells of an error: what happened, the likely cause where it is not said, and the remedy."""
    cause = _causes().get(message, "")
    return " | ".join(map(_cell, (message, cause[:1].upper() + cause[1:], remedy)))


@cache
def _causes() -> Mapping[str, str]:
    causes: Mapping[str, str] = remedies.sentences("causes")
    return causes


def raised_words() -> dict[str, list[tuple[str, str]]]:
    """Return, for each class of errors, the messages and remedies that stand where it is made."""
    kinds: list[type[UserFacingError]] = [UserFacingError, *errors()]
    known = {error.__name__: error for error in kinds}
    found: dict[str, list[tuple[str, str]]] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            source = path.read_text(encoding="utf-8")
            if not any(name in source for name in known):
                continue
            tree = ast.parse(source)
            names, constants = _known_here(tree, room, known), _constants(tree)
            for node in ast.walk(tree) if names else ():
                for name, message, remedy in _made(node, names, constants):
                    if message.endswith(".") and (message, remedy) not in found.setdefault(name, []):
                        found[name].append((message, remedy))
    return found


def _known_here(tree: ast.Module, room: str, known: Mapping[str, type[UserFacingError]]) -> set[str]:
    """Return which classes of errors a module imports or defines; other rooms use some of their names too."""
    origins = {node.name: room for node in tree.body if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            origins |= {alias.name: node.module.partition(".")[0] for alias in node.names}
    return {name for name, origin in origins.items() if name in known and _room(known[name]) == origin}


def _made(
    node: ast.AST, names: Collection[str], constants: Mapping[str, ast.expr]
) -> Iterator[tuple[str, str, str]]:
    """Yield class, message and remedy of an error made here, or of a row of a table of errors."""
    row: list[ast.expr] = []
    if isinstance(node, ast.Call):
        row = node.args
        if isinstance(node.func, ast.Name) and node.func.id in names:
            yield node.func.id, *_said(node, constants)
    elif isinstance(node, ast.Tuple):
        row = node.elts
    for number, one in enumerate(row[:-1]):
        if isinstance(one, ast.Name) and one.id in names:
            remedy = row[number + 2] if number + 2 < len(row) else None
            yield one.id, _text(row[number + 1], constants), _text(remedy, constants)


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _said(call: ast.Call, constants: Mapping[str, ast.expr]) -> tuple[str, str]:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    arguments = [*call.args, None, None]
    message = given.get("message", arguments[0])
    remedy = given.get("remedy", arguments[1])
    return _text(message, constants), _text(remedy, constants)


def words_of(node: ast.expr) -> str:
    """Return the words of a text that stands in the code, an ellipsis for what is filled in."""
    return _text(node, {})


def _text(node: ast.expr | None, constants: Mapping[str, ast.expr]) -> str:
    """Return the words of a text, an ellipsis for what is filled in; empty where it is made elsewhere."""
    if isinstance(node, ast.Name):
        node = constants.get(node.id)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\{\w+\}", "…", node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|").replace("<", "&lt;")


def _between(path: Path, body: str) -> str:
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{body}\n\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main())
