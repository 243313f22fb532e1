"""`cli.py hunt` and `cli.py worker` as processes, killed and set going again."""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import app
from config.locations import ROOT
from leads.record import Kind, Lead
from leads.store import Store
from tests.jobs.hunting import business
from tests.servers.fake_lm_studio import FakeLMStudio
from tests.servers.replies import asked_schema
from tests.servers.small_web import SmallWeb

Start = Callable[..., subprocess.Popen[str]]
TIMEOUT = 300


@pytest.fixture
def start(tmp_path: Path, used_before: None) -> Iterator[Start]:
    """Start a command; what still runs at the end of the test is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "patient_cli.py"), *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallWeb]:
    with SmallWeb({f"s{n}": business(n) for n in range(20)}) as served:
        monkeypatch.setenv("LEADHUNTER_ALLOW_HOSTS", ",".join(served.hosts))
        yield served


def listed(tmp_path: Path, web: SmallWeb, *names: str) -> Path:
    file = tmp_path / "urls.txt"
    file.write_text("\n".join(web.page(name) for name in names or web.sites), encoding="utf-8")
    return file


def finished(process: subprocess.Popen[str]) -> tuple[dict[str, Any], str]:
    """Return the report of a command that ended well, and what it told on the way."""
    out, err = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 0, err
    return json.loads(out.splitlines()[-1]), err


def leads() -> list[Lead]:
    with Store() as store:
        return store.leads()


def read_so_far() -> int:
    """Return how many sites have ended, whatever state the database is in."""
    file = Path(os.environ["LEADHUNTER_DATA_DIR"]) / "leads.db"
    if not file.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=60)) as connection:
            ended = connection.execute("SELECT count(*) FROM hunt_sites WHERE ended_at IS NOT NULL")
            return int(ended.fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def wait_until(condition: Callable[[], object], process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + TIMEOUT
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "nothing happens"
        time.sleep(0.02)


def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(
    start: Start, web: SmallWeb, tmp_path: Path
) -> None:
    chance = random.Random(7)
    process = start("hunt", "--urls", listed(tmp_path, web), "--no-llm")
    assert process.stderr is not None
    assert process.stderr.readline().startswith("Job ")
    for kill in range(3):
        before = read_so_far()
        wait_until(lambda so_far=before: read_so_far() > so_far, process)
        time.sleep(chance.uniform(0, 0.3))
        if process.poll() is not None:
            assert kill, "it had ended before it could be killed"
            break
        process.kill()
        process.communicate()
        if read_so_far() >= 20:
            break
        process = start("hunt", "--resume")
    report, _ = finished(process) if process.poll() is None else finished(start("hunt", "--resume"))
    assert {name: report[name] for name in ("sites", "done", "failed", "leads")} == {
        "sites": 20,
        "done": 20,
        "failed": 0,
        "leads": 20,
    }
    assert sorted(lead.first(Kind.EMAIL) or "" for lead in leads()) == sorted(
        f"contact@durand-{n}.example" for n in range(20)
    )
    nothing, told = finished(start("hunt", "--resume"))
    assert nothing == report
    assert "Nothing is left to do." in told


def test_nothing_to_resume(start: Start) -> None:
    report, told = finished(start("hunt", "--resume"))
    assert report == {"job": None, "sites": 0, "done": 0, "failed": 0, "leads": 0}
    assert "Nothing is left to do." in told
    process = start("hunt", "--resume", "unknown")
    _, err = process.communicate(timeout=TIMEOUT)
    assert process.returncode == 2
    assert "There is no job 'unknown'." in err
    assert "Traceback" not in err


def test_the_model_is_asked_about_each_site_and_again_after_a_kill(
    start: Start, web: SmallWeb, tmp_path: Path
) -> None:
    asked: list[str] = []

    def reply(body: dict[str, Any]) -> str | None:
        if asked_schema(body) is None:
            return None
        asked.append(str(re.findall(r"Sort the business at (s\d+)", json.dumps(body))[-1:]))
        return json.dumps({"trade": "plumber", "trade_quote": "Plombier", "services": ["Devis gratuit"]})

    with FakeLMStudio(reply=reply) as server:
        os.environ["LEADHUNTER_LM_STUDIO_URL"] = server.url
        try:
            process = start("hunt", "--urls", listed(tmp_path, web, *(f"s{n}" for n in range(6))))
            wait_until(lambda: asked, process)
            process.kill()
            process.communicate()
            report, _ = finished(start("hunt", "--resume"))
        finally:
            del os.environ["LEADHUNTER_LM_STUDIO_URL"]
    assert (report["done"], report["leads"]) == (6, 6)
    assert set(asked) == {f"['s{n}']" for n in range(6)}
    for lead in leads():
        assert [value.value for value in lead.all(Kind.SERVICE)] == ["Devis gratuit"]


def test_without_a_model_server_the_leads_are_there_by_rules(
    start: Start, web: SmallWeb, tmp_path: Path
) -> None:
    nowhere = {
        "LEADHUNTER_LM_STUDIO_URL": "http://127.0.0.1:9",
        "LEADHUNTER_OLLAMA_URL": "http://127.0.0.1:9",
    }
    report, told = finished(start("hunt", "--urls", listed(tmp_path, web, "s1", "s2"), **nowhere))
    assert (report["done"], report["failed"], report["leads"]) == (2, 0, 2)
    assert "2 classified by rules" in told


def test_sites_that_fail_are_told_by_reason(start: Start, web: SmallWeb, tmp_path: Path) -> None:
    web.sites = {"s1": business(1), **{f"s{n}": {"/": 404} for n in range(2, 9)}}
    report, told = finished(start("hunt", "--urls", listed(tmp_path, web), "--no-llm"))
    assert (report["sites"], report["done"], report["failed"], report["leads"]) == (8, 1, 7, 1)
    assert "7 failed (http_error): The site answered with status 404 (Not Found)." in told


def test_ctrl_c_pauses_a_hunt_that_goes_on_later(start: Start, web: SmallWeb, tmp_path: Path) -> None:
    hang = SmallWeb.HANG
    web.sites = {**web.sites, "s3": {"/": hang}}
    process = start("hunt", "--urls", listed(tmp_path, web, "s1", "s3"), "--no-llm")
    wait_until(read_so_far, process)
    process.send_signal(signal.SIGINT)
    report, told = finished(process)
    assert (report["done"], report["leads"]) == (1, 1)
    assert f"hunt --resume {report['job']}" in told
    web.sites = {**web.sites, "s3": business(3)}
    assert finished(start("hunt", "--resume"))[0] == {**report, "done": 2, "leads": 2}


def test_a_csv_of_websites_and_the_sample_web(start: Start, web: SmallWeb, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text(f"name;website\nDurand;{web.page('s1')}\nSans site;\n", encoding="utf-8-sig")
    assert finished(start("hunt", "--urls", file, "--no-llm"))[0]["leads"] == 1
    report, _ = finished(start("hunt", "plombiers Bordeaux", "--sample", "--sites", "3", "--no-llm"))
    assert report["sites"] == 3
    assert 1 <= report["leads"] <= 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "There is nothing to look for."),
        (("--urls", "no-such-file.txt"), "cannot be read"),
        (("x", "--sites", "0"), "cannot be read in one hunt"),
        (("x", "--provider", "nosuch"), "provider"),
    ],
)
def test_options_that_make_no_sense(arguments: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(app, ["hunt", *arguments, "--json", "--no-llm"])
    assert done.exit_code == 2, done.stderr
    assert said in json.loads(done.stdout.splitlines()[-1])["error"]["message"]
    assert "Traceback" not in done.stderr
