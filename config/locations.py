"""Every path the toolkit reads or writes."""

import os
from pathlib import Path

from config.errors import DataFolderError

ROOT = Path(__file__).resolve().parent.parent


def data_dir() -> Path:
    """Return the private data folder (`LEADHUNTER_DATA_DIR` moves it), made on first use, mode 0700.

    Raises:
        DataFolderError: it cannot be made.
    """
    return _made(Path(os.environ.get("LEADHUNTER_DATA_DIR") or ROOT / "data").expanduser())


def exports_dir() -> Path:
    """Return the folder exports are written to."""
    return _made(data_dir() / "exports")


def logs_dir() -> Path:
    """Return the folder of the application and call logs."""
    return _made(data_dir() / "logs")


def own_models_dir() -> Path:
    """Return the folder in which the analyst puts GGUF files (`small.gguf`, `large.gguf`)."""
    return data_dir() / "models"


def database_file() -> Path:
    """Return the SQLite file that holds leads."""
    return data_dir() / "leads.db"


def jobs_file() -> Path:
    """Return the SQLite file that holds how far each job is."""
    return data_dir() / "jobs.db"


def running_audit_file() -> Path:
    """Return the file that says which audit of a site is under way."""
    return data_dir() / "running_audit.json"


def audit_pages_file() -> Path:
    """Return the SQLite file that holds what the audit under way has read, until it ends."""
    return data_dir() / "audit_pages.db"


def page_cache_file() -> Path:
    """Return the SQLite file that holds fetched robots.txt files and pages."""
    return data_dir() / "pages.db"


def dossier_cache_file() -> Path:
    """Return the SQLite file that holds what models answered for dossiers."""
    return data_dir() / "dossier_answers.db"


def answers_file() -> Path:
    """Return the SQLite file that holds what models answered in structured tasks."""
    return data_dir() / "answers.db"


def vectors_file() -> Path:
    """Return the SQLite file that holds vectors of texts."""
    return data_dir() / "vectors.db"


def bench_dir() -> Path:
    """Return the folder of the results of benches."""
    return _made(data_dir() / "bench")


def locks_dir() -> Path:
    """Return the folder of the locks that keep two processes from changing one file at once."""
    return _made(data_dir() / "locks")


def waiting_dir() -> Path:
    """Return the folder of notes on which models calls wait for."""
    return _made(data_dir() / "waiting")


def window_dir() -> Path:
    """Return the folder of the app window's own browser profile."""
    return _made(data_dir() / "window")


def windows_dir() -> Path:
    """Return the folder of what each browser tab remembers of its forms."""
    return _made(data_dir() / "windows")


def last_good_dir() -> Path:
    """Return the folder of the last configuration files that could be read."""
    return _made(data_dir() / "last_good")


def secrets_file() -> Path:
    """Return the 0600 file that holds keys typed in the sidebar."""
    return data_dir() / "secrets.json"


def suppression_key_file() -> Path:
    """Return the 0600 file with the key of the suppression list's hashes."""
    return data_dir() / "suppression.key"


def scored_with_file() -> Path:
    """Return the file that names the rules the scores of the leads were made with."""
    return data_dir() / "scored_with.txt"


def upkeep_file() -> Path:
    """Return the file that names the day on which old data was last deleted."""
    return data_dir() / "upkeep.txt"


def backups_dir() -> Path:
    """Return the folder of the backups of the database."""
    return _made(data_dir() / "backups")


def _made(path: Path) -> Path:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderError(
            f"The data folder {path} cannot be made ({error.strerror}).",
            "Name another folder in LEADHUNTER_DATA_DIR, or make its parent writable for you.",
        ) from error
    return path
