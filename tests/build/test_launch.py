"""The launcher, with a three-line app, in a folder whose name holds a blank."""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.logger import get_logger

from config import locations
from config.locations import ROOT
from scripts import launch
from scripts.bell import Bell, ring
from scripts.window import Window
from tests.llm.test_embedded import eventually

APP = """
import streamlit as st
st.title("It runs")
"""

TAB = "from pathlib import Path; Path('imported').touch()"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("launch") / "my project"
    for name in ("config", "scripts", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "scrapers").mkdir()
    for name in ("__init__.py", "chromium.py"):
        shutil.copy(ROOT / "scrapers" / name, folder / "scrapers" / name)
    (folder / "app.py").write_text(APP, encoding="utf-8")
    (folder / "ui").mkdir()
    for name, text in {"__init__": "", "a_broken": "import no_such_module", "tab": TAB}.items():
        (folder / "ui" / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def start(project: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a launcher on a port; the ones that still run at the end of the test are killed."""
    started: list[subprocess.Popen[str]] = []

    def start(port: int | str, **environment: str) -> subprocess.Popen[str]:
        inherited = {name: value for name, value in os.environ.items() if name != "MAKELEVEL"}
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.launch"],
            cwd=project,
            env={
                **inherited,
                "PORT": str(port),
                "HEADLESS": "1",
                "LEADHUNTER_DATA_DIR": str(tmp_path / "data"),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind((launch.HOST, 0))
        return int(probe.getsockname()[1])


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def finished(process: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = process.communicate(timeout=300)
    return process.returncode, said


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process")
def test_it_starts_shows_itself_again_and_ends(
    start: Callable[..., subprocess.Popen[str]], port: int
) -> None:
    app = start(port)
    assert first_line(app) == f"Lead Hunter is ready at http://127.0.0.1:{port} (Ctrl-C ends it)."
    assert launch.answers(port, 60)
    assert finished(start(port)) == (0, f"Lead Hunter is running already at http://127.0.0.1:{port}.\n")
    assert finished(start("")) == (0, f"Lead Hunter is running already at http://127.0.0.1:{port}.\n")
    app.send_signal(signal.SIGINT)
    assert app.wait(300) == 0
    assert not launch.answers(port, 0.1)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with #!")
def test_the_window_of_a_second_start_is_the_first_ones(
    start: Callable[..., subprocess.Popen[str]], port: int, tmp_path: Path
) -> None:
    """Else it would stay when the app ends, on an address where nothing answers."""
    noted, browser = tmp_path / "parents", tmp_path / "bin" / "chromium"
    browser.parent.mkdir()
    browser.write_text(f'#!/bin/sh\necho $PPID >> "{noted}"\n', encoding="utf-8")
    browser.chmod(0o755)
    screen = {"HEADLESS": "0", "DISPLAY": ":99", "PATH": f"{browser.parent}{os.pathsep}{os.environ['PATH']}"}
    app = start(port, **screen)
    assert "is ready" in first_line(app)
    assert finished(start("", **screen))[0] == 0

    def parents() -> list[str]:
        return noted.read_text(encoding="utf-8").split() if noted.exists() else []

    assert eventually(lambda: len(parents()) == 2)
    assert finished(start(""))[0] == 0
    assert parents() == [str(app.pid)] * 2, "where nobody looks no window is opened"


def test_a_window_is_opened_only_for_one_who_has_the_key() -> None:
    asked: list[bool] = []

    def show() -> bool:
        asked.append(True)
        return True

    bell = Bell(show)
    number, key = bell.address.split()
    assert not ring(f"{number} {'00' * 16}")
    assert not ring("not a bell")
    with socket.create_connection((launch.HOST, int(number))):
        pass
    assert asked == []
    assert ring(f"{number} {key}")
    assert asked == [True]


def test_an_app_without_a_screen_shows_no_window_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADLESS", "1")
    bell = Bell(lambda: launch.show_again(Window("http://127.0.0.1:8599")))
    assert not ring(bell.address)


def test_a_killed_app_does_not_keep_its_port(start: Callable[..., subprocess.Popen[str]], port: int) -> None:
    killed = start(port)
    assert "is ready" in first_line(killed)
    killed.kill()
    killed.wait()
    assert "is ready" in first_line(start(port))


def test_the_first_page_is_prepared(
    start: Callable[..., subprocess.Popen[str]], port: int, project: Path
) -> None:
    (project / "imported").unlink(missing_ok=True)
    app = start(port)
    assert "is ready" in first_line(app)
    assert eventually((project / "imported").exists)
    assert app.poll() is None, "what cannot be imported is the page's to tell"


def test_a_port_that_somebody_else_has_is_told(
    start: Callable[..., subprocess.Popen[str]], port: int
) -> None:
    with socket.create_server((launch.HOST, port)):
        code, said = finished(start(port))
    assert code == 1
    assert said == (
        f"Port {port} is in use by another program. Choose another one: {launch.command(port + 1)}\n"
    )


def test_a_data_folder_that_cannot_be_written_is_told(
    start: Callable[..., subprocess.Popen[str]], port: int, tmp_path: Path
) -> None:
    taken = tmp_path / "file"
    taken.touch()
    code, said = finished(start(port, LEADHUNTER_DATA_DIR=str(taken)))
    assert code == 1
    assert "LEADHUNTER_DATA_DIR" in said


def test_what_fails_while_a_page_is_drawn_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    page_errors = get_logger(launch.PAGE_ERRORS)
    loggers = (logging.getLogger(), page_errors)
    for logger in loggers:
        monkeypatch.setattr(logger, "handlers", [])
    launch.log_to_file()
    try:
        page_errors.warning("a tab failed")
        logging.getLogger("jobs").warning("a job failed")
        logging.getLogger("httpx").info("an address with a key")
        text = (locations.logs_dir() / "app.log").read_text(encoding="utf-8")
    finally:
        for handler in {handler for logger in loggers for handler in logger.handlers}:
            handler.close()
    assert "WARNING streamlit.error_util: a tab failed" in text
    assert "WARNING jobs: a job failed" in text
    assert "key" not in text


@pytest.mark.parametrize("text", ["abc", "0", "-1", "65536", "80.5"])
def test_what_is_no_port_is_told(text: str) -> None:
    with pytest.raises(launch.LaunchError, match="is not a port"):
        launch.wanted_port(text)


@pytest.mark.parametrize(("text", "port"), [("", None), (" ", None), ("8502", 8502)])
def test_ports(text: str, port: int | None) -> None:
    assert launch.wanted_port(text) == port


@pytest.mark.parametrize(
    ("headless", "opened"), [(None, True), ("", True), ("0", True), ("1", False), ("true", False)]
)
def test_headless_opens_no_window(
    monkeypatch: pytest.MonkeyPatch, headless: str | None, opened: bool
) -> None:
    seen: list[str] = []
    monkeypatch.setattr("webbrowser.open", seen.append)
    monkeypatch.setattr("scripts.window.installed", lambda: "")
    monkeypatch.delenv("HEADLESS", raising=False)
    if headless is not None:
        monkeypatch.setenv("HEADLESS", headless)
    launch.show(Window("http://127.0.0.1:8599"))
    assert bool(seen) is opened
    assert seen in ([], ["http://127.0.0.1:8599"])


def test_a_port_that_is_taken_is_passed_by_where_none_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((launch.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(launch, "DEFAULT_PORT", port)
        assert port < launch.checked(None) < port + launch.PORTS_TRIED
        with pytest.raises(launch.LaunchError, match="in use by another program"):
            launch.checked(port)


def test_a_second_data_folder_is_another_workspace(
    start: Callable[..., subprocess.Popen[str]], port: int, tmp_path: Path
) -> None:
    assert "is ready" in first_line(start(port))
    other = start("", LEADHUNTER_DATA_DIR=str(tmp_path / "other"))
    assert "is ready" in first_line(other)
