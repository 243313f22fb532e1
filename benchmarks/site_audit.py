"""How fast a whole site is audited, next to a plain httpx crawl over the same pages in the same run.

    python -m benchmarks.site_audit [--pages 500] [--keep]

The site has pages of some 15 kB with a head, images, links, a form and a foot, as a small business has them.
The plain crawl keeps as many requests under way and judges nothing. Each way runs in a process of its own;
the server is in this one and takes its share of the machine from both.
"""

import argparse
import asyncio
import multiprocessing
import re
import time
from dataclasses import dataclass, replace
from urllib.parse import urljoin

import httpx

from benchmarks.claims import Benchmark, Bound, Claim, Measuring
from benchmarks.memory import peak_megabytes
from scrapers.crawl import FOR_AUDIT
from scrapers.fetch import Door
from seo.audit_record import record_of_site
from seo.checks import CHECKS
from seo.site import audit_site
from tests.servers.loopback import LoopbackWeb, answer

PAGES = 500
BENCHMARK = Benchmark(
    name="site_audit",
    claims=(
        Claim(
            sentence="A site of 500 pages is audited within two minutes",
            bounds=(
                Bound(what="audited in", most=120, unit=" s", digits=1),
                Bound(what="pages", least=PAGES, most=PAGES),
                Bound(what="checks a page"),
                Bound(what="memory", unit=" MB"),
                Bound(what="a plain httpx crawl", unit=" s", digits=1),
            ),
        ),
    ),
)
LINKS = 30
WORDS = (
    "Nous réparons fuites, chaudières et chauffe-eau à Bordeaux et dans toute la métropole. "
    "Le devis est gratuit, et le prix annoncé est le prix payé. "
)


@dataclass(frozen=True)
class Run:
    """What one way took; `faults` are the kinds of faults that were found."""

    pages: int
    seconds: float
    megabytes: float
    faults: int = 0


def site(count: int) -> dict[str, bytes]:
    """Return a site in which every page leads to others, as a tree with cross links."""
    pages = {}
    for number in range(count):
        wanted = [2 * number + 1, 2 * number + 2, *((number * 31 + step) % count for step in range(LINKS))]
        links = "".join(f'<li><a href="/page-{n}">Dépannage {n}</a></li>\n' for n in wanted if n < count)
        images = "".join(
            f'<img src="/p{n}.jpg" alt="Photo {n}" width="300" height="200">\n' for n in range(12)
        )
        words = "".join(f"<h2>Service {number}-{n}</h2><p>{WORDS * 3}</p>\n" for n in range(12))
        html = (
            '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
            f"<title>Dépannage {number} à Bordeaux</title>"
            f'<meta name="description" content="Dépannage {number}, plombier à Bordeaux et alentours.">'
            '<meta name="viewport" content="width=device-width"></head>'
            f"<body><nav><ul>{links}</ul></nav><main><h1>Dépannage {number}</h1>{words}{images}"
            '<form action="/envoyer"><input name="nom"><button>Envoyer</button></form></main>'
            "<footer>Plomberie Exemple, 1 rue Neuve, 33000 Bordeaux, "
            '<a href="tel:+33556001122">05 56 00 11 22</a></footer></body></html>'
        )
        pages[f"/page-{number}"] = answer(body=html.encode())
    pages["/"] = pages["/page-0"]
    return pages


async def audited(url: str, pair: str, most: int) -> Run:
    """Audit the site as the app does."""
    begin = time.perf_counter()
    async with Door(allow_hosts=[pair]) as door:
        audit = await audit_site(door, url, limits=replace(FOR_AUDIT, pages=most, depth=50))
    record = record_of_site(audit)
    return Run(record.read, time.perf_counter() - begin, peak_megabytes(), len(record.faults))


async def plain(url: str, _pair: str, most: int) -> Run:
    """Crawl as a first script does, judging nothing."""
    begin, read = time.perf_counter(), 0
    async with httpx.AsyncClient(trust_env=False) as client:
        level, seen = [url], {url}
        while level:
            following: list[str] = []
            for start in range(0, len(level), FOR_AUDIT.concurrency):
                answers = await asyncio.gather(*map(client.get, level[start : start + FOR_AUDIT.concurrency]))
                read += len(answers)
                for response in answers:
                    for link in re.findall(r'href="(/[^"#]+)"', response.text):
                        address = urljoin(str(response.url), link)
                        if address not in seen and len(seen) < most:
                            seen.add(address)
                            following.append(address)
            level = following
    return Run(read, time.perf_counter() - begin, peak_megabytes())


WAYS = {"audit": audited, "plain httpx": plain}


def _run(way: str, url: str, pair: str, most: int) -> Run:
    return asyncio.run(WAYS[way](url, pair, most))


def main() -> None:
    """Print pages a second and memory of both ways."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=PAGES)
    run = Measuring(BENCHMARK, parser)
    most = run.options.pages
    runs = []
    with LoopbackWeb(site(most)) as web:
        print(f"{'':12s} {'pages':>6s} {'seconds':>8s} {'pages/s':>8s} {'MB':>6s} {'kinds of faults':>16s}")
        for way in WAYS:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                one = pool.apply(_run, (way, web.url + "/", web.pair, most))
            speed = f"{one.seconds:8.1f} {one.pages / one.seconds:8.1f}"
            print(f"{way:12s} {one.pages:6d} {speed} {one.megabytes:6.0f} {one.faults:16d}")
            runs.append(one)
    mine, other = runs
    run.conclude(
        {
            "audited in": mine.seconds,
            "pages": mine.pages,
            "checks a page": len(CHECKS),
            "memory": mine.megabytes,
            "a plain httpx crawl": other.seconds,
        }
    )


if __name__ == "__main__":
    main()
