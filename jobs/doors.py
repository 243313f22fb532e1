"""The doors of a worker: one to the web, one to the sample sites, new ones when the settings change."""

import asyncio
import json

from config.loader import ConfigLoader
from sample_web import SampleWeb, sample_web
from scrapers.fetch import Door
from scrapers.web_url import parse

_PATIENCE = 5.0


class Doors:
    """Opens doors in the event loop that asks for them, and keeps them open."""

    def __init__(self, loader: ConfigLoader) -> None:
        self._loader = loader
        self._open: dict[str, Door] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    async def door(self, *, sample: bool) -> Door:
        """Return the door of the settings as they are now."""
        config = self._loader.get_merged_config()
        hosts = sample_web().hosts if sample else ()
        if sample:
            # The door asks no service but those of its configuration.
            config = {**config, "search": {**config["search"], "searxng_url": sample_web().search_url}}
        key = json.dumps([config.get("network"), config["search"], hosts], sort_keys=True, default=str)
        self._loop = asyncio.get_running_loop()
        if key not in self._open:
            door = Door.from_config(config, allow_hosts=hosts)
            self._open[key] = door
            await door.__aenter__()
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
    return sample_web() if sample else None


def here(url: str, *, sample: bool) -> str:
    """Return where a sample site is served in this process: another one may have had another port."""
    if not sample or not url:
        return url
    asked = parse(url)
    return url.replace(f":{asked.port}", f":{sample_web().port}", 1)
