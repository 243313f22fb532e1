"""`bench`: how fast and how well models do the toolkit's tasks, on invented cases with known answers."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.terminal import fail, progress, stop_on_interrupt
from config.errors import UserFacingError

if TYPE_CHECKING:
    from llm.bench.records import BenchResult


def bench(
    models: Annotated[
        str, typer.Option(help="Names of models.yml, ids, or id@endpoint, parted by commas.")
    ] = "",
    tasks: Annotated[
        str, typer.Option(help="Some of extraction, audit, lead_summary, outreach, classification.")
    ] = "",
    cases: Annotated[int | None, typer.Option(min=1, help="At most so many cases of each task.")] = None,
    result: Annotated[Path | None, typer.Option(help="Take this kept result in place of a new run.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the result here too.")] = None,
    readme: Annotated[Path | None, typer.Option(help="Write the table into this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure models: first token, tokens a second, valid JSON, fields right, invented values, French.

    Each case is asked once, without repair or fallback. Results are kept and compared in the Models tab.
    """
    from llm.bench import keep
    from llm.bench.table import write_into

    try:
        measured = (
            keep.load(result) if result is not None else _measured(_names(models), _names(tasks), cases)
        )
        if measured is None:
            raise UserFacingError(
                f"{result} holds no result of a bench.", "Run `cli.py bench` first.", code="bad_file"
            )
        if out is not None:
            out.write_text(measured.model_dump_json(indent=1) + "\n", encoding="utf-8")
        if readme is not None:
            write_into(readme, measured)
    except UserFacingError as error:
        fail(error, as_json=as_json)
    except OSError as error:
        told = UserFacingError(
            f"{error.filename}: {error.strerror}.", "Name another file.", code="cannot_write"
        )
        fail(told, as_json=as_json)
    if as_json:
        typer.echo(json.dumps(measured.model_dump(mode="json"), ensure_ascii=False))
    else:
        _print(measured)


def _measured(models: list[str], tasks: list[str], cases: int | None) -> "BenchResult":
    from config.loader import ConfigLoader
    from llm.bench import keep
    from llm.bench.cases import TASKS
    from llm.bench.run import Step, run

    def tell(step: Step) -> None:
        progress(f"{step.done}/{step.total} {step.words}")

    measured = run(
        ConfigLoader().get_merged_config(),
        models,
        tasks or TASKS,
        most_cases=cases,
        on_step=tell,
        cancel=stop_on_interrupt(),
    )
    keep.save(measured)
    return measured


def _print(measured: "BenchResult") -> None:
    from llm.bench.table import table

    typer.echo(table(measured))
    for row in measured.rows:
        for one in measured.cases.get(f"{row.model} {row.task}", [])[:1]:
            if one.error:
                progress(f"{row.model}, {row.task}: {one.error}")


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
