"""The work on a dossier, piece by piece: read its sources, build it, write a section anew, answer a question.

Each piece may be done again from its beginning at any time: sources are kept by what they are, and every
answer of a model by what was asked, so that a worker that follows a dead one asks nothing twice.
"""

import asyncio
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from config import locations
from config.errors import UserFacingError
from config.loader import ConfigLoader
from dossier.build import build
from dossier.cache import AnswerCache
from dossier.collect import Ladder, Pasted, collect
from dossier.records import Dossier, Section, SentenceKind
from jobs.doors import Doors, here, is_sample
from jobs.dossier_desk import (
    DossierJobError,
    DossierRequest,
    keep,
    lead_for,
    order_for,
    put_back,
    standing,
    stored_source,
    with_edits,
)
from jobs.dossier_progress import BuildProgress, Recorder
from leads.dossier_book import GOING, BuildKind, BuildState, DossierBook, DossierBuild
from leads.record import Kind
from leads.store import Store
from llm.embeddings import Embedder
from llm.errors import Cancelled
from llm.router import TaskRouter
from llm.vector_cache import VectorCache

logger = logging.getLogger(__name__)

BUILDS_AT_ONCE = 2
"""Builds a worker has in hand: the models are the narrow place."""

MOST_STARTS = 6
"""A build that was begun so often and never got an answer further is given up."""

# Seconds between two looks at whether the analyst has stopped a build.
_LOOK = 0.5
_LOG = "The log has the details."


