"""The figures of the benchmark, on one company of each set: so that they are not only measured by hand."""

from pathlib import Path

import pytest

from benchmarks.claims import kept
from benchmarks.dossier import TARGETS, figures_of, measure
from benchmarks.dossier_cases import SETS, companies
from benchmarks.dossier_wording import wave, waves


@pytest.mark.parametrize("which", [*SETS, *waves()])
def test_only_what_is_true_is_stored_even_if_the_second_model_agrees_with_everything(
    which: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LEADHUNTER_LM_STUDIO_URL", "")
    monkeypatch.setenv("LEADHUNTER_OLLAMA_URL", "")
    tally = measure(which, truthful=False, most=1)
    assert tally.counts["stored"] == 0, tally.misses
    for good, every in (
        ("verbatim", "quotes"),
        ("grounded", "facts"),
        ("surfaced", "conflicts"),
        ("refused", "unanswerable"),
    ):
        assert tally.counts[good] == tally.counts[every], tally.misses
        assert tally.counts[every] or (every == "conflicts" and which not in SETS)
    assert tally.share("kept", "true claims") >= 90, tally.misses


def test_what_is_kept_are_the_figures_of_a_whole_run_over_the_cases_of_today() -> None:
    result = kept("dossier")
    runs = result.details
    assert result.figures == figures_of(runs)
    assert [(run["set"], run["truthful"]) for run in runs] == [
        (which, truthful) for which in [*SETS, *waves()] for truthful in (True, False)
    ]
    for run in runs:
        cases = companies(run["set"]) if run["set"] in SETS else wave(run["set"])
        counts = run["counts"]
        assert counts["dossiers"] == len(cases)
        assert counts["wrong claims"] == sum(bool(one.fault) for case in cases for one in case.said)
        assert counts["unanswerable"] == sum(len(case.unanswerable) for case in cases)
        assert counts.get("stored", 0) <= TARGETS["stored"]
