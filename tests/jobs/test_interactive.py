import gc
import logging
import threading
import weakref
from collections.abc import Iterator

import pytest

from config.errors import UserFacingError
from jobs import interactive
from jobs.interactive import Handle, Job, JobState
from llm.errors import Cancelled, StreamCut

PATIENCE = 100


@pytest.fixture(autouse=True)
def _no_jobs_left() -> Iterator[None]:
    yield
    for left in interactive.active():
        left.cancel.set()
        assert left.wait(PATIENCE), f"{left.key} does not end"
    interactive._jobs.clear()


class Paced:
    """Work that goes on until it is let go or cancelled."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.runs = 0

    def __call__(self, handle: Handle) -> None:
        self.runs += 1
        handle.set_phase("reading")
        handle.append_text("Bon")
        handle.append_text("jour")
        self.begun.set()
        while not self.go_on.wait(0.01):
            handle.check()
        handle.set_result(42)


def ended(job: Job) -> Job:
    assert job.wait(PATIENCE)
    return job


def test_a_job_is_seen_from_start_to_end() -> None:
    work = Paced()
    job = interactive.submit("k", work, "A question")
    assert work.begun.wait(PATIENCE)
    assert (job.state, job.title, job.phase, job.text) == (
        JobState.RUNNING,
        "A question",
        "reading",
        "Bonjour",
    )
    assert interactive.job("k") is job
    assert interactive.active() == [job]
    assert job.finished is job.finished_at is None
    assert job.seconds >= 0
    work.go_on.set()
    ended(job)
    assert (job.state, job.phase, job.text, job.result, job.error) == (JobState.DONE, "", "Bonjour", 42, None)
    assert interactive.active() == []
    assert interactive.job("k") is job, "an ended job stays readable"
    assert job.started is not None
    assert job.finished is not None
    assert job.seconds == job.finished - job.started
    assert job.started_at is not None
    assert job.finished_at is not None
    assert job.started_at <= job.finished_at


def test_work_runs_in_a_daemon_thread_with_the_name_of_the_job() -> None:
    seen: list[threading.Thread] = []
    ended(interactive.submit("k", lambda _handle: seen.append(threading.current_thread())))
    assert [(thread.daemon, thread.name) for thread in seen] == [(True, "job k")]


def test_a_running_job_is_not_started_twice() -> None:
    work = Paced()
    barrier = threading.Barrier(8)
    jobs: list[Job] = []

    def submit() -> None:
        barrier.wait(PATIENCE)
        jobs.append(interactive.submit("k", work))

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert work.begun.wait(PATIENCE)
    assert len(jobs) == 8
    assert len({id(job) for job in jobs}) == work.runs == 1
    assert interactive.submit("other", Paced()) is not jobs[0]


def test_an_ended_job_is_replaced() -> None:
    first = ended(interactive.submit("k", lambda handle: handle.set_result(1)))
    second = ended(interactive.submit("k", lambda handle: handle.set_result(2)))
    assert interactive.job("k") is second
    assert (first.result, second.result) == (1, 2)


def test_cancel_stops_and_keeps_what_is_there() -> None:
    work = Paced()
    job = interactive.submit("k", work)
    assert work.begun.wait(PATIENCE)
    assert interactive.cancel("k")
    ended(job)
    assert (job.state, job.text, job.error, job.stopping) == (JobState.STOPPED, "Bonjour", None, False)
    assert not interactive.cancel("k")
    assert not interactive.cancel("unknown")


def test_a_job_asked_to_stop_is_stopping_until_it_has_ended() -> None:
    let_go = threading.Event()
    job = interactive.submit("k", lambda _handle: let_go.wait(PATIENCE) and None)
    interactive.cancel("k")
    assert job.stopping
    assert interactive.submit("k", Paced()) is job
    let_go.set()
    assert ended(job).state is JobState.STOPPED


@pytest.mark.parametrize(
    ("error", "cancelled", "state", "told"),
    [
        (UserFacingError("No network.", "Check it."), False, JobState.FAILED, ("No network.", "Check it.")),
        (StreamCut("The stream ended."), True, JobState.STOPPED, None),
        (Cancelled("Stopped."), False, JobState.STOPPED, None),
        (
            KeyError("secret"),
            False,
            JobState.FAILED,
            ("Something unexpected went wrong.", "The log has the details."),
        ),
        (
            KeyError("secret"),
            True,
            JobState.FAILED,
            ("Something unexpected went wrong.", "The log has the details."),
        ),
        (
            SystemExit(1),
            False,
            JobState.FAILED,
            ("Something unexpected went wrong.", "The log has the details."),
        ),
    ],
)
def test_how_a_job_ends_by_an_exception(
    error: BaseException,
    cancelled: bool,
    state: JobState,
    told: tuple[str, str] | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def work(handle: Handle) -> None:
        handle.append_text("kept")
        if cancelled:
            handle.cancel.set()
        raise error

    with caplog.at_level(logging.WARNING):
        job = ended(interactive.submit("k", work))
    assert (job.state, job.text, job.active) == (state, "kept", False)
    assert (job.error and (job.error.message, job.error.remedy)) == told
    has_traceback = any(record.exc_info for record in caplog.records)
    assert has_traceback is (not isinstance(error, UserFacingError))


def test_a_failed_job_does_not_keep_its_work_in_memory() -> None:
    class Pages:
        pass

    seen: list[weakref.ref[Pages]] = []

    def work(_handle: Handle) -> None:
        pages = Pages()
        seen.append(weakref.ref(pages))
        raise UserFacingError("No.")

    job = ended(interactive.submit("k", work))
    gc.collect()
    assert job.state is JobState.FAILED
    assert seen[0]() is None


def test_forget_drops_only_ended_jobs() -> None:
    work = Paced()
    job = interactive.submit("k", work)
    assert not interactive.forget("k")
    assert interactive.job("k") is job
    work.go_on.set()
    ended(job)
    assert interactive.forget("k")
    assert interactive.job("k") is None
    assert interactive.forget("k"), "it is gone, whoever dropped it"


def test_a_thread_that_cannot_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    job = interactive.submit("k", Paced())
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert job.error.remedy
    assert interactive.active() == []


def test_streamed_text_is_whole_however_it_is_read() -> None:
    def work(handle: Handle) -> None:
        for n in range(2_000):
            handle.append_text(f"{n},")

    job = interactive.submit("k", work)
    expected = "".join(f"{n}," for n in range(2_000))
    while job.active:
        assert expected.startswith(job.text)
    assert job.text == expected


def test_text_can_begin_anew() -> None:
    def work(handle: Handle) -> None:
        handle.append_text("first model")
        handle.clear_text()
        handle.append_text("second model")

    assert ended(interactive.submit("k", work)).text == "second model"


def test_what_has_failed_is_done_once_more() -> None:
    times: list[int] = []

    def work(handle: Handle) -> None:
        times.append(1)
        if len(times) == 1:
            raise UserFacingError("The disk is full.", "Try again.")
        handle.set_result("written")

    first = interactive.submit("again", work, "Export")
    assert first.wait(100)
    second = interactive.again("again")
    assert second is not None
    assert second.wait(100)
    assert (second.title, second.state, second.result) == ("Export", JobState.DONE, "written")
    assert interactive.again("again") is None, "it has not failed"
    assert interactive.again("no such job") is None
