"""`export`: leads to a file."""

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import fail, progress
from config.errors import UserFacingError
from leads.export_rows import ExportFormat


def export(
    form: Annotated[ExportFormat, typer.Option("--format", help="What to write.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write; what is there is replaced.")],
    profile: Annotated[
        str | None, typer.Option(help="The headers of hubspot, pipedrive or brevo; else the configured one.")
    ] = None,
    project: Annotated[str, typer.Option(help="Only the leads of this project.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Export all leads, one record each, oldest first. Who is on the opt-out list is left out."""
    from leads.export_leads import export_leads, stored_records
    from leads.review import LeadFilter, Sort, SortBy
    from leads.store import Store

    try:
        with Store() as store:
            project_id = store.project_named(project).id if project else ""
            ids = store.list_ids(LeadFilter(project=project_id), Sort(by=SortBy.CREATED_AT, descending=False))
            written = export_leads(out, form, stored_records(store, ids, form), _profile(profile, form))
    except UserFacingError as error:
        fail(error, as_json=as_json)
    left_out = len(ids) - written
    if as_json:
        typer.echo(json.dumps({"file": str(out), "leads": written, "left_out": left_out}, ensure_ascii=False))
        return
    if left_out:
        progress(f"{left_out} leads were left out: they asked not to be contacted.")
    typer.echo(f"{written} leads in {out}")


def _profile(given: str | None, form: ExportFormat) -> str:
    """Return the profile asked for; the configured one holds for tables only."""
    if given is not None:
        return given
    if form not in (ExportFormat.CSV, ExportFormat.XLSX):
        return ""
    from config.loader import ConfigLoader

    return str(ConfigLoader().get_merged_config()["export"]["profile"])
