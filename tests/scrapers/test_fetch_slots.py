"""How many pages the door reads at once, and that waiting for a host takes no place."""

import asyncio
import threading
import time

import pytest

from scrapers.fetch import Door
from tests.servers.http_base import Exchange
from tests.servers.small_web import SmallWeb, html


class Counting(SmallWeb):
    """Answers after a moment, and knows how many questions were open at once and when each began."""

    def __init__(self, sites: int) -> None:
        super().__init__({f"s{n}": {"/": html("Un"), "/deux": html("Deux")} for n in range(sites)})
        self.open = self.most = 0
        self.began: dict[str, float] = {}
        self._lock = threading.Lock()

    def handle(self, exchange: Exchange) -> None:
        if exchange.request.path != "/robots.txt":
            with self._lock:
                self.open += 1
                self.most = max(self.most, self.open)
                self.began[exchange.request.headers["host"] + exchange.request.path] = time.monotonic()
            time.sleep(0.05)
            with self._lock:
                self.open -= 1
        super().handle(exchange)


def read(web: Counting, urls: list[str], **options: float) -> None:
    async def run() -> None:
        async with Door(allow_hosts=web.hosts, **options) as door:  # type: ignore[arg-type]
            await asyncio.gather(*(door.page(url) for url in urls))

    asyncio.run(run())


@pytest.mark.parametrize("concurrency", [1, 3])
def test_no_more_pages_at_once_than_asked_for(concurrency: int) -> None:
    with Counting(8) as web:
        read(web, [web.page(f"s{n}") for n in range(8)], concurrency=concurrency)
        assert web.most == concurrency


def test_who_waits_for_a_host_takes_no_place() -> None:
    # Also between hosts of our own a Crawl-delay holds.
    with Counting(2) as web:
        web.robots["s0"] = "User-agent: *\nCrawl-delay: 0.5"
        read(web, [web.page("s0"), web.page("s0", "/deux"), web.page("s1")], concurrency=1)
        pages = [web.page("s0"), web.page("s0", "/deux"), web.page("s1")]
        first, second, other = (web.began[page.split("//")[1]] for page in pages)
        assert second - first > 0.45
        assert other < second
