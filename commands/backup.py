"""`backup`: a checked copy of the database."""

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import fail
from config.errors import UserFacingError


def backup(
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write; by default in data/backups.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Copy the database while it is in use, and check the copy."""
    from leads.backup import back_up

    try:
        made = back_up(out)
    except UserFacingError as error:
        fail(error, as_json=as_json)
    if as_json:
        report = {"file": str(made.path), "leads": made.leads, "bytes": made.bytes}
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        typer.echo(f"{made.leads} leads in {made.path} ({made.bytes / 1e6:.1f} MB), checked.")
