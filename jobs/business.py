"""One business as its own site shows it: contacts with evidence, and the words to classify it by."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leads.record import Value
from scrapers.fetch import Door, FetchCode, FetchError
from scrapers.page_words import PageWords, page_words
from scrapers.render import rendering
from scrapers.research.addressed_to_models import believable
from scrapers.site_contacts import SitePage, read_site
from scrapers.site_merge import Said, merge_pages


@dataclass(frozen=True)
class Business:
    """What the pages of one site say; `site` is its merge key."""

    site: str
    website: str
    values: tuple[Value, ...]
    pages: tuple[PageWords, ...]


async def read_business(
    door: Door, url: str, *, likely: str = "", config: Mapping[str, Any] | None = None
) -> Business:
    """Read the telling pages of a site; scripts run where `network.render` of the configuration is on.

    `likely` is the country (two letters) of a site that does not tell its own.

    Raises:
        FetchError: none of them could be read; the error is that of the address itself.
    """
    async with rendering(config or {}, door) as renderer:
        found = await read_site(door, url, likely=likely, renderer=renderer)
    own = [page for page in found.pages if not page.duplicate_of]
    if not own:
        raise _why(found.errors, url)
    return await asyncio.to_thread(_business, found.site, found.website, own)


def _business(site: str, website: str, own: Sequence[SitePage]) -> Business:
    pages = tuple(page_words(one.page) for one in own)
    values = merge_pages(
        [
            Said(one.weight, believable(one.values, words.distrusted))
            for one, words in zip(own, pages, strict=True)
        ]
    )
    return Business(site, website, tuple(values), pages)


def _why(errors: Sequence[FetchError], url: str) -> FetchError:
    """Return why nothing of a site could be read, which is what went wrong first."""
    return errors[0] if errors else FetchError(FetchCode.NOT_HTML, url)
