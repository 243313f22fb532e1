"""What hunts keep of people, whom they skip, what goes with time, and that an erasure leaves nothing."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from config import locations
from config.loader import ConfigLoader
from dossier.cache import AnswerCache
from jobs.upkeep import keep_no_longer_today
from leads import backup
from leads.export_leads import export_leads, stored_records
from leads.export_rows import ExportFormat
from leads.hunt import SiteState
from leads.record import Kind, now
from leads.search_run import SearchRun
from leads.store import Store
from scrapers.page_store import PageStore, Stored
from tests.jobs.conftest import Serve
from tests.jobs.hunting import business, submitted, worked
from tests.servers.small_web import html

PERSON = "marie.lefevre@durand-1.example"


def pages_with_a_person() -> dict[str, str | int]:
    return {**business(1), "/contact": html("Contact", f"contact@durand-1.example, Marie : {PERSON}")}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings.json of the test's own."""
    file = tmp_path / "settings.json"
    file.write_text("{}", encoding="utf-8")
    monkeypatch.setattr("config.locations.ROOT", tmp_path)
    return file


@pytest.mark.parametrize("is_wanted", [False, True])
def test_people_are_kept_only_when_switched_on(serve: Serve, settings: Path, is_wanted: bool) -> None:
    settings.write_text(json.dumps({"privacy.named_people": is_wanted}), encoding="utf-8")
    web = serve({"s1": pages_with_a_person()})
    worked(submitted(web.page("s1"), use_model=False))
    with Store() as store:
        [found] = store.leads()
    assert found.first(Kind.EMAIL) == "contact@durand-1.example"
    assert (PERSON in found.model_dump_json()) is is_wanted


def test_a_business_that_asked_not_to_be_kept_is_skipped_with_the_reason(serve: Serve) -> None:
    web = serve({"s1": business(1), "s2": business(2)})
    with Store() as store:
        store.suppress(web.page("s1").partition("://")[2].rstrip("/"), "asked by phone")
    hunt = submitted(web.page("s1"), web.page("s2"), use_model=False)
    book = worked(hunt)
    skipped, done = book.sites(hunt.id)
    assert (skipped.state, skipped.code, skipped.detail != "") == (SiteState.SKIPPED, "suppressed", True)
    assert done.state is SiteState.DONE


def test_old_data_goes_once_a_day_unless_switched_off(settings: Path) -> None:
    loader = ConfigLoader()
    old = now() - timedelta(days=31)
    with Store() as store, PageStore(locations.page_cache_file()) as pages:
        store.save_run(SearchRun(id="r", question="q"))
        store.save_page("r", "https://a.example/", "https://a.example/", "", "old", old)
        for key, moment in (("old", old), ("new", now())):
            pages.put(
                key,
                Stored(
                    url=key, final_url=key, status=200, headers={}, body=b"x", fetched_at=moment, expires=0.0
                ),
            )
        settings.write_text('{"privacy.retention": false}', encoding="utf-8")
        assert keep_no_longer_today(store, loader) is None
        settings.write_text("{}", encoding="utf-8")
        done = keep_no_longer_today(store, loader)
        assert done is not None
        assert done.pages == 1
        assert (pages.get("old"), pages.get("new") is not None) == (None, True)
        assert keep_no_longer_today(store, loader) is None
        assert keep_no_longer_today(store, loader, now() + timedelta(days=1)) is not None


def test_after_an_erasure_no_file_of_a_real_hunt_holds_the_address(serve: Serve, tmp_path: Path) -> None:
    web = serve({"s1": business(1), "s2": business(2)})
    urls = tmp_path / "urls.txt"
    urls.write_text(f"{web.page('s1')}\n{web.page('s2')}\n", encoding="utf-8")
    command("hunt", "--urls", urls, "--no-llm")
    email = "contact@durand-1.example"
    with Store() as store:
        records = stored_records(store, store.list_ids())
        export_leads(locations.exports_dir() / "leads.json", ExportFormat.JSON, records)
    backup.back_up()
    with AnswerCache(locations.dossier_cache_file()) as cache:
        cache.put("1", f"Write to {email}.")
        cache.put("2", "Nothing of theirs.")
    (locations.logs_dir() / "calls-2026-11.jsonl").write_text(f'{{"prompt": "{email}"}}\n', encoding="utf-8")
    held = {path.parent.name if path.parent.name == "backups" else path.name for path in holders(email)}
    assert held >= {"leads.db", "leads.json", "backups", "dossier_answers.db", "calls-2026-11.jsonl"}
    command("erase", email)
    assert holders(email) == []
    with Store() as store:
        assert sorted(one.first(Kind.EMAIL) or "" for one in store.leads()) == [
            "",
            "contact@durand-2.example",
        ]
    with AnswerCache(locations.dossier_cache_file()) as cache:
        assert (cache.get("1"), cache.get("2")) == (None, "Nothing of theirs.")
    worked(submitted(web.page("s1"), use_model=False))
    assert holders(email) == []
    with Store() as store:
        assert email not in "".join(one.model_dump_json() for one in store.leads())


def command(*arguments: str | Path) -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parents[2] / "cli.py"), *map(str, arguments)],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def holders(text: str) -> list[Path]:
    """Return the files of the data folder that hold a text, as `grep -a` finds them."""
    files = [path for path in locations.data_dir().rglob("*") if path.is_file()]
    return sorted(path for path in files if text.encode() in path.read_bytes().lower())
