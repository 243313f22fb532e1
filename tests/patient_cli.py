"""`cli.py` for tests whose pages hang until something else has happened: they are given up after an hour.

It reads six sites of hunts at once, so that a few make a queue.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SITES_AT_ONCE = 6


def be_patient() -> None:
    """Change what the commands find when they are imported."""
    from jobs import hunt_work  # noqa: PLC0415 (only where this is the program)
    from scrapers.fetch import Door  # noqa: PLC0415

    from_config = Door.from_config

    def patient(config: Mapping[str, Any], **options: Any) -> Door:
        return from_config({**config, "network": {**config["network"], "timeout": 3600}}, **options)

    Door.from_config = patient  # type: ignore[method-assign, assignment]
    hunt_work.SITES_AT_ONCE = SITES_AT_ONCE  # type: ignore[misc]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    be_patient()
    from cli import app

    app()
