"""Leads and runs as files: CSV for spreadsheets, JSON with all the evidence, Markdown to read."""

import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from config import locations
from config.errors import UserFacingError
from leads.export_markdown import field_names, leads_markdown, run_markdown
from leads.export_rows import COLUMNS, ExportRecord, Extra, Extras, cells, json_record
from leads.export_table import csv_text
from leads.record import Lead
from leads.search_run import SearchRun, Sentence
from leads.text import dump_json, storable

__all__ = [
    "COLUMNS",
    "ExportError",
    "export_bytes",
    "export_file",
    "leads_csv",
    "leads_json",
    "leads_markdown",
    "run_csv",
    "run_json",
    "run_markdown",
    "slug",
]

_SUFFIXES = {"csv", "json", "md"}
_RESERVED_BY_WINDOWS = re.compile(r"con|prn|aux|nul|(com|lpt)\d")
_NAME_LENGTH = 60
_ENDING_LENGTH = 8


class ExportError(UserFacingError):
    """An export could not be written."""


def leads_csv(leads: Iterable[Lead], extras: Extras | None = None) -> str:
    """Return the leads as CSV, one line each, `;` between several values."""
    return csv_text(COLUMNS, (cells(record) for record in _records(leads, extras)))


def leads_json(leads: Iterable[Lead], extras: Extras | None = None) -> str:
    """Return the leads as a JSON array, each with every value and its evidence, texts exact."""
    return dump_json([json_record(record) for record in _records(leads, extras)], indent=2)


def run_csv(run: SearchRun, leads: Iterable[Lead]) -> str:
    """Return the run as one CSV table whose first column tells what a line is.

    `record` is `question`, `answer` (a sentence), `source`, `fields` (what the analyst asked for, of one
    source) or `lead`; `n` is the number of the sentence or source.
    """
    fields = field_names(run)
    header = (
        "record",
        "n",
        "title",
        "url",
        "state",
        "text",
        *COLUMNS,
        *(f"field: {name}" for name in fields),
    )
    lines = [{"record": "question", "state": run.status, "text": run.question}]
    for n, sentence in enumerate(run.answer.sentences if run.answer else [], start=1):
        lines.append({"record": "answer", "n": str(n), "text": _cited(sentence)})
    urls = {source.n: source.url for source in run.sources}
    for source in run.sources:
        line = {"record": "source", "n": str(source.n), "title": source.title, "url": source.url}
        lines.append({**line, "state": source.state, "text": f"{source.detail} {source.remedy}".strip()})
    for row in run.rows:
        line = {"record": "fields", "n": str(row.source), "url": urls.get(row.source, "")}
        for name in fields:
            line[f"field: {name}"] = ";".join(value.value for value in row.values if value.field == name)
        lines.append(line)
    lines += [
        {"record": "lead", **dict(zip(COLUMNS, cells(ExportRecord(lead)), strict=True))} for lead in leads
    ]
    return csv_text(header, ([line.get(column, "") for column in header] for line in lines))


def run_json(run: SearchRun, leads: Iterable[Lead]) -> str:
    """Return the run, its sources, its answer with citations and its leads as one JSON object."""
    record = run.model_dump(mode="json", exclude={"pid", "lead_ids"})
    if run.answer:
        record["answer"]["text"] = run.answer.text
    return dump_json({**record, "leads": [json_record(record) for record in _records(leads)]}, indent=2)


def export_file(name: str, text: str) -> Path:
    """Write an export to the exports folder, under a safe form of the name, and return its path.

    A file that is there already is never touched: the new one gets -2, -3 and so on. The text is on the disk
    before the name is taken.

    Raises:
        ExportError: the file could not be written.
        ValueError: the name does not end in .csv, .json or .md.
    """
    if name.rpartition(".")[2] not in _SUFFIXES:
        raise ValueError(f"not a format of exports: {name!r}")
    return export_bytes(name, storable(text).encode())


def export_bytes(name: str, content: bytes) -> Path:
    """Write a file of any kind to the exports folder as `export_file` does, and return its path.

    Raises:
        ExportError: the file could not be written.
    """
    stem, _, suffix = name.rpartition(".")
    ending = re.sub(r"[^a-z0-9]", "", suffix.lower())[:_ENDING_LENGTH]
    try:
        return _write_new(locations.exports_dir(), slug(stem), f".{ending or 'bin'}", content)
    except OSError as error:
        raise ExportError(
            f"The export could not be written: {error.strerror or error}.",
            "Check the space on the disk and the permissions of the exports folder.",
            code="cannot_write",
        ) from error


def slug(text: str) -> str:
    """Return a name for a file of at most 60 characters: small letters, digits and hyphens."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", letters)[:_NAME_LENGTH].strip("-")
    if not name or _RESERVED_BY_WINDOWS.fullmatch(name):
        return f"export-{name}".strip("-")
    return name


def _records(leads: Iterable[Lead], extras: Extras | None = None) -> Iterator[ExportRecord]:
    for lead in leads:
        yield ExportRecord(lead, (extras or {}).get(lead.id, Extra()))


def _cited(sentence: Sentence) -> str:
    return sentence.text.rstrip() + "".join(f" [{n}]" for n in sentence.citations)


def _write_new(folder: Path, stem: str, suffix: str, content: bytes) -> Path:
    handle, temporary = tempfile.mkstemp(prefix=".export-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path = _reserve(folder, stem, suffix)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return path


def _reserve(folder: Path, stem: str, suffix: str) -> Path:
    """Make an empty file under the first free name; O_EXCL follows no link and lets two exports not meet."""
    for n in count(1):
        path = folder / (f"{stem}{suffix}" if n == 1 else f"{stem}-{n}{suffix}")
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            continue
        return path
    raise AssertionError("unreachable")
