"""The book of dossiers: each step of a build is one transaction, so that a dead process loses nothing."""

import os
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, insert, select, update

from leads.database import Database
from leads.dossier_tables import dossier_builds, dossier_sources
from leads.processes import running_since
from leads.record import new_id, now
from leads.upsert import upsert
from leads.work import Report


class BuildState(StrEnum):
    """How far a build is. `INTERRUPTED`: its process is gone; it can go on."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class DossierBuild(BaseModel):
    """One build of a lead's dossier; `report` is what stands so far."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    lead_id: str
    state: BuildState = BuildState.RUNNING
    request: Report = Field(default_factory=dict)
    progress: Report = Field(default_factory=dict)
    report: Report = Field(default_factory=dict)
    error: str = ""
    remedy: str = ""
    pid: int = Field(default_factory=os.getpid)
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)


class StoredSource(BaseModel):
    """A source as it was read; `key` names it among those of its lead."""

    model_config = ConfigDict(frozen=True)

    lead_id: str
    key: str
    kind: str
    url: str = ""
    file: str = ""
    title: str = ""
    language: str = ""
    text: str = Field(repr=False)
    html: str = Field(default="", repr=False)
    sha256: str
    included: bool = True
    fetched_at: datetime | None = None


class DossierBook:
    """Builds and sources in the database. Every method may raise `StoreError`."""

    def __init__(self, database: Database | None = None) -> None:
        self.database = database or Database()

    def add(self, build: DossierBuild) -> DossierBuild:
        """Write down a new build."""
        with self.database.writing() as connection:
            connection.execute(insert(dossier_builds), [build.model_dump()])
        return build

    def change(self, build_id: str, *, only_running: bool = False, **fields: Any) -> bool:
        """Change fields of a build; return whether there was one to change."""
        found = update(dossier_builds).where(dossier_builds.c.id == build_id)
        if only_running:
            found = found.where(dossier_builds.c.state == BuildState.RUNNING)
        with self.database.writing() as connection:
            return connection.execute(found.values(**fields, updated_at=now())).rowcount > 0

    def latest(self, lead_id: str) -> DossierBuild | None:
        """Return the last build of a lead's dossier; one whose process is gone is marked as interrupted."""
        wanted = select(dossier_builds).where(dossier_builds.c.lead_id == lead_id)
        wanted = wanted.order_by(dossier_builds.c.created_at.desc(), dossier_builds.c.id).limit(1)
        with self.database.reading() as connection:
            row = connection.execute(wanted).mappings().first()
        return self._checked(DossierBuild.model_validate(dict(row))) if row else None

    def running(self) -> list[DossierBuild]:
        """Return the builds that were not ended, interrupted ones among them, oldest first."""
        going = dossier_builds.c.state.in_([BuildState.RUNNING, BuildState.INTERRUPTED])
        with self.database.reading() as connection:
            rows = connection.execute(
                select(dossier_builds).where(going).order_by(dossier_builds.c.created_at)
            ).mappings()
            found = [DossierBuild.model_validate(dict(row)) for row in rows]
        return [self._checked(build) for build in found]

    def save_sources(self, sources: Sequence[StoredSource]) -> None:
        """Keep sources; one that was read before is replaced and stays included or not, as it was."""
        rows = [source.model_dump(exclude={"included"}) for source in sources]
        with self.database.writing() as connection:
            known = {
                (row.lead_id, row.key): row.included
                for row in connection.execute(
                    select(dossier_sources.c.lead_id, dossier_sources.c.key, dossier_sources.c.included)
                )
            }
            for row in rows:
                row["included"] = known.get((row["lead_id"], row["key"]), True)
            upsert(connection, dossier_sources, rows, "lead_id", "key")

    def sources_of(self, lead_id: str) -> list[StoredSource]:
        """Return the sources of a lead in the order in which they were first read."""
        wanted = select(dossier_sources).where(dossier_sources.c.lead_id == lead_id)
        with self.database.reading() as connection:
            rows = connection.execute(wanted.order_by(dossier_sources.c.id)).mappings()
            return [StoredSource.model_validate(dict(row)) for row in rows]

    def include(self, lead_id: str, key: str, *, included: bool) -> bool:
        """Take a source into the next build, or leave it out; return whether there is such a source."""
        change = update(dossier_sources).where(
            dossier_sources.c.lead_id == lead_id, dossier_sources.c.key == key
        )
        with self.database.writing() as connection:
            return connection.execute(change.values(included=included)).rowcount > 0

    def remove_source(self, lead_id: str, key: str) -> bool:
        """Take a source away for good; return whether there was one."""
        gone = delete(dossier_sources).where(
            dossier_sources.c.lead_id == lead_id, dossier_sources.c.key == key
        )
        with self.database.writing() as connection:
            return connection.execute(gone).rowcount > 0

    def _checked(self, build: DossierBuild) -> DossierBuild:
        if build.state is not BuildState.RUNNING or running_since(build.pid, build.created_at):
            return build
        self.change(build.id, only_running=True, state=BuildState.INTERRUPTED)
        return build.model_copy(update={"state": BuildState.INTERRUPTED})
