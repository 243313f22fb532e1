"""All that is claimed of scrapers/, measured by one command, next to a baseline in the same run.

    python -m benchmarks.scrapers FOLDER [--obfuscated FILE] [--labels FILE] [--country FR]

FOLDER holds .html files: how fast contacts are found, and how short the text for a model is. `--obfuscated`
is a file as `benchmarks.obfuscation` reads it, `--labels` one as `benchmarks.labelled` does (without it the
invented pages of the tests). Crawl and door are measured on servers on this machine. What each baseline is
stands in the module of that name.
"""

import argparse
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bs4 import XMLParsedAsHTMLWarning

from benchmarks import contacts, crawl, door, labelled, obfuscation, page_text
from tests.servers.loopback import LoopbackWeb

# The least F1 on pages nobody has tuned on.
F1_TARGETS = {"emails": 0.97, "phones": 0.96, "socials": 0.93, "postcode and city": 0.93}
CRAWLED = 500


@dataclass(frozen=True)
class Row:
    """One claim: what is wanted, what we reach, what the baseline does, and whether that is enough."""

    claim: str
    target: str
    ours: str
    baseline: str
    holds: bool
    notes: tuple[str, ...] = ()


def contact_rows(file: Path) -> Iterator[Row]:
    """Yield what is found on labelled pages."""
    pages = list(labelled.read_labels(file))
    mine, other = labelled.scored(pages, labelled.ours), labelled.scored(pages, labelled.plain)
    for name, score in mine.items():
        if name in F1_TARGETS:
            theirs = f"{other[name].f1:.3f}" if name in other else "-"
            least = F1_TARGETS[name]
            yield Row(
                f"{name}, F1 of {score.wanted}", f"{least:.2f}", f"{score.f1:.3f}", theirs, score.f1 >= least
            )
    if ids := mine.get("ids"):
        yield Row(f"company ids, recall of {ids.wanted}", "1.00", f"{ids.recall:.3f}", "-", ids.recall == 1)
    if taken := mine.get(labelled.THIRD_PARTY):
        theirs = str(other[labelled.THIRD_PARTY].said)
        claim = f"{labelled.THIRD_PARTY}, of {taken.wanted}"
        yield Row(claim, "at most 1", str(taken.said), theirs, taken.said <= 1)


def speed_rows(pages: list[str], country: str) -> Iterator[Row]:
    """Yield how fast contacts are found."""
    mine, other = contacts.seconds_a_page(pages, country).values()
    yield Row(
        f"pages a second for contacts, of {len(pages)}",
        str(contacts.SPEED_TARGET),
        f"{1 / mine:.0f}",
        f"{1 / other:.0f}",
        1 / mine >= contacts.SPEED_TARGET,
    )
    times, least = other / mine, contacts.TIMES_TARGET
    yield Row("times as fast as the baseline", f"{least:.1f}", f"{times:.2f}", "1", times >= least)


def hidden_rows(file: Path) -> Iterator[Row]:
    """Yield how many hidden addresses are found, by family of schemes, and how many decoys are taken."""
    mine, other = (
        obfuscation.by_family(obfuscation.tallied(file, find))
        for find in (obfuscation.ours, obfuscation.plain)
    )
    for family, least in obfuscation.HIDDEN_TARGETS.items():
        found, theirs, wanted = mine[family].found, other[family].found, mine[family].wanted
        if wanted:
            holds = found >= least * wanted
            yield Row(f"{family} addresses", f"{least:.0%}", f"{found}/{wanted}", f"{theirs}/{wanted}", holds)
    against = [one for tally in mine.values() for one in tally.against]
    if against:
        yield Row("asked against the contract", "-", str(len(against)), "-", holds=True, notes=tuple(against))
    decoys, fooled = (sum(getattr(one, name) for one in mine.values()) for name in ("decoys", "fooled"))
    yield Row("decoys taken", "0", f"{fooled}/{decoys}", "-", fooled == 0)


