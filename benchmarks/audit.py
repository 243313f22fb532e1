"""How many pages a second the audit judges, beside how many BeautifulSoup merely parses in the same run.

    python -m benchmarks.audit FOLDER [--size 150000] [--pages 200] [--keep]

FOLDER holds .html files, the larger of which are taken first. One process: seconds of processor time, which
other work on the machine hardly changes. The command: `audit --cases` as a user would run it, on the clock.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bs4 import BeautifulSoup

from benchmarks.claims import Benchmark, Bound, Claim, Measuring
from benchmarks.page_text import pages_of
from seo.audit import audit_page
from seo.audit_command import audit_cases, collect_seldom
from seo.checks import CHECKS
from seo.page_input import PageInput

BENCHMARK = Benchmark(
    name="audit",
    takes="FOLDER",
    claims=(
        Claim(
            sentence="At least 20 pages a second are audited",
            bounds=(
                Bound(what="the command on the clock", least=20, unit=" pages/s"),
                Bound(what="processor time", unit=" pages/s"),
                Bound(what="BeautifulSoup, parsing only", unit=" pages/s"),
            ),
        ),
    ),
)


def rate(work: Callable[[PageInput], object], pages: Sequence[PageInput]) -> float:
    """Return the pages a second of processor time some work gets done."""
    for page in pages[:5]:
        work(page)
    began = time.process_time()
    for page in pages:
        work(page)
    return len(pages) / (time.process_time() - began)


def parsed(page: PageInput) -> int:
    """Parse a page with BeautifulSoup and read what the simplest audit needs."""
    soup = BeautifulSoup(page.html, "lxml")
    return len(soup.get_text()) + len(soup.find_all(["a", "img", "meta", "link", "h1", "h2", "h3"]))


def command_rate(pages: Sequence[PageInput], count: int) -> float:
    """Return the pages a second `audit --cases` judges on the clock, its start included."""
    with tempfile.TemporaryDirectory() as folder:
        cases = Path(folder, "cases.jsonl")
        with cases.open("w", encoding="utf-8") as file:
            for number in range(count):
                page = pages[number % len(pages)]
                file.write(json.dumps({"id": number, **page.model_dump(exclude_none=True)}) + "\n")
        began = time.perf_counter()
        done = sum(1 for _ in audit_cases(cases))
        return done / (time.perf_counter() - began)


def main() -> None:
    """Print pages a second for the audit and for BeautifulSoup alone."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--size", type=int, default=150_000, help="how many characters the pages have on average"
    )
    parser.add_argument("--pages", type=int, default=200, help="how many cases the command is given")
    run = Measuring(BENCHMARK, parser)
    arguments = run.options
    texts = sorted((html for _, html in pages_of(arguments.folder)), key=len, reverse=True)
    while len(texts) > 1 and sum(map(len, texts[:-1])) < arguments.size * (len(texts) - 1):
        texts.pop()
    if not texts:
        sys.exit(f"No .html files in {arguments.folder}.")
    headers = {"content-type": "text/html; charset=utf-8"}
    pages = [
        PageInput(url=f"https://www.site-{number}.example/", headers=headers, html=text)
        for number, text in enumerate(texts)
    ]
    collect_seldom()
    mean = sum(map(len, texts)) / len(texts)
    print(f"{len(pages)} pages of {mean / 1000:,.0f} KB each, {len(CHECKS)} checks")
    run.conclude(
        {
            "processor time": rate(audit_page, pages),
            "BeautifulSoup, parsing only": rate(parsed, pages),
            "the command on the clock": command_rate(pages, arguments.pages),
        }
    )


if __name__ == "__main__":
    main()
