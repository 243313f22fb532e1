"""Where a site stands for some keywords, looked up as a job of the process; every look is kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from config.loader import ConfigLoader
from jobs import interactive
from jobs.doors import samples_of
from jobs.research import SAMPLES
from leads.rank import RankSnapshot
from leads.store import Store
from scrapers.fetch import Door
from scrapers.search import provider_named
from scrapers.search.base import SearchError
from seo.rank_tracker import track

KEY = "rank_looks"
MOST_KEYWORDS = 50


@dataclass
class RankRun:
    """How far it is: the looks that were made, and in words what was not answered."""

    site: str
    total: int
    done: list[RankSnapshot] = field(default_factory=list)
    errors: list[SearchError] = field(default_factory=list)


def start(
    store: Store, loader: ConfigLoader, site: str, keywords: Sequence[str], provider: str
) -> interactive.Job:
    """Start it, or return the one that is running. The provider `SAMPLES` asks the sample sites."""
    wanted = list(dict.fromkeys(keywords))[:MOST_KEYWORDS]
    return interactive.submit(
        KEY, lambda handle: _work(handle, store, loader, site, wanted, provider), "Ranks of a site"
    )


def current() -> interactive.Job | None:
    """Return the job of the last one of this process."""
    return interactive.job(KEY)


def stop() -> None:
    """Stop after the keyword that is being asked; the looks so far are kept."""
    interactive.cancel(KEY)


def _work(
    handle: interactive.Handle,
    store: Store,
    loader: ConfigLoader,
    site: str,
    keywords: Sequence[str],
    provider: str,
) -> None:
    run = RankRun(site, len(keywords))
    handle.set_result(run)
    config = loader.get_merged_config()
    samples = samples_of(sample=provider == SAMPLES)
    if samples is not None:
        config = {**config, "search": {**config["search"], "searxng_url": samples.search_url}}
    name = "searxng" if samples else provider
    locale = config["locale"]

    async def look() -> None:
        async with Door.from_config(config, allow_hosts=samples.hosts if samples else ()) as door:
            looks = track(
                store,
                provider_named(name, config, door),
                site,
                keywords,
                language=str(locale["language"]),
                country=str(locale["country"]),
            )
            async for found in looks:
                if isinstance(found, RankSnapshot):
                    run.done.append(found)
                else:
                    run.errors.append(found)
                if handle.cancel.is_set():
                    break

    asyncio.run(look())
