"""`extract`: the contacts on pages, with evidence."""

import json
import sys
from contextlib import closing
from typing import Annotated

import typer

from commands.terminal import fail
from config.errors import UserFacingError


def extract(
    inputs: Annotated[list[str], typer.Argument(metavar="FILE_OR_URL...", help="HTML files or addresses.")],
    url: Annotated[str | None, typer.Option(help="The address the file was read from.")] = None,
    country: Annotated[
        str | None, typer.Option(help="Two letters: how local phone numbers are read.")
    ] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="One object a line; with - one request a line is read from stdin.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the object on one line.")] = False,
) -> None:
    """Print the contacts on pages with their evidence. By rules, without a model.

    With --jsonl - each line of stdin is {"input": FILE_OR_URL, "url": URL, "country": "FR"}.
    """
    from scrapers.extract_command import extract_all, requests_in, requests_of

    try:
        requests = requests_in(sys.stdin) if jsonl and inputs == ["-"] else requests_of(inputs, url, country)
    except UserFacingError as error:
        fail(error, as_json=as_json or jsonl)
    is_single = not jsonl and len(inputs) == 1
    failed = False
    # Who asks for one page wants it as it is now; a long list that is read again costs its servers nothing.
    with closing(extract_all(requests, keep=0.0 if is_single else None)) as reports:
        for report in reports:
            failed = "error" in report
            if is_single and not failed:
                del report["input"]
            indent = 2 if is_single and not as_json else None
            typer.echo(json.dumps(report, ensure_ascii=False, indent=indent))
    raise typer.Exit(1 if is_single and failed else 0)
