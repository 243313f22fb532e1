"""The work of the Models tab: looking at the servers, mending what a finding tells of, running the bench."""

import threading
from collections.abc import Sequence

from config.errors import UserFacingError
from config.loader import ConfigLoader
from jobs import interactive
from llm import doctor, doctor_actions
from llm.bench import keep
from llm.bench.run import Step, run
from llm.doctor_actions import Progress
from llm.doctor_records import Action

DOCTOR, MEND, BENCH = "models doctor", "models mend", "models bench"

# Set where a look is wanted: one that began before something was mended does not know of it.
_wanted = threading.Event()


def start_doctor(loader: ConfigLoader) -> None:
    """Start a look at every server, one more where one is under way; its result is a `Diagnosis`."""

    def work(handle: interactive.Handle) -> None:
        handle.set_phase("asking the model servers")
        while _wanted.is_set():
            _wanted.clear()
            handle.set_result(doctor.examine(loader.get_merged_config(), presets=loader.endpoint_presets()))

    _wanted.set()
    interactive.submit(DOCTOR, work, "Model servers")


def stop(key: str) -> None:
    """Stop one of the jobs; what it has is kept."""
    interactive.cancel(key)


def start_mending(loader: ConfigLoader, action: Action) -> None:
    """Start what a button promises, then look again; its result is a `Progress`, at the end a sentence."""

    def tell(handle: interactive.Handle, progress: Progress) -> None:
        share = f" {100 * progress.share:.0f} %" if progress.share is not None else ""
        handle.set_phase(f"{progress.words}{share}")
        handle.set_result(progress)

    def work(handle: interactive.Handle) -> None:
        done = doctor_actions.perform(
            action, loader, on_progress=lambda progress: tell(handle, progress), cancel=handle.cancel
        )
        handle.set_result(done)
        start_doctor(loader)

    interactive.submit(MEND, work, action.label)


def start_bench(loader: ConfigLoader, models: Sequence[str], tasks: Sequence[str], most_cases: int) -> None:
    """Start a bench; its result is a `Step` while it runs and the `BenchResult` at the end."""

    def work(handle: interactive.Handle) -> None:
        def tell(step: Step) -> None:
            handle.set_phase(step.words)
            handle.set_result(step)

        result = run(
            loader.get_merged_config(),
            models,
            tasks,
            most_cases=most_cases,
            on_step=tell,
            cancel=handle.cancel,
        )
        handle.check()
        if result.rows and all(row.failed == row.cases for row in result.rows):
            said = next(case.error for cases in result.cases.values() for case in cases if case.error)
            handle.set_result(None)
            raise UserFacingError(
                f"No model answered the bench. {said}",
                "Start the servers of these models, or choose others; then run it again.",
            )
        if result.rows:
            keep.save(result)
        handle.set_result(result)

    interactive.submit(BENCH, work, "Bench")
