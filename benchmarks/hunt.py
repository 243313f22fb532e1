"""Hunts that are killed, hunts against the ideal schedule, and how fast they go.

    python -m benchmarks.hunt [--only survival|schedule|throughput] [--keep]

All on loopback: a small web of invented plumbers in this process, `cli.py hunt` as a process of its own.
"""

import argparse
import asyncio
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.claims import Benchmark, Bound, Claim, Measured, Measuring
from config.locations import ROOT
from scrapers.contacts import extract_contacts
from scrapers.fetch import Door
from tests.jobs.hunting import business
from tests.servers.http_base import Exchange
from tests.servers.small_web import SmallWeb

CONCURRENCY = 6
"""As shipped: pages read at once."""

PAGES_A_SITE = 3

SITES, KILLS = 240, 20
BENCHMARK = Benchmark(
    name="hunt",
    claims=(
        Claim(
            sentence="A hunt that is killed 20 times over 240 sites loses no lead and doubles none",
            bounds=(
                Bound(what="kills", least=KILLS, most=KILLS),
                Bound(what="leads", least=SITES, most=SITES),
                Bound(what="different ones", least=SITES, most=SITES),
                Bound(what="pages asked for twice"),
                Bound(what="from a restart to the first new site", most=10, unit=" s", digits=1),
            ),
        ),
        Claim(
            sentence="A hunt takes at most 1.3 times the ideal schedule",
            bounds=(Bound(what="times the ideal", most=1.3, digits=2),),
        ),
        Claim(
            sentence="A hunt over 10,000 pages reads 20 a second in less than 500 MB",
            bounds=(
                Bound(what="read", least=20, unit=" pages/s"),
                Bound(what="memory", most=500, unit=" MB"),
                Bound(what="a plain loop", unit=" pages/s", digits=1),
            ),
        ),
    ),
)


class Web(SmallWeb):
    """Answers after `latency` seconds, and knows when its first and its last answer were given."""

    def __init__(self, sites: int, latency: float = 0.0) -> None:
        super().__init__({f"s{n}": business(n) for n in range(sites)})
        self.latency = latency
        self.first = self.last = 0.0
        self._lock = threading.Lock()

    def handle(self, exchange: Exchange) -> None:
        """Answer one request, and note when."""
        begin = time.monotonic()
        time.sleep(self.latency)
        super().handle(exchange)
        with self._lock:
            self.first = min(self.first or begin, begin)
            self.last = time.monotonic()


