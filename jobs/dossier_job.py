"""A lead's dossier as the analyst handles it: start, watch, stop, go on, choose sources.

Nothing here does the work: workers find in the database what was asked for (`jobs.worker`). So a closed
browser or a restarted app changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dossier.records import Dossier, SourceKind
from jobs.dossier_desk import DossierJobError, DossierRequest, book, standing, stored_as
from jobs.dossier_progress import BuildProgress
from leads.dossier_book import GOING, BuildKind, BuildState, DossierBuild, StoredSource
from leads.store import Store
from leads.workers import WorkerBook


@dataclass(frozen=True)
class SourceRow:
    """A stored source as the tab lists it."""

    key: str
    kind: SourceKind
    title: str
    url: str
    file: str
    fetched_at: datetime | None
    sha256: str
    included: bool


@dataclass(frozen=True)
class DossierSnapshot:
    """All the tab shows of a lead's dossier.

    Attributes:
        state: that of the last build.
        progress: how far it is.
        dossier: while a build goes on, what stands of it so far; else the last whole dossier, or where there
            is none, what a stopped build has left.
        sources: the stored ones.
        work: what is under way: a build, or a section that is written anew; None when nothing is.
        request: what the last build was asked for; None where there was none.
        is_partial: whether `dossier` is what a stopped build has left.
        has_worker: whether any worker is alive to do the work.
    """

    state: BuildState
    progress: BuildProgress
    dossier: Dossier | None
    sources: list[SourceRow]
    work: DossierBuild | None = None
    request: DossierRequest | None = None
    is_partial: bool = False
    has_worker: bool = True
    error: str = ""
    remedy: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    build_id: str = ""


def start(request: DossierRequest, store: Store, files: Sequence[tuple[str, bytes]] = ()) -> DossierBuild:
    """Write down a build, which the next free worker takes in hand; return the one that is going, if one is.

    Args:
        request: what is wanted.
        store: where leads are; the finished dossier is kept with its lead.
        files: what the analyst adds, as name and content.

    Raises:
        DossierJobError: there is no such lead.
    """
    lead = store.lead(request.lead_id)
    if lead is None:
        raise DossierJobError("There is no such lead any more.", "Choose another one.")
    return book().add(DossierBuild(lead_id=lead.id, request=request.model_dump(mode="json")), files)


def stop(lead_id: str) -> bool:
    """Stop what is being done to a lead's dossier; what stands is kept. Return whether something was."""
    going = [one for one in book().going() if one.lead_id == lead_id and one.kind is not BuildKind.QUESTION]
    return sum(book().change(one.id, only=GOING, state=BuildState.STOPPED) for one in going) > 0


def go_on(lead_id: str) -> bool:
    """Take up a build again that was stopped or has failed; return whether there was one."""
    made = book().latest(lead_id)
    return made is not None and not made.is_going and book().set_going_again(made.id)


def snapshot(lead_id: str) -> DossierSnapshot | None:
    """Return what is known of a lead's dossier; None where none was ever built and no source is stored."""
    desk = book()
    made = desk.latest(lead_id)
    sources = [_row(one) for one in desk.sources_of(lead_id)]
    if made is None:
        return DossierSnapshot(BuildState.STOPPED, BuildProgress(), None, sources) if sources else None
    section = desk.latest(lead_id, BuildKind.SECTION)
    work = next((one for one in (made, section) if one is not None and one.is_going), None)
    told = section if section is not None and section.created_at > made.created_at else made
    shown = made
    if not made.is_going and made.state is not BuildState.DONE:
        shown = desk.latest(lead_id, BuildKind.BUILD, BuildState.DONE) or made
    return DossierSnapshot(
        state=told.state,
        progress=BuildProgress.model_validate((work or made).progress or {}),
        dossier=Dossier.model_validate(shown.report) if shown.report else None,
        sources=sources,
        work=work,
        request=DossierRequest.model_validate(made.request),
        is_partial=shown is made and made.state in (BuildState.STOPPED, BuildState.FAILED),
        has_worker=work is None or bool(WorkerBook(desk.database).alive()),
        error=told.error,
        remedy=told.remedy,
        created_at=shown.created_at,
        updated_at=shown.updated_at,
        build_id=shown.id,
    )


def include_source(lead_id: str, key: str, *, included: bool) -> bool:
    """Take a stored source into the next build, or leave it out."""
    return book().include(lead_id, key, included=included)


def remove_source(lead_id: str, key: str) -> bool:
    """Forget a stored source."""
    return book().remove_source(lead_id, key)


def source_text(lead_id: str, name: str) -> StoredSource | None:
    """Return the stored source that the citations of the standing dossier call `name`."""
    desk = book()
    try:
        _, dossier = standing(lead_id, desk)
    except DossierJobError:
        return None
    entry = next((one for one in dossier.sources if name in (one.file, one.id)), None)
    if entry is None:
        return None
    key = stored_as(entry)
    return next((one for one in desk.sources_of(lead_id) if one.key == key), None)


def _row(stored: StoredSource) -> SourceRow:
    return SourceRow(
        key=stored.key,
        kind=SourceKind(stored.kind),
        title=stored.title,
        url=stored.url,
        file=stored.file,
        fetched_at=stored.fetched_at,
        sha256=stored.sha256,
        included=stored.included,
    )
