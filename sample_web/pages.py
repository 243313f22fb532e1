"""The files of the sample sites, as they are served."""

import re
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

PREFERRED_PORT = 8787
"""The port the files are written for; links between sites follow the port really bound."""

_FOLDER = Path(__file__).parent / "sites"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}
_ERROR_STATUS = re.compile(r"(.+)\.([45]\d\d)")


@dataclass(frozen=True)
class Document:
    """One answer of a site: its path, HTTP status, media type and body."""

    path: str
    status: int
    media_type: str
    text: str

    @property
    def is_page(self) -> bool:
        """Whether this is a page for people, not a stylesheet, picture or robots file."""
        return self.media_type.startswith("text/html")


@dataclass(frozen=True)
class Site:
    """One invented business: its name, what it is in a line, where it lives, and its documents by path."""

    slug: str
    name: str
    about: str
    origin: str
    documents: dict[str, Document]

    @property
    def host(self) -> str:
        """The host name, without port."""
        return f"{self.slug}.localhost"


def load_sites(port: int) -> tuple[Site, ...]:
    """Read all sites into memory, with links that point to `port`."""
    return tuple(_site(folder, port) for folder in sorted(_FOLDER.iterdir()) if folder.is_dir())


def _site(folder: Path, port: int) -> Site:
    found = (_document(file, port) for file in sorted(folder.iterdir()) if file.suffix in _TYPES)
    documents = {document.path: document for document in found}
    home = LexborHTMLParser(documents["/"].text)
    heading = home.css_first("h1")
    return Site(
        slug=folder.name,
        name=_meta(home, "property", "og:site_name"),
        about=_meta(home, "name", "description") or (heading.text(strip=True) if heading else ""),
        origin=f"http://{folder.name}.localhost:{port}",
        documents=documents,
    )


def _meta(tree: LexborHTMLParser, attribute: str, name: str) -> str:
    node = tree.css_first(f'meta[{attribute}="{name}"]')
    return (node.attributes.get("content") or "") if node else ""


def _document(file: Path, port: int) -> Document:
    """Read one file: `tarifs.html` is /tarifs, `avis.500.html` is /avis answered with status 500."""
    text = file.read_text(encoding="utf-8").replace(f".localhost:{PREFERRED_PORT}", f".localhost:{port}")
    name, status = file.name, 200
    if file.suffix == ".html":
        name = "" if file.stem == "index" else file.stem
        if failing := _ERROR_STATUS.fullmatch(name):
            name, status = failing[1], int(failing[2])
    return Document(f"/{name}", status, _TYPES[file.suffix], text)
