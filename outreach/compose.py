"""Variants of a first message: templates always, the model where one can write, checks on both."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from outreach.checks import BLOCKING, Message, is_blocked, run_checks
from outreach.draft import Angle, Channel, Draft, Part, Status, Variant, WhyTemplate
from outreach.facts import FactBook
from outreach.fill import template_drafts
from outreach.request import OutreachRequest
from outreach.sms import sms_size

# How soon after a stop the programs are waited for no longer.
_LOOKS_EVERY = 0.1


@dataclass
class Composed:
    """The variants of one request, and in words what the analyst should know about them."""

    variants: list[Variant] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def from_templates(
    request: OutreachRequest,
    cancel: threading.Event | None = None,
    why: WhyTemplate = WhyTemplate.NO_MODEL,
) -> Composed:
    """Return variants filled from templates, one an angle. No model is asked."""
    book = FactBook.of(request.lead, request.sender)
    drafts: list[Draft] = []
    for angle in wanted_angles(request):
        draft = template_draft(request, book, angle, drafts)
        drafts.append(draft.model_copy(update={"why_template": why}))
    return Composed(all_checked(drafts, request, book, cancel))


def template_draft(
    request: OutreachRequest, book: FactBook, angle: Angle, others: Sequence[Draft] = ()
) -> Draft:
    """Return the template of an angle with as many facts as its checks let stand."""
    best: tuple[tuple[int, int], Draft] | None = None
    for draft in template_drafts(request, book, angle):
        results = run_checks(Message(draft, request, book, others))
        faults = (
            sum(result.status is Status.FAIL for result in results),
            sum(result.status is Status.WARN for result in results),
        )
        if best is None or faults < best[0]:
            best = (faults, draft)
        if faults == (0, 0):
            break
    assert best is not None
    return best[1]


def wanted_angles(request: OutreachRequest) -> list[Angle]:
    """Return the angles of a request, a different one for each variant."""
    return list(Angle)[: request.variants]


def checked(
    draft: Draft,
    request: OutreachRequest,
    book: FactBook,
    siblings: Sequence[Draft] = (),
    *,
    asks_programs: bool = True,
) -> Variant:
    """Return a draft with its verdicts, the places of its facts and its size as a text message.

    Used for every edit too: what was blocked is free as soon as its faults are gone.
    """
    spans = [
        span
        for part, text in ((Part.SUBJECT, draft.subject), (Part.BODY, draft.body))
        for span in book.spans(text, request.language, part)
    ]
    seen = [span.fact for span in spans]
    known = [key for key in draft.facts_used if book.get(key)]
    traced = draft.model_copy(update={"facts_used": list(dict.fromkeys([*draft.facts_used, *seen]))})
    results = run_checks(Message(traced, request, book, siblings, asks_programs))
    return Variant(
        **traced.model_dump(include=set(Draft.model_fields) - {"facts_used"}),
        facts_used=list(dict.fromkeys([*known, *seen])),
        checks=results,
        facts=spans,
        blocked=is_blocked(results),
        sms=sms_size(draft.body) if request.channel is Channel.SMS else None,
    )


def all_checked(
    drafts: Sequence[Draft],
    request: OutreachRequest,
    book: FactBook,
    cancel: threading.Event | None = None,
) -> list[Variant]:
    """Return drafts checked beside each other, at once: programs that are asked take a second each.

    After a stop no program is asked or waited for: what one would have said is left out.
    """

    def one(draft: Draft, *, asks_programs: bool = True) -> Variant:
        others = [other for other in drafts if other is not draft]
        return checked(draft, request, book, others, asks_programs=asks_programs)

    stopped = cancel or threading.Event()
    if stopped.is_set():
        return [one(draft, asks_programs=False) for draft in drafts]
    pool = ThreadPoolExecutor(max_workers=max(1, len(drafts)))
    running = [pool.submit(one, draft) for draft in drafts]
    while wait(running, timeout=_LOOKS_EVERY).not_done and not stopped.is_set():
        pass
    pool.shutdown(wait=False, cancel_futures=True)
    return [
        told.result() if told.done() and not told.cancelled() else one(draft, asks_programs=False)
        for told, draft in zip(running, drafts, strict=True)
    ]


OnPiece = Callable[[Angle, str], None]
__all__ = [
    "BLOCKING",
    "Composed",
    "OnPiece",
    "all_checked",
    "checked",
    "from_templates",
    "template_draft",
    "wanted_angles",
]
