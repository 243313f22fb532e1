"""`plugins` and `task`: what installed packages bring, and a task of one of them."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from commands.terminal import fail, progress
from config.errors import UserFacingError


def plugins(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False) -> None:
    """List what other packages bring: search providers, checks, tasks and exporters, and what is broken."""
    from jobs.plugin_list import listed

    found, problems = listed()
    if as_json:
        names = [{"group": one.group, "name": one.name, "package": one.package} for one in found]
        typer.echo(json.dumps({"plugins": names, "problems": [asdict(one) for one in problems]}))
        return
    for one in found:
        typer.echo(f"{one.group}: {one.name} ({one.package})")
    for problem in problems:
        progress(f"{problem.message} {problem.remedy}")
    if not found and not problems:
        typer.echo("No plugin is installed. docs/plugins.md tells how to make one.")


def task(
    name: Annotated[str, typer.Argument(metavar="TASK", help="The task's name; `plugins` lists them.")],
    lead: Annotated[str, typer.Argument(metavar="LEAD|SITE", help="A lead's id, or its site.")],
    language: Annotated[str, typer.Option(help="The language of the answer, such as fr.")] = "fr",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Ask a plugin's task about one lead; what its check does not bear out is dropped."""
    from config.loader import ConfigLoader
    from jobs import client_pack, lead_tasks
    from leads.store import Store
    from llm.router import TaskRouter

    try:
        with Store() as store:
            chosen = client_pack.lead_named(store, lead)
            router = TaskRouter.from_config(ConfigLoader())
            text = lead_tasks.ask(router, store, name, chosen, language)
    except UserFacingError as error:
        fail(error, as_json=as_json)
    typer.echo(json.dumps({"task": name, "text": text}, ensure_ascii=False) if as_json else text)