class Hunts:
    """Runs `cli.py hunt` over a web, in a data folder of its own."""

    def __init__(self, web: Web, folder: Path) -> None:
        self.urls = folder / "urls.txt"
        self.urls.write_text("\n".join(map(web.page, web.sites)), encoding="utf-8")
        self.data = folder / "data"
        self.environment = {
            **os.environ,
            "LEADHUNTER_DATA_DIR": str(self.data),
            "LEADHUNTER_ALLOW_HOSTS": ",".join(web.hosts),
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the command."""
        return subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), "hunt", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def new(self) -> subprocess.Popen[str]:
        """Start a hunt on all sites of the web."""
        return self.start("--urls", str(self.urls), "--no-llm")

    def count(self, sql: str) -> int:
        """Return a number from the database, 0 where there is none yet."""
        try:
            with closing(sqlite3.connect(f"file:{self.data / 'leads.db'}?mode=ro", uri=True)) as connection:
                return int(connection.execute(sql).fetchone()[0])
        except sqlite3.OperationalError:
            return 0

    def ended(self) -> int:
        """Return how many sites are through."""
        return self.count("SELECT count(*) FROM hunt_sites WHERE ended_at IS NOT NULL")


@contextmanager
def hunting(sites: int, latency: float = 0.0) -> Iterator[tuple[Web, Hunts]]:
    """Serve a web and keep a folder for as long as it is hunted on."""
    with tempfile.TemporaryDirectory() as folder, Web(sites, latency) as web:
        yield web, Hunts(web, Path(folder))


def survival(sites: int, kills: int) -> dict[str, Measured]:
    """Kill a hunt at random moments and set it going again."""
    chance = random.Random(1)
    waits: list[float] = []
    with hunting(sites) as (web, hunts):
        process = hunts.new()
        assert process.stderr is not None
        process.stderr.readline()
        done = 0
        for _ in range(kills):
            if process.poll() is not None:
                break
            before, begin = hunts.ended(), time.monotonic()
            # Every other kill comes after the first new site, the others at any moment from the start on.
            patience = 120.0 if done % 2 else chance.uniform(0.2, 2.0)
            while hunts.ended() == before and time.monotonic() < begin + patience and process.poll() is None:
                time.sleep(0.01)
            if hunts.ended() > before:
                waits.append(time.monotonic() - begin)
                time.sleep(chance.uniform(0, 0.2))
            process.kill()
            process.communicate()
            done += 1
            process = hunts.start("--resume")
        out, _ = process.communicate()
        leads = hunts.count("SELECT count(*) FROM leads")
        different = hunts.count("SELECT count(DISTINCT site) FROM leads")
        again = len(web.asked) - len(set(web.asked))
        print(f"{done} kills -9 over {sites} sites: {out.splitlines()[-1]}")
        print(f"  leads {leads}, different {different}; pages asked for twice {again} of {len(web.asked)}")
        print(f"  from start to first new site: {min(waits):.1f} to {max(waits):.1f} s")
    return {
        "kills": done,
        "leads": leads,
        "different ones": different,
        "pages asked for twice": (again, len(web.asked)),
        "from a restart to the first new site": max(waits),
    }


def schedule(sites: int = 25, latency: float = 0.3) -> dict[str, Measured]:
    """Compare a hunt with the shortest time its pages take at the configured concurrency."""
    with hunting(sites, latency) as (web, hunts):
        begin = time.monotonic()
        hunts.new().communicate()
        whole = time.monotonic() - begin
        pages = sum(not path.endswith("robots.txt") for path in web.asked)
        ideal = pages * latency / CONCURRENCY + latency  # and one robots.txt before the first page
        took = web.last - web.first
        print(
            f"{sites} sites, {pages} pages of {latency} s, {CONCURRENCY} at once: {took:.1f} s from the first"
        )
        print(
            f"  request to the last answer, {took / ideal:.2f} x the ideal {ideal:.1f} s"
            f" ({whole:.1f} s from the start of the process to its end)"
        )
    return {"times the ideal": took / ideal}


def throughput(sites: int) -> dict[str, Measured]:
    """Measure sites a minute and memory, beside a loop that reads one page after the other."""
    with hunting(sites) as (web, hunts):
        process = hunts.new()
        most: list[float] = []
        while process.poll() is None:
            most += [size] if (size := resident(process.pid)) else []
            time.sleep(0.2)
        process.communicate()
        took = web.last - web.first
        pages = sum(not path.endswith("robots.txt") for path in web.asked)
        half = most[len(most) // 2 :]
        print(f"{sites} sites, {pages} pages in {took:.1f} s: {sites / took * 60:.0f} sites a minute,")
        print(f"  {pages / took:.1f} pages a second; memory at most {max(most):.0f} MB, in its second half")
        print(f"  from {min(half):.0f} to {max(half):.0f} MB")
        few = min(sites, 60)
        begin = time.monotonic()
        asyncio.run(plain_loop(web, few))
        alone = time.monotonic() - begin
        print(
            f"  a plain loop, contacts only: {few / alone * 60:.0f} sites a minute,"
            f" {3 * few / alone:.1f} pages a second"
        )
    return {"read": pages / took, "memory": max(most), "a plain loop": 3 * few / alone}


async def plain_loop(web: Web, sites: int) -> None:
    """Read the same pages one after the other and take their contacts, as a script would."""
    async with Door(allow_hosts=web.hosts) as door:
        for n in range(sites):
            for path in ("/", "/contact", "/mentions-legales"):
                page = await door.page(web.page(f"s{n}", path))
                extract_contacts(page.html, page.final_url)


def resident(pid: int) -> float:
    """Return the memory of a process in MB, 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=SITES)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--pages", type=int, default=10_000, help="pages of the hunt whose pace is measured")
    parser.add_argument("--only", choices=["survival", "schedule", "throughput"])
    run = Measuring(BENCHMARK, parser)
    given = run.options
    print(json.dumps({"cores": os.cpu_count(), "load": os.getloadavg()[0]}))
    parts = {
        "survival": lambda: survival(given.sites, given.kills),
        "schedule": schedule,
        "throughput": lambda: throughput(given.pages // PAGES_A_SITE + 1),
    }
    figures: dict[str, Measured] = {}
    for name, part in parts.items():
        if given.only in (None, name):
            figures |= part()
    run.conclude(figures)


if __name__ == "__main__":
    main()
