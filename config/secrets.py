"""Keys of model servers, in a file of their own that only the analyst can read."""

import contextlib
import json
import os
from pathlib import Path

from filelock import Timeout

from config import locations
from config.atomic import exclusive, write_atomically
from config.errors import SettingsError
from config.files import UnreadableFile, read_bytes


class Secret(str):
    """A key: a text that a repr, and so a printed dictionary or a traceback, does not show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'" if self else "''"


class Secrets:
    """The keys typed in the sidebar, by endpoint name.

    Args:
        path: the file, by default `data/secrets.json`; made with mode 0600 on the first key.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or locations.secrets_file()

    def get(self, name: str) -> Secret | None:
        """Return the key of an endpoint."""
        value = self._read().get(name)
        return Secret(value) if value else None

    def names(self) -> list[str]:
        """Return the endpoints that have a key."""
        return sorted(self._read())

    def set(self, name: str, value: str) -> None:
        """Store a key; an empty one is removed.

        Raises:
            SettingsError: the data folder cannot be written.
        """
        key = value.strip()
        if not key:
            self.remove(name)
            return
        if any(char in key for char in "\r\n\0") or not key.isascii():
            raise SettingsError("A key has only letters, digits and signs.", "Paste it again, without more.")
        self._change(name, key)

    def remove(self, name: str) -> None:
        """Forget a key.

        Raises:
            SettingsError: the data folder cannot be written.
        """
        if name in self._read():
            self._change(name, None)

    def fault(self) -> str:
        """Return why the file cannot be used, empty if it can or there is none."""
        try:
            self._load()
        except UnreadableFile as error:
            return error.message
        return ""

    def _read(self) -> dict[str, str]:
        try:
            return self._load()
        except UnreadableFile:
            return {}

    def _load(self) -> dict[str, str]:
        raw = read_bytes(self.path)
        if raw is None:
            return {}
        self._make_private()
        try:
            values = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise UnreadableFile(
                "The file is not valid JSON.", "Type the keys in the sidebar again."
            ) from error
        if not isinstance(values, dict):
            raise UnreadableFile("The file does not hold keys.", "Type the keys in the sidebar again.")
        return {name: value for name, value in values.items() if isinstance(value, str) and value}

    def _make_private(self) -> None:
        """Take the file from others' eyes, should a copy or a restore have opened it."""
        with contextlib.suppress(OSError):
            if os.name == "posix" and self.path.stat().st_mode & 0o077:
                self.path.chmod(0o600)

    def _change(self, name: str, value: str | None) -> None:
        try:
            with exclusive(self.path):
                if self.fault():
                    broken = self.path.with_name(self.path.name + ".broken")
                    write_atomically(broken, self.path.read_bytes(), mode=0o600)
                keys = self._read()
                keys.pop(name, None)
                if value is not None:
                    keys[name] = value
                text = json.dumps(keys, indent=2, ensure_ascii=True) + "\n"
                write_atomically(self.path, text.encode(), mode=0o600)
        except (OSError, Timeout) as error:
            reason = getattr(error, "strerror", None) or "another process is writing it"
            raise SettingsError(
                f"The key could not be stored in {self.path} ({reason}).",
                "Make the folder writable, or set the key as an environment variable.",
            ) from error
