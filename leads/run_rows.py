"""Runs as rows."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Select, delete, select

from leads.search_run import SearchRun, Source
from leads.tables import leads, run_documents, run_leads, run_sources, runs
from leads.upsert import upsert

Documents = dict[str, Any]

_STATE = {name for name in SearchRun.model_fields if name in runs.c}
_DOCUMENTS = {name for name in SearchRun.model_fields if name in run_documents.c}


def write_run(connection: Connection, run: SearchRun, known: Documents | None = None) -> Documents:
    """Insert or update the run and its sources; a removed run stays removed.

    A run is saved at each step of each source, and its documents reach megabytes: they are written only if
    they differ from `known`, which is what the last call for this run returned.
    """
    upsert(connection, runs, [run.model_dump(include=_STATE)], "id")
    documents = run.model_dump(mode="json", include=_DOCUMENTS)
    if documents != known:
        upsert(connection, run_documents, [{"run_id": run.id, **documents}], "run_id")
    sources = [{"run_id": run.id, **source.model_dump()} for source in run.sources]
    upsert(connection, run_sources, sources, "run_id", "n")
    gone = run_sources.c.n.not_in([source.n for source in run.sources])
    connection.execute(delete(run_sources).where(run_sources.c.run_id == run.id, gone))
    return documents


def read_runs(connection: Connection, wanted: Select[Any]) -> list[SearchRun]:
    """Return the runs that `wanted` selects (rows of the table `runs`), in its order."""
    found = connection.execute(wanted).mappings().all()
    ids = wanted.with_only_columns(runs.c.id)
    documents = select(run_documents).where(run_documents.c.run_id.in_(ids))
    documents_of = {row["run_id"]: row for row in connection.execute(documents).mappings()}
    sources_of = _read_sources(connection, ids)
    leads_of = _read_lead_ids(connection, ids)
    return [
        SearchRun.model_validate(
            {
                **row,
                **documents_of[row["id"]],
                "sources": sources_of[row["id"]],
                "lead_ids": leads_of[row["id"]],
            }
        )
        for row in found
    ]


def _read_sources(connection: Connection, ids: Select[Any]) -> dict[str, list[dict[str, object]]]:
    columns = (run_sources.c[name] for name in Source.model_fields)
    wanted = select(run_sources.c.run_id, *columns).where(run_sources.c.run_id.in_(ids))
    sources_of: dict[str, list[dict[str, object]]] = defaultdict(list)
    for run_id, *fields in connection.execute(wanted.order_by(run_sources.c.run_id, run_sources.c.n)):
        sources_of[run_id].append(dict(zip(Source.model_fields, fields, strict=True)))
    return sources_of


def _read_lead_ids(connection: Connection, ids: Select[Any]) -> dict[str, list[str]]:
    wanted = (
        select(run_leads.c.run_id, run_leads.c.lead_id)
        .join(leads, leads.c.id == run_leads.c.lead_id)
        .where(run_leads.c.run_id.in_(ids), leads.c.deleted_at.is_(None))
    )
    leads_of: dict[str, list[str]] = defaultdict(list)
    for run_id, lead_id in connection.execute(wanted.order_by(run_leads.c.run_id, run_leads.c.id)):
        leads_of[run_id].append(lead_id)
    return leads_of
