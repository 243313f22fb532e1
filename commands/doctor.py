"""`doctor`: what works of the model servers, what does not, and what to do about it."""

import json
from typing import Annotated

import typer

_MARKS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Look at every model server: is it there, which models, context, speed, JSON, and how to mend it.

    It is a report: servers that are absent are findings, and the exit code is 0 all the same.
    """
    from config.loader import ConfigLoader
    from llm.doctor import examine
    from llm.doctor_records import Status

    loader = ConfigLoader()
    report = examine(loader.get_merged_config(), presets=loader.endpoint_presets())
    if as_json:
        typer.echo(json.dumps(report.model_dump(mode="json"), ensure_ascii=False))
        return
    for one in report.findings:
        where = f"{one.endpoint}: " if one.endpoint else ""
        typer.echo(f"{_MARKS[one.status.value]}  {where}{one.what}")
        more = " ".join(filter(None, (one.cause, one.remedy)))
        if more and one.status is not Status.OK:
            typer.echo(f"      {more}")
    counts = ", ".join(f"{report.count(status)} {status.value}" for status in Status)
    typer.echo(f"{counts} ({report.seconds:.1f} s)")
