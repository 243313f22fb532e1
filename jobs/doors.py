"""The doors of a worker: one to the web, one to the sample sites, new ones when the settings change."""

import asyncio
import json
from urllib.parse import urlsplit

from config.loader import ConfigLoader
from sample_web import SampleWeb
from sample_web.pages import PREFERRED_PORT
from scrapers.fetch import Door
from scrapers.web_url import parse

_PATIENCE = 5.0

# Not the app's own sample web, but always the same port where it can be had: a site's lead is known by it.
_samples = SampleWeb(PREFERRED_PORT + 1)


class Doors:
    """Opens doors in the event loop that asks for them, and keeps them open."""

    def __init__(self, loader: ConfigLoader) -> None:
        self._loader = loader
        self._open: dict[str, Door] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    async def door(self, *, sample: bool, fresh: bool = False) -> Door:
        """Return the door of the settings as they are now; a fresh one keeps no answers."""
        config = self._loader.get_merged_config()
        if fresh:
            config = {**config, "network": {**(config.get("network") or {}), "cache_hours": 0}}
        hosts = _samples.start().hosts if sample else ()
        if sample:
            # The door asks no service but those of its configuration.
            config = {**config, "search": {**config["search"], "searxng_url": _samples.start().search_url}}
        key = json.dumps([config.get("network"), config["search"], hosts], sort_keys=True, default=str)
        self._loop = asyncio.get_running_loop()
        if key not in self._open:
            self._open[key] = await Door.from_config(config, allow_hosts=hosts).__aenter__()
        return self._open[key]

    def close(self) -> None:
        """Close every door, from another thread than that of their event loop."""
        if self._loop is not None and self._loop.is_running():
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(_PATIENCE)

    async def _close(self) -> None:
        while self._open:
            _, door = self._open.popitem()
            await door.__aexit__(None, None, None)


def samples_of(*, sample: bool) -> SampleWeb | None:
    """Return the sample web of this process, where a hunt is of the sample sites."""
    return _samples.start() if sample else None


def is_sample(url: str) -> bool:
    """Tell whether an address is one of the invented sites, in this process or another."""
    host = urlsplit(url).hostname or ""
    return host.endswith(".localhost") and any(
        urlsplit(site).hostname == host for site in _samples.start().sites
    )


def sample_hosts(url: str) -> tuple[str, ...]:
    """Return the hosts of the invented sites where an address is one of them, else none."""
    return _samples.start().hosts if is_sample(url) else ()


def here(url: str, *, sample: bool) -> str:
    """Return where a sample site is served in this process: another one may have had another port."""
    if not sample or not url:
        return url
    asked = parse(url)
    return url.replace(f":{asked.port}", f":{_samples.start().port}", 1)
