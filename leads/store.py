"""Where leads, their evidence and the runs that found them are kept."""

import os
from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Table, or_, select, update

from leads.database import Database, StoreError
from leads.lead_rows import read_leads, write_lead
from leads.processes import running_since
from leads.record import Lead, LeadStatus, now
from leads.run_rows import Documents, read_runs, write_run
from leads.search_run import RunStatus, SearchRun
from leads.tables import leads, pages, run_leads, runs
from leads.text import digest, storable
from leads.upsert import upsert

__all__ = ["PAGE_LIMIT", "Store", "StoreError", "StoredPage"]

PAGE_LIMIT = 200_000
"""Characters kept of one page."""

# SQLite builds take 32,766 parameters in one statement at the least.
_IDS_AT_ONCE = 10_000

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


class Store:
    """All that is kept about leads, in SQLite or PostgreSQL; threads and processes may share it.

    Without `url` it is LEADHUNTER_DATABASE_URL, or else the SQLite file of the data folder. Every method may
    raise `StoreError`; a write that returns is kept.
    """

    def __init__(self, url: str | None = None) -> None:
        self._database = Database(url)
        self._documents: dict[str, Documents] = {}  # of the running runs, as last written

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; the store opens them again when it is used again."""
        self._database.close()

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

    def save_lead(self, lead: Lead, run_id: str | None = None) -> Lead:
        """Add a lead, or merge it into the stored lead of its site, and return that one.

        Values and evidence are added, never taken away. The analyst's status stays, unless it is still
        `FOUND`. `run_id` names the saved run that found the lead; a removed lead comes back when a run that
        did not have it yet finds it again.

        Raises:
            ValueError: the lead has no site, so that nothing says which business it is.
        """
        if not lead.site.strip():
            raise ValueError("a lead needs a site")
        with self._database.writing() as connection:
            lead_id = write_lead(connection, lead, run_id)
            return read_leads(connection, select(leads).where(leads.c.id == lead_id))[0]

    def lead(self, lead_id: str) -> Lead | None:
        """Return a lead, or None if there is none or it was removed."""
        wanted = select(leads).where(leads.c.id == lead_id, leads.c.deleted_at.is_(None))
        with self._database.reading() as connection:
            return next(iter(read_leads(connection, wanted)), None)

    def leads(
        self, status: LeadStatus | None = None, limit: int | None = None, offset: int = 0
    ) -> list[Lead]:
        """Return the leads of one status, or of any, newest first."""
        wanted = select(leads).where(leads.c.deleted_at.is_(None))
        if status is not None:
            wanted = wanted.where(leads.c.status == status)
        wanted = wanted.order_by(leads.c.created_at.desc(), leads.c.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return read_leads(connection, wanted)

    def leads_of_run(self, run_id: str) -> list[Lead]:
        """Return the leads a run has found, in the order it found them."""
        wanted = (
            select(leads)
            .join(run_leads, run_leads.c.lead_id == leads.c.id)
            .where(run_leads.c.run_id == run_id, leads.c.deleted_at.is_(None))
            .order_by(run_leads.c.id)
        )
        with self._database.reading() as connection:
            return read_leads(connection, wanted)

    def add_to_review(self, ids: Iterable[str]) -> int:
        """Make found leads new ones for the Review tab; return how many were not there yet."""
        to_review = update(leads).where(leads.c.status == LeadStatus.FOUND, leads.c.deleted_at.is_(None))
        changed = 0
        with self._database.writing() as connection:
            for some in _parts(leads.c.id, ids):
                changed += connection.execute(to_review.where(some).values(status=LeadStatus.NEW)).rowcount
        return changed

    def remove(self, ids: Iterable[str]) -> int:
        """Take leads away, so that `restore` can bring them back; return how many were there."""
        return self._mark_deleted(leads, ids, now())

    def restore(self, ids: Iterable[str]) -> int:
        """Bring removed leads back as they were; return how many were removed."""
        return self._mark_deleted(leads, ids, None)

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

    def _mark_deleted(self, table: Table, ids: Iterable[str], moment: datetime | None) -> int:
        """Set when the rows were deleted; return how many were not in that state yet."""
        is_deleted = table.c.deleted_at.is_not(None)
        other_state = is_deleted if moment is None else ~is_deleted
        changed = 0
        with self._database.writing() as connection:
            for some in _parts(table.c.id, ids):
                change = update(table).where(some, other_state).values(deleted_at=moment)
                changed += connection.execute(change).rowcount
        return changed


def _parts(column: ColumnElement[str], ids: Iterable[str]) -> Iterable[ColumnElement[bool]]:
    """Yield "column is one of these" for as many ids at a time as one statement takes."""
    every = list(ids)
    for start in range(0, len(every), _IDS_AT_ONCE):
        yield column.in_(every[start : start + _IDS_AT_ONCE])
