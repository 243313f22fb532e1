"""What the build of a dossier and its later changes share: the book, the stored sources, the order."""

import hashlib
import threading
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from config.errors import UserFacingError
from dossier.build import Order
from dossier.collect import Rung
from dossier.lead import DossierLead, Finding
from dossier.records import Dossier, Section, Sentence, SentenceKind, Source, SourceEntry, SourceKind
from dossier.sources import entries
from jobs.dossier_progress import Recorder
from leads.database import Database
from leads.dossier_book import BuildKind, BuildState, DossierBook, DossierBuild, StoredSource
from leads.record import Kind, Lead
from leads.store import Store
from leads.work import Dossier as StoredDossier
from leads.work import Report
from scrapers.sites import site_key
from seo.audit_record import AuditRecord
from seo.findings import findings_of

MOST_FINDINGS = 12
_KEPT = {"url", "file", "title", "language", "text", "html", "sha256", "fetched_at"}

_books: dict[str, DossierBook] = {}
_lock = threading.Lock()


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
    book: DossierBook,
    cancel: threading.Event,
    questions: Sequence[str],
    recorder: Recorder,
    section: str = "",
) -> Order:
    """Return what a build works from: the lead as it is now and its included sources.

    Raises:
        DossierJobError: the lead is gone, or nothing could be read about it.
    """
    lead = store.lead(made.lead_id)
    sources = [source_from(one, n) for n, one in enumerate(included(made.lead_id, book), start=1)]
    if lead is None or not sources:
        raise DossierJobError("Nothing could be read about this lead.", "Add an address, a text or a file.")
    request = DossierRequest.model_validate(made.request)
    recorder.dossier.sources = entries(sources)
    return Order(
        lead=lead_for(lead, store),
        sources=sources,
        questions=questions,
        language=request.language,
        since=made.created_at.timestamp(),
        section=section,
        cancel=cancel,
        on_step=recorder.step,
        on_section=recorder.section,
        on_growing=recorder.growing,
        on_usage=recorder.usage,
    )


def keep(made: DossierBuild, dossier: Dossier, store: Store, book: DossierBook) -> None:
    """Keep a dossier as what its build has come to, and with its lead: one for each build."""
    report = dossier.model_dump(mode="json")
    book.change(made.id, report=report)
    store.save_dossier(
        StoredDossier(id=made.id, lead_id=made.lead_id, report=report, created_at=dossier.made_at)
    )


def standing(lead_id: str, book: DossierBook) -> tuple[DossierBuild, Dossier]:
    """Return the build of a lead that stands and its dossier: the last whole one, else what a stopped left.

    Raises:
        DossierJobError: nothing stands yet.
    """
    made = book.latest(lead_id, BuildKind.BUILD, BuildState.DONE) or book.latest(lead_id)
    if made is None or not made.report:
        raise DossierJobError("There is no dossier of this lead yet.", "Build it first.")
    return made, Dossier.model_validate(made.report)


def with_edits(dossier: Dossier, made: DossierBuild, book: DossierBook) -> Dossier:
    """Return a new dossier with what the analyst wrote in the last one: a build loses none of it."""
    before = book.latest(made.lead_id, BuildKind.BUILD, BuildState.DONE)
    if before is None or before.id == made.id or not before.report:
        return dossier
    old = Dossier.model_validate(before.report)
    numbered = {_place(one): one.file or one.id for one in dossier.sources}
    named = {one.file or one.id: numbered.get(_place(one)) for one in old.sources}
    for section in old.sections:
        # Their sources may have other numbers now, or be gone.
        edited = [
            one.model_copy(
                update={
                    "citations": [
                        citation.model_copy(update={"source": named[citation.source]})
                        for citation in one.citations
                        if named.get(citation.source)
                    ]
                }
            )
            for one in section.sentences
            if one.kind is SentenceKind.EDITED
        ]
        if not edited:
            continue
        same = next((one for one in dossier.sections if one.title == section.title), None)
        if same is None:
            same = Section(title=section.title, question=section.question)
            dossier.sections.append(same)
        same.sentences = put_back(same.sentences, edited)
    return dossier


def put_back(sentences: Sequence[Sentence], edited: Sequence[Sentence]) -> list[Sentence]:
    """Return sentences that were written anew with the analyst's, each in place of what it had replaced."""
    ours = {one.instead_of: one for one in edited if one.instead_of}
    placed = [ours.pop(one.text, one) for one in sentences]
    return [*placed, *(one for one in edited if one not in placed)]


def included(lead_id: str, book: DossierBook) -> list[StoredSource]:
    """Return the stored sources that a build reads."""
    return [one for one in book.sources_of(lead_id) if one.included]


def stored_as(source: Source | SourceEntry) -> str:
    """Return the key under which a source is kept: by its address, so that reading it again replaces it."""
    named = source.url or source.file or source.sha256
    return hashlib.sha256(f"{source.kind} {named}".encode()).hexdigest()[:32]


def stored_source(source: Source, lead_id: str) -> StoredSource:
    """Return a source as it is kept."""
    return StoredSource(
        lead_id=lead_id,
        key=stored_as(source),
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


def _place(entry: SourceEntry) -> str:
    return entry.url or entry.file or entry.sha256


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
