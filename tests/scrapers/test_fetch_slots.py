"""How many pages the door reads at once, and that waiting for a host takes no place."""

import asyncio
import threading
import time

import pytest

from scrapers.fetch import Door
from tests.servers.clock import Clock
from tests.servers.http_base import Exchange
from tests.servers.small_web import SmallWeb, html

PATIENCE = 60.0


class Counting(SmallWeb):
    """Knows how many questions were open at once, and answers when so many as expected have been."""

    def __init__(self, sites: int, expected: int) -> None:
        super().__init__({f"s{n}": {"/": html("Un"), "/deux": html("Deux")} for n in range(sites)})
        self.open = self.most = 0
        self._expected = expected
        self._changed = threading.Condition()

    def handle(self, exchange: Exchange) -> None:
        if exchange.request.path != "/robots.txt":
            with self._changed:
                self.open += 1
                self.most = max(self.most, self.open)
                self._changed.notify_all()
                self._changed.wait_for(lambda: self.most >= self._expected, PATIENCE)
            time.sleep(0.05)
            with self._changed:
                self.open -= 1
        super().handle(exchange)


@pytest.mark.parametrize("concurrency", [1, 3])
def test_no_more_pages_at_once_than_asked_for(concurrency: int) -> None:
    with Counting(8, concurrency) as web:

        async def run() -> None:
            async with Door(allow_hosts=web.hosts, deadline=PATIENCE, concurrency=concurrency) as door:
                await asyncio.gather(*(door.page(web.page(f"s{n}")) for n in range(8)))

        asyncio.run(run())
        assert web.most == concurrency


def test_who_waits_for_a_host_takes_no_place() -> None:
    clock = Clock()
    # Also between hosts of our own a Crawl-delay holds.
    with Counting(2, 1) as web:
        web.robots["s0"] = "User-agent: *\nCrawl-delay: 20"

        async def run() -> None:
            async with Door(allow_hosts=web.hosts, deadline=PATIENCE, concurrency=1) as door:
                first, second = (
                    asyncio.create_task(door.page(web.page("s0", path))) for path in ("/", "/deux")
                )
                other = asyncio.create_task(door.page(web.page("s1")))
                await asyncio.gather(first, other)
                assert "s0/deux" not in web.asked
                clock.forward(20)
                await second

        clock.run(run())
