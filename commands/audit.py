"""`audit`: what is wrong with a page, what to mend first, and its score."""

from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import fail
from config.errors import UserFacingError


def audit(
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE_OR_URL]...", help="HTML files or addresses.")
    ] = None,
    url: Annotated[str, typer.Option(help="The address the file was read from.")] = "",
    header: Annotated[list[str] | None, typer.Option(help="A header of the answer: 'Name: value'.")] = None,
    status: Annotated[int, typer.Option(help="The status of the answer.")] = 200,
    robots: Annotated[Path | None, typer.Option(help="The site's robots.txt.")] = None,
    cases: Annotated[
        Path | None, typer.Option(help="One {id, url, status, headers, html, robots_txt?} a line.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write a report for the client here: .html or .pdf.")
    ] = None,
    language: Annotated[str, typer.Option(help="The language of the report: fr or en.")] = "fr",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One object a line.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Audit pages: every check with its verdict, evidence and remedy, and a score in five families.

    With --cases each line of the file gives one audit with the same id. Nothing is fetched for files.
    """
    from seo.audit_command import Given, as_text, audit_cases, audit_inputs, read_headers, save_report

    try:
        if cases is not None:
            for row in audit_cases(cases):
                typer.echo(row)
            return
        if not inputs:
            raise typer.BadParameter("Give a file or an address, or --cases FILE.jsonl.")
        given = Given(url, status, read_headers(header or []), robots)
        is_single = len(inputs) == 1 and not jsonl
        audits = []
        for page in audit_inputs(inputs, given):
            audits.append(page)
            if as_json or jsonl:
                typer.echo(page.model_dump_json(indent=2 if is_single else None))
            else:
                typer.echo(as_text(page))
        if report is not None:
            save_report(audits, report, language)
    except UserFacingError as error:
        fail(error, as_json=as_json or jsonl)
