"""Finds the Chromium the browser tests drive, or has Playwright bring one: `python -m scripts.browser`."""

import functools
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
DOWNLOAD_SECONDS = 300


@functools.cache
def chromium() -> str:
    """Return the program of a Chromium, the machine's own before Playwright's; empty where there is none."""
    on_path = (shutil.which(name) for name in NAMES)
    installed = (path for path in APPLICATIONS if Path(path).is_file())
    return next((found for found in on_path if found), None) or next(installed, None) or _of_playwright()


def main() -> int:
    """Make sure that there is a browser if one can be had; the tests say so where they are skipped."""
    if chromium():
        return 0
    _say("No Chromium on this machine: asking Playwright for one ...")
    try:
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            timeout=DOWNLOAD_SECONDS,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        _say("It could not be downloaded: the browser tests will be skipped.")
    return 0


def _of_playwright() -> str:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (starting its driver takes a second)

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else ""


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
