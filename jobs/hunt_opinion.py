"""What the model, or rules in its place, say of a site's business, as far as the site's own pages show it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from leads.hunt import RULES_ONLY
from leads.record import Kind, Method, Value
from leads.work import Opinion, OpinionSource, Quoted
from llm.budget import shortened
from llm.errors import LLMError
from llm.router import TaskRouter
from llm.tasks.classification import (
    ClassificationInput,
    Shown,
    Verified,
    classification_messages,
    schema_for,
    verify,
)
from scrapers.classify_rules import Classified, label_of, value_of
from scrapers.evidence import find_quote
from scrapers.page_trades import names_trade
from scrapers.page_words import PageWords

TASK = "classification"

_KINDS = {
    "trade": Kind.TRADE,
    "services": Kind.SERVICE,
    "signals": Kind.SIGNAL,
    "issues": Kind.ISSUE,
}
# The starter model reads some forty tokens a second, and does not end a list it has begun.
_STARTER = "starter"
_STARTER_CHARACTERS, _STARTER_ANSWER = 800, 120


@dataclass
class Read:
    """What came of asking: verified values, and who said so; without a `model` the note says why.

    `disagreements` says what further models that were asked have read otherwise.
    """

    values: list[Value] = field(default_factory=list)
    model: str = ""
    note: str = ""
    dropped: int = 0
    disagreements: list[str] = field(default_factory=list)


async def opinion_of(
    router: TaskRouter,
    site: str,
    pages: Sequence[PageWords],
    rules: Classified,
    characters: int,
    *,
    fresh: bool = False,
) -> Read:
    """Ask the model about one site; what its pages do not show is dropped and counted.

    Where it is to be `fresh`, what the model said of the same pages before will not do.
    """
    tier = await asyncio.to_thread(router.tier_of, TASK)
    is_starter = tier == _STARTER
    text = "\n\n".join(f"{page.title}\n{page.text}" for page in pages)
    given = ClassificationInput(
        site=site,
        text=shortened(text, _STARTER_CHARACTERS if is_starter else characters),
        trades=rules.trades,
    )
    try:
        done = await router.run_async(
            TASK,
            classification_messages(given),
            schema_for(rules.trades, lists=not is_starter),
            overrides={"fresh": fresh, "max_tokens": _STARTER_ANSWER if is_starter else None},
        )
    except LLMError as error:
        return Read(note=f"{RULES_ONLY}{error}")
    assert done.data is not None
    shown = "\n".join(page.shown for page in pages)
    result = verify(done.data, shown, find_quote, names_trade)
    values = [value for one in result.shown if (value := _value(one, pages)) is not None]
    note = f"The model did not see all of it: {', '.join(done.omitted)} left out." if done.omitted else ""
    # Of lists the models' answers are joined, and a quote may be another one of the same trade.
    differ = [one for one in done.disagreements if one.startswith("trade:")]
    return Read(values, done.served_model or done.requested_model, note, _lost(result, values), differ)


def opinion(lead_id: str, values: Sequence[Value], model: str = "", differ: Sequence[str] = ()) -> Opinion:
    """Return what was read about a lead as it is kept beside its scores; without a model by rules."""
    quoted: dict[Kind, list[Quoted]] = {kind: [] for kind in _KINDS.values()}
    for value in values:
        if value.kind in quoted:
            proof = value.evidence[0]
            label = value.label or value.value
            quoted[value.kind].append(Quoted(label=label, quote=proof.quote, url=proof.url))
    return Opinion(
        lead_id=lead_id,
        source=OpinionSource.MODEL if model else OpinionSource.RULES,
        model=model,
        trade=next(iter(quoted[Kind.TRADE]), None),
        services=quoted[Kind.SERVICE],
        signals=quoted[Kind.SIGNAL],
        issues=quoted[Kind.ISSUE],
        disagreements=list(differ),
    )


def _value(one: Shown, pages: Sequence[PageWords]) -> Value | None:
    """Return what was shown as a value of the page that shows it."""
    kind = _KINDS[one.field]
    for page in pages:
        if quote := find_quote(one.value, page.shown):
            label = one.label or (label_of(kind, one.value) if kind in (Kind.SIGNAL, Kind.ISSUE) else "")
            return value_of(page, kind, one.value, quote, label, Method.MODEL)
    return None


def _lost(result: Verified, values: Sequence[Value]) -> int:
    return len(result.dropped) + len(result.shown) - len(values)
