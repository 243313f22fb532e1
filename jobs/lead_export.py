"""Leads written to a file as a job of the process: counted while it runs, stopped, kept through a reload."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config import locations
from jobs import interactive
from leads.export_leads import export_leads, stored_records
from leads.export_rows import ExportFormat, ExportRecord
from leads.record import now
from leads.review import LeadFilter, Sort
from leads.store import Store
from llm.errors import Cancelled

KEY = "lead_export"
_TOLD_EVERY = 500


@dataclass(frozen=True)
class Exported:
    """How far an export is: `leads` of `of` are in the file; `is_whole` once the file is there."""

    path: Path
    leads: int
    of: int
    is_whole: bool = False


def start(
    store: Store, wanted: LeadFilter, sort: Sort, form: ExportFormat, profile: str = ""
) -> interactive.Job:
    """Start the export of the leads a filter shows, or return the one that is running."""
    path = locations.exports_dir() / f"leads-{now():%Y-%m-%d-%H%M%S}.{form.value}"
    return interactive.submit(
        KEY, lambda handle: _work(handle, store, wanted, sort, form, profile, path), "Export of leads"
    )


def current() -> interactive.Job | None:
    """Return the job of the last export of this process."""
    return interactive.job(KEY)


def stop() -> None:
    """Stop the export; no file is left."""
    interactive.cancel(KEY)


def forget() -> None:
    """Drop an export that has ended; its file stays."""
    interactive.forget(KEY)


def _work(
    handle: interactive.Handle,
    store: Store,
    wanted: LeadFilter,
    sort: Sort,
    form: ExportFormat,
    profile: str,
    path: Path,
) -> None:
    ids = store.list_ids(wanted, sort)

    def counted() -> Iterator[ExportRecord]:
        for n, record in enumerate(stored_records(store, ids, form)):
            if n % _TOLD_EVERY == 0:
                if handle.cancel.is_set():
                    raise Cancelled("The export was stopped.")
                handle.set_result(Exported(path, n, len(ids)))
            yield record

    written = export_leads(path, form, counted(), profile)
    handle.set_result(Exported(path, written, len(ids), is_whole=True))
