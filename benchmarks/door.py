"""What a bomb and a dripping server cost the door, next to httpx as it is.

    python -m benchmarks.door [--keep]

A gzip body of half a megabyte unpacks to 512; a server sends one byte every half second. Each reading runs in
a process of its own, so that the memory is its own; the server is in this one.
"""

import argparse
import asyncio
import multiprocessing
import socket
import time
import zlib
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass

import httpx

from benchmarks.claims import Benchmark, Bound, Claim, Measuring
from benchmarks.memory import peak_megabytes
from scrapers.fetch import Door, FetchError
from tests.servers.loopback import LoopbackWeb, Reply, answer

DRIP_SECONDS = 12.0
DEADLINE = 4.0
MEMORY_TARGET, BOMB_TARGET = 20, 1.0
BENCHMARK = Benchmark(
    name="door",
    claims=(
        Claim(
            sentence="0.5 MB that unpacks to 512 MB costs at most 20 MB and a second",
            bounds=(
                Bound(what="memory", most=MEMORY_TARGET, unit=" MB"),
                Bound(what="time", most=BOMB_TARGET, unit=" s", digits=2),
                Bound(what="httpx alone", unit=" MB"),
            ),
        ),
        Claim(
            sentence="A server that drips is left at the deadline of 4 seconds",
            bounds=(
                Bound(what="left after", most=DEADLINE + 1, unit=" s", digits=1),
                Bound(what="httpx with that timeout", unit=" s", digits=1),
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Cost:
    """What one reading took, and how it ended."""

    seconds: float
    megabytes: float
    outcome: str


def bomb() -> bytes:
    """Return 512 MB of zeros as gzip packs them best."""
    squeeze = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    block = bytes(8 << 20)
    return b"".join([squeeze.compress(block) for _ in range(64)] + [squeeze.flush()])


def drip(connection: socket.socket) -> None:
    """Send a byte every half second for as long as a naive client stays."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
    end = time.monotonic() + DRIP_SECONDS
    while time.monotonic() < end:
        connection.sendall(b"x")
        time.sleep(0.5)


async def through_the_door(url: str, pair: str) -> str:
    """Read a page as the toolkit does; return the code of what went wrong."""
    async with Door(allow_hosts=[pair], deadline=DEADLINE) as door:
        try:
            page = await door.page(url)
        except FetchError as error:
            return error.code.value
        return f"{len(page.html):,} characters"


async def httpx_as_it_is(url: str, _pair: str) -> str:
    """Read a page with httpx and a timeout of the same seconds."""
    async with httpx.AsyncClient(timeout=DEADLINE, trust_env=False) as client:
        try:
            response = await client.get(url)
        except httpx.HTTPError as error:
            return type(error).__name__
        return f"{len(response.content):,} bytes"


WAYS: dict[str, Callable[[str, str], Coroutine[None, None, str]]] = {
    "door": through_the_door,
    "httpx": httpx_as_it_is,
}


def measured(way: str, url: str, pair: str) -> Cost:
    """Run one way in a child and return what it cost."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (way, url, pair))


def _measure(way: str, url: str, pair: str) -> Cost:
    # (Everything is loaded and warm, so that only the page is counted.)
    with suppress(FetchError, httpx.HTTPError):
        asyncio.run(WAYS[way]("http://127.0.0.1:9/", pair))
    before, begin = peak_megabytes(), time.perf_counter()
    outcome = asyncio.run(WAYS[way](url, pair))
    return Cost(time.perf_counter() - begin, peak_megabytes() - before, outcome)


def hostile_pages() -> dict[str, Reply]:
    """Return the two pages by path."""
    return {"/bomb": answer(body=bomb(), content_encoding="gzip"), "/drip": drip}


def main() -> None:
    """Print both costs for both ways."""
    run = Measuring(BENCHMARK, argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]))
    pages = hostile_pages()
    costs = {}
    with LoopbackWeb(pages) as web:
        print(f"{'':6s} {'':6s} {'seconds':>8s} {'extra MB':>9s}  outcome")
        for path in pages:
            for way in WAYS:
                cost = measured(way, web.url + path, web.pair)
                row = f"{path[1:]:6s} {way:6s} {cost.seconds:8.2f} {cost.megabytes:9.1f}  {cost.outcome}"
                print(row)
                costs[path, way] = cost
    run.conclude(
        {
            "memory": costs["/bomb", "door"].megabytes,
            "time": costs["/bomb", "door"].seconds,
            "httpx alone": costs["/bomb", "httpx"].megabytes,
            "left after": costs["/drip", "door"].seconds,
            "httpx with that timeout": costs["/drip", "httpx"].seconds,
        }
    )


if __name__ == "__main__":
    main()
