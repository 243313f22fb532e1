"""Count the hidden e-mail addresses that are found, scheme by scheme, next to a baseline in the same run.

    python -m benchmarks.obfuscation FILE

FILE is JSON Lines, one row an address: `html` (a path relative to FILE), `scheme`, and either `truth` (the
address that must be found) or `decoy: true` with the `encoded` text from which nothing must come.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from benchmarks.contacts import baseline
from leads.record import Kind, Method
from scrapers.contacts import extract_contacts

URL = "https://site.example/"


@dataclass
class Tally:
    """What became of the addresses of one scheme."""

    wanted: int = 0
    found: int = 0
    decoys: int = 0
    fooled: int = 0
    misses: list[str] = field(default_factory=list)


@lru_cache(maxsize=512)
def ours(page: Path) -> frozenset[str]:
    """Return the addresses our extractor finds on a page, whoever owns them."""
    values = extract_contacts(_read(page), URL, country="US").values
    return frozenset(value.value.lower() for value in values if value.kind is Kind.EMAIL)


@lru_cache(maxsize=512)
def plain(page: Path) -> frozenset[str]:
    """Return the addresses a plain script finds on a page."""
    return frozenset(baseline(_read(page), "US")[0])


@lru_cache(maxsize=512)
def decoded(page: Path) -> frozenset[str]:
    """Return the quotes of what our extractor decoded on a page."""
    values = extract_contacts(_read(page), URL, country="US").values
    return frozenset(
        item.quote
        for value in values
        if value.kind is Kind.EMAIL
        for item in value.evidence
        if item.method is Method.DECODED
    )


def _read(page: Path) -> str:
    return page.read_text(encoding="utf-8", errors="replace")


def main() -> None:
    """Print recall a scheme, and how many decoys were taken for addresses."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--misses", action="store_true", help="list what was missed")
    arguments = parser.parse_args()
    for name, find in {"this project": ours, "baseline": plain}.items():
        print(name)
        for scheme, tally in sorted(tallied(arguments.file, find).items()):
            _print(scheme, tally, with_misses=arguments.misses and find is ours)


def tallied(file: Path, find: Callable[[Path], frozenset[str]]) -> dict[str, Tally]:
    """Return what `ours` or `plain` makes of the addresses of a file, scheme by scheme."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for line in file.read_text(encoding="utf-8").splitlines():
        if line:
            row = json.loads(line)
            _count(tallies[row["scheme"]], row, file.parent / row["html"], find)
    return tallies


def _count(tally: Tally, row: dict[str, str], page: Path, find: Callable[[Path], frozenset[str]]) -> None:
    """Add one row to the tally of its scheme."""
    if row["decoy"]:
        tally.decoys += 1
        encoded = (row["encoded"] or "").lower()
        # What a decoy decodes to is no address, so a baseline that decodes nothing cannot be fooled by it.
        tally.fooled += find is ours and any(encoded in quote.lower() for quote in decoded(page) if encoded)
        return
    tally.wanted += 1
    if row["truth"].lower() in find(page):
        tally.found += 1
    else:
        tally.misses.append(f"{page.name}: {row['truth']}")


def _print(scheme: str, tally: Tally, *, with_misses: bool) -> None:
    share = f"{tally.found}/{tally.wanted} ({tally.found / tally.wanted:.1%})" if tally.wanted else "-"
    print(f"  {scheme:32s} found {share:18s} decoys taken {tally.fooled}/{tally.decoys}")
    if with_misses:
        print(*(f"      {miss}" for miss in tally.misses), sep="\n" if tally.misses else "")


if __name__ == "__main__":
    main()
