"""The figures of `python -m benchmarks.dossier --keep` as the table of docs/dossier-proof.md.

python -m benchmarks.dossier_docs
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "dossier.json"
PAGE = ROOT / "docs" / "dossier-proof.md"
BEGIN, END = "<!-- figures of the benchmark -->", "<!-- end of the figures -->"
_HEAD = (
    "| set, second model | companies | kept (in the model's words) | stored | contradictions | refused"
    " | answered | seconds, tokens a dossier |\n|---|---|---|---|---|---|---|---|"
)
_SECOND = {True: "truthful", False: "agrees with everything"}

Run = dict[str, Any]


def kept() -> list[Run]:
    """Return the runs of the last whole benchmark."""
    runs: list[Run] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return runs


def keep(runs: list[Run]) -> None:
    """Keep the runs of a whole benchmark, and write them into the page."""
    RESULTS.write_text(f"{json.dumps(runs, indent=1)}\n", encoding="utf-8")
    PAGE.write_text(with_figures(PAGE.read_text(encoding="utf-8"), runs), encoding="utf-8")


def with_figures(page: str, runs: list[Run]) -> str:
    """Return a page with the table of some runs between its two marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, behind = rest.partition(END)
    return f"{before}{BEGIN}\n{figures(runs)}\n{END}{behind}"


def figures(runs: list[Run]) -> str:
    """Return the table of some runs, with what holds of all of them below it."""
    rows = [_row(f"{run['set']}, {_SECOND[run['truthful']]}", run) for run in runs]
    whole = {
        truthful: _added(run for run in runs if run["truthful"] is truthful) for truthful in (True, False)
    }
    rows += [_row(f"all, {_SECOND[truthful]}", run) for truthful, run in whole.items()]
    counts = [Counter(run["counts"]) for run in runs]
    quotes, verbatim = (sum(one[name] for one in counts) for name in ("quotes", "verbatim"))
    facts, grounded = (sum(one[name] for one in counts) for name in ("facts", "grounded"))
    return (
        f"{_HEAD}\n"
        + "\n".join(rows)
        + f"\n\nIn all of them {verbatim:,} of {quotes:,} quotes stand verbatim in"
        f" their source, and the figures of {grounded:,} of {facts:,} sentences in their quotes."
    )


def _added(runs: Any) -> Run:
    counts: Counter[str] = Counter()
    seconds = tokens = 0.0
    for run in runs:
        counts.update(run["counts"])
        seconds, tokens = seconds + run["seconds"], tokens + run["tokens"]
    return {"counts": dict(counts), "seconds": seconds, "tokens": tokens}


def _row(name: str, run: Run) -> str:
    counts = Counter(run["counts"])
    many = counts["dossiers"]
    said = f"{_share(counts, 'kept', 'true claims')} ({_share(counts, 'in own words', 'true claims')})"
    cells = (
        name,
        many,
        f"{said} of {counts['true claims']}",
        f"{counts['stored']} of {counts['wrong claims']}",
        f"{counts['surfaced']} of {counts['conflicts']}",
        f"{counts['refused']} of {counts['unanswerable']}",
        f"{counts['answered']} of {counts['answerable']}",
        f"{run['seconds'] / many:.1f}, {run['tokens'] / many:,.0f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def _share(counts: Counter[str], good: str, every: str) -> str:
    return f"{100 * counts[good] / counts[every]:.1f} %"


def main() -> None:
    """Write the kept figures into the page."""
    keep(kept())


if __name__ == "__main__":
    main()
