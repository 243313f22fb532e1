"""How much of what a person reads on labelled pages the extractor finds, next to a plain baseline.

    python -m benchmarks.labelled [FILE]

FILE is JSON Lines, one page a line: `url`, `html` (the page, or the path of a file relative to FILE),
`country` (optional) and `expected`: the fields of `cli.py extract` that were labelled, socials as a list of
addresses, and `third_party_emails` and `third_party_phones`. A field that is not there is not judged.
Without FILE the invented pages of the tests are read.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.contacts import baseline
from scrapers.contact_report import extract_json
from scrapers.contacts import extract_contacts

OWN_PAGES = Path(__file__).parent.parent / "tests" / "scrapers" / "small_sites.jsonl"
FOREIGN = ("third_party_emails", "third_party_phones")
THIRD_PARTY = "third party taken for the business"

Report = Mapping[str, Any]


@dataclass(frozen=True)
class Labelled:
    """One page, and what a person reads on it."""

    url: str
    html: str
    country: str | None
    expected: Mapping[str, Any]


@dataclass
class Score:
    """How many values were given, how many of them are right, and how many there are."""

    right: int = 0
    said: int = 0
    wanted: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of the values there are that was found."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.said + self.wanted) if self.said + self.wanted else 1.0

    def add(self, said: set[str], wanted: set[str], where: str) -> None:
        """Count the values of one page."""
        self.right += len(said & wanted)
        self.said += len(said)
        self.wanted += len(wanted)
        self.faults += [f"{where}: extra {value}" for value in sorted(said - wanted)]
        self.faults += [f"{where}: missed {value}" for value in sorted(wanted - said)]


def read_labels(file: Path) -> Iterator[Labelled]:
    """Yield the pages of a file."""
    for line in filter(None, file.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        html = row["html"]
        if "<" not in html:
            html = (file.parent / html).read_text(encoding="utf-8", errors="replace")
        yield Labelled(row["url"], html, row.get("country"), row["expected"])


def ours(page: Labelled) -> Report:
    """Return what the extractor says."""
    return extract_json(extract_contacts(page.html, page.url, country=page.country))


def plain(page: Labelled) -> Report:
    """Return what a plain good script says: e-mails and phones."""
    emails, phones = baseline(page.html, page.country or "US")
    return {"emails": emails, "phones": phones}


def scored(pages: Sequence[Labelled], find: Callable[[Labelled], Report]) -> dict[str, Score]:
    """Return the score of every field that was labelled and that `find` speaks of."""
    scores: dict[str, Score] = defaultdict(Score)
    for page in pages:
        report = find(page)
        judged = page.expected.keys() & report.keys()
        said, wanted = (_by_field(source, judged) for source in (report, page.expected))
        for name in said:
            scores[name].add(said[name], wanted[name], page.url)
        foreign = {value for name in FOREIGN for value in page.expected.get(name, ())}
        taken = foreign & {*report["emails"], *report["phones"]}
        scores[THIRD_PARTY].said += len(taken)
        scores[THIRD_PARTY].wanted += len(foreign)
        scores[THIRD_PARTY].faults += [f"{page.url}: {value}" for value in sorted(taken)]
    return {name: score for name, score in scores.items() if score.wanted or score.said}


def _by_field(report: Report, fields: Set[str]) -> dict[str, set[str]]:
    """Return some fields of a report, or of what was labelled, as sets of comparable values."""
    known = {name: report[name] for name in fields if report[name]}
    found = {name: set(known.get(name, ())) for name in ("emails", "phones", "faxes")}
    found["emails"] = {email.lower() for email in found["emails"]}
    socials = known.get("socials", ())
    urls = socials.values() if isinstance(socials, dict) else socials
    found["socials"] = {one for url in urls for one in ([url] if isinstance(url, str) else url)}
    found["ids"] = {known[name] for name in ("siren", "siret", "vat") if name in known}
    is_place = {"postcode", "city"} <= known.keys()
    found["postcode and city"] = {f"{known['postcode']} {known['city']}".casefold()} if is_place else set()
    return found | {name: {known[name].casefold()} if name in known else set() for name in ("street", "name")}


def main() -> None:
    """Print precision, recall and F1 of every labelled field, for both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", default=OWN_PAGES)
    parser.add_argument("--faults", action="store_true", help="list what is wrong or missed")
    arguments = parser.parse_args()
    pages = list(read_labels(arguments.file))
    for who, find in {"this project": ours, "baseline": plain}.items():
        print(f"{who}, {len(pages)} pages")
        for name, score in scored(pages, find).items():
            if name == THIRD_PARTY:
                print(f"  {name:36s} {score.said} of {score.wanted}")
            else:
                print(f"  {name:36s} F1 {score.f1:.3f}  recall {score.recall:.3f}  of {score.wanted}")
            for fault in score.faults if arguments.faults and find is ours else ():
                print(f"      {fault}")


if __name__ == "__main__":
    main()
