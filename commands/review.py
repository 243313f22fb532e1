"""`review`: the list of leads, and what an analyst does with them."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from commands.terminal import fail, progress
from config.errors import UserFacingError
from leads.record import LeadStatus

if TYPE_CHECKING:
    from leads.review import LeadRow
    from leads.store import Store

_COLUMNS = (
    ("score", 5),
    ("status", 13),
    ("name", 30),
    ("city", 18),
    ("email", 30),
    ("phone", 18),
    ("id", 32),
)


def review(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[LEAD]...", help="Ids; by default all.")] = None,
    status: Annotated[
        list[LeadStatus] | None, typer.Option(help="Only this status; may be repeated.")
    ] = None,
    text: Annotated[str, typer.Option(help="Words to find in names, places, contacts and notes.")] = "",
    trade: Annotated[str, typer.Option(help="Only this trade.")] = "",
    town: Annotated[str, typer.Option(help="Only this town, or the beginning of a postcode.")] = "",
    tag: Annotated[str, typer.Option(help="Only with this tag.")] = "",
    project: Annotated[str, typer.Option(help="Only of this project.")] = "",
    min_score: Annotated[float | None, typer.Option(min=0, max=10, help="Only from this score on.")] = None,
    has_email: Annotated[
        bool | None, typer.Option("--has-email/--no-email", help="Only with, or without, an e-mail address.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to list, the best first.")] = 50,
    set_status: Annotated[LeadStatus | None, typer.Option(help="Give these leads a status.")] = None,
    add_tag: Annotated[str, typer.Option(help="Put a tag on these leads.")] = "",
    note: Annotated[str, typer.Option(help="Add a note to these leads.")] = "",
    merge_same: Annotated[
        bool, typer.Option("--merge-same", help="First merge the leads that surely are one business.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List leads, the best first, and change the status, tags and notes of those that are listed."""
    from leads.review import LeadFilter
    from leads.store import Store

    try:
        with Store() as store:
            if merge_same:
                _merge_same(store)
            wanted = LeadFilter(
                ids=tuple(ids) if ids else None,
                statuses=tuple(status or ()),
                text=text,
                trade=trade,
                place=town,
                tag=tag,
                project=store.project_named(project).id if project else "",
                min_score=min_score,
                has_email=has_email,
            )
            if ids and not store.bare_leads(ids):
                raise UserFacingError(
                    "There is no lead of these ids.",
                    "`cli.py review --json` lists the leads.",
                    code="unknown",
                )
            rows = store.list_rows(wanted, limit=limit)
            _change(store, rows, set_status, add_tag, note)
            rows = store.list_rows(LeadFilter(ids=tuple(row.id for row in rows)), limit=limit)
            total = store.count_rows(wanted)
    except UserFacingError as error:
        fail(error, as_json=as_json)
    if as_json:
        listed = [row.model_dump(mode="json") for row in rows]
        typer.echo(json.dumps({"total": total, "leads": listed}, ensure_ascii=False))
        return
    _print(rows)
    progress(f"{len(rows)} of {total} leads")


def _merge_same(store: "Store") -> None:
    found = store.dedupe()
    for match in found.merges:
        progress(f"Merged {match.gone} into {match.kept}: {match.reason}")
    if found.questions:
        progress(f"{len(found.questions)} pairs may be one business; the Review tab asks about them.")


def _change(store: "Store", rows: "list[LeadRow]", status: LeadStatus | None, tag: str, note: str) -> None:
    ids = [row.id for row in rows]
    if status is not None:
        store.set_status(ids, status)
    if tag:
        store.add_tag(ids, tag)
    if note:
        for lead_id in ids:
            store.add_note(lead_id, note)


def _print(rows: "list[LeadRow]") -> None:
    typer.echo("  ".join(name.ljust(width) for name, width in _COLUMNS).rstrip())
    for row in rows:
        cells = ((_plain(str(getattr(row, name))), width) for name, width in _COLUMNS)
        typer.echo("  ".join(cell[:width].ljust(width) for cell, width in cells).rstrip())


def _plain(text: str) -> str:
    """Return text that moves no cursor and paints nothing: it came from a page."""
    return "".join(char if char.isprintable() else " " for char in text)
