"""A client as one ZIP: the lead with its evidence, audits, dossier, drafts, and the pages they rest on.

Every file is asked for by the id of this one lead, so that no pack can hold a word of another client.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from config.atomic import write_atomically
from config.errors import UserFacingError
from dossier.records import Dossier
from dossier.render import FORMATS, render
from jobs.audit_history import lead_of
from jobs.dossier_desk import book
from leads.export import export_bytes
from leads.export_leads import stored_records
from leads.export_markdown import markdown_parts
from leads.export_rows import ExportRecord, json_record
from leads.export_table import csv_text
from leads.export_vcard import vcard
from leads.markdown import paragraph, plain
from leads.pack import PackedFile, zipped
from leads.store import Store
from leads.text import dump_json
from leads.work import Audit, Draft
from seo.audit_record import AuditRecord
from seo.report import Report
from seo.report_html import report_html

_LISTED = "`cli.py review --json` lists the leads with their ids."
_EVIDENCE = ("field", "value", "owner", "method", "url", "quote", "fetched_at")


class PackError(UserFacingError):
    """A client's pack cannot be made."""


def lead_named(store: Store, text: str) -> str:
    """Return the id of a lead that is named by it, or by its site.

    Raises:
        PackError: there is no such lead.
    """
    found = store.lead(text) or lead_of(store, text if "://" in text else f"https://{text}")
    if found is None:
        raise PackError(f"There is no lead {text!r}.", _LISTED, code="unknown")
    return found.id


def save_pack(store: Store, lead_id: str, language: str = "en", out: Path | None = None) -> Path:
    """Write the pack of a lead to a file, by default a new one of the exports folder, and return its path.

    Raises:
        PackError: there is no such lead, or it is on the opt-out list, or the file cannot be written.
        ExportError: the exports folder cannot be written.
    """
    name, content = pack(store, lead_id, language)
    if out is None:
        return export_bytes(f"{name} pack.zip", content)
    try:
        write_atomically(out, content, mode=0o600)
    except OSError as error:
        raise PackError(
            f"{out} could not be written: {error.strerror or error}.",
            "Name a file you may write to, in a folder that is there and has space.",
            code="cannot_write",
        ) from error
    return out


def pack(store: Store, lead_id: str, language: str = "en") -> tuple[str, bytes]:
    """Return what a lead is called, and its pack; reports are in French or English.

    Raises:
        PackError: there is no such lead, or it is on the opt-out list.
    """
    if store.lead(lead_id) is None:
        raise PackError("There is no lead of this id.", _LISTED)
    record = next(iter(stored_records(store, [lead_id])), None)
    if record is None:
        raise PackError(
            "This lead asked not to be contacted: nothing about it is exported.",
            "Erase it, or choose another one.",
        )
    name = record.lead.title
    return name, zipped(name, _files(store, record, language))


def _files(store: Store, record: ExportRecord, language: str) -> Iterator[PackedFile]:
    lead_id = record.lead.id
    yield from _lead(store, record)
    for audit in store.audits_of(lead_id):
        yield from _audit(audit, language)
    if (last := store.dossier_of(lead_id)) is not None:
        yield from _dossier(last.report, record.lead.title)
    latest: dict[str, Draft] = {}
    for draft in store.drafts_of(lead_id):
        latest.setdefault(draft.draft_id, draft)
    for draft in latest.values():
        yield _draft(draft)
    for source in book().sources_of(lead_id):
        title = source.title or source.file or source.url
        text = f"{source.url or source.file}\n{source.fetched_at or ''}\n\n{source.text}"
        yield PackedFile("sources", title, "txt", text.encode())


def _lead(store: Store, record: ExportRecord) -> Iterator[PackedFile]:
    lead = record.lead
    whole = {
        **json_record(record),
        "history": [change.model_dump(mode="json") for change in store.history_of(lead.id)],
        "notes_about_it": [note.model_dump(mode="json") for note in store.notes_of(lead.id)],
        "outreach": [event.model_dump(mode="json") for event in store.outreach_of(lead.id)],
    }
    rows = [
        (
            *(value.kind.value, value.value, value.owner.value, proof.method.value),
            *(proof.url, proof.quote, f"{proof.fetched_at:%Y-%m-%dT%H:%M:%SZ}"),
        )
        for value in lead.values
        for proof in value.evidence
    ]
    yield PackedFile("", "lead", "json", dump_json(whole, indent=2).encode())
    yield PackedFile("", "lead", "md", "".join(markdown_parts([record])).encode())
    yield PackedFile("", "lead", "vcf", vcard(record).encode())
    yield PackedFile("", "evidence", "csv", csv_text(_EVIDENCE, rows).encode("utf-8-sig"))


def _audit(audit: Audit, language: str) -> Iterator[PackedFile]:
    title = f"{audit.created_at:%Y-%m-%d} {audit.url.partition('://')[2]}"
    yield PackedFile("audits", title, "json", dump_json(audit.report, indent=2).encode())
    try:
        made = AuditRecord.model_validate(audit.report)
    except ValidationError:
        return  # of another version: its numbers are in the JSON, this version cannot draw it
    report = report_html(Report(record=made, language=language))
    yield PackedFile("audits", title, "html", report.encode())


def _dossier(report: dict[str, object], name: str) -> Iterator[PackedFile]:
    try:
        made = Dossier.model_validate(report)
    except ValidationError:
        yield PackedFile("dossier", "dossier", "json", dump_json(report, indent=2).encode())
        return
    for form in FORMATS:
        title = "meeting brief" if form.key == "brief" else "dossier"
        yield PackedFile("dossier", title, form.extension, render(made, form, name))


def _draft(draft: Draft) -> PackedFile:
    title = f"{draft.created_at:%Y-%m-%d} {draft.channel} {draft.angle}"
    about = f"{draft.channel}, {draft.language or '-'}, version {draft.version}, {draft.created_at:%Y-%m-%d}"
    lines = [f"# {plain(draft.subject or draft.channel)}", "", plain(about), ""]
    lines += [paragraph(plain(line)) for line in draft.body.splitlines()]
    return PackedFile("drafts", title, "md", "\n".join([*lines, ""]).encode())
