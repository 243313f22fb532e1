"""A dossier as a file: the formats there are, one table for the tab, the command and whoever adds one."""

from collections.abc import Callable
from dataclasses import dataclass

from dossier.brief import brief_pdf
from dossier.records import Dossier
from dossier.render_docx import as_docx
from dossier.render_html import as_html
from dossier.render_json import as_json
from dossier.render_markdown import as_markdown
from dossier.render_pdf import as_pdf

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
    Format("brief", "Meeting brief", "pdf", "application/pdf", brief_pdf),
    Format("pdf", "PDF", "pdf", "application/pdf", as_pdf),
    Format("docx", "Word", "docx", _WORD, as_docx),
    Format("html", "HTML", "html", "text/html", lambda one, name: as_html(one, name).encode()),
    Format("md", "Markdown", "md", "text/markdown", lambda one, name: as_markdown(one, name).encode()),
    Format("json", "JSON", "json", "application/json", lambda one, _: as_json(one).encode()),
)
