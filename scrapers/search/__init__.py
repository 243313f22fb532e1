"""Search providers, one small module each."""

from collections.abc import Iterable, Mapping
from typing import Any

from scrapers.fetch import Door
from scrapers.search.base import Hit, SearchError, SearchProvider
from scrapers.search.duckduckgo import DuckDuckGoProvider
from scrapers.search.searxng import SearxngProvider
from scrapers.search.url_list import UrlListProvider

__all__ = ["PROVIDER_NAMES", "Hit", "SearchError", "SearchProvider", "provider_named"]

PROVIDER_NAMES = (DuckDuckGoProvider.name, SearxngProvider.name, UrlListProvider.name)


def provider_named(
    name: str, config: Mapping[str, Any], door: Door, urls: str | Iterable[str] = ()
) -> SearchProvider:
    """Build a provider from the merged configuration; `urls` is what was pasted, for `url_list`.

    Raises:
        SearchError: there is no provider of this name.
    """
    if name == DuckDuckGoProvider.name:
        return DuckDuckGoProvider()
    if name == SearxngProvider.name:
        return SearxngProvider(door, str((config.get("search") or {}).get("searxng_url") or ""))
    if name == UrlListProvider.name:
        return UrlListProvider(urls)
    raise SearchError(
        f"There is no search provider called {name!r}.", f"Choose one of {', '.join(PROVIDER_NAMES)}."
    )
