"""`hunt`: find businesses, read their sites, keep them as leads."""

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import fail, progress, stop_on_interrupt
from config.errors import UserFacingError


def hunt(
    query: Annotated[
        str | None, typer.Argument(help='A trade and a place: "plombiers Bordeaux". With --resume a job.')
    ] = None,
    sites: Annotated[int, typer.Option(help="How many sites to read.")] = 25,
    urls: Annotated[
        Path | None,
        typer.Option(help="Read the addresses in this file, one a line, or a CSV's website column."),
    ] = None,
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Ask no model: rules only.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the last unfinished job, or with the one named.")
    ] = False,
    sample: Annotated[
        bool, typer.Option("--sample", help="Hunt on the invented sample sites, offline.")
    ] = False,
    provider: Annotated[str, typer.Option(help="A search provider; else the configured one.")] = "",
    project: Annotated[str, typer.Option(help="The project the leads belong to.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print errors as JSON, too.")] = False,
) -> None:
    """Find businesses and keep them as leads, each value with its evidence.

    Runs to the end in the foreground; the last line of its output is a JSON object. Killed in between,
    it goes on with --resume and loses nothing.
    """
    from jobs.hunt_command import HuntCommand, read_urls

    stop = stop_on_interrupt()
    try:
        command = HuntCommand(stop, progress)
        if resume:
            report = command.resume(query)
        else:
            report = command.hunt(
                query or "",
                sites=sites,
                urls=read_urls(urls) if urls else (),
                use_model=not no_llm,
                sample=sample,
                provider=provider,
                project=project,
            )
    except UserFacingError as error:
        fail(error, as_json=as_json)
    typer.echo(json.dumps(report.model_dump()))
