"""What readers of a page need of it; `PageView` has it and uses them, so they cannot name it."""

from typing import Protocol

from scrapers.dom import Document
from scrapers.entities import Entity
from seo.element import Element


class PageParts(Protocol):
    """A page as its elements, its lines and its markup."""

    url: str

    @property
    def document(self) -> Document:
        """The page as lines of text, links and records."""

    @property
    def language(self) -> str:
        """The language the page is written in."""

    @property
    def entities(self) -> list[Entity]:
        """What the page's JSON-LD and microdata describe."""

    @property
    def data_scripts(self) -> list[tuple[Element, list[object]]]:
        """The JSON-LD scripts with the values in them."""

    @property
    def links(self) -> list[Element]:
        """The elements a and area."""

    def tags(self, *names: str) -> list[Element]:
        """Return the elements with one of some names in document order."""

    def having(self, name: str) -> list[Element]:
        """Return the elements with an attribute in document order."""
