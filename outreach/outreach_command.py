"""What `cli.py outreach` does: a request in, checked variants out."""

import threading
from collections.abc import Callable

from config.loader import ConfigLoader
from llm.router import TaskRouter
from outreach.compose import Composed, from_templates
from outreach.draft import CheckResult, Status, Variant
from outreach.law import NOT_LEGAL_ADVICE, ruling
from outreach.request import OutreachRequest
from outreach.write import Writing, from_model

_MARKS = {Status.PASS: "✓", Status.WARN: "!", Status.FAIL: "✗", Status.NOT_APPLICABLE: "-"}


def write(
    request: OutreachRequest,
    *,
    use_model: bool = True,
    fix: bool = False,
    cancel: threading.Event | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Composed:
    """Return checked variants. Without a capable model they come from templates, and the notes say so."""
    if not use_model:
        return from_templates(request)
    router = TaskRouter.from_config(ConfigLoader())
    composed = from_model(request, router, Writing(cancel=cancel), fix=fix)
    for note in composed.notes:
        tell(note)
    return composed


def as_data(composed: Composed, request: OutreachRequest) -> dict[str, object]:
    """Return the variants and the law light as plain data for JSON."""
    verdict = ruling(request.lead, request.channel)
    return {
        "variants": [_variant(variant) for variant in composed.variants],
        "law": {
            "light": verdict.light.value,
            "country": verdict.country,
            "reason": verdict.reason,
            "source": verdict.source,
            "alternatives": [one.value for one in verdict.alternatives],
            "notice": NOT_LEGAL_ADVICE,
        },
        "notes": composed.notes,
    }


def as_text(composed: Composed, request: OutreachRequest) -> str:
    """Return the variants to read on a terminal."""
    blocks = []
    for variant in composed.variants:
        by = variant.written_by.value if not variant.model else f"{variant.model} ({variant.endpoint})"
        head = f"— {variant.angle.value} · {by}{' · BLOCKED' if variant.blocked else ''}"
        counts = {status: sum(one.status is status for one in variant.checks) for status in Status}
        told = [f"  {_MARKS[one.status]} {one.id} {one.detail}" for one in variant.checks if _is_fault(one)]
        tally = "  ".join(
            f"{_MARKS[status]} {counts[status]}" for status in (Status.PASS, Status.WARN, Status.FAIL)
        )
        subject = [variant.subject, ""] if variant.subject else []
        blocks.append("\n".join([head, *subject, variant.body, "", tally, *told]))
    verdict = ruling(request.lead, request.channel)
    law = f"Law: {verdict.light.value}. {verdict.reason} {NOT_LEGAL_ADVICE}"
    return "\n\n".join([*blocks, law, *composed.notes])


def _variant(variant: Variant) -> dict[str, object]:
    data = variant.model_dump(mode="json", exclude={"sms"})
    if variant.sms is not None:
        data["sms"] = variant.sms.model_dump()
    return data


def _is_fault(result: CheckResult) -> bool:
    return result.status in {Status.FAIL, Status.WARN}
