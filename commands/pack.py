"""`pack`: everything of one client as a ZIP."""

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import fail
from config.errors import UserFacingError


def pack(
    lead: Annotated[str, typer.Argument(metavar="LEAD|SITE", help="A lead's id, or its site.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write; else one in data/exports/.")
    ] = None,
    language: Annotated[str, typer.Option(help="The language of the audit report: fr or en.")] = "fr",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Pack a client: the lead with its evidence, audits, dossier, drafts and the pages they rest on.

    Nothing of another client is in it.
    """
    from jobs import client_pack
    from leads.store import Store

    try:
        with Store() as store:
            path = client_pack.save_pack(store, client_pack.lead_named(store, lead), language, out)
    except UserFacingError as error:
        fail(error, as_json=as_json)
    typer.echo(json.dumps({"file": str(path)}, ensure_ascii=False) if as_json else str(path))
