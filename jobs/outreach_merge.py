"""One message to each of several leads, as a table for a mail merge."""

from collections.abc import Iterable
from dataclasses import dataclass

from config.loader import ConfigLoader
from jobs.outreach_job import Order, request_for, restored
from leads.store import Store
from outreach.compose import from_templates
from outreach.draft import Angle, Channel, Language, Tone, Variant
from outreach.export import merge_csv
from outreach.request import OutreachRequest


@dataclass(frozen=True)
class Merge:
    """The table, how many leads are in it, and how many had to be left out."""

    table: str
    included: int
    left_out: int


def merged(
    store: Store,
    loader: ConfigLoader,
    lead_ids: Iterable[str],
    angle: Angle,
    language: Language,
    tone: Tone = Tone.PROFESSIONAL,
) -> Merge:
    """Return a mail of one angle to each lead: the one that is kept, else the template.

    A lead whose mail is blocked, or that has no address to send it to, is left out.
    """
    messages: list[tuple[Variant, OutreachRequest]] = []
    left_out = 0
    for lead_id in lead_ids:
        order = Order(lead_id, channel=Channel.EMAIL, language=language, tone=tone)
        found = _message(store, loader, order, angle)
        if found is None or found[0].blocked or not found[1].lead.emails:
            left_out += 1
        else:
            messages.append(found)
    return Merge(merge_csv(messages), len(messages), left_out)


def _message(
    store: Store, loader: ConfigLoader, order: Order, angle: Angle
) -> tuple[Variant, OutreachRequest] | None:
    kept = restored(store, loader, order)
    for variant in kept.composed.variants if kept else []:
        if kept and variant.angle is angle:
            return variant, kept.request
    request = request_for(store, loader, order)
    if request is None:
        return None
    variants = from_templates(request).variants
    return next(one for one in variants if one.angle is angle), request
