"""The table of a run's sources, filling as they are read."""

import streamlit as st

from leads.cells import safe_cell
from leads.search_run import RunStatus, SearchRun, Source, SourceState
from llm.embedded import STARTER_ID
from ui.language import mark, said, t, tn
from ui.safe import link, md

_WORDS = {
    SourceState.FOUND: mark("○ found"),
    SourceState.FETCHING: mark("… fetching"),
    SourceState.FETCHED: mark("● fetched"),
    SourceState.READING: mark("… reading"),
    SourceState.READ: mark("✓ read"),
    SourceState.SKIPPED: mark("– skipped"),
    SourceState.FAILED: mark("✗ failed"),
}
# The same once a run has ended before it was through.
_UNFINISHED = {
    SourceState.FOUND: mark("○ not read"),
    SourceState.FETCHING: mark("○ not read"),
    SourceState.FETCHED: mark("○ cut short"),
    SourceState.READING: mark("○ cut short"),
}


def counts(run: SearchRun) -> str:
    """Return how far the sources are, in words."""
    read = sum(source.state in {SourceState.READ, SourceState.SKIPPED} for source in run.sources)
    failed = sum(source.state is SourceState.FAILED for source in run.sources)
    if failed:
        return t("{read} of {all} read, {failed} failed", read=read, all=len(run.sources), failed=failed)
    return t("{read} of {all} read", read=read, all=len(run.sources))


def draw(run: SearchRun) -> None:
    """Draw one row a source: number, state, where it lies, what came of it or why not."""
    words = _WORDS if run.status is RunStatus.RUNNING else _WORDS | _UNFINISHED
    st.dataframe(
        [_row(source, words[source.state]) for source in run.sources],
        hide_index=True,
        height="content" if len(run.sources) <= 12 else 420,
        column_config={
            "n": st.column_config.NumberColumn("n°", width=35),
            "State": st.column_config.TextColumn(t("State"), width=78),
            "Source": st.column_config.LinkColumn(
                t("Source"), display_text=r"https?://(?:www\.)?([^/:]+)", width=175
            ),
            "Result": st.column_config.TextColumn(
                t("Result"), width=125, help=t("What came of it, or why not")
            ),
        },
        key=f"sources_{run.id}",
        alt=t("Sources of this question"),
    )


def draw_failures(run: SearchRun) -> None:
    """Draw what could not be read, why, and what to do about it."""
    failed = [source for source in run.sources if source.state is SourceState.FAILED]
    for source in failed:
        name = md(source.site or source.url)
        st.caption(f"[{source.n}] {t('{label}: {value}', label=name, value=md(_why(source)))}")


def _why(source: Source) -> str:
    return " ".join(said(text) for text in (source.detail, source.remedy) if text)


def _row(source: Source, state: str) -> dict[str, object]:
    return {
        "n": source.n,
        "State": t(state),
        "Source": link(source.url) or safe_cell(source.site or source.url),
        "Result": safe_cell(_result(source)),
    }


def _result(source: Source) -> str:
    parts = [said(source.detail)] if source.detail else []
    if source.leads:
        parts.append(tn("{count} lead", "{count} leads", source.leads))
    if source.dropped:
        parts.append(tn("{count} value dropped", "{count} values dropped", source.dropped))
    if source.read_by:
        reader = t("the starter model") if source.read_by == STARTER_ID else said(source.read_by)
        parts.append(t("read by {reader}", reader=reader))
    return ", ".join(parts)
