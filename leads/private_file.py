"""Files for databases, readable by nobody else."""

import contextlib
import os
import threading
from pathlib import Path

_making = threading.Lock()


def make_private_file(path: Path) -> None:
    """Make the file, mode 0600, where there is none; one that is there is never opened.

    A process that closes a file loses every lock it holds on it, SQLite's too. Another process could then
    take itself for the only user of a database and remove the log that holds the last transactions.

    Raises:
        OSError: the file cannot be made, or belongs to somebody else.
    """
    with _making:  # a second thread must not have the database open while this one closes the file
        if not path.exists():
            with contextlib.suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        path.chmod(0o600)
