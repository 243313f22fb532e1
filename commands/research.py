"""`research`: a question, leads and an answer."""

from pathlib import Path
from typing import Annotated, Any

import typer

from commands.terminal import fail, progress, stop_on_interrupt
from config.errors import UserFacingError
from leads.search_run import RunStatus, SearchMode


def research(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    sources: Annotated[int, typer.Option(help="Pages to read, 3 to 50.")] = 10,
    mode: Annotated[SearchMode, typer.Option(help="Leads and an answer, or all pages as Markdown.")] = (
        SearchMode.EXTRACT
    ),
    provider: Annotated[
        list[str] | None,
        typer.Option(
            help="duckduckgo, searxng, brave, serper, openstreetmap, registry, google_places, serper_places; "
            "several by commas or by repeating it; else the configured ones."
        ),
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
    from leads.export import run_json
    from scrapers.research_command import ResearchRequest, as_text
    from scrapers.research_command import research as run_research

    options: dict[str, Any] = {}
    if sample:
        from sample_web import sample_web

        web = sample_web()
        options = {"search_url": web.search_url, "allow_hosts": web.hosts}
    request = ResearchRequest(
        question=question,
        sources=sources,
        mode=mode,
        provider=provider or (),
        urls_file=urls,
        fields=field or (),
        schema_file=schema,
        use_model=not no_llm,
        **options,
    )
    try:
        run, leads = run_research(request, cancel=stop_on_interrupt(), tell=progress)
    except UserFacingError as error:
        fail(error, as_json=as_json)
    typer.echo(run_json(run, leads) if as_json else as_text(run, leads))
    raise typer.Exit(1 if run.status is RunStatus.FAILED else 0)
