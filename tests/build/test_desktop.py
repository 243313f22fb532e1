"""The standalone folder is built (half a minute) and started as somebody without Python would."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from config.locations import ROOT
from leads.database import Database
from leads.workers import WorkerBook
from scripts import desktop
from tests.browser.running import NOBODY, free_port
from tests.llm.test_embedded import eventually

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("desktop") / "a folder"
    done = subprocess.run(
        [sys.executable, "-m", "scripts.desktop", str(into)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return into / desktop.NAME


@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """An environment in which no Python is found, and no model server."""
    system = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    return {
        **system,
        "PATH": str(tmp_path),
        "HOME": str(tmp_path),
        "HEADLESS": "1",
        "LEADHUNTER_DATA_DIR": str(tmp_path / "data"),
        "LEADHUNTER_LM_STUDIO_URL": NOBODY,
        "LEADHUNTER_OLLAMA_URL": NOBODY,
        "LEADHUNTER_EMBEDDED": "0",
    }


@pytest.fixture
def app(built: Path, alone: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The started app and its address."""
    port = free_port()
    process = subprocess.Popen(
        [desktop.program(built)],
        env={**alone, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    assert "is ready" in process.stdout.readline()
    yield process, f"http://127.0.0.1:{port}"
    process.kill()
    process.communicate()


def run(built: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [desktop.program(built), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )


def test_the_app_serves_its_page_and_its_worker_works(
    app: tuple[subprocess.Popen[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process, url = app
    assert httpx.get(f"{url}/_stcore/health", trust_env=False, timeout=60).text == "ok"
    assert "<title>" in httpx.get(url, trust_env=False, timeout=60).text
    book = WorkerBook(Database(f"sqlite:///{tmp_path / 'data' / 'leads.db'}"))
    assert eventually(lambda: (tmp_path / "data" / "leads.db").exists() and bool(book.alive()), seconds=400)
    process.send_signal(signal.SIGINT)
    assert process.wait(100) == 0
    assert book.alive() == set()
    assert "Traceback" not in (tmp_path / "data" / "logs" / "worker.log").read_text(encoding="utf-8")


def test_the_commands_are_in_it(built: Path, alone: dict[str, str]) -> None:
    assert "lead-hunter-toolkit" in run(built, alone, "--version").stdout
    done = run(built, alone, "audit", str(ROOT / "sample_web/sites/aqualune/index.html"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["checks"]
    assert list((built / "app" / "seo").rglob("*.pyc")), "the next start compiles nothing again"


@pytest.mark.model
def test_the_engine_is_in_it(built: Path, alone: dict[str, str]) -> None:
    done = run(
        built,
        {**alone, "LEADHUNTER_EMBEDDED": "1"},
        "research",
        "plombier",
        "--sample",
        "--sources",
        "3",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["leads"]
    assert any("starter model read" in notice["message"] for notice in said["notices"])
