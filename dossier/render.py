"""A dossier as a file: the formats there are, one table for the tab, the command and whoever adds one."""

from collections.abc import Callable
from dataclasses import dataclass

from dossier.records import Dossier
from dossier.render_markdown import as_markdown


@dataclass(frozen=True)
class Format:
    """One format: its key, its name on a button, the ending and type of its files, and what makes it."""

    key: str
    label: str
    extension: str
    mime: str
    make: Callable[[Dossier, str], bytes]


def render(dossier: Dossier, form: Format, name: str) -> bytes:
    """Return the file of a dossier about a business of this name."""
    return form.make(dossier, name)


FORMATS = (
    Format(
        "md", "Markdown", "md", "text/markdown", lambda dossier, name: as_markdown(dossier, name).encode()
    ),
    Format(
        "json",
        "JSON",
        "json",
        "application/json",
        lambda dossier, _: dossier.model_dump_json(indent=2).encode(),
    ),
)
