"""Everything of one client as one ZIP: its files under safe names, and a list of what is inside."""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from typing import NamedTuple

from leads.export import slug
from leads.text import dump_json

CONTENTS = "contents.json"
# Files of a pack have the time of its lead's last change nowhere: two packs of the same state are alike.
_DATE = (2000, 1, 1, 0, 0, 0)


class PackedFile(NamedTuple):
    """One file of a pack: its folder (empty: the top), the words its name is made of, its ending."""

    folder: str
    title: str
    ending: str
    content: bytes


def zipped(client: str, files: Iterable[PackedFile]) -> bytes:
    """Return the pack of a client, with `contents.json` naming each file, its size and its SHA-256."""
    top = slug(client)
    listed: list[dict[str, object]] = []
    taken: set[str] = set()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            name = _free(file, taken)
            digest = hashlib.sha256(file.content).hexdigest()
            listed.append({"file": name, "bytes": len(file.content), "sha256": digest})
            _add(archive, f"{top}/{name}", file.content)
        contents = {"client": client, "files": listed}
        _add(archive, f"{top}/{CONTENTS}", dump_json(contents, indent=2).encode())
    return buffer.getvalue()


def _free(file: PackedFile, taken: set[str]) -> str:
    """Return the path of a file in the pack; one that is taken gets -2, -3 and so on."""
    folder = f"{slug(file.folder)}/" if file.folder else ""
    stem, number = f"{folder}{slug(file.title)}", 1
    name = f"{stem}.{file.ending}"
    while name in taken:
        number += 1
        name = f"{stem}-{number}.{file.ending}"
    taken.add(name)
    return name


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, content)
