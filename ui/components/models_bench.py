"""Models: running the bench, and comparing what it measured."""

import pandas as pd
import streamlit as st

from jobs import interactive, models_job
from jobs.interactive import Job
from llm.bench import keep
from llm.bench.cases import ALL_TASKS, TASKS, cases_of
from llm.bench.records import BenchResult, Row
from llm.bench.run import Step
from ui.components import charts, trouble
from ui.components.model_words import model_word, task_word
from ui.language import day, mark, said, t
from ui.memory import kept, some_of
from ui.safe import md
from ui.state import Services

_DEFAULT_CASES = 6
# The columns of the results, in their order.
_MODEL, _TASK, _SPEED, _RIGHT, _SECONDS = (
    mark("Model"),
    mark("Task"),
    mark("Tokens/s"),
    mark("Right %"),
    mark("Seconds"),
)


def draw(shared: Services) -> None:
    """Draw the section."""
    st.markdown(f"#### {t('Bench')}")
    job = interactive.job(models_job.BENCH)
    if job is not None and job.active:
        _watch()
    else:
        _form(shared)
        trouble.draw_failed(job, "bench")
    _results()


def _form(shared: Services) -> None:
    config = shared.loader.get_merged_config()
    aliases = [name for name, entry in config["models"].items() if not entry.get("task")]
    models, tasks = st.columns([2, 3], vertical_alignment="bottom")
    cases, start = st.columns([2, 3], vertical_alignment="bottom")
    chosen = models.multiselect(
        t("Models"),
        aliases,
        ["small_model", "large_model"],
        format_func=model_word,
        placeholder=t("Choose at least one"),
        select_all=False,
        key=kept("bench_models", some_of(aliases)),
    )
    wanted = tasks.multiselect(
        t("Tasks"),
        ALL_TASKS,
        TASKS,
        format_func=task_word,
        placeholder=t("Choose at least one"),
        select_all=False,
        key=kept("bench_tasks", some_of(ALL_TASKS)),
    )
    most = cases.number_input(
        t("Cases a task"),
        2,
        max(len(cases_of(task)) for task in TASKS),
        _DEFAULT_CASES,
        key=kept("bench_cases"),
        help=t("Invented businesses with known answers. More cases are surer and take longer."),
    )
    start.button(
        t("Run"),
        key="bench_run",
        shortcut="Ctrl+Enter",
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
    step = job.result if isinstance(job.result, Step) else Step(0, 1, t("starting"))
    left = job.seconds / step.done * (step.total - step.done) if step.done else None
    words = t(
        "{done} of {total} cases · {seconds:.0f} s", done=step.done, total=step.total, seconds=job.seconds
    )
    if left is not None and left > 90:
        words += " · " + t("about {minutes:.0f} min left", minutes=left / 60)
    elif left is not None:
        words += " · " + t("about {seconds:.0f} s left", seconds=left)
    bar, stop = st.columns([8, 1], vertical_alignment="center")
    bar.progress(step.done / max(1, step.total), text=md(f"{step.words} · {words}"))
    stop.button(
        t("Stop"),
        icon=":material/stop:",
        key="bench_stop",
        disabled=job.stopping,
        on_click=models_job.stop,
        args=(models_job.BENCH,),
    )


def _results() -> None:
    results = keep.results()
    if not results:
        st.caption(t("Nothing has been measured yet. A run of both models takes a few minutes."))
        return
    names = {one.id: _name(one) for one in results}
    chosen = st.multiselect(
        t("Compare"),
        list(names),
        [results[0].id],
        format_func=names.__getitem__,
        placeholder=t("Choose at least one"),
        select_all=False,
        key=kept("bench_compared", some_of(names)),
    )
    shown = [one for one in results if one.id in chosen]
    if any(one.scripted for one in shown):
        st.warning(
            t("Some of these answers came faster than any model writes: a scripted server, not a model.")
        )
    rows = pd.DataFrame([_line(one, row, several=len(shown) > 1) for one in shown for row in one.rows])
    if rows.empty:
        return
    speed, right, wait = st.columns(3)
    with speed:
        _bars(t("Tokens a second"), rows, t(_SPEED))
    with right:
        _bars(t("Known answers right (%)"), rows, t(_RIGHT))
    with wait:
        _bars(t("Whole answer (s)"), rows, t(_SECONDS))
    # As many decimals in each row: 9.0 under 9.2.
    steps = {t("First token (s)"): 0.01, t(_SPEED): 0.1, t(_SECONDS): 0.1}
    st.dataframe(
        rows,
        hide_index=True,
        key="bench_rows",
        placeholder="–",
        column_config={
            name: st.column_config.NumberColumn(format="localized", step=steps.get(name, 1))
            for name in rows.select_dtypes("number").columns
        },
    )
    st.caption(t("Measured on {machine}.", machine=md(said(shown[0].machine.words))))


def _name(result: BenchResult) -> str:
    scripted = f" · {t('scripted')}" if result.scripted else ""
    models = ", ".join(dict.fromkeys(row.model.rsplit("/", 1)[-1] for row in result.rows))
    return f"{_moment(result)} · {models}{scripted}"


def _moment(result: BenchResult) -> str:
    at = result.at.astimezone()
    return f"{day(at)} {at:%H:%M}"


def _line(result: BenchResult, row: Row, *, several: bool) -> dict[str, object]:
    model = row.model.rsplit("/", 1)[-1]
    return {
        t(_MODEL): f"{model} · {_moment(result)}" if several else model,
        t(_TASK): task_word(row.task),
        t("Cases"): row.cases,
        t("Failures"): row.failed,
        t("First token (s)"): _rounded(row.first_token, 2),
        t(_SPEED): _rounded(row.tokens_per_second, 1),
        t(_SECONDS): _rounded(row.seconds, 1),
        t("Valid JSON %"): _percent(row.valid_json),
        t(_RIGHT): _percent(row.fields_right),
        t("Right, other half %"): _percent(row.fields_right_held_out),
        t("Invented a case"): row.invented,
        t("French %"): _percent(row.french),
        t("Vouvoiement %"): _percent(row.vouvoiement),
        t("Prompt from cache %"): _percent(row.cached_tokens),
    }


def _rounded(number: float | None, digits: int) -> float | None:
    return None if number is None else round(number, digits)


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share)


def _bars(title: str, rows: pd.DataFrame, column: str) -> None:
    st.markdown(f"**{title}**")
    task, model = t(_TASK), t(_MODEL)
    table = rows[[task, model, column]].dropna()
    if table.empty:
        st.caption(t("not measured"))
    else:
        charts.bars(table, task, column, series=model, most=100 if column == t(_RIGHT) else None)
