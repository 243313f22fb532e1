"""The configuration in force, read again whenever a file or the environment changes."""

import logging
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from filelock import Timeout

from config import locations
from config.atomic import exclusive
from config.environment import snapshot
from config.errors import SettingsError, UnknownModel
from config.files import Document, KeyPath
from config.layers import Leaf
from config.merged import EndpointWarning, Merged, Origin, endpoint_warnings, merge
from config.problems import Notice, Problem, did_you_mean
from config.resolve import Resolver
from config.secrets import Secret, Secrets
from config.settings import backup_of, changed_settings, migrate, migrated, move_key, write_settings
from config.sources import WatchedFile, file_stamp
from config.stack import DEFAULTS, MODELS, SETTINGS, Stack, stack
from config.verticals import vertical_problems

__all__ = [
    "ConfigLoader",
    "EndpointWarning",
    "Notice",
    "Origin",
    "Problem",
    "Secret",
    "SettingsError",
    "UnknownModel",
]

logger = logging.getLogger("config")

_NO_DATA_FOLDER: Final = Path("/dev/null/secrets.json")


@dataclass(frozen=True)
class _State:
    merged: Merged
    problems: list[Problem]
    vertical: Leaf
    documents: dict[str, Document]
    environment: tuple[str | None, ...]
    secrets_path: Path
    secrets_stamp: tuple[int, ...] | None


