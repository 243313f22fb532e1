"""Whose turn it is at each host: requests to one host start at a polite distance."""

import asyncio
from collections import defaultdict

from scrapers.web_url import WebURL


class Turns:
    """The queues of all hosts, for one event loop."""

    def __init__(self) -> None:
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._last_start: dict[str, float] = {}
        self._held: dict[str, float] = {}

    def queue(self, url: WebURL) -> asyncio.Lock:
        """Return the lock that is held while a request waits for its start."""
        return self._locks[_host(url)]

    async def wait(self, url: WebURL, gap: float) -> None:
        """Wait until `gap` seconds have passed since the last start at this host, and it is not held."""
        now = asyncio.get_running_loop().time()
        host = _host(url)
        start = max(now, self._last_start.get(host, now - gap) + gap, self._held.get(host, 0.0))
        self._last_start[host] = start
        await asyncio.sleep(start - now)

    def started(self, url: WebURL) -> None:
        """Count the pause at this host from now: its request had to wait for something else."""
        self._last_start[_host(url)] = asyncio.get_running_loop().time()

    def hold(self, url: WebURL, seconds: float) -> None:
        """Let nothing start at this host for a while: it has said that it is busy."""
        if seconds > 0:
            until = asyncio.get_running_loop().time() + seconds
            self._held[_host(url)] = max(until, self._held.get(_host(url), 0.0))


def _host(url: WebURL) -> str:
    return url.host if url.port in (80, 443) else f"{url.host}:{url.port}"
