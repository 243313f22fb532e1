"""Projects, which have leads of their own, and sessions: what was open when work was put aside."""

from collections.abc import Iterable

from sqlalchemy import select, update

from config.errors import UserFacingError
from config.problems import did_you_mean
from leads import index_rows
from leads.record import DEFAULT_PROJECT, now
from leads.session_tables import sessions
from leads.store_base import StoreBase, parts
from leads.tables import leads
from leads.upsert import insert_new, upsert
from leads.work import Project, Session
from leads.work_tables import projects


class UnknownProject(UserFacingError):
    """There is no project of this name."""

    code = "unknown"


class ProjectRefused(UserFacingError):
    """A project cannot be renamed or put away so."""


class ProjectStore(StoreBase):
    """The part of the store that keeps projects and sessions."""

    def projects(self, *, archived: bool = False) -> list[Project]:
        """Return the projects at work, or those put away: the default one first, then by age."""
        is_archived = projects.c.archived_at.is_not(None)
        wanted = select(projects).where(
            projects.c.deleted_at.is_(None), is_archived if archived else ~is_archived
        )
        order = (projects.c.id != DEFAULT_PROJECT), projects.c.created_at
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(*order)).mappings()
            return [Project.model_validate(dict(row)) for row in rows]

    def project_named(self, name: str) -> Project:
        """Return the project of a name or id, one that is put away too.

        Raises:
            UnknownProject: there is none.
        """
        found = [*self.projects(), *self.projects(archived=True)]
        for project in found:
            if name in (project.name, project.id):
                return project
        raise UnknownProject(
            f"There is no project {name!r}.", did_you_mean(name, (one.name for one in found))
        )

    def ensure_project(self, name: str) -> Project:
        """Return the project of a name (or id), made or brought back if it is not there."""
        name = _clean(name) or "Default"
        new = Project(name=name)
        by_name = select(projects).where((projects.c.name == name) | (projects.c.id == name))
        back = {"deleted_at": None, "archived_at": None}
        with self._database.writing() as connection:
            if connection.execute(by_name).first() is None:
                insert_new(connection, projects, [new.model_dump()], "name")
            connection.execute(update(projects).where(projects.c.name == name).values(**back))
            return Project.model_validate(dict(connection.execute(by_name).mappings().one()))

    def rename_project(self, project: str, name: str) -> None:
        """Give a project, by its id, another name.

        Raises:
            ProjectRefused: the name is empty, or another project has it.
        """
        name = _clean(name)
        if not name:
            raise ProjectRefused("A project needs a name.", "Write one, such as a town and a trade.")
        taken = select(projects.c.id).where(projects.c.name == name, projects.c.id != project)
        with self._database.writing() as connection:
            if connection.execute(taken).first() is not None:
                raise ProjectRefused(
                    "Another project has this name.",
                    "Choose another name; a project that is put away keeps its name too.",
                )
            connection.execute(update(projects).where(projects.c.id == project).values(name=name))

    def archive_project(self, project: str) -> None:
        """Put a project away: it and its leads are in no list until it is brought back.

        Raises:
            ProjectRefused: it is the default project, which new leads go to.
        """
        if project == DEFAULT_PROJECT:
            raise ProjectRefused(
                "The default project cannot be put away.",
                "Make another project for what you want to put away.",
            )
        self._set_archived(project, is_archived=True)

    def unarchive_project(self, project: str) -> None:
        """Bring a project back that was put away."""
        self._set_archived(project, is_archived=False)

    def _set_archived(self, project: str, *, is_archived: bool) -> None:
        change = update(projects).where(projects.c.id == project)
        with self._database.writing() as connection:
            connection.execute(change.values(archived_at=now() if is_archived else None))

    def move_to_project(self, ids: Iterable[str], project: str) -> int:
        """Move leads to a project, by its id; return how many were in another."""
        changed: list[str] = []
        with self._database.writing() as connection:
            for some in parts(leads.c.id, ids):
                change = update(leads).where(some, leads.c.project != project)
                change = change.values(project=project, updated_at=now())
                changed += connection.execute(change.returning(leads.c.id)).scalars()
            index_rows.refresh(connection, changed, self._scorer)
        return len(changed)

    def save_session(self, session: Session) -> Session:
        """Keep what is open under a name; an earlier one of this name is replaced."""
        row = {**session.model_dump(), "view": session.view.model_dump(mode="json")}
        with self._database.writing() as connection:
            upsert(connection, sessions, [row], "name")
        return session

    def sessions(self) -> list[Session]:
        """Return the saved sessions, the newest first."""
        wanted = select(sessions).order_by(sessions.c.created_at.desc())
        with self._database.reading() as connection:
            return [Session.model_validate(dict(row)) for row in connection.execute(wanted).mappings()]

    def delete_session(self, session: str) -> None:
        """Forget a session; nothing of what it showed is touched."""
        with self._database.writing() as connection:
            connection.execute(sessions.delete().where(sessions.c.id == session))


def _clean(name: str) -> str:
    return " ".join(name.split())
