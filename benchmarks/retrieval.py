"""How often the passage that answers a question is among the first found: by words, by meaning, by both.

    python -m benchmarks.retrieval --endpoint URL [--model NAME] [--set tuned|unseen|fresh] [--keep]

The invented companies of `benchmarks.dossier`, cut to single sentences, as their pages are too short for the
chunks of a dossier to compete. A question's passages are those that a true claim which answers it quotes.
Without an embedding model at one of the endpoints only the search by words is measured.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.claims import Benchmark, Bound, Claim, Measured, Measuring
from benchmarks.dossier_cases import SETS, companies
from benchmarks.dossier_company import Company
from config.loader import ConfigLoader
from dossier.records import Chunk
from dossier.relevance import answers
from dossier.retrieve import Retriever
from dossier.sources import read_folder
from llm.embeddings import Embedder
from llm.tasks.sentences import sentences
from scrapers.evidence import normalise

PLACES = (1, 3, 5)
WAYS = ("words", "meaning", "both")
BENCHMARK = Benchmark(
    name="retrieval",
    takes="--endpoint URL",
    claims=(
        Claim(
            sentence="A passage that answers a question is found by words and meaning as often as by words"
            " alone, and more often where the wording is new",
            bounds=(
                Bound(what="questions lost among the first five", most=0),
                *(Bound(what=f"{name}, {way}", unit=" %") for name in SETS for way in ("both", "words")),
            ),
        ),
    ),
)


class MeaningOnly(Retriever):
    """The search without words."""

    def _matches(self, query: str) -> list[tuple[int, float]]:
        return []


@dataclass
class Tally:
    """How many questions there were, and for how many the passage was among the first."""

    asked: int = 0
    found: Counter[tuple[str, int]] = field(default_factory=Counter)
    reciprocal: dict[str, float] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def count(self, way: str, place: int | None, question: str) -> None:
        """Count at which place the passage stood, None where it was not found."""
        if place is None or place > PLACES[-1]:
            self.misses.append(f"{way}: {question}")
        if place is not None:
            self.reciprocal[way] = self.reciprocal.get(way, 0.0) + 1 / place
            for most in PLACES:
                self.found[way, most] += place <= most


def passages_of(company: Company) -> list[Chunk]:
    """Return the sentences of a company's pages."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in company.files.items():
            (Path(folder) / name).write_text(content, encoding="utf-8")
        sources = read_folder(Path(folder))
    return [
        Chunk(id=f"{source.id}.{n}", source=source.id, position=n, text=text, language=source.language)
        for source in sources
        for n, text in enumerate(sentences(source.text), start=1)
    ]


def wanted(company: Company, passages: Sequence[Chunk]) -> Iterator[tuple[str, set[str]]]:
    """Yield each question with the ids of the passages that answer it."""
    for question in company.answerable:
        quotes = [
            normalise(one.quote)
            for one in company.said
            if not one.fault and answers(one.claim, question, one.quote, [company.lead.get("name", "")])
        ]
        ids = {one.id for one in passages if any(quote in normalise(one.text) for quote in quotes)}
        if ids:
            yield question, ids


def measure(which: str, embedder: Embedder | None) -> Tally:
    """Ask the questions of a set in each way."""
    tally = Tally()
    for company in companies(which):
        passages = passages_of(company)
        ways: dict[str, Retriever] = {"words": Retriever(passages)}
        if embedder is not None:
            ways |= {"meaning": MeaningOnly(passages, embedder), "both": Retriever(passages, embedder)}
        for question, ids in wanted(company, passages):
            tally.asked += 1
            for way, retriever in ways.items():
                order = [one.id for one in retriever.search(question, limit=20)]
                place = next((n for n, name in enumerate(order, start=1) if name in ids), None)
                tally.count(way, place, f"{company.name}: {question}")
        for retriever in ways.values():
            retriever.close()
    return tally


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", default="", help="a name or address of the configuration")
    parser.add_argument("--model", default="", help="the embedding model")
    parser.add_argument("--set", choices=SETS, action="append", dest="sets")
    parser.add_argument("--show", action="store_true", help="print what was missed")
    run = Measuring(BENCHMARK, parser, own=("endpoint", "model", "show"))
    options = run.options
    config = ConfigLoader().get_merged_config()
    config["embeddings"] = {"enabled": True, "endpoint": options.endpoint, "model": options.model}
    embedder = Embedder(config)
    has_vectors = bool(list(embedder.question("essai")))
    sys.stdout.write(f"embedding model: {embedder.model or 'none'} {embedder.notice}\n")
    if options.keep and not has_vectors:
        parser.error("--keep wants an embedding model.")
    figures: dict[str, Measured] = {}
    lost = 0
    for which in options.sets or SETS:
        tally = measure(which, embedder if has_vectors else None)
        for way in WAYS if has_vectors else WAYS[:1]:
            figures[f"{which}, {way}"] = (tally.found[way, 5], tally.asked)
            shares = "  ".join(f"@{most} {tally.found[way, most] / tally.asked:.2f}" for most in PLACES)
            rank = tally.reciprocal.get(way, 0.0) / tally.asked
            sys.stdout.write(f"{which:8} {way:8} {tally.asked} questions  {shares}  MRR {rank:.2f}\n")
        lost += max(0, tally.found["words", 5] - tally.found["both", 5])
        if options.show:
            sys.stdout.write("\n".join(tally.misses) + "\n")
    if has_vectors and not options.sets:
        run.conclude({**figures, "questions lost among the first five": lost})


if __name__ == "__main__":
    main()
