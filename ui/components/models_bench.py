"""Models: running the bench, and comparing what it measured."""

import pandas as pd
import streamlit as st

from jobs import interactive, models_job
from jobs.interactive import Job, JobState
from llm.bench import keep
from llm.bench.cases import TASKS, cases_of
from llm.bench.records import BenchResult, Row
from llm.bench.run import Step
from ui.safe import md
from ui.state import Services

_HEIGHT = 240
_DEFAULT_CASES = 6


def draw(shared: Services) -> None:
    """Draw the section."""
    st.markdown("#### Bench")
    job = interactive.job(models_job.BENCH)
    if job is not None and job.active:
        _watch()
    else:
        _form(shared)
        if job is not None and job.state is JobState.FAILED and job.error is not None:
            st.error(md(job.error.remedy), title=md(job.error.message))
    _results()


def _form(shared: Services) -> None:
    config = shared.loader.get_merged_config()
    aliases = [name for name, entry in config["models"].items() if not entry.get("task")]
    models, tasks, cases, start = st.columns([3, 3, 2, 1], vertical_alignment="bottom")
    chosen = models.multiselect("Models", aliases, ["small_model", "large_model"], key="bench_models")
    wanted = tasks.multiselect("Tasks", TASKS, TASKS, key="bench_tasks")
    most = cases.number_input(
        "Cases a task",
        2,
        max(len(cases_of(task)) for task in TASKS),
        _DEFAULT_CASES,
        key="bench_cases",
        help="Invented businesses with known answers. More cases are surer and take longer.",
    )
    start.button(
        "Run",
        key="bench_run",
        type="primary",
        disabled=not chosen or not wanted,
        on_click=models_job.start_bench,
        args=(shared.loader, tuple(chosen), tuple(wanted), int(most)),
    )


def _watch() -> None:
    @st.fragment(run_every=0.5)
    def live() -> None:
        job = interactive.job(models_job.BENCH)
        if job is None or not job.active:
            st.rerun()
        else:
            _running(job)

    live()


def _running(job: Job) -> None:
    step = job.result if isinstance(job.result, Step) else Step(0, 1, "starting")
    left = job.seconds / step.done * (step.total - step.done) if step.done else None
    words = f"{step.done} of {step.total} cases · {job.seconds:.0f} s"
    if left is not None:
        words += f" · about {left / 60:.0f} min left" if left > 90 else f" · about {left:.0f} s left"
    bar, stop = st.columns([8, 1], vertical_alignment="center")
    bar.progress(step.done / max(1, step.total), text=md(f"{step.words} · {words}"))
    stop.button(
        "Stop",
        key="bench_stop",
        disabled=job.stopping,
        on_click=models_job.stop,
        args=(models_job.BENCH,),
    )


def _results() -> None:
    kept = keep.results()
    if not kept:
        st.caption("Nothing has been measured yet. A run of both models takes a few minutes.")
        return
    names = {one.id: _name(one) for one in kept}
    chosen = st.multiselect(
        "Compare", list(names), [kept[0].id], format_func=names.__getitem__, key="bench_compared"
    )
    shown = [one for one in kept if one.id in chosen]
    if any(one.scripted for one in shown):
        st.warning("Some of these answers came faster than any model writes: a scripted server, not a model.")
    rows = pd.DataFrame([_line(one, row, several=len(shown) > 1) for one in shown for row in one.rows])
    if rows.empty:
        return
    speed, right, wait = st.columns(3)
    with speed:
        _bars("Tokens a second", rows, "Tokens/s")
    with right:
        _bars("Known answers right (%)", rows, "Right %")
    with wait:
        _bars("Whole answer (s)", rows, "Seconds")
    st.dataframe(rows, hide_index=True, key="bench_rows", placeholder="–")
    st.caption(md(f"Measured on {shown[0].machine.words}."))


def _name(result: BenchResult) -> str:
    models = ", ".join(dict.fromkeys(row.model.rsplit("/", 1)[-1] for row in result.rows))
    return f"{result.at.astimezone():%d %b %H:%M} · {models}{' · scripted' if result.scripted else ''}"


def _line(result: BenchResult, row: Row, *, several: bool) -> dict[str, object]:
    model = row.model.rsplit("/", 1)[-1]
    return {
        "Model": f"{model} · {result.at.astimezone():%d %b %H:%M}" if several else model,
        "Task": row.task,
        "Cases": row.cases,
        "Failed": row.failed,
        "First token (s)": row.first_token,
        "Tokens/s": row.tokens_per_second,
        "Seconds": row.seconds,
        "Valid JSON %": _percent(row.valid_json),
        "Right %": _percent(row.fields_right),
        "Invented a case": row.invented,
        "French %": _percent(row.french),
        "Vouvoiement %": _percent(row.vouvoiement),
        "Prompt from cache %": _percent(row.cached_tokens),
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share)


def _bars(title: str, rows: pd.DataFrame, column: str) -> None:
    st.markdown(f"**{title}**")
    table = rows[["Task", "Model", column]].dropna()
    if table.empty:
        st.caption("not measured")
    else:
        st.bar_chart(
            table,
            x="Task",
            y=column,
            color="Model",
            stack=False,
            horizontal=True,
            height=_HEIGHT,
            x_label="",
            y_label="",
        )
