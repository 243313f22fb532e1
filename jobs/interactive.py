"""One-off work of a tab, in threads that outlive the tab and the browser page that started it."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from config.errors import UserFacingError
from leads.record import now
from llm.errors import Cancelled

logger = logging.getLogger(__name__)


class JobState(StrEnum):
    """How far a job is. `STOPPED`: the analyst ended it; what it had is kept."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Job:
    """One piece of work, as the screen sees it. The work itself writes to it through its `Handle`.

    Attributes:
        key: what identifies the job in this process.
        title: what the analyst asked for.
        work: what is done, kept for `again` where it fails.
        state: how far the job is.
        phase: what it is doing now, in words.
        error: why it failed, or None.
        result: what the work left, or None.
        cancel: set when the analyst wants the job to end.
        started, finished: seconds of the monotonic clock, or None.
        started_at, finished_at: the same by the clock on the wall, in UTC.
    """

    def __init__(self, key: str, title: str = "", work: "Work | None" = None) -> None:
        self.key = key
        self.work = work
        self.title = title
        self.state = JobState.QUEUED
        self.phase = ""
        self.error: UserFacingError | None = None
        self.result: object = None
        self.cancel = threading.Event()
        self.started: float | None = None
        self.finished: float | None = None
        self.started_at: datetime | None = None
        self.finished_at: datetime | None = None
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._text: list[str] = []

    @property
    def active(self) -> bool:
        """Whether the job has not ended yet."""
        return not self._ended.is_set()

    @property
    def stopping(self) -> bool:
        """Whether the job was asked to end and has not ended yet."""
        return self.cancel.is_set() and self.active

    @property
    def seconds(self) -> float:
        """How long the job has run."""
        if self.started is None:
            return 0.0
        return (self.finished or time.monotonic()) - self.started

    @property
    def text(self) -> str:
        """The text streamed so far."""
        with self._lock:
            self._text = ["".join(self._text)]
            return self._text[0]

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the job has ended, at most `timeout` seconds; return whether it has."""
        return self._ended.wait(timeout)

    def _add_text(self, text: str) -> None:
        with self._lock:
            self._text.append(text)

    def _clear_text(self) -> None:
        with self._lock:
            self._text = []

    def _start(self) -> None:
        self.started, self.started_at = time.monotonic(), now()
        self.state = JobState.RUNNING

    def _end(self, state: JobState, error: UserFacingError | None = None) -> None:
        self.finished, self.finished_at = time.monotonic(), now()
        self.phase = ""
        self.error = error
        self.state = state
        if state is not JobState.FAILED:
            self.work = None
        self._ended.set()


class Handle:
    """What a piece of work reports to, and where it learns that it should end."""

    def __init__(self, job: Job) -> None:
        self._job = job

    @property
    def cancel(self) -> threading.Event:
        """Set when the analyst wants the work to end; look at it after each unit of work."""
        return self._job.cancel

    def check(self) -> None:
        """Go on, or end the work here if the analyst asked for it.

        Raises:
            Cancelled: the work should end; the registry takes it from there.
        """
        if self._job.cancel.is_set():
            raise Cancelled("Stopped.")

    def set_phase(self, text: str) -> None:
        """Say in words what is being done now."""
        self._job.phase = text

    def append_text(self, text: str) -> None:
        """Add to the streamed text."""
        self._job._add_text(text)

    def clear_text(self) -> None:
        """Begin the streamed text anew, as when another model starts over."""
        self._job._clear_text()

    def set_result(self, value: object) -> None:
        """Leave a result; it may be set again while the work goes on."""
        self._job.result = value


Work = Callable[[Handle], None]

_jobs: dict[str, Job] = {}
_lock = threading.Lock()


def submit(key: str, work: Work, title: str = "") -> Job:
    """Start the work in a thread of its own, or return the job of this key that has not ended yet.

    A job that has ended is replaced. The thread is a daemon: it does not keep the process from ending.
    """
    with _lock:
        known = _jobs.get(key)
        if known is not None and known.active:
            return known
        job = _jobs[key] = Job(key, title, work)
    try:
        threading.Thread(target=_run, args=(job, work), name=f"job {key}", daemon=True).start()
    except RuntimeError:
        logger.exception("no thread for the job %s", key)
        job._end(JobState.FAILED, UserFacingError("Too much is running at once.", "Wait, then try again."))
    return job


def again(key: str) -> Job | None:
    """Do once more what has failed; return its new job, None where there is nothing to repeat."""
    failed = job(key)
    if failed is None or failed.state is not JobState.FAILED or failed.work is None:
        return None
    return submit(key, failed.work, failed.title)


def job(key: str) -> Job | None:
    """Return the last job of this key, ended or not, or None."""
    with _lock:
        return _jobs.get(key)


def active() -> list[Job]:
    """Return the jobs that have not ended, oldest first."""
    with _lock:
        return [job for job in _jobs.values() if job.active]


def cancel(key: str) -> bool:
    """Ask the job of this key to end; return whether there was one to ask."""
    running = job(key)
    if running is None or not running.active:
        return False
    running.cancel.set()
    return True


def forget(key: str) -> bool:
    """Drop the job of this key if it has ended; return whether it is gone."""
    with _lock:
        known = _jobs.get(key)
        if known is not None and known.active:
            return False
        _jobs.pop(key, None)
        return True


def _run(job: Job, work: Work) -> None:
    job._start()
    try:
        work(Handle(job))
    except BaseException as error:  # noqa: BLE001 - a job whose thread is gone must never look as if it ran
        state, reason = _outcome(job, error)
    else:
        state, reason = (JobState.STOPPED if job.cancel.is_set() else JobState.DONE), None
    job._end(state, reason)


def _outcome(job: Job, error: BaseException) -> tuple[JobState, UserFacingError | None]:
    """Return the state a job ends in by an exception, and what the analyst is told."""
    if isinstance(error, Cancelled) or (job.cancel.is_set() and isinstance(error, UserFacingError)):
        return JobState.STOPPED, None
    if isinstance(error, UserFacingError):
        logger.warning("the job %s failed: %s", job.key, error.message)
        # A copy: the exception itself would keep every frame of the work in memory.
        return JobState.FAILED, UserFacingError(error.message, error.remedy)
    logger.error("the job %s failed", job.key, exc_info=error)
    return JobState.FAILED, UserFacingError("Something unexpected went wrong.", "The log has the details.")
