"""The run as it goes: told to whoever watches, and saved, without keeping the work waiting."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from config.errors import UserFacingError
from leads.people import without_people
from leads.record import Lead, now
from leads.search_run import Notice, RunStatus, SearchRun, Source
from leads.store import Store
from leads.suppression import Suppressed

logger = logging.getLogger(__name__)

OnUpdate = Callable[[SearchRun], None]

# At most five saves a second: a run of fifty sources changes several hundred times.
_PAUSE = 0.2
# How long a stopped run waits for the database, in seconds.
_PATIENCE = 0.5


class RunRecorder:
    """Owns the run while it is made. Used in one event loop; one thread of its own writes to the store."""

    def __init__(
        self, run: SearchRun, store: Store, on_update: OnUpdate | None, *, named_people: bool = False
    ) -> None:
        self.run = run
        self._named_people = named_people
        self._store = store
        self._on_update = on_update
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="search-run")
        self._writes: set[asyncio.Future[object]] = set()
        self._last = float("-inf")
        self._due: asyncio.TimerHandle | None = None
        self._is_saving = True

    def changed(self, *, save: bool = False) -> None:
        """Tell the watcher, and save now or as soon as the last save is old enough."""
        if self._on_update is not None:
            self._on_update(self.run.model_copy(deep=True))
        loop = asyncio.get_running_loop()
        wait = self._last + _PAUSE - loop.time()
        if save or wait <= 0:
            self._save()
        elif self._due is None:
            self._due = loop.call_later(wait, self._save)

    def phase(self, words: str) -> None:
        """Say what is going on."""
        if self.run.phase != words:
            self.run.phase = words
            self.changed()

    def notice(self, message: str, remedy: str = "") -> None:
        """Tell the analyst something about the run, once."""
        if all(notice.message != message for notice in self.run.notices):
            self.run.notices.append(Notice(message=message, remedy=remedy))
            self.changed()

    def dropped(self, source: Source | None, reasons: list[str]) -> None:
        """Count what a model said and no page shows."""
        if source is not None:
            source.dropped += len(reasons)
        self.run.dropped += [f"[{source.n}] {reason}" if source else reason for reason in reasons]

    async def save_lead(self, lead: Lead) -> None:
        """Save a lead at once; the write is finished even if the run is stopped meanwhile."""
        await asyncio.shield(self._started(self._write_lead(lead.model_copy(deep=True))))

    async def save_page(self, url: str, final_url: str, title: str, text: str) -> None:
        """Keep what was read, for showing a value in its place later."""
        run = self.run
        await self._in_writer(lambda: self._store.save_page(run.id, url, final_url, title, text, now()))

    async def finish(self, status: RunStatus) -> None:
        """Close the run and save it; the database is waited for half a second where it is locked."""
        self.run.status = status
        self.run.phase = ""
        self.run.finished_at = now()
        self.changed(save=True)
        while self._writes:
            done, _ = await asyncio.wait(self._writes, timeout=_PATIENCE)
            if not done:
                break
        self._writer.shutdown(wait=False)

    def _save(self) -> None:
        if self._due is not None:
            self._due.cancel()
        self._last, self._due = asyncio.get_running_loop().time(), None
        run = self.run.model_copy(deep=True)
        self._started(self._in_writer(lambda: self._store.save_run(run)))

    async def _write_lead(self, lead: Lead) -> None:
        stored = await self._in_writer(lambda: self._saved(lead))
        if isinstance(stored, Lead) and stored.id not in self.run.lead_ids:
            self.run.lead_ids.append(stored.id)
            self.changed(save=True)

    def _saved(self, lead: Lead) -> Lead | None:
        """Save a lead, without people unless they are wanted; one that asked not to be kept is left out."""
        kept = lead if self._named_people else without_people(lead)
        try:
            return self._store.save_lead(kept, self.run.id)
        except Suppressed:
            return None

    async def _in_writer(self, write: Callable[[], object]) -> object:
        """Run a write in the writer's thread; what the store says when it cannot becomes a notice."""
        if not self._is_saving:
            return None
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, write)
        except UserFacingError as error:
            logger.warning("The run %s cannot be saved: %s", self.run.id, error)
            self._is_saving = False
            self.notice(f"The results cannot be saved: {error.message}", error.remedy)
            return None

    def _started(self, work: "asyncio.Future[object] | object") -> "asyncio.Future[object]":
        future: asyncio.Future[object] = asyncio.ensure_future(work)  # type: ignore[arg-type]
        self._writes.add(future)
        future.add_done_callback(self._writes.discard)
        return future
