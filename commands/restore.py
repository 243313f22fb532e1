"""`restore`: a backup in the place of the database."""

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import fail
from config.errors import UserFacingError


def restore(
    file: Annotated[Path, typer.Argument(metavar="BACKUP.db", help="A file that `backup` has made.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Put a backup in the place of the database. It is checked first; what is there now is kept."""
    from leads.backup import restore as put_back

    try:
        restored, before = put_back(file)
    except UserFacingError as error:
        fail(error, as_json=as_json)
    if as_json:
        report = {"leads": restored.leads, "before": str(before.path), "leads_before": before.leads}
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        typer.echo(f"{restored.leads} leads are back. What was there before ({before.leads}): {before.path}")
