"""`model: auto` against the large model for everything, on all cases of the bench: quality kept, time taken.

The servers are scripted, so this measures the choice and no model. The large one is right; the small one
writes four times as fast and is wrong in a known share of the cases: it invents, breaks its form, or, twice,
misses something no rule can see. First the bench measures both, as an analyst would; then every case is asked
both ways.

    python -m benchmarks.auto_routing [--keep]
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.claims import Benchmark, Bound, Claim, Measured, Measuring
from benchmarks.scripted_answers import (
    ALL,
    broken_answer,
    case_asked,
    half_answer,
    invented_answer,
    right_answer,
)
from config import locations
from config.loader import ConfigLoader
from llm.bench import keep
from llm.bench.cases import TASKS, Case, messages_of, schema_of
from llm.bench.judge import judge
from llm.bench.run import run
from llm.completion import Completion
from llm.errors import SchemaMismatch
from llm.router import TaskRouter
from tests.servers.fake_lm_studio import MISTRAL, FakeLMStudio
from tests.servers.fake_ollama import FakeOllama

LARGE_PACE, SMALL_PACE = 50, 200
BENCHMARK = Benchmark(
    name="auto_routing",
    claims=(
        Claim(
            sentence="`model: auto` keeps the large model's quality in 95 % of cases with half of its time",
            bounds=(
                Bound(what="quality kept", least=95, unit=" %"),
                Bound(what="of its time", most=0.5, digits=2),
                Bound(what="planted faults given to the large model"),
            ),
        ),
    ),
)
_UNSEEN = frozenset({"extraction-12", "audit-05"})


def main() -> None:
    """Run the bench, then both ways, and print what was kept and what it took."""
    run = Measuring(BENCHMARK, argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]))
    with tempfile.TemporaryDirectory() as folder, _servers(Path(folder)) as loader:
        _measure(loader)
        large = _answers(loader, "large_model")
        auto = _answers(loader, "auto")
    for held_out in (True, False):
        name = "the half that is reported" if held_out else "the half thresholds are chosen on"
        chosen = [at for at, case in enumerate(ALL) if case.is_held_out is held_out]
        _print(name, [large[at] for at in chosen], [auto[at] for at in chosen])
    figures = _print("all", large, auto)
    faulty = [one for one in auto if fate(one.case) not in {"right", "unseen"}]
    caught = sum(one.done.served_model != MISTRAL for one in faulty)
    run.conclude({**figures, "planted faults given to the large model": (caught, len(faulty))})


def fate(case: Case) -> str:
    """Return how the small model does at a case: right in four of five, and twice wrong where nobody sees."""
    if case.id in _UNSEEN:
        return "unseen"
    return {3: "invents", 8: "broken"}.get(int(case.id.rsplit("-", 1)[-1]) % 10, "right")


def small(body: dict[str, Any]) -> str | None:
    """Return the answer of the small model."""
    case = case_asked(body)
    if case is None:
        return None
    say = {"unseen": half_answer, "invents": invented_answer, "broken": broken_answer, "right": right_answer}
    return say[fate(case)](case)


def large(body: dict[str, Any]) -> str | None:
    """Return the answer of the large model."""
    case = case_asked(body)
    return right_answer(case) if case is not None else None


class _Answered:
    """One case answered: what it is worth, and the seconds it took."""

    def __init__(self, case: Case, done: Completion, seconds: float) -> None:
        self.case, self.done, self.seconds = case, done, seconds
        self.quality = judge(case, done.text, done.data).quality


@contextmanager
def _servers(folder: Path) -> Iterator[ConfigLoader]:
    os.environ.update({"LEADHUNTER_DATA_DIR": f"{folder}/data", "LEADHUNTER_EMBEDDED": "0"})
    (folder / "root" / "config").mkdir(parents=True)
    for name in ("config/models.yml", "config/defaults.yml", "settings.json"):
        shutil.copy(locations.ROOT / name, folder / "root" / name)
    with (
        FakeLMStudio(reply=small, tokens_per_second=SMALL_PACE) as studio,
        FakeOllama(context=8192, reply=large, tokens_per_second=LARGE_PACE) as ollama,
    ):
        os.environ["LEADHUNTER_LM_STUDIO_URL"] = studio.url
        os.environ["LEADHUNTER_OLLAMA_URL"] = ollama.url
        yield ConfigLoader(folder / "root")


def _measure(loader: ConfigLoader) -> None:
    """Keep the figures of both, as if models had answered: those of scripted servers choose nothing."""
    result = run(loader.get_merged_config())
    result.rows = [row.model_copy(update={"scripted": False}) for row in result.rows]
    result.scripted = False
    keep.save(result)


def _answers(loader: ConfigLoader, model: str) -> list[_Answered]:
    loader.save_settings({f"tasks.{task}.model": model for task in TASKS})
    router = TaskRouter.from_config(loader)
    return [_answer(router, case) for case in ALL]


def _answer(router: TaskRouter, case: Case) -> _Answered:
    started = time.perf_counter()
    try:
        done = router.run(case.task, messages_of(case), schema_of(case), overrides={"fresh": True})
    except SchemaMismatch as error:
        done = Completion(text=error.text)
    return _Answered(case, done, time.perf_counter() - started)


def _print(name: str, with_large: list[_Answered], with_auto: list[_Answered]) -> dict[str, Measured]:
    pairs = list(zip(with_large, with_auto, strict=True))
    kept = sum(auto.quality >= one.quality for one, auto in pairs)
    times = [sum(one.seconds for one in answers) for answers in (with_large, with_auto)]
    own = sum(one.done.served_model == MISTRAL for one in with_auto)
    print(
        f"{name}: {len(pairs)} cases, the large model's quality kept in {100 * kept / len(pairs):.0f} %, "
        f"{times[1] / times[0]:.2f} of its time; the small model's answer taken in {own}"
    )
    return {"quality kept": (kept, len(pairs)), "of its time": times[1] / times[0]}


if __name__ == "__main__":
    main()
