"""The table of a run's sources, filling as they are read."""

import streamlit as st

from leads.cells import safe_cell
from leads.search_run import SearchRun, Source, SourceState
from llm.embedded import STARTER_ID
from ui.safe import link, md

_WORDS = {
    SourceState.FOUND: "○ found",
    SourceState.FETCHING: "… fetching",
    SourceState.FETCHED: "● fetched",
    SourceState.READING: "… reading",
    SourceState.READ: "✓ read",
    SourceState.SKIPPED: "– skipped",
    SourceState.FAILED: "✗ failed",
}


def counts(run: SearchRun) -> str:
    """Return how far the sources are, in words."""
    read = sum(source.state in {SourceState.READ, SourceState.SKIPPED} for source in run.sources)
    failed = sum(source.state is SourceState.FAILED for source in run.sources)
    text = f"{read} of {len(run.sources)} read"
    return f"{text}, {failed} failed" if failed else text


def draw(run: SearchRun) -> None:
    """Draw one row a source: number, state, where it lies, what came of it or why not."""
    st.dataframe(
        [_row(source) for source in run.sources],
        hide_index=True,
        height="content" if len(run.sources) <= 12 else 420,
        column_config={
            "n": st.column_config.NumberColumn("n", width=40),
            "State": st.column_config.TextColumn(width=95),
            "Source": st.column_config.TextColumn(width=215),
            "Result": st.column_config.TextColumn(width=185, help="What came of it, or why not"),
            "Open": st.column_config.LinkColumn(display_text="open", width=50),
        },
        key=f"sources_{run.id}",
        alt="Sources of this question",
    )


def draw_failures(run: SearchRun) -> None:
    """Draw what could not be read, why, and what to do about it."""
    failed = [source for source in run.sources if source.state is SourceState.FAILED]
    for source in failed:
        st.caption(f"[{source.n}] {md(source.site or source.url)}: {md(f'{source.detail} {source.remedy}')}")


def _row(source: Source) -> dict[str, object]:
    return {
        "n": source.n,
        "State": _WORDS[source.state],
        "Source": safe_cell(source.site or source.url),
        "Result": safe_cell(_result(source)),
        "Open": link(source.url),
    }


def _result(source: Source) -> str:
    parts = [source.detail] if source.detail else []
    if source.leads:
        parts.append("1 lead" if source.leads == 1 else f"{source.leads} leads")
    if source.dropped:
        parts.append(f"{source.dropped} dropped")
    if source.read_by:
        reader = "the starter model" if source.read_by == STARTER_ID else source.read_by
        parts.append(f"read by {reader}")
    return ", ".join(parts)
