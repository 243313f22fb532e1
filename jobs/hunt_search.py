"""The sites of a hunt: what its providers find, one entry a business."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jobs.listing_values import listing_site
from leads.hunt import FoundSite, Hunt, HuntOptions
from leads.search_run import Notice
from sample_web import SampleWeb
from scrapers.fetch import Door
from scrapers.search import providers_from_config
from scrapers.search.base import Hit, SearchProvider
from scrapers.search.directories import is_directory
from scrapers.search.searxng import SearxngProvider
from scrapers.search.url_list import UrlListProvider
from scrapers.sites import site_key

# Directories and further pages of one site take places among the results: so many more are asked for.
_SPARE = 2
_MOST_PASTED = 100_000


@dataclass
class Finds:
    """The sites of a hunt, and what the analyst should know about how they were found."""

    sites: list[FoundSite] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


async def find_sites(
    hunt: Hunt, config: Mapping[str, Any], door: Door, samples: SampleWeb | None = None
) -> Finds:
    """Return the sites a hunt reads.

    Raises:
        SearchError: the provider gave no answer.
    """
    options = hunt.options
    provider: SearchProvider
    if options.urls:
        provider, limit = UrlListProvider(options.urls), _MOST_PASTED
    elif samples is not None:
        provider, limit = SearxngProvider(door, samples.search_url), options.sites * _SPARE
    else:
        name = options.provider or str(config["search"]["provider"])
        provider, limit = providers_from_config(_for(options, config), name, door), options.sites * _SPARE
    locale = config["locale"]
    hits = await provider.search(
        hunt.query, limit=limit, language=str(locale["language"]), country=str(locale["country"])
    )
    finds = _sites(hits, keep_directories=bool(options.urls))
    if not options.urls:
        finds.sites = finds.sites[: options.sites]
    finds.notices += _notices(provider, finds)
    return finds


def _for(options: HuntOptions, config: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the configuration with what this hunt filters by."""
    search = {**config["search"], "company_size": options.company_size}
    if options.radius_km is not None:
        search["radius_km"] = options.radius_km
    return {**config, "search": search}


def _sites(hits: Iterable[Hit], *, keep_directories: bool) -> Finds:
    """Return one entry a business, with all that is listed of it; a directory is no business."""
    finds, sites, left_out = Finds(), dict[str, FoundSite](), 0
    for hit in hits:
        if hit.url and not keep_directories and is_directory(hit.url):
            left_out += 1
            continue
        key = site_key(hit.url) if hit.url else listing_site(hit.listings[0]) if hit.listings else ""
        if not key:
            continue
        listings = [one.kept().model_dump(mode="json", exclude_defaults=True) for one in hit.listings]
        known = sites.setdefault(key, FoundSite(site=key, url=hit.url, title=hit.title or _name(hit)))
        known.listings += [one for one in listings if one not in known.listings]
    finds.sites = list(sites.values())
    if left_out:
        what = "1 page of a directory" if left_out == 1 else f"{left_out} pages of directories"
        finds.notices.append(Notice(message=f"Left out of the results, as it gives no lead: {what}."))
    return finds


def _name(hit: Hit) -> str:
    return hit.listings[0].name if hit.listings else ""


def _notices(provider: SearchProvider, finds: Finds) -> Sequence[Notice]:
    notices = [Notice(message=note) for note in provider.notes]
    if isinstance(provider, UrlListProvider) and provider.rejected:
        texts = ", ".join(f"“{text[:60]}”" for text in provider.rejected[:5])
        notices.append(
            Notice(
                message=f"{len(provider.rejected)} of the texts are no addresses: {texts}.",
                remedy="Give addresses that start with https://, one a line.",
            )
        )
    if not finds.sites:
        notices.append(
            Notice(
                message="The search found nothing.",
                remedy="Ask in other words, choose another search provider, or paste addresses.",
            )
        )
    return notices
