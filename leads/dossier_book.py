"""The book of dossiers: each step of a build is one transaction, so that a dead process loses nothing."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, and_, delete, insert, select, update

from leads.database import Database
from leads.dossier_tables import dossier_builds, dossier_files, dossier_sources
from leads.record import new_id, now
from leads.upsert import upsert
from leads.work import Report


class BuildKind(StrEnum):
    """What a worker is to do: a whole dossier, one section of it anew, or an answer from its sources."""

    BUILD = "build"
    SECTION = "section"
    QUESTION = "question"


class BuildState(StrEnum):
    """How far a build is. `STOPPED`: the analyst ended it; what stands is kept."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


GOING = (BuildState.QUEUED, BuildState.RUNNING)


class DossierBuild(BaseModel):
    """One piece of work on a lead's dossier.

    Attributes:
        target: the section to be written anew, or the question.
        round: grows each time it is set going: work that was queued before is void.
        starts: how often workers took it in hand since it last got further.
        request: what was asked for.
        progress: how far it is.
        report: what stands so far.
    """

    model_config = ConfigDict(frozen=True)

    id: str = Field(default_factory=new_id)
    lead_id: str
    kind: BuildKind = BuildKind.BUILD
    target: str = ""
    state: BuildState = BuildState.QUEUED
    round: int = 1
    starts: int = 0
    request: Report = Field(default_factory=dict)
    progress: Report = Field(default_factory=dict)
    report: Report = Field(default_factory=dict)
    error: str = ""
    remedy: str = ""
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)

    @property
    def is_going(self) -> bool:
        """Whether it has not ended."""
        return self.state in GOING


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

    def add(self, build: DossierBuild, files: Sequence[tuple[str, bytes]] = ()) -> DossierBuild:
        """Write down work to be done, or return the work of this kind on the lead that has not ended.

        A dossier is built or changed by one at a time; questions do not wait for that.
        """
        asks = build.kind is BuildKind.QUESTION
        same = dossier_builds.c.kind == BuildKind.QUESTION
        open_one = self._wanted(build.lead_id, same if asks else ~same).where(
            dossier_builds.c.state.in_(GOING)
        )
        with self.database.writing() as connection:
            row = connection.execute(open_one).mappings().first()
            if row is not None:
                return DossierBuild.model_validate(dict(row))
            connection.execute(insert(dossier_builds), [build.model_dump()])
            rows = [{"build_id": build.id, "name": name, "content": content} for name, content in files]
            if rows:
                connection.execute(insert(dossier_files), rows)
        return build

    def build(self, build_id: str) -> DossierBuild | None:
        """Return a build, None where there is none."""
        with self.database.reading() as connection:
            wanted = select(dossier_builds).where(dossier_builds.c.id == build_id)
            row = connection.execute(wanted).mappings().first()
        return DossierBuild.model_validate(dict(row)) if row else None

    def begin(self, build_id: str, round_: int) -> DossierBuild | None:
        """Take a build in hand; None where it has ended, or was set going again since."""
        mine = and_(dossier_builds.c.id == build_id, dossier_builds.c.round == round_)
        begun = update(dossier_builds).where(mine, dossier_builds.c.state.in_(GOING))
        fields = {"state": BuildState.RUNNING, "starts": dossier_builds.c.starts + 1, "updated_at": now()}
        with self.database.writing() as connection:
            if not connection.execute(begun.values(fields)).rowcount:
                return None
            row = connection.execute(select(dossier_builds).where(mine)).mappings().one()
        return DossierBuild.model_validate(dict(row))

    def change(self, build_id: str, *, only: Sequence[BuildState] = (), **fields: Any) -> bool:
        """Change fields of a build, where it is in one of the states `only`; return whether it was."""
        found = update(dossier_builds).where(dossier_builds.c.id == build_id)
        if only:
            found = found.where(dossier_builds.c.state.in_(only))
        with self.database.writing() as connection:
            return connection.execute(found.values(**fields, updated_at=now())).rowcount > 0

    def set_going_again(self, build_id: str, *, only: Sequence[BuildState] = ()) -> bool:
        """Queue a build anew, whose work got lost or was stopped; return whether there is one."""
        return self.change(
            build_id,
            only=only,
            state=BuildState.QUEUED,
            round=dossier_builds.c.round + 1,
            error="",
            remedy="",
        )

    def latest(
        self, lead_id: str, kind: BuildKind = BuildKind.BUILD, *states: BuildState
    ) -> DossierBuild | None:
        """Return the last work of a kind on a lead's dossier, in one of these states or in any."""
        wanted = self._wanted(lead_id, dossier_builds.c.kind == kind)
        if states:
            wanted = wanted.where(dossier_builds.c.state.in_(states))
        with self.database.reading() as connection:
            row = connection.execute(wanted).mappings().first()
        return DossierBuild.model_validate(dict(row)) if row else None

    def going(self) -> list[DossierBuild]:
        """Return the builds that have not ended, oldest first."""
        wanted = select(dossier_builds).where(dossier_builds.c.state.in_(GOING))
        with self.database.reading() as connection:
            rows = connection.execute(wanted.order_by(dossier_builds.c.created_at)).mappings()
            return [DossierBuild.model_validate(dict(row)) for row in rows]

    def files_of(self, build_id: str) -> list[tuple[str, bytes]]:
        """Return what the analyst added to a build and no worker has read yet, as name and content."""
        wanted = select(dossier_files.c.name, dossier_files.c.content)
        wanted = wanted.where(dossier_files.c.build_id == build_id).order_by(dossier_files.c.id)
        with self.database.reading() as connection:
            return [(row.name, bytes(row.content)) for row in connection.execute(wanted)]

    def drop_files(self, build_id: str) -> None:
        """Forget what was added to a build: its text is among the sources now."""
        with self.database.writing() as connection:
            connection.execute(delete(dossier_files).where(dossier_files.c.build_id == build_id))

    def save_sources(self, sources: Sequence[StoredSource]) -> None:
        """Keep sources; one that was read before is replaced and stays included or not, as it was."""
        rows = [source.model_dump(exclude={"included"}) for source in sources]
        with self.database.writing() as connection:
            known = {
                (row.lead_id, row.key): row.included
                for row in connection.execute(
                    select(
                        dossier_sources.c.lead_id, dossier_sources.c.key, dossier_sources.c.included
                    ).where(dossier_sources.c.lead_id.in_({row["lead_id"] for row in rows}))
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

    @staticmethod
    def _wanted(lead_id: str, kind: ColumnElement[bool]) -> Select[Any]:
        """Return what asks for the last work of a kind on a lead."""
        wanted = select(dossier_builds).where(dossier_builds.c.lead_id == lead_id, kind)
        return wanted.order_by(dossier_builds.c.created_at.desc(), dossier_builds.c.id).limit(1)
