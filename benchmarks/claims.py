"""What a benchmark claims: each figure beside its bound, kept for the README where that is asked for.

A benchmark's sentences and bounds stand in its own `BENCHMARK`. With `--keep` what it measured goes into
`benchmarks/results/NAME.json`, from which `python -m scripts.docs` writes the table of the README.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

from pydantic import BaseModel, Field

from config.locations import ROOT
from llm.bench.machine import this_machine
from llm.bench.records import Machine

RESULTS = ROOT / "benchmarks" / "results"

Measured = float | tuple[int, int]
"""A figure, or how many of how many."""


class Bound(BaseModel, frozen=True):
    """A figure that is measured, the most or the least it may be; neither where it is told beside."""

    what: str
    most: float | None = None
    least: float | None = None
    unit: str = ""
    digits: int = 0

    @property
    def words(self) -> str:
        """The bound as it is printed, empty where there is none."""
        if self.most is None and self.least is None:
            return ""
        if self.most == self.least:
            return f"asked {self._number(self.most)}"
        limits = (("at least", self.least), ("at most", self.most))
        return " and ".join(f"{word} {self._number(limit)}" for word, limit in limits if limit is not None)

    def holds(self, measured: Measured) -> bool:
        """Say whether a figure keeps to the bound: the share of it in per cent, else how many."""
        figure = self._share(measured) if isinstance(measured, tuple) else measured
        return (self.least is None or figure >= self.least) and (self.most is None or figure <= self.most)

    def told(self, measured: Measured) -> str:
        """Return a figure as it is printed."""
        if not isinstance(measured, tuple):
            return self._number(measured)
        good, every = measured
        if self.unit == " %":
            if good == every:
                return f"all of {every:,}"
            return f"{self._share(measured):,.{self.digits}f} % of {every:,}"
        return f"{good:,}{self.unit} of {every:,}"

    def _share(self, measured: tuple[int, int]) -> float:
        good, every = measured
        return 100 * good / every if self.unit == " %" and every else good

    def _number(self, figure: float | None) -> str:
        whole = figure is not None and float(figure).is_integer() and not self.digits
        return f"{figure:,.{0 if whole else self.digits}f}{self.unit}"


class Claim(BaseModel, frozen=True):
    """A sentence of the README, and the figures it stands on."""

    sentence: str
    bounds: tuple[Bound, ...]


class Benchmark(BaseModel, frozen=True):
    """A benchmark by its module's name, what it must be given, and what it claims."""

    name: str
    claims: tuple[Claim, ...]
    takes: str = ""

    @property
    def command(self) -> str:
        """What is typed to run it."""
        return f"python -m benchmarks.{self.name} {self.takes}".strip()


class Result(BaseModel):
    """What a whole run measured; `load` is what else the machine had to do, per core, where that is known."""

    benchmark: Benchmark
    at: datetime
    seconds: float
    version: str
    commit: str
    machine: Machine
    load: float | None
    figures: dict[str, Measured]
    details: Any = Field(default=None)

    def missed(self, claim: Claim) -> list[str]:
        """Return what of a claim does not hold; nothing where it was not measured."""
        if not self.figures:
            return []
        return [one.what for one in claim.bounds if not one.holds(self.figures[one.what])]


class Measuring:
    """One run of a benchmark, from its options to its exit code."""

    def __init__(
        self, benchmark: Benchmark, parser: argparse.ArgumentParser, own: tuple[str, ...] = ()
    ) -> None:
        """Read the options; `own` are those that may differ in a run whose figures are kept."""
        self.benchmark = benchmark
        parser.add_argument("--keep", action="store_true", help="keep the figures for the README")
        self.options = parser.parse_args()
        changed = [
            action.dest
            for action in parser._actions
            if action.option_strings and action.dest not in {"help", "keep", *own}
            if getattr(self.options, action.dest) != action.default
        ]
        if self.options.keep and changed:
            parser.error(f"--keep wants a whole run, without {', '.join(changed)}.")
        self._begun = time.monotonic()
        self._load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0

    def conclude(self, figures: Mapping[str, Measured], details: Any = None) -> NoReturn:
        """Print each figure beside its bound, keep them if asked to, and exit: with 1 where one is missed."""
        result = self.result(figures, details)
        missed = []
        for claim in self.benchmark.claims:
            print(claim.sentence)
            wrong = result.missed(claim)
            missed += wrong
            for bound in claim.bounds:
                mark = "" if not bound.words else "FAIL" if bound.what in wrong else "PASS"
                told = ", ".join(filter(None, (bound.told(figures[bound.what]), bound.words)))
                print(f"  {mark:4} {bound.what}: {told}")
        if self.options.keep:
            keep(result)
        print(f"missed: {', '.join(missed)}" if missed else "all bounds held", flush=True)
        sys.exit(1 if missed else 0)

    def result(self, figures: Mapping[str, Measured], details: Any = None) -> Result:
        """Return what was measured, with when, on what machine and of which version."""
        empty = unmeasured(self.benchmark)
        return empty.model_copy(
            update={
                "seconds": round(time.monotonic() - self._begun, 1),
                "load": round(self._load / empty.machine.cores, 1),
                "figures": {name: _rounded(figure) for name, figure in figures.items()},
                "details": details,
            }
        )


def unmeasured(benchmark: Benchmark) -> Result:
    """Return the result of a benchmark that could not be run: its claims, and no figures."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Result(
        benchmark=benchmark,
        at=datetime.now(UTC).replace(microsecond=0),
        seconds=0,
        version=project["version"],
        commit=_commit(),
        machine=this_machine(),
        load=None,
        figures={},
    )


def is_kept(benchmark: Benchmark) -> bool:
    """Say whether what a benchmark claims today has a result."""
    return (RESULTS / f"{benchmark.name}.json").exists() and kept(benchmark.name).benchmark == benchmark


def keep(result: Result) -> None:
    """Write what was measured into the folder of results."""
    text = json.dumps(result.model_dump(mode="json"), indent=1, ensure_ascii=False)
    (RESULTS / f"{result.benchmark.name}.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def kept(name: str) -> Result:
    """Return what the last whole run of a benchmark measured."""
    return Result.model_validate_json((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def _rounded(figure: Measured) -> Measured:
    return figure if isinstance(figure, tuple) else round(figure, 3)


def _commit() -> str:
    """Return the commit that is checked out, with a plus where what is measured differs from it."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    commit = git("rev-parse", "--short", "HEAD")
    measuring = (":!benchmarks", ":!scripts", ":!tests")
    return f"{commit}+" if git("status", "--porcelain", "--", "*.py", "*.yml", *measuring) else commit
