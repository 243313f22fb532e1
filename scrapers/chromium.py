"""Find a Chromium on this machine: the machine's own before the one Playwright keeps."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge", "brave-browser"),
)
_MAC = "/Applications/{0}.app/Contents/MacOS/{0}"
_WINDOWS = (
    *(r"Chromium\Application\chrome.exe", r"Google\Chrome\Application\chrome.exe"),
    r"Microsoft\Edge\Application\msedge.exe",
)
_WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")


def has_playwright() -> bool:
    """Tell whether the library that drives browsers is installed."""
    return importlib.util.find_spec("playwright") is not None


def chromium() -> str:
    """Return the program of a Chromium, empty where there is none."""
    return installed() or _of_playwright()


def installed() -> str:
    """Return the program of a Chromium, Chrome or Edge that a person installed, empty where there is none."""
    on_path = (shutil.which(name) for name in NAMES)
    found = next((program for program in on_path if program), "")
    return found or next((str(path) for path in _usual_places() if path.is_file()), "")


def _usual_places() -> Iterator[Path]:
    for name in ("Chromium", "Google Chrome", "Microsoft Edge", "Brave Browser"):
        program = _MAC.format(name)
        yield Path(program)
        yield Path.home() / program.lstrip("/")
    for variable in _WINDOWS_ROOTS:
        if root := os.environ.get(variable):
            yield from (Path(root) / place for place in _WINDOWS)


def _of_playwright() -> str:
    if not has_playwright():
        return ""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (optional, and its driver takes a second)

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else ""
