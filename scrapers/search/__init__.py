"""Search providers, one small module each, and how one of them or several together are made."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from config.search_keys import search_key
from config.secrets import Secret
from scrapers.fetch import Door
from scrapers.search import overpass, registry_api
from scrapers.search.base import Hit, Listing, SearchError, SearchProvider
from scrapers.search.brave import BraveProvider
from scrapers.search.catalog import PROVIDER_NAMES, provider_info, provider_names
from scrapers.search.combine import CombinedProvider
from scrapers.search.company_size import CompanySize
from scrapers.search.duckduckgo import DuckDuckGoProvider
from scrapers.search.google_places import GooglePlacesProvider
from scrapers.search.overpass import OverpassProvider
from scrapers.search.plugin import makers
from scrapers.search.registry import RegistryProvider
from scrapers.search.searxng import SearxngProvider
from scrapers.search.serper import SerperPlacesProvider, SerperProvider
from scrapers.search.url_list import UrlListProvider

__all__ = [
    "PROVIDER_NAMES",
    "CombinedProvider",
    "Hit",
    "Listing",
    "SearchError",
    "SearchProvider",
    "provider_named",
    "provider_names",
    "providers_from_config",
]


def providers_from_config(
    config: Mapping[str, Any], names: str | Iterable[str], door: Door, urls: str | Iterable[str] = ()
) -> SearchProvider:
    """Build what a run searches with: one provider, or several asked at once and merged.

    Args:
        config: the merged configuration; its sections `search` and `locale` are read, keys come from the
            environment or the private file. `search.company_size` may be set for one search.
        names: names of providers, one by one or parted by commas.
        door: an open door of the same configuration.
        urls: what was pasted, for `url_list`.

    Raises:
        SearchError: a name is not known. What a provider lacks, such as a key, it says when it is asked.
    """
    found = [provider_named(name, config, door, urls) for name in provider_names(names)]
    return found[0] if len(found) == 1 else CombinedProvider(found)


def provider_named(
    name: str, config: Mapping[str, Any], door: Door, urls: str | Iterable[str] = ()
) -> SearchProvider:
    """Build one provider; the arguments are those of `providers_from_config`.

    Raises:
        SearchError: there is no provider of this name.
    """
    info = provider_info(name)
    if info.name == UrlListProvider.name:
        return UrlListProvider(urls)
    search = config.get("search") or {}
    city = str((config.get("locale") or {}).get("city") or "")
    if brought := makers(frozenset(PROVIDER_NAMES)).get(info.name):
        return brought(door, search, city)
    if info.key:
        return _KEYED[info.name](door, search_key(info.key), city)
    return _OPEN[info.name](door, search, city)


def _radius(search: Mapping[str, Any]) -> float:
    return float(search.get("radius_km") or 0.0)


_OPEN: dict[str, Callable[[Door, Mapping[str, Any], str], SearchProvider]] = {
    DuckDuckGoProvider.name: lambda *_: DuckDuckGoProvider(),
    SearxngProvider.name: lambda door, search, _: SearxngProvider(door, search.get("searxng_url") or ""),
    OverpassProvider.name: lambda door, search, city: OverpassProvider(
        door, url=search.get("overpass_url") or overpass.URL, city=city, radius=_radius(search)
    ),
    RegistryProvider.name: lambda door, search, city: RegistryProvider(
        door,
        url=search.get("registry_url") or registry_api.URL,
        city=city,
        radius=_radius(search),
        size=CompanySize(search["company_size"]) if search.get("company_size") else None,
    ),
}
_KEYED: dict[str, Callable[[Door, Secret, str], SearchProvider]] = {
    BraveProvider.name: lambda door, key, _: BraveProvider(door, key),
    SerperProvider.name: lambda door, key, _: SerperProvider(door, key),
    SerperPlacesProvider.name: lambda door, key, city: SerperPlacesProvider(door, key, city=city),
    GooglePlacesProvider.name: lambda door, key, city: GooglePlacesProvider(door, key, city=city),
}
