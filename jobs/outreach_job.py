"""First messages to a lead as a job of the process: by the model or from templates, kept as drafts."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from config.loader import ConfigLoader
from jobs import audit_history, interactive
from leads.record import Lead, LeadStatus
from leads.store import Store
from leads.work import Draft as StoredDraft
from leads.work import OutreachEvent, OutreachResult
from llm.completion import Phase
from llm.router import TaskRouter
from outreach.compose import Composed, all_checked, checked, from_templates
from outreach.draft import Angle, Channel, Draft, Language, Tone, Variant, WrittenBy
from outreach.facts import FactBook
from outreach.records import Consent, LeadFile, Person, SenderFile, Statement, lead_input
from outreach.request import Limits, OutreachRequest
from outreach.sequence import Step
from outreach.write import Writing, from_model, rewrite

MOST_CLAIMS = 12
_KEY = "outreach "
# The status a logged result shows a lead to have reached.
_REACHED = {
    OutreachResult.SENT: LeadStatus.CONTACTED,
    OutreachResult.ANSWERED: LeadStatus.IN_DISCUSSION,
    OutreachResult.BOOKED: LeadStatus.IN_DISCUSSION,
}
_ORDER = list(LeadStatus)
# Marks in the streamed text: a variant begins, its text begins.
_VARIANT_FROM, _TEXT_FROM = "\x1e", "\x1f"


@dataclass(frozen=True)
class Order:
    """What the analyst chose for one lead."""

    lead_id: str
    channel: Channel = Channel.EMAIL
    language: Language = Language.FR
    tone: Tone = Tone.PROFESSIONAL
    variants: int = 3
    offer: str = ""
    contact: Person = field(default_factory=Person)
    consent: tuple[Consent, ...] = ()


@dataclass
class Messages:
    """What a job left: the order and request it was made for, its variants and notes."""

    order: Order
    request: OutreachRequest
    composed: Composed
    draft_ids: dict[Angle, str] = field(default_factory=dict)


def key_of(lead_id: str) -> str:
    """Return the key of the job that writes to a lead."""
    return _KEY + lead_id


def lead_of(key: str) -> str:
    """Return the lead that the job of a key writes to, empty where it is another kind of job."""
    return key.removeprefix(_KEY) if key.startswith(_KEY) else ""


def request_for(store: Store, loader: ConfigLoader, order: Order) -> OutreachRequest | None:
    """Return what is asked for, with all that is known of the lead; None where the lead is gone."""
    lead = store.lead(order.lead_id)
    if lead is None:
        return None
    sender = SenderFile.model_validate(loader.get_merged_config().get("sender") or {})
    if order.offer:
        sender = sender.model_copy(update={"offer": order.offer})
    return OutreachRequest(
        lead=_lead_file(store, lead, order),
        sender=sender,
        channel=order.channel,
        language=order.language,
        tone=order.tone,
        variants=order.variants,
        limits=limits_of(loader, order.channel),
    )


def start(
    store: Store, loader: ConfigLoader, router: TaskRouter, order: Order, *, use_model: bool = True
) -> interactive.Job:
    """Start writing, or return the job that is writing to this lead."""

    def work(handle: interactive.Handle) -> None:
        request = request_for(store, loader, order)
        if request is None:
            return
        composed = _composed(handle, request, router, use_model=use_model)
        messages = Messages(order, request, composed)
        earlier = _newest(store, order)
        for variant in composed.variants:
            before = earlier.get(variant.angle)
            kept = _keep(store, order, variant, before.draft_id if before else None)
            messages.draft_ids[variant.angle] = kept.draft_id
        handle.set_result(messages)

    return interactive.submit(key_of(order.lead_id), work, "First messages")


def start_again(store: Store, router: TaskRouter, messages: Messages, angle: Angle) -> interactive.Job:
    """Write one variant again; the others stay, and the old one stays as an earlier version."""

    def work(handle: interactive.Handle) -> None:
        handle.set_result(messages)
        others = [one for one in messages.composed.variants if one.angle is not angle]
        writing = Writing(on_piece=_shown(handle), on_phase=_phase(handle), cancel=handle.cancel)
        draft, notes = rewrite(messages.request, angle, others, router, writing)
        if handle.cancel.is_set() and draft.written_by is WrittenBy.TEMPLATE:
            return  # stopped before there was anything new: the present text stays
        handle.set_result(with_draft(store, messages, draft, notes, handle.cancel))

    return interactive.submit(key_of(messages.order.lead_id), work, "One message again")


def edited(store: Store, messages: Messages, angle: Angle, subject: str, body: str) -> Messages:
    """Return the messages with one edited by hand and checked again; the edit is kept as a version."""
    old = next(one for one in messages.composed.variants if one.angle is angle)
    if (old.subject, old.body) == (subject, body):
        return messages
    return with_draft(store, messages, _typed(old, subject, body))


def tried(messages: Messages, angle: Angle, subject: str, body: str) -> Variant:
    """Return a message as it is being typed, checked; nothing is kept."""
    old = next(one for one in messages.composed.variants if one.angle is angle)
    if (old.subject, old.body) == (subject, body):
        return old
    others = [one for one in messages.composed.variants if one.angle is not angle]
    book = FactBook.of(messages.request.lead, messages.request.sender)
    return checked(_typed(old, subject, body), messages.request, book, others)


def limits_of(loader: ConfigLoader, channel: Channel) -> Limits:
    """Return how long messages of a channel may be, as the settings have it."""
    held = loader.get_merged_config()["outreach"]
    return Limits(**{name: held.get(f"{channel.value}_{name}", 0) for name in Limits.model_fields})


def _typed(old: Variant, subject: str, body: str) -> Draft:
    return Draft(
        angle=old.angle,
        subject=subject,
        body=body,
        cta=old.cta if old.cta in body else "",
        facts_used=old.facts_used,
        written_by=WrittenBy.ANALYST,
        model=old.model,
        endpoint=old.endpoint,
    )


def with_draft(
    store: Store,
    messages: Messages,
    draft: Draft,
    notes: Sequence[str] = (),
    cancel: threading.Event | None = None,
) -> Messages:
    """Return the messages with a draft in place of that of its angle, kept, and all checked again."""
    book = FactBook.of(messages.request.lead, messages.request.sender)
    drafts = [draft if one.angle is draft.angle else one for one in messages.composed.variants]
    variants = all_checked(drafts, messages.request, book, cancel)
    new = replace(messages, composed=Composed(variants, [*messages.composed.notes, *notes]))
    fresh = next(one for one in variants if one.angle is draft.angle)
    new.draft_ids[draft.angle] = _keep(store, messages.order, fresh, new.draft_ids.get(draft.angle)).draft_id
    return new


def current(lead_id: str) -> interactive.Job | None:
    """Return the last job that wrote to a lead in this process."""
    return interactive.job(key_of(lead_id))


def put(lead_id: str, messages: Messages) -> None:
    """Let the job of a lead show these messages, as after an edit."""
    job = current(lead_id)
    if job is not None:
        job.result = messages


def stop(lead_id: str) -> None:
    """Stop writing; what is written stays."""
    interactive.cancel(key_of(lead_id))


def restored(store: Store, loader: ConfigLoader, order: Order) -> Messages | None:
    """Return the last messages to a lead on a channel, as kept in the store; None where there are none."""
    request = request_for(store, loader, order)
    if request is None:
        return None
    newest = _newest(store, order)
    drafts = [Draft.model_validate(one.details) for one in newest.values() if one.details]
    if not drafts:
        return None
    drafts.sort(key=lambda draft: list(Angle).index(draft.angle))
    book = FactBook.of(request.lead, request.sender)
    variants = all_checked(drafts, request, book)
    ids = {angle: stored.draft_id for angle, stored in newest.items()}
    return Messages(order, request, Composed(variants), ids)


def _newest(store: Store, order: Order) -> dict[Angle, StoredDraft]:
    """Return the last version of each first message to a lead on a channel and in a language."""
    newest: dict[Angle, StoredDraft] = {}
    for stored in store.drafts_of(order.lead_id, order.channel.value):
        if stored.language == order.language.value and stored.angle in list(Angle):
            newest.setdefault(Angle(stored.angle), stored)
    return newest


def versions(store: Store, messages: Messages, angle: Angle) -> list[StoredDraft]:
    """Return the versions of one message, newest first."""
    wanted = messages.draft_ids.get(angle)
    return [one for one in store.drafts_of(messages.order.lead_id) if one.draft_id == wanted]


def remembered(store: Store, lead_id: str) -> tuple[Person, tuple[Consent, ...]]:
    """Return the person the last messages to a lead were for, and the consents they rested on."""
    person, consent = Person(), dict[tuple[str, str], Consent]()
    for kept in reversed(store.drafts_of(lead_id)):
        if kept.details.get("contact"):
            person = Person.model_validate(kept.details["contact"])
        for row in kept.details.get("consent") or []:
            given = Consent.model_validate(row)
            consent[given.channel, given.source] = given
    return person, tuple(consent.values())


def keep_step(store: Store, messages: Messages, step: Step) -> StoredDraft:
    """Keep a follow-up as a draft of its own; it is none of the first messages."""
    name = day_name(step)
    kept = next((one for one in store.drafts_of(messages.order.lead_id) if one.angle == name), None)
    return _keep(store, messages.order, step.variant, kept.draft_id if kept else None, name)


def day_name(step: Step) -> str:
    """Return what a follow-up is called among the drafts of a lead."""
    return f"day {step.day}"


def log(store: Store, messages: Messages, angle: Angle, result: OutreachResult) -> OutreachEvent:
    """Note what became of a message, and move the lead on where its status lags behind."""
    lead, reached = store.lead(messages.order.lead_id), _REACHED.get(result)
    if lead is not None and reached is not None and _ORDER.index(lead.status) < _ORDER.index(reached):
        store.set_status([lead.id], reached, "Logged in Outreach.")
    return store.log_outreach(
        OutreachEvent(
            lead_id=messages.order.lead_id,
            result=result,
            channel=messages.order.channel.value,
            angle=angle.value,
            draft_id=messages.draft_ids.get(angle, ""),
        )
    )


def _composed(
    handle: interactive.Handle, request: OutreachRequest, router: TaskRouter, *, use_model: bool
) -> Composed:
    if not use_model:
        return from_templates(request, handle.cancel)
    writing = Writing(on_piece=_shown(handle), on_phase=_phase(handle), cancel=handle.cancel)
    return from_model(request, router, writing)


def growing(text: str) -> dict[Angle, str]:
    """Return the streamed text of a job by variant; one that is written again begins anew."""
    parts = (part.partition(_TEXT_FROM) for part in text.split(_VARIANT_FROM)[1:])
    return {Angle(angle): written for angle, _, written in parts}


def _shown(handle: interactive.Handle) -> "_Piece":
    return _Piece(handle)


class _Piece:
    """Streams the variants one behind the other, each under its angle."""

    def __init__(self, handle: interactive.Handle) -> None:
        self._handle = handle
        self._angle: Angle | None = None

    def __call__(self, angle: Angle, piece: str) -> None:
        if angle is not self._angle:
            self._angle = angle
            self._handle.append_text(f"{_VARIANT_FROM}{angle.value}{_TEXT_FROM}")
            self._handle.set_phase(f"writing: {angle.value}")
        self._handle.append_text(piece.replace(_VARIANT_FROM, "").replace(_TEXT_FROM, ""))


def _phase(handle: interactive.Handle) -> Any:
    def tell(phase: Phase) -> None:
        handle.set_phase(phase.value)

    return tell


def _keep(
    store: Store, order: Order, variant: Variant, draft_id: str | None = None, name: str = ""
) -> StoredDraft:
    """Keep a draft, with the person and the consents it rests on."""
    given: dict[str, Any] = {"draft_id": draft_id} if draft_id else {}
    details = Draft.model_validate(variant.model_dump()).model_dump(mode="json")
    if any(order.contact.model_dump().values()):
        details["contact"] = order.contact.model_dump()
    if order.consent:
        details["consent"] = [one.model_dump() for one in order.consent]
    return store.save_draft(
        StoredDraft(
            lead_id=order.lead_id,
            channel=order.channel.value,
            language=order.language.value,
            angle=name or variant.angle.value,
            subject=variant.subject,
            body=variant.body,
            details=details,
            **given,
        )
    )


def _lead_file(store: Store, lead: Lead, order: Order) -> LeadFile:
    return lead_input(
        lead,
        findings=_findings(store, lead, order.language),
        claims=_claims(store, lead.id),
        contact=order.contact,
        consent=order.consent,
        suppressed=store.is_lead_suppressed(lead),
        language=order.language.value,
    )


def _findings(store: Store, lead: Lead, language: Language) -> list[Statement]:
    """Return what the last audit of the lead's site says to its owner."""
    found = audit_history.findings_for(store, lead, language.value)
    return [Statement.model_validate(one.model_dump()) for one in found]


def _claims(store: Store, lead_id: str) -> list[Statement]:
    """Return the proven sentences of the lead's dossier, each with its first quote."""
    dossier = store.dossier_of(lead_id)
    sections = dossier.report.get("sections") if dossier else None
    found: list[dict[str, Any]] = []
    for section in sections if isinstance(sections, list) else []:
        for n, sentence in enumerate(section.get("sentences") or [], 1):
            cited = sentence.get("citations") or []
            if sentence.get("kind") == "fact" and cited:
                row = {"id": f"d{len(found) + 1}.{n}", "text": sentence.get("text"), **cited[0]}
                found.append(row)
    return _statements(found[:MOST_CLAIMS])


def _statements(rows: object) -> list[Statement]:
    given: Iterable[Any] = rows if isinstance(rows, list) else []
    return [Statement.model_validate(row) for row in given if isinstance(row, dict)]