class ConfigLoader:
    """What the shipped files, the analyst's settings and the environment say, for every task and model.

    No content of a file makes it raise: a bad value is reported in `problems` and the last good one, or the
    next lower source, is used. Every getter first looks whether a file has changed. Threads may share it.

    Args:
        root: the folder with `config/` and `settings.json`, by default that of the project.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = Path(root or locations.ROOT)
        settings = self.root / SETTINGS
        self._files = {
            SETTINGS: WatchedFile(settings, backup_of(settings)),
            MODELS: WatchedFile(self.root / "config" / MODELS),
            DEFAULTS: WatchedFile(self.root / "config" / DEFAULTS),
        }
        self._lock = threading.RLock()
        self._last_good: dict[tuple[str, KeyPath], Leaf] = {}
        self._notices: list[Notice] = []
        self._logged: set[tuple[str, str, str]] = set()
        self._version = 0
        self._state: _State | None = None
        self.reload()

    def get_model_config(self, name: str) -> dict[str, Any]:
        """Return the id, endpoint and every parameter of a model or task, after overrides.

        Raises:
            UnknownModel: no file names it.
        """
        entry: dict[str, Any] = _copied(self._entry(name, self._current().merged.config["models"]))
        return entry

    def get_task_config(self, task: str) -> dict[str, Any]:
        """Return the same for a task, with its name under `task`.

        Raises:
            UnknownModel: no file names it.
        """
        return {**self.get_model_config(task), "task": task}

    def get_merged_config(self) -> dict[str, Any]:
        """Return every section, model and endpoint in force as plain dictionaries, the caller's own copy."""
        merged: dict[str, Any] = _copied(self._current().merged.config)
        return merged

    def explain(self, task: str) -> dict[str, Origin]:
        """Return value, file and key of every parameter of a task or model, and of the model it is built on.

        Raises:
            UnknownModel: no file names it.
        """
        origins: dict[str, Origin] = _copied(self._entry(task, self._current().merged.origins))
        return origins

    def endpoint_warnings(self) -> list[EndpointWarning]:
        """Return a warning for each endpoint beyond this machine, plainer ones for http in the open."""
        return endpoint_warnings(self._current().merged.config)

    def endpoint_presets(self) -> dict[str, dict[str, str]]:
        """Return the sets of endpoint addresses offered in the sidebar, by name (`local`, `remote`)."""
        presets: dict[str, dict[str, str]] = _copied(self._current().merged.presets)
        return presets

    def embedded_enabled(self) -> bool:
        """Tell whether the built-in engine takes part."""
        return bool(self._current().merged.config["embedded"]["enabled"])

    def embedded_decided(self) -> bool:
        """Tell whether settings.json or the environment switch the built-in engine on or off."""
        return self._current().merged.embedded_decided

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the files and the environment now."""
        state = self._current()
        problems: list[Problem] = _copied([*state.problems, *vertical_problems(self.root, state.vertical)])
        return problems

    @property
    def notices(self) -> list[Notice]:
        """What was done with the analyst's files since this loader exists."""
        self._current()
        notices: list[Notice] = _copied(self._notices)
        return notices

    @property
    def version(self) -> int:
        """A number that grows with each change, for those who keep something made from the configuration."""
        self._current()
        return self._version

    def reload(self) -> None:
        """Read all files again."""
        with self._lock:
            before = self._state
            self._state = after = self._read()
            if before is None or (before.merged, before.problems) != (after.merged, after.problems):
                self._version += 1
            self._log(after.problems)

    def save_settings(self, changes: Mapping[str, object], remove: Iterable[str] = ()) -> None:
        """Set some dotted keys of settings.json and remove others; all others of the file stay as they are.

        What is removed is inherited again; a prefix such as `tasks.outreach` removes all below it. `llm_key`
        goes to the private file of keys.

        Raises:
            SettingsError: an unknown key, a value out of range, or a folder that cannot be written.
        """
        path = self._files[SETTINGS].path
        with self._lock:
            documents = self._current().documents
            try:
                with exclusive(path):
                    self._save(path, changes, remove, documents)
            except (OSError, Timeout) as error:
                reason = getattr(error, "strerror", None) or "another process is writing it"
                raise SettingsError(
                    f"{path.name} could not be saved ({reason}).",
                    f"Make {path.parent} writable for you, then save again.",
                ) from error
            finally:
                self.reload()

    def _save(
        self,
        path: Path,
        changes: Mapping[str, object],
        remove: Iterable[str],
        documents: Mapping[str, Document],
    ) -> None:
        reading = self._files[SETTINGS].read()
        current = migrated(reading.document.values) or reading.document.values
        values = changed_settings(current, changes, remove, documents)
        secrets = Secrets()
        if "llm_key" in changes:
            secrets.set("lm_studio", values.pop("llm_key"))
        move_key(values, secrets)
        write_settings(path, values, reading)

    def _entry(self, name: str, entries: Mapping[str, Any]) -> Any:
        try:
            return entries[name]
        except KeyError:
            message = f"There is no model or task named {name!r}."
            raise UnknownModel(message, did_you_mean(str(name), entries)) from None

    def _current(self) -> _State:
        with self._lock:
            if self._state is None or self._is_stale(self._state):
                self.reload()
            assert self._state is not None
            return self._state

    def _is_stale(self, state: _State) -> bool:
        return (
            any(file.changed() for file in self._files.values())
            or snapshot(state.merged.key_variables) != state.environment
            or file_stamp(state.secrets_path) != state.secrets_stamp
        )

    def _read(self) -> _State:
        problems: list[Problem] = []
        documents: dict[str, Document] = {}
        for name, file in self._files.items():
            reading, notice = migrate(file.path, file.read) if name == SETTINGS else (file.read(), None)
            documents[name] = reading.document
            problems += [reading.problem] if reading.problem else []
            if notice is not None and notice not in self._notices:
                self._notices.append(notice)
                logger.warning("%s %s", notice["message"], notice["remedy"])
        layers = stack(documents, self._last_good)
        self._remember(layers)
        secrets, fault = _secrets()
        stamp = file_stamp(secrets.path)
        key = layers.settings.get("llm_key")
        resolver = Resolver(layers.settings, layers.models, layers.defaults, layers.environment)
        merged = merge(resolver, secrets, key.value if key is not None else "")
        return _State(
            merged=merged,
            problems=[*problems, *layers.problems, *fault],
            vertical=resolver.section("scoring")["vertical"],
            documents=documents,
            environment=snapshot(merged.key_variables),
            secrets_path=secrets.path,
            secrets_stamp=stamp,
        )

    def _remember(self, layers: Stack) -> None:
        for layer in (layers.settings, layers.models, layers.defaults):
            for path, leaf in layer.leaves.items():
                if leaf.file in self._files:
                    self._last_good[leaf.file, path] = leaf

    def _log(self, problems: list[Problem]) -> None:
        """Log what is new; a fault that stays is not logged at each reload, one that comes back is."""
        present = {(problem["file"], problem["key"], problem["message"]) for problem in problems}
        for problem in problems:
            if (problem["file"], problem["key"], problem["message"]) not in self._logged:
                place = f"{problem['file']}, line {problem['line']}" if problem["line"] else problem["file"]
                logger.warning("%s: %s %s", place, problem["message"], problem["remedy"])
        self._logged = present


def _secrets() -> tuple[Secrets, list[Problem]]:
    """Return the file of keys and what is wrong with it; without a data folder there are no keys."""
    try:
        secrets = Secrets()
    except OSError as error:
        message = f"The data folder cannot be used ({error.strerror})."
        remedy = "Make it writable for you, or set LEADHUNTER_DATA_DIR to another folder."
        return Secrets(_NO_DATA_FOLDER), [
            Problem(file="data", line=0, key="", message=message, remedy=remedy)
        ]
    fault = secrets.fault()
    if not fault:
        return secrets, []
    remedy = "Type the keys in the sidebar again."
    return secrets, [Problem(file=secrets.path.name, line=0, key="", message=fault, remedy=remedy)]


def _copied(value: Any) -> Any:
    """Copy dictionaries and lists; a tenth of the time of `copy.deepcopy`."""
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_copied(inner) for inner in value]
    return value
