"""`robots`: what a robots.txt allows, by the rules of Google's parser."""

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import fail
from config.errors import UserFacingError


def robots(
    robots_file: Annotated[
        Path | None, typer.Argument(metavar="[ROBOTS_TXT]", help="A robots.txt: print what is wrong with it.")
    ] = None,
    user_agent: Annotated[str, typer.Option(help="The robot's name, such as Googlebot.")] = "*",
    url: Annotated[str, typer.Option(help="The address: print whether the robot may read it.")] = "",
    cases: Annotated[
        Path | None, typer.Option(help='One {"id", "robots_txt", "user_agent", "url"} a line.')
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One object a line.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Tell whether a robot may read an address, and which lines of a robots.txt are wrong.

    With --cases each line of the file gives {"id", "allowed": true|false}.
    """
    from seo.robots_command import judge_cases, judge_file

    try:
        if cases is not None:
            for row in judge_cases(cases):
                typer.echo(json.dumps(row, ensure_ascii=False))
            return
        if robots_file is None:
            raise typer.BadParameter("Give a robots.txt, or --cases FILE.jsonl.")
        report = judge_file(robots_file, user_agent, url)
    except UserFacingError as error:
        fail(error, as_json=as_json or jsonl)
    if as_json or jsonl:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        typer.echo(report.as_text())
