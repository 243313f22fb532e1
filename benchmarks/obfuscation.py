"""Count the hidden e-mail addresses that are found, scheme by scheme, next to a baseline in the same run.

    python -m benchmarks.obfuscation FILE [--keep]

FILE is JSON Lines, one row an address: `html` (a path relative to FILE), `scheme`, and either `truth` (the
address that must be found) or `decoy: true` with the `encoded` text from which nothing must come.

A row may ask for what must not be reported: a sample such as "your@email.address", or a link that stands only
in an HTML comment, which no visitor sees. Such rows are listed apart, by their line in FILE, and count as
neither found nor missed.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from benchmarks.claims import Benchmark, Bound, Claim, Measuring
from benchmarks.contacts import baseline
from leads.record import Kind, Method
from scrapers.contacts import extract_contacts

URL = "https://site.example/"
OTHER_SCHEMES = "other hidden"
HIDDEN_TARGETS = {"Cloudflare": 0.99, "TYPO3": 0.95, OTHER_SCHEMES: 0.95}
BENCHMARK = Benchmark(
    name="obfuscation",
    takes="FILE",
    claims=(
        Claim(
            sentence="E-mail addresses that pages hide are found, their decoys are not",
            bounds=(
                *(Bound(what=one, least=100 * least, unit=" %") for one, least in HIDDEN_TARGETS.items()),
                Bound(what="decoys taken", most=0),
                Bound(what="without decoding"),
            ),
        ),
    ),
)

# (Of its own: what the extractor takes for a sample must not decide what it is asked for.)
_SAMPLE = re.compile(
    r"(?:your|votre|ihre?|tu)[.-]?(?:e-?mail|name|nom)?@.*|.*@(?:e-?mail\.address|example\.(?:com|org))"
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass
class Tally:
    """What became of the addresses of one scheme."""

    wanted: int = 0
    found: int = 0
    decoys: int = 0
    fooled: int = 0
    misses: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)


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
    run = Measuring(BENCHMARK, parser)
    arguments = run.options
    sums = {}
    for name, find in {"this project": ours, "baseline": plain}.items():
        print(name)
        tallies = tallied(arguments.file, find)
        for scheme, tally in sorted(tallies.items()):
            _print(scheme, tally, with_misses=arguments.misses and find is ours)
        sums[name] = by_family(tallies)
    mine, other = sums.values()
    run.conclude(
        {
            **{family: (tally.found, tally.wanted) for family, tally in mine.items()},
            "decoys taken": (
                sum(tally.fooled for tally in mine.values()),
                sum(tally.decoys for tally in mine.values()),
            ),
            "without decoding": (
                sum(tally.found for tally in other.values()),
                sum(tally.wanted for tally in other.values()),
            ),
        }
    )


def by_family(tallies: dict[str, Tally]) -> dict[str, Tally]:
    """Return the sums for each of the families that have a target."""
    sums = {family: Tally() for family in HIDDEN_TARGETS}
    for scheme, tally in tallies.items():
        family = next((family for family in sums if family.lower() in scheme.lower()), OTHER_SCHEMES)
        for name in ("wanted", "found", "decoys", "fooled"):
            setattr(sums[family], name, getattr(sums[family], name) + getattr(tally, name))
        sums[family].against += tally.against
    return sums


def tallied(file: Path, find: Callable[[Path], frozenset[str]]) -> dict[str, Tally]:
    """Return what `ours` or `plain` makes of the addresses of a file, scheme by scheme."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line:
            continue
        row = json.loads(line)
        tally, page = tallies[row["scheme"]], file.parent / row["html"]
        why = None if row["decoy"] else against_the_contract(row, _read(page))
        if why is None:
            _count(tally, row, page, find)
        else:
            tally.against.append(f"line {number}: {row['truth']} ({why})")
    return tallies


def against_the_contract(row: dict[str, str], html: str) -> str | None:
    """Return why a row asks for what must not be reported, nothing where it asks rightly."""
    if _SAMPLE.fullmatch(row["truth"].lower()):
        return "a sample to be replaced"
    if "<!--" not in html:
        return None
    shown, everything = (text.replace("\\/", "/") for text in (_COMMENT.sub("", html), html))
    for text in filter(None, (row.get("encoded"), row["truth"])):
        if text in shown:
            return None
    return "only in an HTML comment" if row.get("encoded") and row["encoded"] in everything else None


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
    for one in tally.against:
        print(f"      asked against the contract: {one}")
    for miss in tally.misses if with_misses else ():
        print(f"      {miss}")


if __name__ == "__main__":
    main()
