"""Scores follow the rules, also those changed while the app was closed or while scores are made anew."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import locations
from config.loader import ConfigLoader
from jobs import interactive, rescoring
from jobs.interactive import JobState
from leads.record import Evidence, Kind, Lead, Method, Value
from leads.store import Store, StoreError

PATIENCE = 100
TRADES = {"table.example": "restaurant", "salon.example": "coiffeur"}
Aim = Callable[[str], None]


@pytest.fixture
def aim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Aim:
    """Change the vertical in a copy of the configuration."""
    root = tmp_path / "root"
    shutil.copytree(locations.ROOT / "config", root / "config", ignore=shutil.ignore_patterns("*.py*", "__*"))
    monkeypatch.setattr("config.locations.ROOT", root)
    return lambda name: ConfigLoader(root).save_settings({"scoring.vertical": name})


@pytest.fixture
def store(aim: Aim) -> Iterator[Store]:
    with Store() as opened:
        for site, trade in TRADES.items():
            proof = Evidence(url=f"https://{site}/", quote=trade, method=Method.TEXT)
            known = [Value(kind=Kind.TRADE, value=trade, evidence=[proof])]
            opened.save_lead(Lead(site=site, website=f"https://{site}/", values=known))
        yield opened
    interactive.forget(rescoring.KEY)


def best(store: Store) -> str:
    return max(store.list_rows(), key=lambda row: row.fit or 0).site


def followed(store: Store) -> JobState | None:
    job = rescoring.follow(store)
    assert job is None or job.wait(PATIENCE)
    return job.state if job else None


def test_scores_follow_the_vertical(store: Store, aim: Aim) -> None:
    assert followed(store) is None
    for name, site in (("restaurant", "table.example"), ("hairdresser_and_beauty", "salon.example")):
        aim(name)
        assert followed(store) is JobState.DONE
        assert best(store) == site
        assert followed(store) is None


def test_a_change_made_while_the_app_was_closed_is_caught_up_with(store: Store, aim: Aim) -> None:
    assert followed(store) is None
    aim("restaurant")
    with Store() as later:
        assert followed(later) is JobState.DONE
        assert best(later) == "table.example"


def test_what_is_stopped_goes_on_at_the_next_look(
    store: Store, aim: Aim, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert followed(store) is None
    aim("restaurant")
    rescore = store.rescore

    def stopped(told: Callable[[int, int], None]) -> int:
        interactive.cancel(rescoring.KEY)
        return rescore(told=told)

    with monkeypatch.context() as patch:
        patch.setattr(store, "rescore", stopped)
        assert followed(store) is JobState.STOPPED
    assert followed(store) is JobState.DONE
    assert best(store) == "table.example"


def test_a_change_that_comes_meanwhile_is_not_lost(
    store: Store, aim: Aim, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert followed(store) is None
    aim("restaurant")
    rescore = store.rescore

    def changed(told: Callable[[int, int], None]) -> int:
        done = rescore(told=told)
        aim("hairdresser_and_beauty")
        return done

    monkeypatch.setattr(store, "rescore", changed)
    assert followed(store) is JobState.DONE
    assert best(store) == "salon.example"


def test_what_fails_is_told_and_not_tried_without_end(
    store: Store, aim: Aim, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert followed(store) is None
    aim("restaurant")

    def full(told: Callable[[int, int], None]) -> int:
        raise StoreError("The database is full.", "Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "rescore", full)
        assert followed(store) is JobState.FAILED
        assert followed(store) is None
    aim("hairdresser_and_beauty")
    assert followed(store) is JobState.DONE


def test_a_folder_that_cannot_be_written_ends_no_page(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(locations, "scored_with_file", lambda: locations.data_dir() / "missing" / "a.txt")
    assert followed(store) is None
    assert "could not be noted" in caplog.text
