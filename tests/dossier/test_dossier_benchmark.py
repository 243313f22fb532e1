"""The figures of the benchmark, on one company of each set: so that they are not only measured by hand."""

from pathlib import Path

import pytest

from benchmarks.dossier import measure
from benchmarks.dossier_cases import SETS
from benchmarks.dossier_wording import waves


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
