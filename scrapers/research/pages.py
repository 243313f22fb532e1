"""A fetched page, read once for all that follows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from leads.record import Value
from llm.tasks.words import fold
from scrapers import dom_walk
from scrapers.contacts import document_contacts
from scrapers.content import document_text
from scrapers.fetch import Page
from scrapers.research.addressed_to_models import believable, distrusted_lines, without_orders
from scrapers.sites import canonical_url, site_key

# What the pages with contacts and legal notices are called, most useful first.
_SOUGHT = (
    ("contact", "kontakt", "contactez", "nous-joindre"),
    ("mentions", "legal", "impressum", "imprint"),
    ("about", "a-propos", "propos", "qui-sommes", "ueber-uns", "uber-uns", "uber uns", "entreprise"),
)


@dataclass(frozen=True)
class ReadPage:
    """One page: `text` for a model, `visible` for checking against, `values` by rules.

    `orders` counts the lines left out because they, or hidden ones, give orders to language models.
    """

    n: int
    url: str
    site: str
    title: str
    language: str
    text: str
    visible: str
    values: tuple[Value, ...]
    links: tuple[tuple[str, str], ...]
    fetched_at: datetime
    orders: int = 0


def read_page(n: int, page: Page) -> ReadPage:
    """Return what a fetched page says. Takes tens of milliseconds: call it in a thread."""
    document = dom_walk.read_page(page.html, page.final_url)
    content = document_text(document)
    contacts = document_contacts(document, fetched_at=page.fetched_at)
    text, visible, orders = without_orders(content.markdown, content.visible)
    distrusted = distrusted_lines((line.clean, line.hidden) for line in document.lines)
    return ReadPage(
        n=n,
        url=page.final_url,
        site=site_key(page.final_url),
        title=content.title,
        language=content.language or contacts.language,
        text=text,
        visible=visible,
        values=tuple(believable(contacts.values, distrusted)),
        links=content.links,
        fetched_at=page.fetched_at,
        orders=max(orders, len(distrusted)),
    )


def contact_pages(page: ReadPage, known: Collection[str]) -> list[str]:
    """Return the addresses of pages of the same site that should hold contacts, the most useful first.

    `known` are canonical addresses that are read anyway.
    """
    found: list[str] = []
    for names in _SOUGHT:
        for url, text in page.links:
            address = canonical_url(url)
            if address in known or address in map(canonical_url, found) or site_key(url) != page.site:
                continue
            if any(name in fold(f"{_path(url)} {text[:40]}") for name in names) and _is_page(url):
                found.append(url)
                break
    return found


def _path(url: str) -> str:
    return url.split("://", 1)[-1].partition("/")[2].partition("#")[0]


def _is_page(url: str) -> bool:
    last = _path(url).partition("?")[0].rsplit("/", 1)[-1]
    return "." not in last or last.rsplit(".", 1)[-1].lower() in {"html", "htm", "php", "asp", "aspx"}
