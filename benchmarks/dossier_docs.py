"""The figures of `python -m benchmarks.dossier --keep` as the table of docs/dossier-proof.md."""

from collections import Counter
from typing import Any

_HEAD = (
    "| set, second model | companies | kept (in the model's words) | stored | contradictions | refused"
    " | answered | seconds, tokens a dossier |\n|---|---|---|---|---|---|---|---|"
)
_SECOND = {True: "truthful", False: "agrees with everything"}

Run = dict[str, Any]


def figures(runs: list[Run]) -> str:
    """Return the table of some runs, with what holds of all of them below it."""
    rows = [_row(f"{run['set']}, {_SECOND[run['truthful']]}", run) for run in runs]
    whole = {
        truthful: _added(run for run in runs if run["truthful"] is truthful) for truthful in (True, False)
    }
    rows += [_row(f"all, {_SECOND[truthful]}", run) for truthful, run in whole.items()]
    counts: list[Counter[str]] = [Counter(run["counts"]) for run in runs]
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
    counts: Counter[str] = Counter(run["counts"])
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
