"""Has Playwright bring a Chromium where this machine has none: `python -m scripts.browser`."""

import subprocess
import sys

from scrapers.chromium import chromium

DOWNLOAD_SECONDS = 300


def main() -> int:
    """Make sure that there is a browser if one can be had; whoever needs it says so where there is none."""
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
        _say("It could not be downloaded.")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
