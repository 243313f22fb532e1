import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leads import processes
from leads.processes import running_since
from leads.record import now

SLEEPER = [sys.executable, "-c", "input()"]


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(SLEEPER, stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_this_process_runs_since_its_start_and_not_since_before() -> None:
    assert running_since(os.getpid(), now())
    assert not running_since(os.getpid(), datetime(2020, 1, 1, tzinfo=UTC))


def test_another_process(child: subprocess.Popen[bytes]) -> None:
    assert running_since(child.pid, now())
    assert not running_since(child.pid, now() - timedelta(seconds=10)), "the number of one that is gone"


def test_an_ended_process_is_gone_before_its_parent_looks(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, and still a zombie
    assert not running_since(child.pid, now())
    child.wait()
    assert not running_since(child.pid, now())


@pytest.mark.parametrize("pid", [0, -1, 2**31 - 1, 2**70])
def test_numbers_that_are_no_process(pid: int) -> None:
    assert not running_since(pid, now())


@pytest.mark.skipif(not Path("/bin/ps").exists(), reason="needs ps")
def test_ps_knows_the_same_start() -> None:
    by_ps = processes._from_ps(os.getpid())
    by_proc = processes._started_at(os.getpid())
    assert by_ps is not None
    assert by_proc is not None
    assert abs(by_ps - by_proc) < timedelta(seconds=3)
    assert processes._from_ps(2**31 - 1) is None
