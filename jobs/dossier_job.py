"""A lead's dossier as a job: started, watched, stopped and taken up again; all it has stands in the database.

Every step is written down as it is made, and every answer of a model is kept by what was asked: a build whose
process died goes on where it was, and asks nothing twice.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from config import locations
from config.errors import UserFacingError
from config.loader import ConfigLoader
from dossier.build import build
from dossier.cache import AnswerCache
from dossier.collect import Ladder, Pasted, collect
from dossier.records import Dossier, Source, SourceKind
from jobs import interactive
from jobs.doors import here, is_sample, sample_hosts
from jobs.dossier_desk import (
    DossierJobError,
    DossierRequest,
    book,
    included,
    keep,
    key_of,
    lead_for,
    order_for,
    stored_source,
)
from jobs.dossier_progress import BuildProgress, Recorder
from leads.dossier_book import BuildState, DossierBuild, StoredSource
from leads.record import Kind, Lead
from leads.store import Store
from llm.errors import Cancelled
from llm.router import TaskRouter
from scrapers.fetch import Door


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
    """All the tab shows: the state of the last build, how far it is, what stands, and the stored sources.

    `dossier` is what stands so far: while a build runs it has the sections that are written.
    """

    state: BuildState
    progress: BuildProgress
    dossier: Dossier | None
    sources: list[SourceRow]
    error: str = ""
    remedy: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    build_id: str = ""


def start(
    request: DossierRequest,
    loader: ConfigLoader,
    router: TaskRouter | None,
    store: Store,
    files: Sequence[tuple[str, bytes]] = (),
    allow_hosts: Sequence[str] = (),
) -> interactive.Job:
    """Start a build, or return the one of this lead that is running.

    Args:
        request: what is wanted.
        loader: the configuration.
        router: the models; None, or `use_models` off, gives a dossier of facts.
        store: where leads are; the finished dossier is kept with its lead.
        files: what the analyst adds, as name and content.
        allow_hosts: hosts the door may reach beside the public web.

    Raises:
        DossierJobError: there is no such lead.
    """
    lead = store.lead(request.lead_id)
    if lead is None:
        raise DossierJobError("There is no such lead any more.", "Choose another one.")
    running = interactive.job(key_of(request.lead_id))
    if running is not None and running.active:
        return running
    made = book().add(DossierBuild(lead_id=lead.id, request=request.model_dump(mode="json")))
    return _submit(made, request, lead, loader, router, store, files, allow_hosts)


def resume(loader: ConfigLoader, router: TaskRouter | None, store: Store) -> list[str]:
    """Go on with the builds whose process is gone; return the ids of their leads."""
    taken = []
    for one in book().running():
        lead = store.lead(one.lead_id)
        if one.state is not BuildState.INTERRUPTED or lead is None:
            continue
        request = DossierRequest.model_validate(one.request)
        is_collected = BuildProgress.model_validate(one.progress or {}).steps[0].state == "done"
        if is_collected:
            request = request.model_copy(update={"collect": False})
        book().change(one.id, state=BuildState.STOPPED)
        kept = DossierBuild(lead_id=lead.id, request=request.model_dump(mode="json"), report=one.report)
        made = book().add(kept)
        _submit(made, request, lead, loader, router, store)
        taken.append(lead.id)
    return taken


def stop(lead_id: str) -> bool:
    """Stop the build of a lead; what stands is kept. Return whether one was running here."""
    return interactive.cancel(key_of(lead_id))


def snapshot(lead_id: str) -> DossierSnapshot | None:
    """Return what is known of a lead's dossier; None where none was ever built and no source is stored."""
    made = book().latest(lead_id)
    sources = [_row(one) for one in book().sources_of(lead_id)]
    if made is None:
        return DossierSnapshot(BuildState.STOPPED, BuildProgress(), None, sources) if sources else None
    return DossierSnapshot(
        state=made.state,
        progress=BuildProgress.model_validate(made.progress or {}),
        dossier=Dossier.model_validate(made.report) if made.report else None,
        sources=sources,
        error=made.error,
        remedy=made.remedy,
        created_at=made.created_at,
        updated_at=made.updated_at,
        build_id=made.id,
    )


def include_source(lead_id: str, key: str, *, included: bool) -> bool:
    """Take a stored source into the next build, or leave it out."""
    return book().include(lead_id, key, included=included)


def source_text(lead_id: str, name: str) -> StoredSource | None:
    """Return the stored source that citations call `name`, to be shown at the passage."""
    for n, one in enumerate(included(lead_id), start=1):
        if name in (one.file, f"S{n}"):
            return one
    return None


def _submit(
    made: DossierBuild,
    request: DossierRequest,
    lead: Lead,
    loader: ConfigLoader,
    router: TaskRouter | None,
    store: Store,
    files: Sequence[tuple[str, bytes]] = (),
    allow_hosts: Sequence[str] = (),
) -> interactive.Job:
    def work(handle: interactive.Handle) -> None:
        recorder = Recorder(book(), made.id, handle)
        try:
            if request.collect:
                _collect(request, lead, loader, store, recorder, handle, files, allow_hosts)
            order = order_for(made, store, handle, request.questions, recorder)
            with AnswerCache(locations.dossier_cache_file()) as cache:
                found = build(order, router if request.use_models else None, cache)
            recorder.finish()
            keep(made.id, lead.id, found, store)
            book().change(made.id, state=BuildState.DONE)
        except Cancelled:
            book().change(made.id, state=BuildState.STOPPED)
            raise
        except UserFacingError as error:
            book().change(made.id, state=BuildState.FAILED, error=error.message, remedy=error.remedy)
            raise
        except BaseException:
            book().change(made.id, state=BuildState.FAILED, error="Something unexpected went wrong.")
            raise

    return interactive.submit(key_of(lead.id), work, lead.title)


def _collect(
    request: DossierRequest,
    lead: Lead,
    loader: ConfigLoader,
    store: Store,
    recorder: Recorder,
    handle: interactive.Handle,
    files: Sequence[tuple[str, bytes]],
    allow_hosts: Sequence[str],
) -> None:
    config = loader.get_merged_config()
    known = lead_for(lead, store)
    known = known.model_copy(update={"website": here(known.website, sample=is_sample(known.website))})
    ladder = Ladder(
        lead=known,
        socials=[one.value for one in lead.all(Kind.SOCIAL)],
        rungs=frozenset(request.rungs),
        pasted=Pasted(request.urls, request.texts, files),
        on_state=recorder.rung,
        cancel=handle.cancel,
    )

    async def read() -> list[Source]:
        hosts = [*allow_hosts, *sample_hosts(lead.website)]
        async with Door.from_config(config, allow_hosts=hosts) as door:
            return await collect(ladder, door, config)

    recorder.step("collect", "")
    found = asyncio.run(read())
    book().save_sources([stored_source(one, lead.id) for one in found])
    handle.check()


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
