"""Writing settings.json: only the keys that change, in one step, with a copy of the version before."""

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from filelock import Timeout

from config.atomic import exclusive, write_atomically
from config.errors import SettingsError
from config.files import Document, KeyPath
from config.keys import dotted, place, spelled, split_key, without
from config.problems import Notice
from config.secrets import Secrets
from config.shipped import SHIPPED_SETTINGS
from config.sources import Reading
from config.stack import SETTINGS, Stack, stack

_OLD_MODEL: Final = "llama-3-8b-instruct-64k"
_OLD_TEMPERATURE: Final = 0.2


def changed_settings(
    current: Mapping[str, Any],
    changes: Mapping[str, object],
    removed: Iterable[str],
    documents: Mapping[str, Document],
) -> dict[str, Any]:
    """Return the content of settings.json with some keys set and others removed, unknown keys kept.

    Raises:
        SettingsError: a key is unknown, or its value does not hold.
    """
    values = deepcopy(dict(current))
    paths = {split_key(key): value for key, value in changes.items()}
    gone = [dotted(split_key(key)) for key in removed]
    for written, meant in list(spelled(values)):
        key = dotted(meant)
        if meant in paths or any(key == prefix or key.startswith(f"{prefix}.") for prefix in gone):
            without(values, written)
    for path, value in paths.items():
        if not place(values, path, value):
            raise SettingsError(
                f"{dotted(path)} cannot be set.", "Remove what stands in its place.", dotted(path)
            )
    checked = stack({**documents, SETTINGS: Document(values)}, last_good={})
    for path in paths:
        place(values, path, _checked(path, checked))
    return values


def _checked(path: KeyPath, tried: Stack) -> Any:
    key = dotted(path)
    for problem in tried.problems:
        if problem["file"] == SETTINGS and (key == problem["key"] or key.startswith(f"{problem['key']}.")):
            raise SettingsError(problem["message"], problem["remedy"], key)
    leaf = tried.settings.get(*path)
    if leaf is None:
        raise SettingsError(f"{key} needs a value.", "Give it one, or reset it to the value below it.", key)
    return leaf.value


def write_settings(path: Path, values: Mapping[str, Any], before: Reading) -> None:
    """Replace settings.json; the version before is kept as .bak, or as .broken if it could not be read.

    Raises:
        OSError: the folder cannot be written.
        SettingsError: what lies at the path is no file.
    """
    data = encoded(values)
    if before.raw is not None:
        if data == before.raw:
            return
        mode = stat.S_IMODE(path.stat().st_mode)
        write_atomically(backup_of(path), _without_key(before), mode=mode)
    elif before.problem is not None:
        _set_aside(path)
    write_atomically(path, data)


def encoded(values: Mapping[str, Any]) -> bytes:
    """Return the text of settings.json."""
    try:
        return (json.dumps(values, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # half a surrogate pair in a key we do not know
        return (json.dumps(values, indent=2) + "\n").encode()


def backup_of(path: Path) -> Path:
    """Return where the version before lies."""
    return path.with_name(path.name + ".bak")


def move_key(values: dict[str, Any], secrets: Secrets) -> None:
    """Move an `llm_key` to the file of keys; one that is there already was in force and stays."""
    key = values.get("llm_key")
    if not isinstance(key, str):
        return
    if key.strip() and not secrets.get("lm_studio"):
        secrets.set("lm_studio", key)
    del values["llm_key"]


def migrated(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the settings of the single-model version with today's shipped values, None for any other.

    Whoever chose another model or set any model or task apart is left alone.
    """
    untouched = (
        values.get("llm_model") == _OLD_MODEL
        and values.get("llm_temperature", _OLD_TEMPERATURE) == _OLD_TEMPERATURE
        and not any(meant[0] in {"models", "tasks"} for _, meant in spelled(values))
    )
    return {**values, **SHIPPED_SETTINGS} if untouched else None


def migrate(path: Path, read: Callable[[], Reading]) -> tuple[Reading, Notice | None]:
    """Read settings.json; the one of the single-model version is replaced first, the old file kept."""
    reading = read()
    values = _of_two_models(reading)
    if values is None:
        return reading, None
    message = "The settings of the single-model version were replaced by those for two models."
    try:
        with exclusive(path):
            reading = read()
            values = _of_two_models(reading)  # another process may have been faster
            if values is not None and reading.raw is not None:
                write_atomically(backup_of(path), reading.raw, mode=stat.S_IMODE(path.stat().st_mode))
                write_atomically(path, encoded(values))
                reading = read()
    except (OSError, Timeout) as error:
        reason = getattr(error, "strerror", None) or "another process is writing it"
        remedy = f"settings.json could not be written ({reason}); make its folder writable."
        return Reading(Document(values or {}), raw=reading.raw), Notice(message=message, remedy=remedy)
    return reading, Notice(message=message, remedy=f"The old file is kept as {backup_of(path).name}.")


def _of_two_models(reading: Reading) -> dict[str, Any] | None:
    return migrated(reading.document.values) if reading.raw is not None else None


def _without_key(before: Reading) -> bytes:
    """Return the version before, without a key that moves to the private file."""
    values = before.document.values
    if "llm_key" not in values or before.raw is None:
        return before.raw or b""
    return encoded({name: value for name, value in values.items() if name != "llm_key"})


def _set_aside(path: Path) -> None:
    broken = path.with_name(path.name + ".broken")
    if not path.is_file():
        raise SettingsError(f"{path.name} is not a file.", f"Move {path} away, then save again.")
    if os.access(path, os.R_OK):
        shutil.copyfile(path, broken)
        broken.chmod(0o600)
    else:
        path.replace(broken)
