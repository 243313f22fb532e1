"""The supervisor, with a worker of a few lines in a folder of its own."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import locations
from config.locations import ROOT
from scripts import supervisor
from scripts.supervisor import Supervisor
from tests.llm.test_embedded import eventually

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

# What `cli.py worker --parent PID` does, without the database.
WORKER = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from jobs.lifeline import end_with
assert sys.argv[1:3] == ["worker", "--parent"]
end_with(int(sys.argv[3]))
print("up", flush=True)
time.sleep(600)
"""
PARENT = """
import sys, time
from pathlib import Path
from scripts.supervisor import Supervisor
one = Supervisor(Path(sys.argv[1]))
one.start()
while one.pid is None:
    time.sleep(0.01)
print(one.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "cli.py").write_text(WORKER, encoding="utf-8")
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.05)
    return tmp_path


@pytest.fixture
def running(root: Path) -> Iterator[Supervisor]:
    one = Supervisor(root)
    one.start()
    assert eventually(lambda: one.pid is not None)
    yield one
    one.stop()


def is_up(lives: int = 1) -> bool:
    return (locations.logs_dir() / "worker.log").read_text(encoding="utf-8").count("up") == lives


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text()


def test_the_worker_is_in_the_group_of_the_app_and_ends_with_it(running: Supervisor) -> None:
    pid = running.pid
    assert pid is not None
    assert os.getpgid(pid) == os.getpgid(0)
    running.stop()
    assert eventually(lambda: is_gone(pid))
    assert running.pid is None


def test_a_killed_worker_is_followed_by_another(running: Supervisor) -> None:
    first = running.pid
    assert first is not None
    assert eventually(is_up)
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: running.pid not in (None, first))
    assert eventually(lambda: is_up(2))


def test_a_worker_that_cannot_live_is_started_ever_more_rarely(root: Path) -> None:
    (root / "cli.py").write_text("print('up')", encoding="utf-8")
    pauses: list[float | None] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout)
            return super().wait(0.01)

    one = Supervisor(root)
    one._stop = Stop()
    one.start()
    try:
        assert eventually(lambda: len(pauses) >= 4)
    finally:
        one.stop()
    assert pauses[:4] == [0.05, 0.1, 0.2, 0.4]


def test_a_worker_ends_with_a_killed_app(root: Path) -> None:
    app = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(root)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert app.stdout is not None
    pid = int(app.stdout.readline())
    assert eventually(is_up)
    app.kill()
    app.communicate()
    assert eventually(lambda: is_gone(pid))


def test_one_that_never_started_can_be_stopped(root: Path) -> None:
    Supervisor(root).stop()
