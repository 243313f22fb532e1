"""The words of a fetched page: for a model, to check against, and which of its lines not to believe."""

from dataclasses import dataclass
from datetime import datetime

from scrapers.content import document_text
from scrapers.dom_walk import read_page
from scrapers.fetch import Page
from scrapers.research.addressed_to_models import distrusted_lines, without_orders


@dataclass(frozen=True)
class PageWords:
    """One page in words, without those that give orders to language models.

    `text` is for a model, `visible` to check against; `distrusted` are the lines no contact is taken from.
    """

    url: str
    title: str
    language: str
    text: str
    visible: str
    fetched_at: datetime
    distrusted: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """What people see of the page; its title too, as browsers show it."""
        return f"{self.title}\n{self.visible}"


def page_words(page: Page) -> PageWords:
    """Return what a page says. Takes some milliseconds: call it in a thread."""
    document = read_page(page.html, page.final_url)
    content = document_text(document)
    text, visible, _ = without_orders(content.markdown, content.visible)
    return PageWords(
        url=page.final_url,
        title=content.title,
        language=content.language,
        text=text,
        visible=visible,
        fetched_at=page.fetched_at,
        distrusted=tuple(distrusted_lines((line.clean, line.hidden) for line in document.lines)),
    )
