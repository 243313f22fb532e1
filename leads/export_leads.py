"""Leads of the store written to a file, in any format, however many there are."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from leads.export import ExportError
from leads.export_markdown import markdown_parts
from leads.export_profiles import profile
from leads.export_rows import COLUMNS, ExportFormat, ExportRecord, cells, json_record
from leads.export_table import csv_lines, write_xlsx
from leads.export_vcard import vcard
from leads.store import Store
from leads.text import dump_json, storable

_AT_ONCE = 500


_WITHOUT_EVIDENCE = (ExportFormat.CSV, ExportFormat.XLSX, ExportFormat.VCF)
_TABLES = (ExportFormat.CSV, ExportFormat.XLSX, ExportFormat.JSON, ExportFormat.JSONL)


def stored_records(
    store: Store, ids: Sequence[str], form: ExportFormat = ExportFormat.JSON
) -> Iterator[ExportRecord]:
    """Yield the leads with these ids as they may be exported: without what is on the opt-out list.

    For a table they come without their evidence, which it has no column for: reading that takes most time.
    """
    read = store.bare_leads if form in _WITHOUT_EVIDENCE else store.leads_by_id
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        extras = store.extras_of(some)
        for lead in store.contactable(read(some)):
            yield ExportRecord(lead, extras[lead.id])


def export_leads(
    path: Path, form: ExportFormat, records: Iterable[ExportRecord], profile_name: str = ""
) -> int:
    """Write leads to a file and return how many; what was there is replaced once the new file is whole.

    `profile_name` gives tables the headers of hubspot, pipedrive or brevo.

    Raises:
        ExportError: the file cannot be written, or the format has no headers.
        UnknownProfile: there are no headers of that name.
    """
    if profile_name and form not in _TABLES:
        raise ExportError(
            f"The format {form} has no headers for {profile_name}.", "Use csv or xlsx with a profile."
        )
    counted = _Counted(records)
    try:
        _replace(path, lambda draft: _write(draft, form, counted, profile_name))
    except OSError as error:
        raise ExportError(
            f"{path} could not be written: {error.strerror or error}.",
            "Name a file you may write to, in a folder that is there and has space.",
            code="cannot_write",
        ) from error
    return counted.count


class _Counted:
    def __init__(self, records: Iterable[ExportRecord]) -> None:
        self.count = 0
        self._records = records

    def __iter__(self) -> Iterator[ExportRecord]:
        for record in self._records:
            self.count += 1
            yield record


def _write(path: Path, form: ExportFormat, records: Iterable[ExportRecord], profile_name: str) -> None:
    header, row = (COLUMNS, cells) if not profile_name else profile(profile_name)
    if form is ExportFormat.XLSX:
        write_xlsx(path, header, map(row, records))
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        for piece in _pieces(form, header, row if profile_name else None, records):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _pieces(
    form: ExportFormat,
    header: Sequence[str],
    row: Callable[[ExportRecord], list[str]] | None,
    records: Iterable[ExportRecord],
) -> Iterator[str]:
    if form is ExportFormat.CSV:
        yield from csv_lines(header, map(row or cells, records))
    elif form is ExportFormat.MD:
        yield from markdown_parts(records)
    elif form is ExportFormat.VCF:
        yield from map(vcard, records)
    else:
        objects = (_object(header, row, record) for record in records)
        if form is ExportFormat.JSONL:
            yield from (f"{dump_json(one)}\n" for one in objects)
        else:
            yield from _array(objects)


def _object(
    header: Sequence[str], row: Callable[[ExportRecord], list[str]] | None, record: ExportRecord
) -> dict[str, object]:
    if row is None:
        return json_record(record)
    return dict(zip(header, map(storable, row(record)), strict=True))


def _array(objects: Iterable[dict[str, object]]) -> Iterator[str]:
    before = "[\n"
    for one in objects:
        yield f"{before}{dump_json(one)}"
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _replace(path: Path, write: Callable[[Path], None]) -> None:
    handle, name = tempfile.mkstemp(prefix=".export-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        write(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
