"""The toolkit without a browser: `python cli.py --help`.

A command imports its room when it runs: reading one page must not wait for the database and the models.
"""

import io
import json
import logging
import signal
import sys
import threading
import tomllib
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from config.errors import UserFacingError
from config.locations import ROOT
from leads.search_run import RunStatus, SearchMode

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Find businesses, verify their contacts and write to them, with two local models and no cloud.",
)


def _version(wanted: bool) -> None:
    if wanted:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        typer.echo(f"{project['name']} {project['version']}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens to stderr.")] = False,
) -> None:
    """Set up what all commands share."""
    del version
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Windows would write the code page of the console, and stop at the first letter it lacks.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.basicConfig(level=logging.INFO if verbose else logging.CRITICAL, stream=sys.stderr)


@app.command()
def research(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    sources: Annotated[int, typer.Option(help="Pages to read, 3 to 50.")] = 10,
    mode: Annotated[SearchMode, typer.Option(help="Leads and an answer, or all pages as Markdown.")] = (
        SearchMode.EXTRACT
    ),
    provider: Annotated[
        str | None, typer.Option(help="duckduckgo, searxng; else the configured one.")
    ] = None,
    urls: Annotated[Path | None, typer.Option(help="Read the addresses in this file, one a line.")] = None,
    field: Annotated[list[str] | None, typer.Option(help="A further fact wanted; may be repeated.")] = None,
    schema: Annotated[
        Path | None, typer.Option(help="A file with a JSON schema of the facts wanted.")
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Search the invented sample sites, offline.")
    ] = False,
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Ask no model: rules only.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Search the web, read the pages, and print leads and an answer with its sources."""
    from leads.export import run_json  # noqa: PLC0415
    from scrapers.research_command import ResearchRequest, as_text  # noqa: PLC0415
    from scrapers.research_command import research as run_research  # noqa: PLC0415

    options: dict[str, Any] = {}
    if sample:
        from sample_web import sample_web  # noqa: PLC0415

        web = sample_web()
        options = {"search_url": web.search_url, "allow_hosts": web.hosts}
    request = ResearchRequest(
        question=question,
        sources=sources,
        mode=mode,
        provider=provider,
        urls_file=urls,
        fields=field or (),
        schema_file=schema,
        use_model=not no_llm,
        **options,
    )
    try:
        run, leads = run_research(request, cancel=_stop_on_interrupt(), tell=_progress)
    except UserFacingError as error:
        _fail(error, as_json=as_json)
    typer.echo(run_json(run, leads) if as_json else as_text(run, leads))
    raise typer.Exit(1 if run.status is RunStatus.FAILED else 0)


@app.command()
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
    from scrapers.extract_command import extract_all, requests_in, requests_of  # noqa: PLC0415

    try:
        requests = requests_in(sys.stdin) if jsonl and inputs == ["-"] else requests_of(inputs, url, country)
    except UserFacingError as error:
        _fail(error, as_json=as_json or jsonl)
    is_single = not jsonl and len(inputs) == 1
    failed = False
    for report in extract_all(requests):
        failed = "error" in report
        if is_single and not failed:
            del report["input"]
        indent = 2 if is_single and not as_json else None
        typer.echo(json.dumps(report, ensure_ascii=False, indent=indent))
    raise typer.Exit(1 if is_single and failed else 0)


def _stop_on_interrupt() -> threading.Event:
    """Return an event that the first Ctrl-C sets, so that what is there gets printed; a second one kills."""
    stop = threading.Event()

    def interrupted(*_: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, interrupted)
    return stop


def _progress(line: str) -> None:
    typer.echo(line, err=True)


def _fail(error: UserFacingError, *, as_json: bool) -> NoReturn:
    if as_json:
        code = str(getattr(error, "code", "error"))
        report = {"error": {"code": code, "message": error.message, "remedy": error.remedy}}
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        typer.echo(f"{error.message}\n{error.remedy}".strip(), err=True)
    raise typer.Exit(2)


if __name__ == "__main__":
    app()
