"""How fast a crawl is and what memory it takes, next to a plain httpx loop over the same local site.

    python -m benchmarks.crawl [--pages 500] [--keep]

The site has pages of some 40 kB with 60 links each. The plain loop keeps as many requests under way, finds
links by a regular expression and knows no robots.txt, trap, sitemap or duplicate. Each way runs in a process
of its own; the server is in this one, and takes its share of the machine from both.
"""

import argparse
import asyncio
import multiprocessing
import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from benchmarks.claims import Benchmark, Bound, Claim, Measuring
from benchmarks.memory import peak_megabytes
from scrapers.crawl import CrawlLimits, Purpose, crawl
from scrapers.fetch import Door
from tests.servers.loopback import LoopbackWeb, answer

CONCURRENCY = 8
LINKS = 60
PAGES_TARGET, SECONDS_TARGET = 500, 120
BENCHMARK = Benchmark(
    name="crawl",
    claims=(
        Claim(
            sentence="A site of 500 pages is crawled within two minutes",
            bounds=(
                Bound(what="crawled in", most=SECONDS_TARGET, unit=" s", digits=1),
                Bound(what="pages", least=PAGES_TARGET, most=PAGES_TARGET),
                Bound(what="memory", unit=" MB"),
                Bound(what="a plain httpx loop", unit=" s", digits=1),
            ),
        ),
    ),
)
PARAGRAPH = "<p>Pain au levain, viennoiseries et gâteaux de saison, cuits chaque matin au fournil.</p>\n"


@dataclass(frozen=True)
class Run:
    """What one way took: memory at half of the pages and at their end."""

    pages: int
    seconds: float
    half: float
    megabytes: float


def site(count: int) -> dict[str, bytes]:
    """Return a site in which every page leads to others, as a tree with cross links."""
    pages = {}
    for number in range(count):
        targets = [
            2 * number + 1,
            2 * number + 2,
            *((number * 31 + step) % count for step in range(LINKS - 2)),
        ]
        links = "".join(f'<li><a href="/page-{n}">Page {n}</a></li>\n' for n in targets if n < count)
        body = f"<h1>Page {number}</h1><nav><ul>{links}</ul></nav>{PARAGRAPH * 400}"
        head = f"<!doctype html><html lang=fr><title>Page {number}</title>"
        pages[f"/page-{number}"] = answer(body=f"{head}<body>{body}</body></html>".encode())
    pages["/"] = pages["/page-0"]
    return pages


async def ours(url: str, pair: str, most: int) -> AsyncIterator[int]:
    """Crawl as an audit does."""
    limits = CrawlLimits(pages=most, depth=50, seconds=None, concurrency=CONCURRENCY)
    async with Door(allow_hosts=[pair]) as door:
        async for page in crawl(door, url, limits=limits, purpose=Purpose.AUDIT):
            yield len(page.links)


async def plain(url: str, _pair: str, most: int) -> AsyncIterator[int]:
    """Crawl as a first script does."""
    async with httpx.AsyncClient(trust_env=False) as client:
        level, seen = [url], {url}
        while level:
            following: list[str] = []
            for start in range(0, len(level), CONCURRENCY):
                answers = await asyncio.gather(*map(client.get, level[start : start + CONCURRENCY]))
                for response in answers:
                    found = re.findall(r'href="([^"#]+)"', response.text)
                    for link in dict.fromkeys(urljoin(str(response.url), one) for one in found):
                        if link not in seen and len(seen) < most:
                            seen.add(link)
                            following.append(link)
                    yield len(found)
            level = following


WAYS: dict[str, Callable[[str, str, int], AsyncIterator[int]]] = {"crawl": ours, "plain httpx": plain}


async def _counted(way: str, url: str, pair: str, most: int) -> Run:
    begin, pages, half = time.perf_counter(), 0, 0.0
    async for _ in WAYS[way](url, pair, most):
        pages += 1
        if pages == most // 2:
            half = peak_megabytes()
    return Run(pages, time.perf_counter() - begin, half, peak_megabytes())


def _run(way: str, url: str, pair: str, most: int) -> Run:
    return asyncio.run(_counted(way, url, pair, most))


def measured(way: str, web: LoopbackWeb, most: int) -> Run:
    """Crawl in one of the ways, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (way, web.url + "/", web.pair, most))


def main() -> None:
    """Print pages a second and memory of both ways."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=PAGES_TARGET)
    run = Measuring(BENCHMARK, parser)
    most = run.options.pages
    runs = []
    with LoopbackWeb(site(most)) as web:
        print(
            f"{'':12s} {'pages':>6s} {'seconds':>8s} {'pages/s':>8s} {'MB at half':>11s} {'MB at end':>10s}"
        )
        for way in WAYS:
            one = measured(way, web, most)
            memory = f"{one.half:11.0f} {one.megabytes:10.0f}"
            print(f"{way:12s} {one.pages:6d} {one.seconds:8.1f} {one.pages / one.seconds:8.0f} {memory}")
            runs.append(one)
    mine, other = runs
    run.conclude(
        {
            "crawled in": mine.seconds,
            "pages": mine.pages,
            "memory": mine.megabytes,
            "a plain httpx loop": other.seconds,
        }
    )


if __name__ == "__main__":
    main()
