"""The app's own window, with programs that stand for browsers."""

import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scrapers import chromium
from scripts import front, window
from scripts.window import Window
from tests.llm.test_embedded import eventually

URL = "http://127.0.0.1:8599"
POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script with #!")
STAYS = "import time; time.sleep(600)"


@pytest.fixture
def tabs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were opened in the usual browser."""
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setenv("DISPLAY", ":99")
    return opened


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Put a browser on the machine that notes its arguments and then does what it is told."""

    def made(body: str) -> Path:
        noted = tmp_path / "arguments"
        script = tmp_path / "browser.py"
        note = f"import sys\nopen({str(noted)!r}, 'w').write('\\n'.join(sys.argv[1:]))"
        script.write_text(f"{note}\n{body}", encoding="utf-8")
        program = tmp_path / "a browser"
        # Not Python itself behind #!: its path may hold a blank.
        run = shlex.join([sys.executable, str(script)])
        program.write_text(f'#!/bin/sh\nexec {run} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(window, "installed", lambda: str(program))
        return noted

    return made


@POSIX_ONLY
def test_a_window_without_tabs_opens_and_is_closed_with_the_app(
    browser: Callable[[str], Path], tabs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_SETTLES", 0.2)
    noted = browser(STAYS)
    shown = Window(URL)
    begin = time.monotonic()
    shown.open()
    assert eventually(lambda: noted.exists() and noted.stat().st_size > 0)
    arguments = noted.read_text(encoding="utf-8").splitlines()
    assert f"--app={URL}" in arguments
    assert f"--user-data-dir={tmp_path / 'data' / 'window'}" in arguments
    assert "--disable-background-networking" in arguments
    process = shown._process
    assert process is not None
    assert process.poll() is None
    shown.close()
    process.wait(100)
    assert tabs == []
    assert time.monotonic() - begin < 300


@POSIX_ONLY
@pytest.mark.parametrize(("code", "is_tab"), [(0, False), (1, True)], ids=["handed over", "failed"])
def test_a_browser_that_ends_at_once(
    browser: Callable[[str], Path], tabs: list[str], code: int, is_tab: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_SETTLES", 100.0)
    browser(f"sys.exit({code})")
    Window(URL).open()
    assert tabs == ([URL] if is_tab else [])


@POSIX_ONLY
def test_a_window_that_takes_a_second_page_is_still_closed_with_the_app(
    browser: Callable[[str], Path], tabs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_SETTLES", 0.2)
    noted = browser(STAYS)
    shown = Window(URL)
    shown.open()
    assert eventually(lambda: noted.exists() and noted.stat().st_size > 0)
    first = shown._process
    monkeypatch.setattr(front, "_PATIENCE", 0.0)
    monkeypatch.setattr(window, "_SETTLES", 100.0)
    browser("")
    shown.open()
    shown.close()
    assert first is not None
    assert first.wait(100) != 0
    assert tabs == []


# Answers each question as Chromium does, and notes it.
ANSWERS = """
import json, os
asked = b""
while (more := os.read(3, 65536)):
    asked += more
    while b"\\0" in asked:
        one, _, asked = asked.partition(b"\\0")
        question = json.loads(one)
        with open(NOTED, "a") as notes:
            notes.write(question["method"] + "\\n")
        found = {"targetInfos": [{"targetId": "7", "type": "page", "url": PAGE}], "windowId": 1,
                 "bounds": {"windowState": "minimized"}}
        late = json.dumps({"id": 0, "error": {}}).encode() + b"\\0"
        os.write(4, late + json.dumps({"id": question["id"], "result": found}).encode() + b"\\0")
"""


@POSIX_ONLY
@pytest.mark.parametrize(("page", "windows"), [(f"{URL}/?tab=SEO", 1), ("https://elsewhere.example/", 2)])
def test_a_window_that_is_open_comes_to_the_front_and_none_is_opened_beside_it(
    browser: Callable[[str], Path],
    tabs: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    windows: int,
) -> None:
    monkeypatch.setattr(window, "_SETTLES", 0.2)
    noted, starts = tmp_path / "questions", tmp_path / "starts"
    counts = f"open({str(starts)!r}, 'a').write('x')"
    browser(f"NOTED, PAGE = {str(noted)!r}, {page!r}\n{counts}\n{ANSWERS}")
    shown = Window(URL)
    shown.open()
    assert eventually(starts.exists)
    first = shown._process
    assert first is not None
    monkeypatch.setattr(front, "_PATIENCE", 300.0)
    shown.open()
    assert eventually(lambda: len(starts.read_text()) == windows)
    asked = noted.read_text(encoding="utf-8").split()
    assert asked[0] == "Target.getTargets"
    assert asked[1:] == (
        ["Browser.getWindowForTarget", "Browser.setWindowBounds", "Target.activateTarget"] * (windows == 1)
    )
    shown.close()
    front.let_go(first)
    first.wait(300)
    assert tabs == []


@POSIX_ONLY
def test_a_browser_that_cannot_be_asked_still_opens_a_window(
    browser: Callable[[str], Path], tabs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_SETTLES", 100.0)
    noted = browser("sys.exit('--remote-debugging-pipe' in sys.argv)")
    Window(URL).open()
    assert tabs == []
    assert "--remote-debugging-pipe" not in noted.read_text(encoding="utf-8")


@POSIX_ONLY
def test_chromium_lets_itself_be_brought_and_ends_with_its_pipes(tmp_path: Path) -> None:
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "about:blank"]
    browser = front.start([chromium.chromium(), *options])
    assert eventually(lambda: front.bring(browser, "about:blank"))
    assert not front.bring(browser, URL)
    front.let_go(browser)
    assert browser.wait(300) == 0


@pytest.mark.parametrize("program", ["", "/no/such/browser"])
def test_without_a_browser_of_this_kind_the_usual_one_is_taken(
    monkeypatch: pytest.MonkeyPatch, tabs: list[str], program: str
) -> None:
    monkeypatch.setattr(window, "installed", lambda: program)
    shown = Window(URL)
    shown.open()
    shown.close()
    assert tabs == [URL]


@POSIX_ONLY
def test_a_closed_window_is_told(
    browser: Callable[[str], Path], tabs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_SETTLES", 0.2)
    told: list[str] = []
    monkeypatch.setattr(sys.stdout, "write", told.append)
    browser("import time; time.sleep(1)")
    Window(URL).open()
    assert eventually(lambda: any("the work goes on" in line for line in told))


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a screen")
def test_without_a_screen_no_window_is_tried(monkeypatch: pytest.MonkeyPatch, tabs: list[str]) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a window was tried"))
    Window(URL).open()
    assert tabs == [URL]


@pytest.mark.parametrize("variable", ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"])
def test_browsers_lie_where_windows_puts_them(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in chromium._WINDOWS_ROOTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "nobody")
    place = str(Path("Microsoft", "Edge", "Application", "msedge.exe"))
    monkeypatch.setattr(chromium, "_WINDOWS", (place,))
    program = tmp_path / place
    program.parent.mkdir(parents=True)
    assert chromium.installed() == ""
    program.touch()
    assert chromium.installed() == str(program)


def test_browsers_lie_where_macos_puts_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    program = tmp_path / "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    program.parent.mkdir(parents=True)
    program.touch()
    assert chromium.installed() == str(program)
