"""The benchmark of the checks, on a few of its leads."""

from benchmarks.outreach import measure


def test_every_fault_is_caught_and_nothing_clean_accused():
    planted, caught, accused, clean = measure(most=1)
    assert clean == 12
    assert sum(planted.values()) > 200
    assert planted == caught
    assert not accused
