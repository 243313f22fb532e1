import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from config.locations import ROOT
from leads import database
from leads.audit_tables import audit_runs  # noqa: F401 - registers its tables
from leads.database import HEAD, VERSION_TABLE, StoreError
from leads.dossier_tables import dossier_builds  # noqa: F401 - registers its tables
from leads.hunt_tables import metadata
from leads.session_tables import sessions  # noqa: F401 - registers its table
from leads.store import Store
from tests.leads.records import lead


def test_the_migrations_make_the_tables(store: Store, data_dir: Path) -> None:
    store.latest_run()
    engine = create_engine(f"sqlite:///{data_dir / 'leads.db'}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_head_is_that_of_the_migrations() -> None:
    assert ScriptDirectory(str(ROOT / "leads" / "migrations")).get_current_head() == HEAD


def test_the_database_is_opened_as_agreed(store: Store) -> None:
    expected = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 10_000}
    with store._database.reading() as connection:
        assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in expected} == expected


def test_what_was_there_is_kept_by_a_second_start(store: Store) -> None:
    saved = store.save_lead(lead())
    with Store() as again:
        assert again.leads() == [saved]


def test_the_address_comes_from_the_environment(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADHUNTER_DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    with Store() as store:
        store.save_lead(lead())
    assert (tmp_path / "elsewhere.db").exists()
    assert not (data_dir / "leads.db").exists()


@pytest.mark.parametrize(
    ("url", "message"),
    [("nonsense", "makes no sense"), ("nosuch://host/name", "driver"), ("sqlite://", "must be a file")],
)
def test_addresses_that_cannot_be_opened(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        Store(url).leads()


def test_a_password_is_not_shown() -> None:
    with pytest.raises(StoreError) as caught:
        Store("nosuch://me:hush@host/name")
    assert "hush" not in str(caught.value)


def test_a_file_that_is_no_database(data_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    path.write_text("not a database, but long enough to be read as one" * 100)
    with Store(f"sqlite:///{path}") as store, pytest.raises(StoreError, match="not a database"):
        store.leads()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with (
        Store(f"sqlite:///{tmp_path / 'missing' / 'leads.db'}") as store,
        pytest.raises(StoreError, match="opened"),
    ):
        store.leads()


def test_a_data_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LEADHUNTER_DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(StoreError, match="opened"):
        Store()


def test_a_database_of_a_newer_version(store: Store, data_dir: Path) -> None:
    store.latest_run()
    with closing(sqlite3.connect(data_dir / "leads.db")) as raw, raw:
        raw.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with Store() as later, pytest.raises(StoreError, match="newer version"):
        later.leads()


def test_a_locked_database_says_so_and_works_again(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_BUSY_TIMEOUT", 0.05)
    with Store() as store:
        kept = store.save_lead(lead())
        with closing(sqlite3.connect(data_dir / "leads.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="locked"):
                store.save_lead(lead("late.example"))
            assert store.leads() == [kept], "reading goes on meanwhile"
            other.execute("ROLLBACK")
        store.save_lead(lead("late.example"))
        assert len(store.leads()) == 2


def test_a_start_waits_for_another_program_that_writes(store: Store, data_dir: Path) -> None:
    data_dir.mkdir(exist_ok=True)
    with closing(
        sqlite3.connect(data_dir / "leads.db", isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.1, other.execute, ["COMMIT"])
        release.start()
        assert store.leads() == []
        release.join()


def test_a_full_disk_keeps_what_was_there(store: Store) -> None:
    kept = store.save_lead(lead())
    with store._database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for n in range(1000):
            store.save_lead(lead(f"s{n}.example"))

    with pytest.raises(StoreError, match="disk is full"):
        fill()
    assert kept in store.leads()


def test_scraped_text_stays_out_of_the_log(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(StoreError):
        store.save_lead(lead("private.example"), "unknown run")
    assert "FOREIGN KEY" in caplog.text
    assert "unknown run" not in caplog.text


LOOK = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT 1 FROM leads'); c.close()"


def test_new_databases_are_made_side_by_side(tmp_path: Path) -> None:
    """Alembic's one place for a connection would make one's tables in another's."""
    urls = [f"sqlite:///{tmp_path / f'{n}.db'}" for n in range(6)]
    together = threading.Barrier(len(urls))

    def made(url: str) -> str | None:
        with closing(database.Database(url)) as opened:
            together.wait()
            with opened.reading() as connection:
                return database._version(connection)

    with ThreadPoolExecutor(len(urls)) as pool:
        assert [*pool.map(made, urls)] == [HEAD] * len(urls)


def test_a_second_database_of_a_process_leaves_the_locks_of_the_first(data_dir: Path) -> None:
    with Store() as first:
        first.save_lead(lead())
        second = database.Database()
        with second.reading():
            pass
        second.close()
        # Another program looks in. Did it hold the only lock, it would remove the log as its last user.
        subprocess.run([sys.executable, "-c", LOOK, str(data_dir / "leads.db")], check=True)
        assert (data_dir / "leads.db-wal").exists()
        first.save_lead(lead("other.example"))
        assert len(first.leads()) == 2
