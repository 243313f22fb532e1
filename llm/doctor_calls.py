"""Findings from the log of calls: what went wrong with a server while the analyst worked."""

from collections import Counter
from collections.abc import Sequence

from llm.call_log import Call
from llm.doctor_records import Action, ActionKind, Facts, Finding, Status
from llm.gpu import Card

# A call that takes longer than this is slow to whoever waits for it; seconds.
SLOW_SECONDS = 20.0
_FEW_CALLS = 3
_SHORT_ANSWER = 1024
_STEADY = 0.2


def about_calls(
    facts: Facts, calls: Sequence[Call], cards: Sequence[Card], more_context: Action | None = None
) -> list[Finding]:
    """Return what the log says of an endpoint: failed, cut, broken and slow answers of late.

    `more_context` is the button of an endpoint whose model runs with too little context.
    """
    mine = [call for call in calls if call.endpoint == facts.endpoint]
    found = [_failing(facts, mine)]
    if len(mine) >= _FEW_CALLS:
        found += [_cut(facts, mine, more_context), _broken(facts, mine), _slow(facts, mine, cards)]
    return [one for one in found if one is not None]


def on_the_card(facts: Facts, model: str, cards: Sequence[Card]) -> str:
    """Return in a sentence which part of a model lies on graphics cards, as far as anybody tells."""
    entry = facts.find(model)
    if entry is not None and entry.size and entry.vram is not None and entry.vram < entry.size:
        return f"Only {100 * entry.vram / entry.size:.0f} % of it lies on the graphics card."
    if cards:
        free = sum(card.free for card in cards) / 1e9
        return f"The card ({cards[0].name}) has {free:.1f} GB free; the model may not lie on it as a whole."
    return "The processor does the work: there is no NVIDIA card, or none that nvidia-smi sees."


def _failing(facts: Facts, mine: Sequence[Call]) -> Finding | None:
    """Return what the last calls failed with, while the very last one still does."""
    if not mine or mine[-1].error is None:
        return None
    since = next((at for at, call in enumerate(reversed(mine)) if call.error is None), len(mine))
    _, _, words = mine[-1].error.partition(": ")
    return Finding(
        id="failed-calls",
        status=Status.WARN,
        endpoint=facts.endpoint,
        what=f"The last {since} calls failed." if since > 1 else "The last call failed.",
        cause=words or mine[-1].error,
        remedy="If the other findings here are well, it is mended: ask again.",
    )


def _cut(facts: Facts, mine: Sequence[Call], more_context: Action | None) -> Finding | None:
    cut = [call for call in mine if call.truncated]
    if not cut:
        return None
    return Finding(
        id="silent-truncation",
        status=Status.WARN,
        endpoint=facts.endpoint,
        what=f"Prompts cut by the server in silence: {len(cut)} of the last {len(mine)}.",
        cause="The model runs with less context than the configuration says.",
        remedy="Load it with more context.",
        action=more_context,
    )


def _broken(facts: Facts, mine: Sequence[Call]) -> Finding | None:
    broken = [call for call in mine if call.repaired or (call.error or "").startswith("SchemaMismatch")]
    if len(broken) * 10 <= len(mine):
        return None
    tasks = _tasks(broken)
    return Finding(
        id="broken-json",
        status=Status.WARN,
        endpoint=facts.endpoint,
        what=f"Answers that were no valid JSON at first: {len(broken)} of the last {len(mine)}.",
        cause="The model is small for its task, or too free (temperature).",
        remedy="Lower the task's temperature to 0.2, or give the task to a larger model.",
        action=_settings("Lower the temperature to 0.2", "temperature", _STEADY, tasks),
    )


def _slow(facts: Facts, mine: Sequence[Call], cards: Sequence[Card]) -> Finding | None:
    slow = [call for call in mine if call.seconds > SLOW_SECONDS]
    if len(slow) * 5 <= len(mine):
        return None
    written = [call.completion_tokens for call in slow if call.completion_tokens]
    long_ones = bool(written) and max(written) > _SHORT_ANSWER
    length = f" Answers run to {max(written):,} tokens." if long_ones else ""
    return Finding(
        id="slow-calls",
        status=Status.WARN,
        endpoint=facts.endpoint,
        what=f"Calls of more than {SLOW_SECONDS:.0f} s: {len(slow)} of the last {len(mine)}.",
        cause=f"{on_the_card(facts, slow[-1].served_model, cards)}{length}",
        remedy="Put all layers on the card (GPU offload), lower max tokens, or choose a smaller model.",
        action=_settings("Limit answers to 1,024 tokens", "max_tokens", _SHORT_ANSWER, _tasks(slow))
        if long_ones
        else None,
    )


def _tasks(calls: Sequence[Call]) -> list[str]:
    return [task for task, _ in Counter(call.task for call in calls).most_common() if task]


def _settings(label: str, parameter: str, value: float, tasks: Sequence[str]) -> Action | None:
    if not tasks:
        return None
    return Action(
        kind=ActionKind.CHANGE_SETTINGS,
        label=label,
        settings={f"tasks.{task}.{parameter}": value for task in tasks},
    )
