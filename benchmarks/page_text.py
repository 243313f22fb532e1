"""How much shorter the text for a model is than the page, and how many of the visible facts it keeps.

    python -m benchmarks.page_text FOLDER [--keep]

FOLDER holds .html files. The facts of a page are the contacts that stand in its visible text, its headings
and its lines with prices or opening hours; one is kept when the text for the model shows it. The same is
counted in the same run for paragraphs and headings outside the foot, which extractors of articles keep.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup

from benchmarks.claims import Benchmark, Bound, Claim, Measuring
from leads.record import Kind, Method
from scrapers.contacts import document_contacts
from scrapers.content import document_text
from scrapers.dom import Document
from scrapers.dom_walk import read_page
from scrapers.evidence import normalise

# Pieces in the manner of byte-pair encoders: words of up to six letters, up to three digits, single signs.
TOKEN = re.compile(r"[^\W\d_]{1,6}|\d{1,3}|[^\w\s]|_")
PRICE_OR_TIME = re.compile(r"\d\s?(?:€|EUR\b|\$|£)|[$£€]\s?\d|\b\d{1,2}\s?(?:h|:)\s?\d{2}\b")
LONGEST_LINE = 150
# A script's own values, and what stands in no text.
UNSEEN = frozenset({Kind.CONTACT_FORM, Kind.SOCIAL, Kind.COUNTRY})
TOKENS_TARGET, FACTS_TARGET = 0.25, 0.95
BENCHMARK = Benchmark(
    name="page_text",
    takes="FOLDER",
    claims=(
        Claim(
            sentence="Text for a model has a quarter of the page's tokens and 95 % of its visible facts",
            bounds=(
                Bound(what="tokens", most=100 * TOKENS_TARGET, unit=" %", digits=1),
                Bound(what="facts", least=100 * FACTS_TARGET, unit=" %", digits=1),
                Bound(what="paragraphs and headings keep", unit=" %"),
            ),
        ),
    ),
)


@dataclass
class Tally:
    """Sums over all pages for one way of making text."""

    tokens: int = 0
    kept: int = 0
    facts: int = 0
    lost: list[str] = field(default_factory=list)

    def add(self, text: str, facts: set[str]) -> None:
        """Count one page."""
        written = normalise(text)
        self.tokens += len(TOKEN.findall(text))
        missing = {fact for fact in facts if normalise(fact) not in written}
        self.facts += len(facts)
        self.kept += len(facts) - len(missing)
        self.lost += sorted(missing)


def facts_of(document: Document) -> set[str]:
    """Return the business facts that people can read on a page, as written there."""
    values = document_contacts(document).values
    contacts = {
        evidence.quote
        for value in values
        if value.kind not in UNSEEN
        for evidence in value.evidence
        if evidence.method is Method.TEXT
    }
    shown = [line for line in document.lines if not line.hidden and line.boiler != "cookie"]
    visible = "\n".join(normalise(line.visible()) for line in shown)
    lines = {
        line.visible()
        for line in shown
        if len(line.text) <= LONGEST_LINE
        and ((line.level and line.links == 0) or PRICE_OR_TIME.search(line.text))
    }
    return {fact for fact in contacts | lines if fact.strip() and normalise(fact) in visible}


def ours(html: str, url: str) -> str:
    """Return our text for a model."""
    return document_text(read_page(html, url)).markdown


def paragraphs(html: str, _url: str) -> str:
    """Return the paragraphs and headings of a page, as extractors of articles keep them."""
    soup = BeautifulSoup(html, "lxml")
    for node in soup(["script", "style", "nav", "footer", "aside", "form"]):
        node.decompose()
    return "\n".join(node.get_text(" ", strip=True) for node in soup(["h1", "h2", "h3", "p", "li"]))


def pages_of(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the pages of a folder and of those in it."""
    for path in sorted(folder.rglob("*.html")):
        yield path, path.read_text(encoding="utf-8", errors="replace")


WAYS: dict[str, Callable[[str, str], str]] = {"this project": ours, "paragraphs and headings": paragraphs}


def tallied(pages: Iterable[str]) -> tuple[int, dict[str, Tally]]:
    """Return the tokens of all pages as HTML, and the sums for both ways of making text, ours first."""
    tallies = {name: Tally() for name in WAYS}
    raw = 0
    for html in pages:
        facts = facts_of(read_page(html, "https://site.example/"))
        raw += len(TOKEN.findall(html))
        for name, way in WAYS.items():
            tallies[name].add(way(html, "https://site.example/"), facts)
    return raw, tallies


def main() -> None:
    """Print share of tokens and of facts kept for both ways."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lost", action="store_true", help="list the facts our text does not show")
    run = Measuring(BENCHMARK, parser, own=("lost",))
    arguments = run.options
    pages = [html for _, html in pages_of(arguments.folder)]
    if not pages:
        sys.exit(f"No .html files in {arguments.folder}.")
    raw, tallies = tallied(pages)
    each = raw / len(pages)
    print(f"{len(pages)} pages, {each:,.0f} tokens each as HTML, {tallies['this project'].facts} facts")
    for name, tally in tallies.items():
        share, kept = tally.tokens / raw, tally.kept / max(1, tally.facts)
        print(f"{name:26s} {share:6.1%} of the tokens  {kept:6.1%} of the facts")
    if arguments.lost:
        print(*tallies["this project"].lost, sep="\n")
    mine, other = tallies.values()
    run.conclude(
        {
            "tokens": 100 * mine.tokens / raw,
            "facts": (mine.kept, mine.facts),
            "paragraphs and headings keep": (other.kept, other.facts),
        }
    )


if __name__ == "__main__":
    main()
