"""Time page -> contacts against a plain baseline (BeautifulSoup and phonenumbers' own matcher), side by side.

    python -m benchmarks.contacts FOLDER [--keep]

FOLDER holds .html files. Both run on every page in turn, in this process, so that a busy machine slows both.
"""

import argparse
import gc
import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import phonenumbers
from bs4 import BeautifulSoup

from benchmarks.claims import Benchmark, Bound, Claim, Measuring
from leads.record import Kind
from scrapers.contacts import extract_contacts

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ROUNDS = 3
SPEED_TARGET, TIMES_TARGET = 40, 2.0
BENCHMARK = Benchmark(
    name="contacts",
    takes="FOLDER",
    claims=(
        Claim(
            sentence="Contacts with evidence from 40 pages a second on one core, twice as fast as"
            " BeautifulSoup with a phone matcher",
            bounds=(
                Bound(what="processor time", least=SPEED_TARGET, unit=" pages/s"),
                Bound(what="times as fast", least=TIMES_TARGET, digits=1),
            ),
        ),
    ),
)


def ours(html: str, country: str) -> tuple[set[str], set[str]]:
    """Return the e-mails and phones our extractor finds; everything else it finds is thrown away here."""
    values = extract_contacts(html, "https://site.example/", country=country).values
    emails = {value.value.lower() for value in values if value.kind is Kind.EMAIL}
    return emails, {value.value for value in values if value.kind in {Kind.PHONE, Kind.FAX}}


def baseline(html: str, country: str) -> tuple[set[str], set[str]]:
    """Return the e-mails and phones a plain good script finds in text and links."""
    soup = BeautifulSoup(html, "lxml")
    for node in soup(["script", "style"]):
        node.decompose()
    text = soup.get_text(" ")
    hrefs = [str(link["href"]) for link in soup.select("a[href]")]
    emails = set(EMAIL.findall(text))
    emails.update(found for href in hrefs if href.startswith("mailto:") for found in EMAIL.findall(href))
    numbers = [match.number for match in phonenumbers.PhoneNumberMatcher(text, country)]
    for href in hrefs:
        if href.startswith("tel:"):
            try:
                numbers.append(phonenumbers.parse(href[4:], country))
            except phonenumbers.NumberParseException:
                continue
    e164 = phonenumbers.PhoneNumberFormat.E164
    phones = {phonenumbers.format_number(n, e164) for n in numbers if phonenumbers.is_valid_number(n)}
    return {email.lower() for email in emails}, phones


def main() -> None:
    """Print seconds, pages a second and what was found, for both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--country", default="US", help="how numbers without a prefix are read (default: US)")
    run = Measuring(BENCHMARK, parser, own=("country",))
    arguments = run.options
    files = sorted(arguments.folder.glob("*.html"))
    if not files:
        raise SystemExit(f"No .html files in {arguments.folder}.")
    pages = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    size = sum(len(page) for page in pages) / len(pages) / 1000
    print(f"{len(pages)} pages, {size:.0f} kB each on average, best of {ROUNDS} rounds")
    best = seconds_a_page(pages, arguments.country)
    for name, each in best.items():
        print(f"{name:36s} {each * 1000:7.1f} ms a page {1 / each:7.1f} pages a second")
    mine, other = best.values()
    run.conclude({"processor time": 1 / mine, "times as fast": other / mine})


CONTENDERS: dict[str, Callable[[str, str], tuple[set[str], set[str]]]] = {
    "this project": ours,
    "BeautifulSoup + PhoneNumberMatcher": baseline,
}


def seconds_a_page(pages: Sequence[str], country: str, rounds: int = ROUNDS) -> dict[str, float]:
    """Return the CPU seconds a page takes each contender, ours first, in the best of some rounds."""
    best = dict.fromkeys(CONTENDERS, float("inf"))
    for _ in range(rounds):
        for name, seconds in _round(pages, country).items():
            best[name] = min(best[name], seconds / len(pages))
    return best


def _round(pages: Iterable[str], country: str) -> dict[str, float]:
    """Run every contender on every page, page by page, and return the CPU seconds each took."""
    spent = dict.fromkeys(CONTENDERS, 0.0)
    gc.collect()
    gc.freeze()
    for page in pages:
        for name, run in CONTENDERS.items():
            start = time.process_time()
            run(page, country)
            # Each pays for its own garbage, as it does on one page after the other.
            gc.collect()
            spent[name] += time.process_time() - start
    gc.unfreeze()
    return spent


if __name__ == "__main__":
    main()
