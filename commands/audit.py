"""`audit`: what is wrong with a page, what to mend first, and its score."""

from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import fail, progress, stop_on_interrupt
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
    vitals: Annotated[
        bool, typer.Option("--vitals", help="Measure the addresses in a browser too (make render).")
    ] = False,
    site: Annotated[bool, typer.Option("--site", help="Audit the whole site an address belongs to.")] = False,
    leads: Annotated[
        bool, typer.Option("--leads", help="Audit the sites of all leads; killed or stopped, it goes on.")
    ] = False,
    project: Annotated[str, typer.Option(help="With --leads: only those of this project.")] = "",
    pages: Annotated[
        int | None,
        typer.Option(min=1, max=5000, help="Pages of a site at most: 50 with --site, 1 with --leads."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Write a report for the client here: .html or .pdf.")
    ] = None,
    language: Annotated[str, typer.Option(help="The language of the report: fr, en or de.")] = "fr",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One object a line.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Audit pages: every check with its verdict, evidence and remedy, and a score in five families.

    With --cases each line of the file gives one audit with the same id. Nothing is fetched for files.
    Of several inputs one that cannot be read gives {input, error} in its place, and the others are audited.
    With --site links, titles, texts and sitemaps are compared over all pages; Ctrl-C judges what was read.
    """
    from seo.audit_command import (
        Given,
        Unread,
        as_text,
        audit_cases,
        audit_inputs,
        check_report,
        read_headers,
        save_report,
    )
    from seo.audit_record import record_of_pages

    try:
        if cases is not None:
            for row in audit_cases(cases):
                typer.echo(row)
            return
        if leads:
            _leads(project, pages or 1)
            return
        if not inputs:
            raise typer.BadParameter("Give a file or an address, or --cases FILE.jsonl.")
        if report is not None:
            check_report(report)
        if site:
            _site(inputs, pages or 50, report, language, as_json=as_json or jsonl)
            return
        given = Given(url, status, read_headers(header or []), robots)
        audits = []
        for page in audit_inputs(inputs, given, vitals=vitals):
            if not isinstance(page, Unread):
                audits.append(page)
                indent = 2 if len(inputs) == 1 and not jsonl else None
                typer.echo(page.model_dump_json(indent=indent) if as_json or jsonl else as_text(page))
            elif len(inputs) == 1:
                raise page.error
            else:
                typer.echo(page.as_json() if as_json or jsonl else page.as_text(), err=not (as_json or jsonl))
        if report is not None and audits:
            save_report(record_of_pages(audits), report, language)
    except UserFacingError as error:
        fail(error, as_json=as_json or jsonl)
    raise typer.Exit(0 if jsonl or len(audits) == len(inputs) else 1)


def _leads(project: str, pages: int) -> None:
    from jobs.audit_bulk_command import audit_leads
    from leads.review import LeadFilter

    wanted = LeadFilter(has_website=True, project=project)
    report = audit_leads(wanted, pages, stop_on_interrupt(), progress)
    typer.echo(report.model_dump_json())


def _site(inputs: list[str], pages: int, report: Path | None, language: str, *, as_json: bool) -> None:
    from seo.audit_command import save_report
    from seo.site_command import audit_of_site, site_as_text

    if len(inputs) != 1 or "://" not in inputs[0]:
        raise typer.BadParameter("Give one address with --site.")
    record = audit_of_site(inputs[0], pages, stop_on_interrupt(), progress)
    typer.echo(record.model_dump_json() if as_json else site_as_text(record))
    if report is not None:
        save_report(record, report, language)
