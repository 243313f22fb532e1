"""What the build of a dossier and its later changes share: the book, the stored sources, the order."""

import hashlib
from collections.abc import Sequence
from threading import Lock

from pydantic import BaseModel, ConfigDict, ValidationError

from config.errors import UserFacingError
from dossier.build import Order
from dossier.collect import Rung
from dossier.lead import DossierLead, Finding
from dossier.records import Dossier, Source, SourceKind
from dossier.sources import entries
from jobs import interactive
from jobs.dossier_progress import Recorder
from leads.database import Database
from leads.dossier_book import DossierBook, DossierBuild, StoredSource
from leads.record import Kind, Lead, now
from leads.store import Store
from leads.work import Dossier as StoredDossier
from leads.work import Report
from scrapers.sites import site_key
from seo.audit_record import AuditRecord
from seo.findings import findings_of

KEY = "dossier"
MOST_FINDINGS = 12
_KEPT = {"url", "file", "title", "language", "text", "html", "sha256", "fetched_at"}

_books: dict[str, DossierBook] = {}
_lock = Lock()


class DossierJobError(UserFacingError):
    """A dossier cannot be built or changed as asked."""


class DossierRequest(BaseModel):
    """What the analyst wants. `collect` reads the sources anew; else the stored ones serve."""

    model_config = ConfigDict(frozen=True)

    lead_id: str
    language: str = ""
    questions: tuple[str, ...] = ()
    rungs: tuple[Rung, ...] = tuple(Rung)
    urls: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    collect: bool = True
    use_models: bool = True


def key_of(lead_id: str) -> str:
    """Return the key of the job that builds a lead's dossier."""
    return f"{KEY}:{lead_id}"


def book() -> DossierBook:
    """Return the book of the database that is in force: tests and the environment may change it."""
    database = Database()
    with _lock:
        return _books.setdefault(database.url.render_as_string(hide_password=False), DossierBook(database))


def lead_for(lead: Lead, store: Store) -> DossierLead:
    """Return a stored lead as the record a dossier is built for, with the findings of its last audit."""
    audit = next(iter(store.audits_of(lead.id)), None)
    language = lead.first(Kind.LANGUAGE) or ""
    return DossierLead(
        name=lead.first(Kind.NAME) or "",
        website=lead.website,
        trade=lead.first(Kind.TRADE) or "",
        city=lead.first(Kind.CITY) or "",
        language=language,
        siren=lead.first(Kind.SIREN) or "",
        siret=lead.first(Kind.SIRET) or "",
        street=lead.first(Kind.STREET) or "",
        postcode=lead.first(Kind.POSTCODE) or "",
        country=lead.first(Kind.COUNTRY) or "",
        phones=[one.value for one in lead.all(Kind.PHONE)],
        emails=[one.value for one in lead.all(Kind.EMAIL)],
        findings=_findings(audit.report, language or "fr") if audit else [],
    )


def order_for(
    made: DossierBuild,
    store: Store,
    handle: interactive.Handle,
    questions: Sequence[str] = (),
    recorder: Recorder | None = None,
) -> Order:
    """Return what a build works from: the lead as it is now and its included sources.

    Raises:
        DossierJobError: the lead is gone, or nothing could be read about it.
    """
    lead = store.lead(made.lead_id)
    sources = [source_from(one, n) for n, one in enumerate(included(made.lead_id), start=1)]
    if lead is None or not sources:
        raise DossierJobError("Nothing could be read about this lead.", "Add an address, a text or a file.")
    request = DossierRequest.model_validate(made.request)
    if recorder is not None:
        recorder.dossier.sources = entries(sources)
    return Order(
        lead=lead_for(lead, store),
        sources=sources,
        questions=questions,
        language=request.language,
        cancel=handle.cancel,
        on_step=recorder.step if recorder else (lambda *_: None),
        on_section=recorder.section if recorder else (lambda _: None),
    )


def keep(build_id: str, lead_id: str, dossier: Dossier, store: Store) -> None:
    """Keep a dossier with its lead, and as what the build has come to."""
    report = dossier.model_dump(mode="json")
    book().change(build_id, report=report)
    store.save_dossier(StoredDossier(lead_id=lead_id, report=report, created_at=now()))


def standing(lead_id: str) -> tuple[DossierBuild, Dossier]:
    """Return the last build of a lead and the dossier it has come to.

    Raises:
        DossierJobError: nothing stands yet.
    """
    made = book().latest(lead_id)
    if made is None or not made.report:
        raise DossierJobError("There is no dossier of this lead yet.", "Build it first.")
    return made, Dossier.model_validate(made.report)


def included(lead_id: str) -> list[StoredSource]:
    """Return the stored sources that a build reads."""
    return [one for one in book().sources_of(lead_id) if one.included]


def stored_source(source: Source, lead_id: str) -> StoredSource:
    """Return a source as it is kept: named by its address, so that it is replaced when it is read again."""
    named = source.url or source.file or source.sha256
    return StoredSource(
        lead_id=lead_id,
        key=hashlib.sha256(f"{source.kind} {named}".encode()).hexdigest()[:32],
        kind=source.kind.value,
        **source.model_dump(include=_KEPT),
    )


def source_from(stored: StoredSource, n: int) -> Source:
    """Return a kept source as the n-th of a build."""
    return Source(
        id=f"S{n}",
        kind=SourceKind(stored.kind),
        site=site_key(stored.url) if stored.url else stored.file,
        **stored.model_dump(include=_KEPT),
    )


def _findings(report: Report, language: str) -> list[Finding]:
    """Return what the audit found most worth mending, each with what a page shows of it."""
    try:
        audit = AuditRecord.model_validate(report)
    except ValidationError:
        return []  # kept by an earlier version
    return [
        Finding(id=one.id, text=one.text, url=one.url, quote=one.quote)
        for one in findings_of(audit, language, MOST_FINDINGS)
    ]
