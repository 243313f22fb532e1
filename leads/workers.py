"""Which worker processes are alive, so that the work of a dead one is taken over."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import delete, select, text

from leads.database import Database
from leads.hunt_tables import workers
from leads.processes import running_since
from leads.record import now
from leads.upsert import upsert

SILENCE = timedelta(seconds=45)
"""How long a worker of another machine may be silent before its work is taken over."""

# Any number, the same in every process: it names the lock that taking over is done under in PostgreSQL.
_TAKEOVER_LOCK = 5_323_841_208


class WorkerBook:
    """The list of workers in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._me = {
            "id": f"{os.getpid()}-{uuid4().hex[:12]}",
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "started_at": now(),
        }

    @property
    def me(self) -> str:
        """The name under which this process works."""
        return str(self._me["id"])

    def beat(self) -> None:
        """Say that this process is alive."""
        with self._database.writing() as connection:
            upsert(connection, workers, [{**self._me, "seen_at": now()}], "id")

    def leave(self) -> None:
        """Say that this process works no more."""
        with self._database.writing() as connection:
            connection.execute(delete(workers).where(workers.c.id == self.me))

    def alive(self) -> set[str]:
        """Return the workers that are alive: on this machine by their process, elsewhere by their signs."""
        with self._database.reading() as connection:
            rows = connection.execute(select(workers)).all()
        here, since = socket.gethostname(), now() - SILENCE
        return {
            row.id
            for row in rows
            if (running_since(row.pid, row.started_at) if row.host == here else row.seen_at > since)
        }

    def forget_all_but(self, alive: set[str]) -> None:
        """Strike off the workers that are gone."""
        with self._database.writing() as connection:
            connection.execute(delete(workers).where(workers.c.id.not_in(alive)))

    @contextmanager
    def takeover(self) -> Iterator[bool]:
        """Yield whether this process may take over work now: only one does at a time."""
        if self._database.url.get_backend_name() != "postgresql":
            yield True  # one machine: that two do it at once does no harm
            return
        with self._database.writing() as connection:
            lock = text("SELECT pg_try_advisory_xact_lock(:key)")
            yield bool(connection.execute(lock, {"key": _TAKEOVER_LOCK}).scalar())
