"""Several processes on one database, and processes that are killed."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from config.locations import ROOT
from leads.record import now
from leads.search_run import RunStatus, SearchRun
from leads.store import Store
from tests.leads.records import full_run, lead

START = """
import sys
from leads.store import Store
from leads.search_run import SearchRun
from tests.leads.records import lead, proof, value
me = sys.argv[1]
print("ready", flush=True)
sys.stdin.readline()
"""
# Every process saves the same sites, e-mail and quote, and something of its own.
SAVE_SAME_SITES = """
store = Store()
for n in range(30):
    store.save_lead(lead(f"s{n % 3}.example", value("a@b.example"), value(f"{me}-{n}@b.example")))
"""
SAVE_UNTIL_KILLED = """
store = Store()
store.save_run(SearchRun(id="r", question="q"))
for n in range(100_000):
    site = f"s{me}-{n}.example"
    store.save_lead(lead(site, value(f"a@{site}"), value(f"b@{site}")), "r")
    print(site, flush=True)
"""
OPEN = "print(Store().latest_run())\n"
LEAVE_A_RUN = 'Store().save_run(SearchRun(id=me, question="q", pid=int(sys.argv[2])))\n'


@contextmanager
def processes(
    script: str, *names: str, cwd: Path = ROOT, more: tuple[str, ...] = ()
) -> Iterator[list["subprocess.Popen[str]"]]:
    """Start one Python process a name, and let them go when all are ready."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", START + script, name, str(os.getpid()), *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            cwd=cwd,
            text=True,
        )
        for name in names
    ]
    try:
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in running:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        yield running
    finally:
        for process in running:
            process.kill()
            process.communicate()


def test_processes_that_save_the_same_sites_at_once_make_one_lead_of_each(data_dir: Path) -> None:
    with processes(SAVE_SAME_SITES, "one", "two") as running:
        assert [process.wait(300) for process in running] == [0, 0]
    with Store() as store:
        leads = {found.site: found for found in store.leads()}
    assert set(leads) == {"s0.example", "s1.example", "s2.example"}
    for n in range(3):
        values = leads[f"s{n}.example"].values
        expected = {f"{name}-{k}@b.example" for name in ("one", "two") for k in range(n, 30, 3)}
        assert sorted(value.value for value in values) == sorted({"a@b.example", *expected})
        assert {len(value.evidence) for value in values} == {1}


def test_kill_9_loses_no_acknowledged_lead(data_dir: Path) -> None:
    acknowledged = []
    for round_, until in enumerate((1, 23, 60)):
        with processes(SAVE_UNTIL_KILLED, str(round_)) as [process]:
            assert process.stdout is not None
            acknowledged += [process.stdout.readline().strip() for _ in range(until)]
            process.kill()
            acknowledged += process.stdout.read().split("\n")[:-1]
    with closing(sqlite3.connect(data_dir / "leads.db")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    with Store() as store:
        leads = {found.site: len(found.values) for found in store.leads_of_run("r")}
    assert len(acknowledged) >= 84
    assert set(acknowledged) <= set(leads)
    assert set(leads.values()) == {2}


def test_processes_may_meet_a_new_database_at_once_from_any_folder(data_dir: Path, tmp_path: Path) -> None:
    with processes(OPEN, "a", "b", "c", cwd=tmp_path) as running:
        assert [process.communicate(timeout=300)[0] for process in running] == ["None\n"] * 3


def test_runs_of_processes_that_are_gone_are_interrupted(store: Store) -> None:
    with processes(LEAVE_A_RUN, "earlier process with our number") as [process]:
        assert process.wait(300) == 0
    cases = {
        "saved here": SearchRun(question="q"),
        "of a live process": SearchRun(question="q", pid=os.getppid()),
        "of a dead process": SearchRun(question="q", pid=process.pid),
        "older than this process": SearchRun(question="q", created_at=now() - timedelta(days=1)),
        "older than that process": SearchRun(
            question="q", pid=os.getppid(), created_at=now() - timedelta(days=999)
        ),
        "ended": full_run().model_copy(update={"pid": process.pid, "status": RunStatus.DONE}),
    }
    for name, run in cases.items():
        store.save_run(run.model_copy(update={"id": name}))
    assert store.mark_interrupted() == 4
    assert store.mark_interrupted() == 0
    interrupted = {run.id for run in store.runs() if run.status is RunStatus.INTERRUPTED}
    assert interrupted == {
        "earlier process with our number",
        "of a dead process",
        "older than this process",
        "older than that process",
    }


IMPORT = """
from pathlib import Path
from leads.importing import import_file
from scrapers.sites import site_key
report = import_file(Path(sys.argv[3]), Store(), site_key)
print(report.new, report.known, len(report.rejected))
"""
WORK = """
store = Store()
[found] = store.leads()
for n in range(20):
    store.add_note(found.id, f"{me}-{n}")
    store.add_tag([found.id], f"{me}-{n}")
"""


def test_processes_that_import_one_file_at_once_double_nothing(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    rows = [f"Azur {n},,b{n}@gmail.com,note {n}" for n in range(700)]
    file.write_text("\n".join(["name,website,emails,notes", *rows]))
    with processes(IMPORT, "one", "two", more=(str(file),)) as running:
        told = [process.communicate(timeout=300)[0].split() for process in running]
    assert sum(int(new) for new, _, _ in told) == 700
    with Store() as store:
        assert store.count_rows() == 700
        assert {len(store.notes_of(row.id)) for row in store.list_rows(limit=20)} == {1}


def test_processes_that_work_on_one_lead_lose_nothing(data_dir: Path) -> None:
    with Store() as store:
        found = store.save_lead(lead())
    with processes(WORK, "one", "two") as running:
        assert [process.wait(300) for process in running] == [0, 0]
    with Store() as store:
        assert len(store.notes_of(found.id)) == 40
        [row] = store.list_rows()
        assert len(row.tags) == 40