def text_rows(pages: list[str]) -> Iterator[Row]:
    """Yield how short the text for a model is, and what it keeps."""
    raw, tallies = page_text.tallied(pages)
    mine, other = tallies.values()
    most, least = page_text.TOKENS_TARGET, page_text.FACTS_TARGET
    share, kept = mine.tokens / raw, mine.kept / max(1, mine.facts)
    plain_share, plain_kept = other.tokens / raw, other.kept / max(1, other.facts)
    yield Row(
        "text: share of the page's tokens",
        f"at most {most:.0%}",
        f"{share:.1%}",
        f"{plain_share:.1%}",
        share <= most,
    )
    yield Row(
        f"text: facts kept of {mine.facts}", f"{least:.0%}", f"{kept:.1%}", f"{plain_kept:.1%}", kept >= least
    )


def crawl_rows() -> Iterator[Row]:
    """Yield how long a crawl takes."""
    with LoopbackWeb(crawl.site(CRAWLED)) as web:
        mine, other = (crawl.measured(way, web, CRAWLED) for way in crawl.WAYS)
    most = crawl.SECONDS_TARGET
    yield Row(
        f"crawl of {mine.pages} pages, seconds",
        f"at most {most}",
        f"{mine.seconds:.1f}",
        f"{other.seconds:.1f}",
        mine.pages == CRAWLED and mine.seconds <= most,
    )


def door_rows() -> Iterator[Row]:
    """Yield what a bomb and a dripping server cost."""
    with LoopbackWeb(door.hostile_pages()) as web:
        bombs = [door.measured(way, f"{web.url}/bomb", web.pair) for way in door.WAYS]
        drips = [door.measured(way, f"{web.url}/drip", web.pair) for way in door.WAYS]
    most, longest = door.MEMORY_TARGET, door.BOMB_TARGET
    mine, other = bombs
    claim, holds = "a bomb of 0.5 MB costs", mine.megabytes <= most and mine.seconds <= longest
    yield Row(claim, f"{most} MB, {longest:.0f} s", _cost(mine), _cost(other), holds)
    mine, other = drips
    claim, holds = "a dripping server is left after", abs(mine.seconds - door.DEADLINE) <= 1
    yield Row(claim, f"{door.DEADLINE:.0f} s", f"{mine.seconds:.1f} s", f"{other.seconds:.1f} s", holds)


def _cost(cost: door.Cost) -> str:
    return f"{cost.megabytes:.0f} MB, {cost.seconds:.2f} s"


def print_table(rows: list[Row]) -> None:
    """Print all rows, with a word where a claim does not hold."""
    head = ("claim", "target", "this project", "baseline")
    table = [head, *((row.claim, row.target, row.ours, row.baseline) for row in rows)]
    first, *others = (max(map(len, column)) for column in zip(*table, strict=True))
    marks = ["", *("" if row.holds else "  MISSED" for row in rows)]
    below = [(), *(row.notes for row in rows)]
    for (claim, *cells), mark, notes in zip(table, marks, below, strict=True):
        figures = "".join(f"  {cell:>{width}s}" for cell, width in zip(cells, others, strict=True))
        print(f"{claim:{first}s}{figures}{mark}")
        for note in notes:
            print(f"    {note}")


def main() -> None:
    """Measure everything and print one table; exit 1 where a claim does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a folder of .html files")
    parser.add_argument("--obfuscated", type=Path, help="hidden addresses, JSON Lines")
    parser.add_argument("--labels", type=Path, default=labelled.OWN_PAGES, help="labelled pages, JSON Lines")
    parser.add_argument("--country", default="US", help="how numbers without a prefix are read (default: US)")
    arguments = parser.parse_args()
    for option in ("obfuscated", "labels"):
        file = getattr(arguments, option)
        if file and not file.is_file():
            parser.error(f"--{option}: {file} is not a file of JSON Lines.")
    pages = [html for _, html in page_text.pages_of(arguments.folder)]
    if not pages:
        sys.exit(f"No .html files in {arguments.folder}.")
    # (What the baseline's parser thinks of a page is no part of the table.)
    warnings.filterwarnings("ignore", category=XMLParsedAsHTMLWarning)
    rows = [*contact_rows(arguments.labels), *speed_rows(pages, arguments.country)]
    if arguments.obfuscated:
        rows += hidden_rows(arguments.obfuscated)
    rows += [*text_rows(pages), *crawl_rows(), *door_rows()]
    print_table(rows)
    sys.exit(0 if all(row.holds for row in rows) else 1)


if __name__ == "__main__":
    main()
