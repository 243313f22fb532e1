"""The summary of the filtered leads, as a job of the process: streamed, stopped, kept through a reload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from config.loader import ConfigLoader
from jobs import interactive
from leads.review import Count, Facet, Facets, LeadFilter, LeadRow, Sort
from leads.store import Store
from llm.errors import Cancelled, LLMError
from llm.router import TaskRouter
from llm.tasks.lead_summary import INSTRUCTION, SummaryLine, checked, summary_messages, tables

KEY = "lead_summary"
TASK = "lead_summary"
# The rows a model reads: the best by score. All leads of the filter are counted, however many there are.
MOST_LEADS = 1000
GOOD = 7
_BEST = 10
_WEAK = {None, "starter"}
_COUNTED = (Facet.TRADE, Facet.CITY, Facet.STATUS, Facet.SCORE, Facet.MISSING)
_MOST_COUNTED = 8


@dataclass
class Summary:
    """What came of it: lines, the ids of the leads they name, and who wrote them (empty: rules).

    `note` says why a model did not write it, or not to the end.
    """

    lines: list[SummaryLine] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    model: str = ""
    endpoint: str = ""
    seconds: float = 0.0
    tokens_per_second: float | None = None
    fallback_reason: str | None = None
    note: str = ""
    leads: int = 0
    counts: Facets = field(default_factory=lambda: Facets(total=0))

    @property
    def good(self) -> int:
        """Return how many leads of the whole filter have a good score."""
        return sum(step.leads for step in self.counts.score if int(step.value) >= GOOD)


def start(
    store: Store,
    router: TaskRouter,
    loader: ConfigLoader,
    wanted: LeadFilter,
    instruction: str = INSTRUCTION,
) -> interactive.Job:
    """Start the summary of the leads a filter shows, or return the one that is running."""
    language = str(loader.get_merged_config()["locale"]["language"])
    return interactive.submit(
        KEY, lambda handle: _work(handle, store, router, wanted, instruction, language), "Summary of leads"
    )


def current() -> interactive.Job | None:
    """Return the job of the last summary of this process."""
    return interactive.job(KEY)


def stop() -> None:
    """Stop the summary; the text so far stays."""
    interactive.cancel(KEY)


def forget() -> None:
    """Drop a summary that has ended."""
    interactive.forget(KEY)


def _work(
    handle: interactive.Handle,
    store: Store,
    router: TaskRouter,
    wanted: LeadFilter,
    instruction: str,
    language: str,
) -> None:
    rows = store.list_rows(wanted, Sort(), MOST_LEADS)
    keys = {f"L{n}": row for n, row in enumerate(rows, 1)}
    summary = Summary(
        ids={key: row.id for key, row in keys.items()},
        names={key: row.name or row.site for key, row in keys.items()},
        leads=len(rows),
        counts=store.facets(wanted, _COUNTED),
    )
    if not rows or router.tier_of(TASK) in _WEAK:
        summary.lines = by_rules(keys)
        handle.set_result(summary)
        return
    lines = {key: table_row(row) for key, row in keys.items()}
    whole = in_whole(summary)
    pieces: list[str] = []
    try:
        lines = _reduced(handle, router, lines, instruction, language)
        handle.set_phase("writing")
        stream = router.stream(
            TASK, summary_messages(lines, instruction, language, whole), cancel=handle.cancel
        )
        for piece in stream:
            pieces.append(piece)
            handle.append_text(piece)
        done = stream.completion
        assert done is not None
        summary.model, summary.endpoint = done.served_model, done.endpoint
        summary.seconds, summary.tokens_per_second = done.seconds, done.tokens_per_second
        summary.fallback_reason = done.fallback_reason
        summary.lines = checked(done.text, lines, whole)
    except Cancelled:
        summary.lines, summary.note = (
            checked(_whole_lines(pieces), lines, whole),
            "Stopped; what was written stays.",
        )
        handle.set_result(summary)
        raise
    except LLMError as error:
        # What was written to the end of its line is as good as before.
        summary.lines, summary.note = checked(_whole_lines(pieces), lines, whole), str(error)
    if not summary.lines:
        summary.lines = by_rules(keys)
        summary.note = summary.note or "The model wrote nothing that can be used."
        summary.model = ""
    handle.set_result(summary)


def _whole_lines(pieces: Sequence[str]) -> str:
    """Return the text without its last line, which may have been cut."""
    return "".join(pieces).rpartition("\n")[0]


def _reduced(
    handle: interactive.Handle,
    router: TaskRouter,
    lines: dict[str, str],
    instruction: str,
    language: str,
) -> dict[str, str]:
    """Return the rows of the leads the model named in each table, until one table holds them all."""
    while len(parts := tables(lines)) > 1:
        kept: dict[str, str] = {}
        for n, part in enumerate(parts, 1):
            handle.check()
            handle.set_phase(f"reading leads, part {n} of {len(parts)}")
            done = router.run(TASK, summary_messages(part, instruction, language), cancel=handle.cancel)
            named = [key for line in checked(done.text, part) for key in line.leads]
            # (Where it names none, the best by score stand for the table.)
            chosen = list(dict.fromkeys(named))[: len(part) // 2] or list(part)[:_BEST]
            kept |= {key: part[key] for key in chosen}
        if len(kept) >= len(lines):
            return dict(list(lines.items())[: len(lines) // 2])
        lines = kept
    return lines


def table_row(row: LeadRow) -> str:
    """Return one lead as a line of the table a model reads: its columns, and what is missing."""
    has = [label for label, value in _contacts(row) if value]
    columns = [
        row.name or row.site,
        row.trade,
        row.city,
        f"has {', '.join(has)}" if has else "no contact",
        f"score {row.score:g}",
        row.status.value.replace("_", " "),
        ", ".join(row.tags),
    ]
    return " | ".join(filter(None, columns))


def in_whole(summary: Summary) -> str:
    """Return what rules count among all leads of the filter, as the line of the table about all of them."""
    counts = summary.counts
    parts = [
        f"{counts.total} leads",
        f"{summary.good} with a score of {GOOD} or more",
        f"{counts.without_email} without e-mail",
        f"{counts.without_phone} without phone",
        f"{counts.without_website} without site",
    ]
    for label, found in (("trades", counts.trade), ("places", counts.city), ("statuses", counts.status)):
        if found:
            parts.append(f"{label}: {_most(found)}")
    return " | ".join(parts)


def _most(found: Sequence[Count]) -> str:
    return ", ".join(f"{count.value.replace('_', ' ')} {count.leads}" for count in found[:_MOST_COUNTED])


def by_rules(rows: Mapping[str, LeadRow]) -> list[SummaryLine]:
    """Return the leads with the best scores, where no model writes."""
    best = sorted(rows.items(), key=lambda item: -item[1].score)[:_BEST]
    return [SummaryLine(_in_words(row), (key,)) for key, row in best]


def _in_words(row: LeadRow) -> str:
    lacks = [label for label, value in _contacts(row) if not value]
    where = ", ".join(filter(None, (row.trade, row.city)))
    words = f"{row.name or row.site} ({where})" if where else row.name or row.site
    known = f"no {' and no '.join(lacks)}" if lacks else "all contacts known"
    return f"{words}: score {row.score:g}, {known}"


def _contacts(row: LeadRow) -> Sequence[tuple[str, str]]:
    return (("e-mail", row.email), ("phone", row.phone), ("site", row.website))
