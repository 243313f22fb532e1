"""Where a site stands for some keywords, asked of a search provider; the looks are kept and compared.

What is measured is the order in which one provider answers from this machine. It is not what every visitor
sees: results depend on place, history and moment. A change means something over several looks.
"""

from collections.abc import AsyncIterator, Sequence

from leads.rank import RankSnapshot
from leads.store import Store
from scrapers.search.base import SearchError, SearchProvider
from scrapers.sites import site_key

DEPTH = 50
KEPT_ABOVE = 10


async def look(
    provider: SearchProvider, site: str, keyword: str, *, language: str, country: str, depth: int = DEPTH
) -> RankSnapshot:
    """Return where a site stands among the results for one keyword.

    Only results that are pages count; businesses a provider lists beside them do not.

    Raises:
        SearchError: the provider gave no answer.
    """
    wanted = site_key(site) or site_key(f"https://{site}") or site
    hits = await provider.search(keyword, limit=depth, language=language, country=country)
    pages = [hit.url for hit in hits if hit.url][:depth]
    sites = [site_key(url) for url in pages]
    place = sites.index(wanted) if wanted in sites else None
    before = sites if place is None else sites[:place]
    return RankSnapshot(
        site=wanted,
        keyword=" ".join(keyword.split()),
        engine=provider.name,
        language=language,
        country=country,
        position=None if place is None else place + 1,
        depth=len(pages),
        url="" if place is None else pages[place],
        above=list(dict.fromkeys(before))[:KEPT_ABOVE],
    )


async def track(
    store: Store,
    provider: SearchProvider,
    site: str,
    keywords: Sequence[str],
    *,
    language: str,
    country: str,
    depth: int = DEPTH,
) -> AsyncIterator[RankSnapshot | SearchError]:
    """Look up keywords one after the other; each answer is kept before it is handed on.

    A keyword the provider did not answer gives its error, and the rest goes on: no answer is no rank.
    """
    for keyword in dict.fromkeys(" ".join(keyword.split()) for keyword in keywords):
        if not keyword:
            continue
        try:
            snapshot = await look(provider, site, keyword, language=language, country=country, depth=depth)
        except SearchError as error:
            yield error
        else:
            yield store.save_rank(snapshot)
