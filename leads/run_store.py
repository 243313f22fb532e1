"""Runs and the pages they have read."""

import os
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, or_, select, update

from leads.processes import running_since
from leads.record import now
from leads.run_rows import Documents, read_runs, write_run
from leads.scoring_rules import ScoringRules
from leads.search_run import RunStatus, SearchRun
from leads.store_base import StoreBase
from leads.tables import pages, runs
from leads.text import digest, storable
from leads.upsert import upsert

PAGE_LIMIT = 200_000
"""Characters kept of one page."""

# The runs this process has saved as running: a run with our pid that is not among them belongs to an earlier
# process with the same number, which is the rule in a container.
_ours: set[str] = set()


class StoredPage(BaseModel):
    """What a run has read at one address. `sha256` is that of `text`."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    url: str
    final_url: str
    title: str
    text: str
    sha256: str
    fetched_at: datetime


class RunStore(StoreBase):
    """The part of the store that keeps runs."""

    def __init__(self, url: str | None = None, rules: ScoringRules | None = None) -> None:
        super().__init__(url, rules)
        self._documents: dict[str, Documents] = {}  # of the running runs, as last written

    def save_run(self, run: SearchRun) -> None:
        """Insert or update a run with its sources; its leads are linked by `save_lead`."""
        with self._database.writing() as connection:
            documents = write_run(connection, run, self._documents.get(run.id))
        if run.status is RunStatus.RUNNING:
            _ours.add(run.id)
            self._documents[run.id] = documents
        else:
            self._documents.pop(run.id, None)

    def run(self, run_id: str) -> SearchRun | None:
        """Return a run, or None if there is none or it was deleted."""
        return next(iter(self._runs(runs.c.id == run_id, limit=1)), None)

    def latest_run(self) -> SearchRun | None:
        """Return the run that was started last."""
        return next(iter(self.runs(limit=1)), None)

    def runs(self, limit: int = 20) -> list[SearchRun]:
        """Return the last runs, newest first."""
        return self._runs(limit=limit)

    def delete_run(self, run_id: str) -> bool:
        """Take a run off the list; `restore_run` puts it back. Its leads stay."""
        return self._mark_deleted(runs, [run_id], now()) > 0

    def restore_run(self, run_id: str) -> bool:
        """Put a deleted run back."""
        return self._mark_deleted(runs, [run_id], None) > 0

    def mark_interrupted(self) -> int:
        """Mark the runs whose process is gone as interrupted; return how many there were."""
        is_running = runs.c.status == RunStatus.RUNNING
        with self._database.writing() as connection:
            running = select(runs.c.id, runs.c.pid, runs.c.created_at).where(is_running)
            orphans = [
                run_id
                for run_id, pid, created_at in connection.execute(running)
                if not running_since(pid, created_at) or (pid == os.getpid() and run_id not in _ours)
            ]
            change = update(runs).where(runs.c.id.in_(orphans), is_running)
            connection.execute(change.values(status=RunStatus.INTERRUPTED, phase=""))
        return len(orphans)

    def save_page(
        self, run_id: str, url: str, final_url: str, title: str, text: str, fetched_at: datetime
    ) -> None:
        """Keep the text a run has read at an address, up to `PAGE_LIMIT` characters."""
        kept = storable(text[:PAGE_LIMIT])
        row = {
            "run_id": run_id,
            "url_digest": digest(url),
            "url": url,
            "final_url": final_url,
            "title": title,
            "text": kept,
            "sha256": digest(kept),
            "fetched_at": fetched_at,
        }
        with self._database.writing() as connection:
            upsert(connection, pages, [row], "run_id", "url_digest")

    def page(self, run_id: str, url: str) -> StoredPage | None:
        """Return what a run has read at an address, be it the one asked for or the one it led to."""
        asked, led_to = pages.c.url_digest == digest(url), pages.c.final_url == storable(url)
        wanted = (
            select(pages).where(pages.c.run_id == run_id, or_(asked, led_to)).order_by(asked.desc()).limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).mappings().first()
        return StoredPage.model_validate(dict(row)) if row else None

    def _runs(self, *conditions: ColumnElement[bool], limit: int) -> list[SearchRun]:
        wanted = select(runs).where(runs.c.deleted_at.is_(None), *conditions)
        wanted = wanted.order_by(runs.c.created_at.desc(), runs.c.id).limit(limit)
        with self._database.reading() as connection:
            return read_runs(connection, wanted)
