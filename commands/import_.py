"""`import`: leads from a CSV file."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.terminal import fail, progress
from config.errors import UserFacingError

if TYPE_CHECKING:
    from leads.importing import ImportReport

_REASONS_SHOWN = 20


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="A CSV file in UTF-8, with a header.")],
    project: Annotated[str, typer.Option(help="The project the leads belong to; made if new.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import leads, as they are written in the file. Fetches nothing; importing twice changes nothing.

    The header names some of: name, website, emails, phones, street, postcode, city, country, notes. Several
    values of one cell are parted by `;`.
    """
    from leads.importing import import_file
    from leads.record import DEFAULT_PROJECT
    from leads.store import Store
    from scrapers.sites import site_key
    from scrapers.trades import trade_key

    def tell(report: "ImportReport") -> None:
        progress(f"{report.rows} rows")

    try:
        with Store() as store:
            project_id = store.ensure_project(project).id if project else DEFAULT_PROJECT
            report = import_file(file, store, site_key, project=project_id, trade_of=trade_key, tell=tell)
    except UserFacingError as error:
        fail(error, as_json=as_json)
    if as_json:
        rejected = [{"row": one.row, "reason": one.reason} for one in report.rejected]
        counts = {"rows": report.rows, "new": report.new, "known": report.known}
        unknown = list(report.unknown_columns)
        typer.echo(
            json.dumps({**counts, "rejected": rejected, "unknown_columns": unknown}, ensure_ascii=False)
        )
        return
    for one in report.rejected[:_REASONS_SHOWN]:
        progress(f"Row {one.row} was left out: {one.reason}")
    if len(report.rejected) > _REASONS_SHOWN:
        progress(f"And {len(report.rejected) - _REASONS_SHOWN} more; --json lists all.")
    if report.unknown_columns:
        progress(f"Columns that were not read: {', '.join(report.unknown_columns)}")
    typer.echo(f"{report.new} new leads, {report.known} known, {len(report.rejected)} rows left out.")
