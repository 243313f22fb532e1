"""`erase`: what belongs to a person or a business, for good."""

import json
from typing import Annotated

import typer

from commands.terminal import fail, progress
from config.errors import UserFacingError


def erase(
    what: Annotated[
        str, typer.Argument(metavar="EMAIL|PHONE|DOMAIN|LEAD", help="A contact, a domain or a lead's id.")
    ],
    reason: Annotated[str, typer.Option(help="Why, for the opt-out list.")] = "erased",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Erase an e-mail address, a phone number, a domain or a lead from all that is kept.

    It goes on the opt-out list, which knows it again by a keyed hash alone. Exports that hold it are deleted.
    """
    from leads.privacy import erase as erase_all
    from leads.store import Store

    try:
        with Store() as store:
            done = erase_all(store, what, reason=reason)
    except UserFacingError as error:
        fail(error, as_json=as_json)
    files = done.files
    if as_json:
        named = {
            name: [str(path) for path in getattr(files, name)] for name in ("changed", "deleted", "remaining")
        }
        typer.echo(json.dumps({"leads": done.leads, "values": done.values, **named}, ensure_ascii=False))
    else:
        for path in files.deleted:
            progress(f"Deleted: {path}")
        for path in files.remaining:
            progress(f"Still holds it, close what uses it and erase again: {path}")
        typer.echo(f"{done.leads} leads and {done.values} values erased, {len(files.changed)} files cleaned.")
    raise typer.Exit(1 if files.remaining else 0)
