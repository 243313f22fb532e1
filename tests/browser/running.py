"""The app as a process of its own, in a copy of the tree."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError as NotThere

from config import locations
from config.settings import encoded
from config.shipped import SHIPPED_SETTINGS

LEFT_OUT = shutil.ignore_patterns(
    ".venv", ".git", "data", "artifacts", "tests", ".*_cache", "*.bak", "benchmarks"
)
ARTIFACTS = locations.ROOT / "artifacts"
_LOOKS = 4
EVERY_RULE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
# What changes with the theme.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# Nobody listens there: a refused connection is as offline as it gets.
NOBODY = "http://127.0.0.1:9"
# What each Python of the app runs first: it notes what would leave this machine, and refuses it.
WATCH = """
import os, socket

def note(where):
    with open(os.environ["OUTSIDE_LOG"], "a") as log:
        print(where, file=log)

def is_here(host):
    host = host.decode() if isinstance(host, bytes) else str(host)
    return host in ("", "::1", "localhost") or host.startswith("127.") or host.endswith(".localhost")

def watched(real):
    def act(self, address):
        if isinstance(address, tuple) and not is_here(address[0]):
            note(address)
            raise OSError("a test may not connect beyond this machine")
        return real(self, address)
    return act

def resolved(host, *args, real=socket.getaddrinfo, **kwargs):
    if host is not None and not is_here(host):
        note(host)
        raise socket.gaierror(socket.EAI_NONAME, "a test may not look up other machines")
    return real(host, *args, **kwargs)

socket.socket.connect = watched(socket.socket.connect)
socket.socket.connect_ex = watched(socket.socket.connect_ex)
socket.getaddrinfo = resolved
"""
# Drawn: nothing runs and nothing is stale, for so many milliseconds.
QUIET = """quiet => {
  const app = document.querySelector("[data-testid='stApp']")
  const still = app && app.dataset.testScriptState === 'notRunning'
  const drawn = still && !document.querySelector("[data-stale='true']")
  if (!drawn) { window.drawnSince = undefined; return false }
  window.drawnSince ??= performance.now()
  return performance.now() - window.drawnSince > quiet
}"""


@dataclass
class App:
    """A running app. `root` is its copy of the tree, `data` its data folder."""

    root: Path
    data: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    has_worker: bool = False
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def outside(self) -> list[str]:
        """Return what the app and its children wanted from other machines."""
        log = self.data.parent / "outside.log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    def start(self) -> None:
        """Start the app, with a worker as `make run` does or alone, and wait until its page is served."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        if self.has_worker:
            command = [sys.executable, "-m", "scripts.launch"]
        with (self.data.parent / "app.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.root, env=self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, (self.data.parent / "app.log").read_text()
            try:
                if httpx.get(self.url + "/_stcore/health", trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("the app did not start")

    def kill(self) -> None:
        """End the app as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def running_app(folder: Path, *, has_worker: bool = False, **environment: str) -> Iterator[App]:
    """Start the app in a copy of the tree."""
    root = folder / "app"
    shutil.copytree(locations.ROOT, root, ignore=LEFT_OUT)
    (root / "settings.json").write_bytes(encoded(dict(SHIPPED_SETTINGS)))
    (folder / "watch").mkdir()
    (folder / "watch" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEADHUNTER_")}
    port = free_port()
    app = App(
        root=root,
        data=folder / "data",
        port=port,
        has_worker=has_worker,
        environment={
            **kept,
            "PORT": str(port),
            "HEADLESS": "1",
            "PYTHONPATH": str(folder / "watch"),
            "OUTSIDE_LOG": str(folder / "outside.log"),
            "LEADHUNTER_DATA_DIR": str(folder / "data"),
            "LEADHUNTER_LM_STUDIO_URL": NOBODY,
            "LEADHUNTER_OLLAMA_URL": NOBODY,
            **environment,
        },
    )
    app.start()
    try:
        yield app
    finally:
        app.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_strange(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


def shoot(page: Any, name: str) -> None:
    """Keep a screenshot as an artifact."""
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)


def faults(page: Any, within: str | None = None, *, options: Mapping[str, Any] = EVERY_RULE) -> list[str]:
    """Return what axe-core has to say of a page, or of a part of it, each fault with where it stands.

    What is drawn anew while axe-core looks is pale for a moment: a fault of the page is there at each look.
    """
    found = _faults(page, within, options)
    for _ in range(_LOOKS - 1):
        if not found:
            break
        settle(page)
        again = _faults(page, within, options)
        found = {place: told for place, told in found.items() if place in again}
    return sorted(found.values())


def _faults(page: Any, within: str | None, options: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    violations = Axe().run(page, context=within, options=dict(options)).response["violations"]
    return {
        (fault["id"], str(node["target"])): (
            f"{fault['id']}: {node['html'][:160]} {(node['any'] or [{}])[0].get('message', '')}"
        )
        for fault in violations
        for node in fault["nodes"]
    }


def settle(page: Any, quiet: int = 300) -> None:
    """Wait until the page has been drawn and stays so for `quiet` milliseconds."""
    page.evaluate("window.drawnSince = undefined")
    page.wait_for_function(QUIET, arg=quiet)


def press(button: Any, then: Any) -> None:
    """Press a button until something follows; a click is lost while the page is drawn anew."""
    for _ in range(4):
        try:
            button.click(timeout=30_000)
            then.first.wait_for(timeout=20_000)
        except NotThere:
            if not then.first.is_visible():
                continue
        return
    raise AssertionError(f"nothing followed {button}")


def switch_to(page: Any, name: str) -> None:
    """Open a tab; a click that comes while the page is drawn anew may be lost, as for a person."""
    for _ in range(6):
        page.get_by_role("tab", name=name, exact=True).click()
        try:
            page.wait_for_function(
                f"new URLSearchParams(location.search).get('tab') == '{name}'", timeout=5_000
            )
        except NotThere:
            continue
        return
    raise AssertionError(f"the tab {name} did not open")
