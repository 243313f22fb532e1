"""The store on PostgreSQL, as on SQLite."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from leads.importing import import_file
from leads.privacy import erase
from leads.record import Kind, Lead, LeadStatus
from leads.review import LeadFilter, Sort, SortBy
from leads.scoring_rules import ScoringRules
from leads.search_run import SearchRun
from leads.store import Store
from leads.work import Audit, Dossier
from scrapers.sites import site_key
from tests.leads.records import NOON, full_run, lead, value
from tests.servers.postgresql import postgresql

PHONE = "+33199001122"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql() as address:
        yield address


@pytest.fixture
def store(server: str, data_dir: Path) -> Iterator[Store]:
    """A store whose address is that of any PostgreSQL, without a driver's name."""
    assert server.startswith("postgresql://")
    with Store(server, ScoringRules()) as opened:
        opened.delete_for_good([found.id for found in opened.leads()])
        yield opened


def test_leads_runs_and_work_come_back_as_they_were(store: Store) -> None:
    run = full_run()
    store.save_run(run)
    given = lead("eau.example", value("Éau Vive\x00", Kind.NAME), value("a@eau.example"))
    saved = store.save_lead(given, run.id)
    assert store.save_lead(given, run.id) == saved
    assert store.run(run.id) == run.model_copy(update={"lead_ids": [saved.id]})
    store.add_note(saved.id, "Zèbre")
    store.add_tag([saved.id], "warm")
    store.save_audit(Audit(lead_id=saved.id, url="https://eau.example/", score=12, report={"é": [1, None]}))
    assert store.audits_of(saved.id)[0].report == {"é": [1, None]}
    store.set_status([saved.id], LeadStatus.WON)
    assert [change.after for change in store.history_of(saved.id)] == [LeadStatus.WON]
    wanted = LeadFilter(text="zebre eau", tag="warm", statuses=(LeadStatus.WON,), has_email=True)
    [row] = store.list_rows(wanted, Sort(by=SortBy.NAME))
    assert (row.name, row.email) == ("Éau Vive", "a@eau.example")
    assert store.facets(wanted).total == 1
    assert sum(count.leads for count in store.facets().score) == 1


def test_words_too_long_for_an_index_row_are_cut_not_refused(store: Store) -> None:
    letters = "".join(chr(0x4E00 + n * 37 % 20_000) for n in range(2_000))
    kinds = (Kind.NAME, Kind.TRADE, Kind.CITY, Kind.POSTCODE, Kind.COUNTRY, Kind.LANGUAGE)
    store.save_lead(lead("long.example", *(value(letters[n:], kind) for n, kind in enumerate(kinds))))
    [row] = store.list_rows(LeadFilter(text=letters[5:40]))
    assert letters.startswith(row.name)
    assert row.city
    assert store.facets().total == 1


def test_import_merge_and_undo(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(f"name,website,phones\nAzur,https://a.example,{PHONE}\nAzur,https://b.example,{PHONE}\n")
    for new in (2, 0):
        assert import_file(file, store, site_key).new == new
    before = {found.id: found for found in store.leads()}
    [match] = store.dedupe().merges
    assert len(store.leads()) == 1
    store.undo_merge(store.merges()[0].id)
    assert {found.id: found for found in store.leads()} == before
    assert match.kept in before


def test_erasing_reaches_every_table(store: Store) -> None:
    email = "jo@eau.example"
    store.save_run(SearchRun(id="erase", question=f"who is {email}"))
    store.save_page("erase", "https://eau.example/", "https://eau.example/", "", f"to {email}!", NOON)
    saved = store.save_lead(lead("eau.example", value(email)))
    store.save_dossier(Dossier(lead_id=saved.id, report={"contact": email}))
    assert erase(store, email).values == 1
    dossier, run, page = (
        store.dossier_of(saved.id),
        store.run("erase"),
        store.page("erase", "https://eau.example/"),
    )
    assert dossier is not None
    assert dossier.report == {"contact": "[erased]"}
    assert run is not None
    assert run.question == "who is [erased]"
    assert page is None or email not in page.text
    assert store.is_suppressed(email)


def test_writers_of_the_same_leads_do_not_lose_or_lock_each_other(server: str, store: Store) -> None:
    failures: list[BaseException] = []

    def work(name: int) -> None:
        try:
            with Store(server, ScoringRules()) as own:
                for n in range(5):
                    own.save_leads([_lead_of(name, n, site) for site in _in_turn(name)])
        except BaseException as error:  # an assertion in a thread fails nobody
            failures.append(error)

    threads = [Thread(target=work, args=(name,)) for name in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found = store.leads()
    assert len(found) == 6
    assert all(len(one.values) == 15 for one in found)


def _in_turn(name: int) -> list[int]:
    return list(range(6)) if name % 2 else list(range(5, -1, -1))


def _lead_of(name: int, n: int, site: int) -> Lead:
    return lead(f"s{site}.example", value(f"w{name}-{n}@s{site}.example"))


def test_the_address_may_come_from_the_environment(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "LEADHUNTER_DATABASE_URL", server.replace("postgresql://", "postgres://"))
    with Store(rules=ScoringRules()) as opened:
        assert opened.saved_views()[0].is_default
