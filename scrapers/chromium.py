"""Find a Chromium on this machine: the machine's own before the one Playwright keeps."""

import importlib.util
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def has_playwright() -> bool:
    """Tell whether the library that drives browsers is installed."""
    return importlib.util.find_spec("playwright") is not None


def chromium() -> str:
    """Return the program of a Chromium, empty where there is none."""
    on_path = (shutil.which(name) for name in NAMES)
    installed = (path for path in APPLICATIONS if Path(path).is_file())
    return next((found for found in on_path if found), None) or next(installed, None) or _of_playwright()


def _of_playwright() -> str:
    if not has_playwright():
        return ""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (optional, and its driver takes a second)

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else ""