@dataclass
class DossierWork:
    """Does the work on any dossier; one object a worker process."""

    loader: ConfigLoader
    book: DossierBook
    store: Store
    router: TaskRouter
    doors: Doors
    # A thread for each build: it waits for models, and would keep the hunts from their short looks.
    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(BUILDS_AT_ONCE * 2, thread_name_prefix="dossier")
    )

    _closing: threading.Event = field(default_factory=threading.Event)

    async def collect(self, build_id: str, round_: int) -> bool:
        """Read the sources of a build, unless they were read; return whether it is to go on."""
        made = await self._begun(build_id, round_)
        if made is None:
            return False
        progress = BuildProgress.model_validate(made.progress or {})
        request = DossierRequest.model_validate(made.request)
        if made.kind is not BuildKind.BUILD or not request.collect or progress.is_collected:
            return True
        with self._watched(build_id) as cancel, self._ending(build_id):
            await self._collect(made, request, cancel)
        made = await asyncio.to_thread(self.book.build, build_id)
        return made is not None and made.is_going

    async def build(self, build_id: str, round_: int) -> None:
        """Do what a build is for, from the stored sources."""
        made = await self._begun(build_id, round_)
        if made is not None:
            await asyncio.get_running_loop().run_in_executor(self._threads, self._worked, made)

    def close(self) -> None:
        """Take no more work; what is under way is broken off and queued for the next worker."""
        self._closing.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _begun(self, build_id: str, round_: int) -> DossierBuild | None:
        """Take a build in hand; None where it is not to go on."""
        made = await asyncio.to_thread(self.book.begin, build_id, round_)
        if made is None or made.starts <= MOST_STARTS:
            return made
        self.book.change(
            build_id, state=BuildState.FAILED, error="The worker died each time it came to this.", remedy=_LOG
        )
        return None

    async def _collect(self, made: DossierBuild, request: DossierRequest, cancel: threading.Event) -> None:
        lead = self.store.lead(made.lead_id)
        if lead is None:
            raise DossierJobError("There is no such lead any more.", "Choose another one.")
        sample = is_sample(lead.website)
        known = lead_for(lead, self.store)
        known = known.model_copy(update={"website": here(known.website, sample=sample)})
        recorder = Recorder(self.book, made)
        recorder.step("collect")
        ladder = Ladder(
            lead=known,
            socials=[one.value for one in lead.all(Kind.SOCIAL)],
            rungs=frozenset(request.rungs),
            pasted=Pasted(request.urls, request.texts, self.book.files_of(made.id)),
            on_state=recorder.rung,
            cancel=cancel,
        )
        # Read again means: as the pages are now, not as the last build has just read them.
        door = await self.doors.door(sample=sample, fresh=bool(self.book.sources_of(lead.id)))
        found = await collect(ladder, door, self.loader.get_merged_config())
        self.book.save_sources([stored_source(one, lead.id) for one in found])
        if cancel.is_set():
            raise Cancelled("Stopped.")
        recorder.collected()
        self.book.drop_files(made.id)

    def _worked(self, made: DossierBuild) -> None:
        does = {
            BuildKind.BUILD: self._build,
            BuildKind.SECTION: self._section,
            BuildKind.QUESTION: self._question,
        }
        with self._watched(made.id) as cancel, self._ending(made.id):
            does[made.kind](made, cancel)
            self.book.change(made.id, only=GOING, state=BuildState.DONE)

    def _build(self, made: DossierBuild, cancel: threading.Event) -> None:
        request = DossierRequest.model_validate(made.request)
        found = self._built(made, cancel, tuple(request.questions), use_models=request.use_models)
        keep(made, with_edits(found, made, self.book), self.store, self.book)

    def _section(self, made: DossierBuild, cancel: threading.Event) -> None:
        whole, _ = standing(made.lead_id, self.book)
        request = DossierRequest.model_validate(whole.request)
        fresh = self._built(
            made, cancel, tuple(request.questions), use_models=request.use_models, section=made.target
        )
        new = next((one for one in fresh.sections if one.title == made.target), None)
        if new is None:
            raise DossierJobError("Nothing was found for this section any more.", "The old one stays.")
        # Read again: the analyst may have edited it meanwhile.
        whole, dossier = standing(made.lead_id, self.book)
        dossier.sections = [_replaced(one, new) for one in dossier.sections]
        keep(whole, dossier, self.store, self.book)

    def _question(self, made: DossierBuild, cancel: threading.Event) -> None:
        answer = self._built(made, cancel, (made.target,))
        answer.sections = [one for one in answer.sections if one.question == made.target]
        self.book.change(made.id, report=answer.model_dump(mode="json"))

    def _built(
        self,
        made: DossierBuild,
        cancel: threading.Event,
        questions: tuple[str, ...],
        *,
        use_models: bool = True,
        section: str = "",
    ) -> Dossier:
        recorder = Recorder(self.book, made)
        order = order_for(made, self.store, self.book, cancel, questions, recorder, section)
        router = self.router if use_models else None
        with (
            AnswerCache(locations.dossier_cache_file()) as cache,
            VectorCache(locations.vectors_file()) as vectors,
        ):
            found = build(order, router, cache, Embedder.from_config(self.loader, vectors, cancel))
        recorder.finish()
        return found

    @contextmanager
    def _watched(self, build_id: str) -> Iterator[threading.Event]:
        """Yield what is set when the analyst stops a build."""
        cancel, over = threading.Event(), threading.Event()

        def look() -> None:
            while not over.wait(_LOOK):
                if self._closing.is_set():
                    cancel.set()
                    return
                try:
                    made = self.book.build(build_id)
                except UserFacingError:
                    continue  # the next look may succeed
                if made is None or not made.is_going:
                    cancel.set()
                    return

        threading.Thread(target=look, name=f"dossier watch {build_id[:8]}", daemon=True).start()
        try:
            yield cancel
        finally:
            over.set()

    @contextmanager
    def _ending(self, build_id: str) -> Iterator[None]:
        """Write down why a build ended early, whatever the reason; the worker goes on."""
        try:
            yield
        except Cancelled:
            if self._closing.is_set():
                self.book.set_going_again(build_id, only=GOING)
            else:
                self.book.change(build_id, only=GOING, state=BuildState.STOPPED)
        except UserFacingError as error:
            self.book.change(
                build_id, only=GOING, state=BuildState.FAILED, error=error.message, remedy=error.remedy
            )
        except Exception:
            logger.exception("the dossier %s could not be built", build_id)
            self.book.change(
                build_id,
                only=GOING,
                state=BuildState.FAILED,
                error="Something unexpected went wrong.",
                remedy=_LOG,
            )


def _replaced(old: Section, new: Section) -> Section:
    """Return a section that was written anew with what the analyst wrote in the old one."""
    if old.title != new.title:
        return old
    edited = [one for one in old.sentences if one.kind is SentenceKind.EDITED]
    return new.model_copy(update={"sentences": put_back(new.sentences, edited)})
