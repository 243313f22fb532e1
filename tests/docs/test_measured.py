"""The table of what was measured: each row from a run of what its benchmark claims, misses shown."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import claims
from benchmarks.all import every_benchmark, given
from benchmarks.claims import Benchmark, Bound, Claim, Measured, Measuring, Result, kept
from config.locations import ROOT
from llm.bench.records import Machine
from scripts import claims_table

FAST = Claim(
    sentence="It is fast",
    bounds=(Bound(what="took", most=2, unit=" s", digits=1), Bound(what="a loop", unit=" s")),
)
RIGHT = Claim(sentence="It is right", bounds=(Bound(what="found", least=99, unit=" %"),))
BENCHMARK = Benchmark(name="invented", takes="FOLDER", claims=(FAST, RIGHT))
GOOD: dict[str, Measured] = {"took": 1.23, "a loop": 5, "found": (200, 201)}


def result(**figures: Measured) -> Result:
    return Result(
        benchmark=BENCHMARK,
        at=datetime(2026, 1, 5, tzinfo=UTC),
        seconds=3,
        version="0.1.0",
        commit="abc1234",
        machine=Machine(processor="A processor", cores=2, memory=8 * 2**30),
        load=0.2,
        figures={**GOOD, **figures},
    )


def measuring(monkeypatch: pytest.MonkeyPatch, *typed: str) -> Measuring:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--show", action="store_true")
    monkeypatch.setattr(sys, "argv", ["invented", *typed])
    return Measuring(BENCHMARK, parser, own=("show",))


def test_the_readme_has_a_run_of_what_each_benchmark_claims_today() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for benchmark in every_benchmark():
        assert kept(benchmark.name).benchmark == benchmark, f"run: {benchmark.command} --keep"
        row = f"| `.venv/bin/{benchmark.command}` |"
        assert readme.count(row) == len(benchmark.claims)


def test_nothing_else_is_in_the_table() -> None:
    assert {one.benchmark.name for one in claims_table.results()} == {one.name for one in every_benchmark()}


def test_what_is_kept_names_no_place() -> None:
    for path in claims.RESULTS.glob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in ("/home", "/tmp", "/work", "/root", str(ROOT)) if word in text], (
            path.name
        )


def test_a_row_says_what_was_measured_and_by_what() -> None:
    *rows, _, below = claims_table.claims([result()]).splitlines()[2:]
    assert rows == [
        "| It is fast | took: 1.2 s; a loop: 5 s | `.venv/bin/python -m benchmarks.invented FOLDER` |",
        "| It is right | found: 100 % of 201 | `.venv/bin/python -m benchmarks.invented FOLDER` |",
    ]
    assert below == (
        "Measured on 5 January 2026, version 0.1.0, commit abc1234: "
        "A processor, 2 cores, 8 GB, no graphics card."
    )


def test_a_bound_that_is_missed_is_shown_as_missed() -> None:
    missed = result(took=2.5, found=(90, 100))
    assert claims_table.figures(missed, FAST) == "**missed, took: 2.5 s, at most 2.0 s**; a loop: 5 s"
    assert claims_table.figures(missed, RIGHT) == "**missed, found: 90 % of 100, at least 99 %**"


def test_a_claim_without_a_run_says_so() -> None:
    table = claims_table.claims([result(), claims.unmeasured(BENCHMARK.model_copy(update={"name": "new"}))])
    assert "| It is fast | not measured yet | `.venv/bin/python -m benchmarks.new FOLDER` |" in table
    assert "`new`" not in table.splitlines()[-1]


def test_runs_of_several_days_are_told_apart_and_a_busy_machine_is_told() -> None:
    other = result().model_copy(
        update={"benchmark": BENCHMARK.model_copy(update={"name": "other"}), "load": 3.0, "commit": ""}
    )
    below = claims_table.claims([result(), other]).splitlines()[-2:]
    assert below[0].startswith("- `invented`, measured on 5 January 2026, version 0.1.0, commit abc1234: ")
    assert below[1].startswith("- `other`, measured on 5 January 2026, version 0.1.0: ")
    assert below[1].endswith("busy with other work.")


@pytest.mark.parametrize(
    ("bound", "measured", "holds"),
    [
        (Bound(what="x", most=2), 2, True),
        (Bound(what="x", most=2), 2.01, False),
        (Bound(what="x", least=2), 1.99, False),
        (Bound(what="x", most=0), (0, 26), True),
        (Bound(what="x", most=0), (1, 26), False),
        (Bound(what="x", least=31), (30, 31), False),
        (Bound(what="x", least=95, unit=" %"), (19, 20), True),
        (Bound(what="x", least=95, unit=" %"), (18, 19), False),
        (Bound(what="x"), 1e9, True),
    ],
)
def test_figures_are_held_to_their_bounds(bound: Bound, measured: Measured, *, holds: bool) -> None:
    assert bound.holds(measured) is holds


@pytest.mark.parametrize(("found", "code"), [((201, 201), 0), ((90, 100), 1)])
def test_a_run_is_kept_and_its_exit_code_says_whether_all_held(
    found: tuple[int, int],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(claims, "RESULTS", tmp_path)
    with pytest.raises(SystemExit) as ended:
        measuring(monkeypatch, "--keep", "--show").conclude({**GOOD, "found": found})
    assert ended.value.code == code
    assert ("FAIL found" in capsys.readouterr().out) is bool(code)
    assert kept("invented").figures["found"] == found
    assert kept("invented").benchmark == BENCHMARK


def test_a_part_of_a_run_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        measuring(monkeypatch, "--keep", "--pages", "5")
    assert ended.value.code == 2
    assert "without pages" in capsys.readouterr().err


def test_all_of_them_gives_each_what_it_takes() -> None:
    options = argparse.Namespace(folder=Path("pages"), obfuscated=None, endpoint="http://127.0.0.1:9")
    taken = {one.name: given(one, options) for one in every_benchmark()}
    assert taken["contacts"] == ["pages"]
    assert taken["retrieval"] == ["--endpoint", "http://127.0.0.1:9"]
    assert taken["obfuscation"] is None
    assert taken["hunt"] == []
