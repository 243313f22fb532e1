"""The table of the README that says what was measured, from what the benchmarks have kept."""

from collections import defaultdict
from collections.abc import Sequence

from benchmarks.claims import RESULTS, Claim, Result, kept

_HEAD = ("| Claim | Measured | Command |", "| --- | --- | --- |")
_BUSY = 1.0


def results() -> list[Result]:
    """Return the kept result of each benchmark, by name."""
    names = sorted(path.stem for path in RESULTS.glob("*.json") if not path.stem.startswith("starter_"))
    return [kept(name) for name in names]


def claims(found: Sequence[Result]) -> str:
    """Return a row a claim, and below them when and on what machine they were measured."""
    rows = [
        f"| {claim.sentence} | {figures(result, claim)} | `.venv/bin/{result.benchmark.command}` |"
        for result in found
        for claim in result.benchmark.claims
    ]
    return "\n".join([*_HEAD, *rows, "", *_circumstances(found)])


def figures(result: Result, claim: Claim) -> str:
    """Return what was measured of a claim, what was missed in bold letters."""
    if not result.figures:
        return "not measured yet"
    missed = result.missed(claim)
    parts = []
    for bound in claim.bounds:
        words = f"{bound.what}: {bound.told(result.figures[bound.what])}"
        parts.append(f"**missed, {words}, {bound.words}**" if bound.what in missed else words)
    return "; ".join(parts)


def _circumstances(found: Sequence[Result]) -> list[str]:
    """Return a line for each day, version and machine."""
    groups: dict[str, list[str]] = defaultdict(list)
    for result in (one for one in found if one.figures):
        version = f"{result.version}, commit {result.commit}" if result.commit else result.version
        busy = ", busy with other work" if (result.load or 0) > _BUSY else ""
        day = f"{result.at.day} {result.at:%B %Y}"
        where = f"{day}, version {version}: {result.machine.words}{busy}."
        groups[where].append(f"`{result.benchmark.name}`")
    lines = []
    for where, names in sorted(groups.items()):
        who = f"{', '.join(names)}, measured" if len(groups) > 1 else "Measured"
        lines.append(f"- {who} on {where}" if len(groups) > 1 else f"{who} on {where}")
    return lines
