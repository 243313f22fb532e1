"""Results of benches, kept as JSON below the data folder, and what they say of a model at a task."""

import logging
from pathlib import Path

from config import locations
from config.atomic import write_atomically
from llm.bench.records import BenchResult, Row
from llm.endpoints import same_model

logger = logging.getLogger(__name__)

MOST_KEPT = 50


def save(result: BenchResult) -> Path:
    """Keep a result; the oldest beyond fifty go."""
    path = locations.bench_dir() / f"bench-{result.id}.json"
    write_atomically(path, (result.model_dump_json(indent=1) + "\n").encode())
    for old in _files()[MOST_KEPT:]:
        old.unlink(missing_ok=True)
    return path


def load(path: Path) -> BenchResult | None:
    """Return the result in a file, None where it is none."""
    try:
        return BenchResult.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        logger.warning("%s holds no result of a bench", path.name)
        return None


def results() -> list[BenchResult]:
    """Return the results kept, the newest first."""
    return [result for path in _files() if (result := load(path)) is not None]


def last_row(model: str, task: str) -> Row | None:
    """Return what the newest bench of a model at a task says of it; scripted servers do not count."""
    for result in results():
        for row in result.rows:
            if row.task == task and same_model(row.model, model) and not row.scripted:
                return row
    return None


def _files() -> list[Path]:
    return sorted(locations.bench_dir().glob("bench-*.json"), reverse=True)
