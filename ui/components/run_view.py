"""What came of a question: sources, answer, leads, asked fields, exports."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from leads import export
from leads.cells import safe_cell
from leads.record import Lead, LeadStatus
from leads.search_run import FieldValue, Row, RunStatus, SearchMode, SearchRun
from scrapers.search.catalog import attributions
from ui.components import answers, lead_table, question_form, review_choice, sources, trouble
from ui.components.kept_export import download_button
from ui.language import day, mark, quoted, said, t, tn
from ui.safe import html, md
from ui.state import Services

Export = Callable[[SearchRun, Iterable[Lead]], str]

_EXPORTS: tuple[tuple[str, str, Export], ...] = (
    ("CSV", "csv", export.run_csv),
    ("JSON", "json", export.run_json),
    ("Markdown", "md", export.run_markdown),
)
_STATUS = {
    RunStatus.RUNNING: mark("Reading"),
    RunStatus.DONE: mark("Done"),
    RunStatus.STOPPED: mark("Stopped: what was found is kept"),
    RunStatus.FAILED: mark("Failed"),
    RunStatus.INTERRUPTED: mark("Interrupted when the app ended: what was found is kept"),
}


def leads_of(shared: Services, run: SearchRun) -> list[Lead]:
    """Return the leads of a run in the order of its sources."""
    return in_source_order(run, shared.store.leads_of_run(run.id))


def draw(shared: Services, run: SearchRun, leads: Sequence[Lead], *, is_named: bool) -> None:
    """Draw a run that has ended; its question, too, where that does not stand above already."""
    if not is_named:
        st.markdown(f"**{md(run.question)}**")
    _head(shared, run, leads)
    again = partial(question_form.again, shared, run)
    has_failed = run.status is RunStatus.FAILED
    for number, notice in enumerate(run.notices):
        trouble.draw(notice.message, notice.remedy, f"run_{number}", again, warns=not has_failed)
    if not run.sources and run.notices:
        return
    left, right = st.columns([6, 5], gap="medium")
    with left:
        st.markdown(t("**Sources** ({count})", count=len(run.sources)))
        sources.draw(run)
        for attribution in attributions(run.provider) if run.sources else ():
            st.caption(md(said(attribution)))
        sources.draw_failures(run)
    with right:
        _answer(shared, run)
    if leads:
        st.markdown(
            t("**Leads found** ({count}): select one to see the quote behind each value", count=len(leads))
        )
        lead_table.draw(leads, f"leads_{run.id}")
    if run.rows:
        _rows(run)


def _head(shared: Services, run: SearchRun, leads: Sequence[Lead]) -> None:
    found = tn("{count} lead", "{count} leads", len(leads))
    told, actions = st.columns([4, 5], vertical_alignment="center")
    told.caption(f"{t(_STATUS[run.status])} · {sources.counts(run)} · {found} · {ago(run.created_at)}")
    with actions.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        _actions(shared, run, leads)


def in_source_order(run: SearchRun, leads: Sequence[Lead]) -> list[Lead]:
    """Return the leads as their sources were found, best first, not as they happened to be read."""
    place = {source.site: source.n for source in reversed(run.sources)}
    return sorted(leads, key=lambda lead: place.get(lead.site, len(place) + 1))


def _answer(shared: Services, run: SearchRun) -> None:
    if run.mode is SearchMode.MARKDOWN:
        st.markdown(t("**Pages as Markdown**"))
        st.code(run.markdown or t("No page could be read."), language=None, wrap_lines=True, height=420)
        return
    st.markdown(t("**Answer**"))
    if run.answer is not None and run.answer.sentences:
        answers.draw(run, run.answer)
    else:
        st.caption(md(_why_no_answer(run)))
    if run.dropped:
        with st.expander(
            tn(
                "{count} value dropped: the sources do not show it",
                "{count} values dropped: the sources do not show them",
                len(run.dropped),
            )
        ):
            st.html("<ul>" + "".join(f"<li>{html(reason)}</li>" for reason in run.dropped) + "</ul>")
    with st.container(horizontal=True):
        if run.answer is not None and run.answer.sentences:
            with st.popover(t("Copy"), icon=":material/content_copy:"):
                st.code(run.answer.text, language=None, wrap_lines=True)
        st.button(t("Again"), icon=":material/refresh:", on_click=question_form.again, args=(shared, run))


def _why_no_answer(run: SearchRun) -> str:
    if run.answer is None and run.status in {RunStatus.STOPPED, RunStatus.INTERRUPTED}:
        return t("The reading ended before there was an answer.")
    said_why = said(run.answer.note) if run.answer and run.answer.note else ""
    return said_why or t(
        "No sentence of these sources answers the question. Ask in other words, or add sources."
    )


def _rows(run: SearchRun) -> None:
    st.markdown(t("**Asked fields**"))
    names = list(dict.fromkeys(value.field for row in run.rows for value in row.values))
    table = []
    for row in run.rows:
        cells: dict[str, object] = {t("Source"): row.source}
        for name in names:
            cells[name] = safe_cell(", ".join(value.value for value in row.values if value.field == name))
        table.append(cells)
    st.dataframe(table, hide_index=True, key=f"rows_{run.id}")
    with st.expander(t("Quotes")):
        lines = [_quoted(row, value) for row in run.rows for value in row.values]
        st.html("<ul>" + "".join(lines) + "</ul>")


def _quoted(row: Row, value: FieldValue) -> str:
    quote = quoted(html(value.evidence.quote))
    told = t("{label}: {value}", label=html(value.field), value=html(value.value))
    return f"<li>[{row.source}] {told}, {quote}</li>"


def _actions(shared: Services, run: SearchRun, leads: Sequence[Lead]) -> None:
    fresh = [lead.id for lead in leads if lead.status is LeadStatus.FOUND]
    for label, extension, build in _EXPORTS if run.sources else ():
        download_button(
            label,
            partial(_exported, build, run, leads),
            f"{export.slug(run.question)}.{extension}",
            key=f"export_{extension}_{run.id}",
            icon=":material/download:",
        )
    if fresh:
        st.button(
            t("Add {count} to Review", count=len(fresh)),
            type="primary",
            shortcut="Alt+N",
            on_click=_add,
            args=(shared, fresh),
        )
    elif leads:
        st.button(
            tn("Review {count} lead", "Review {count} leads", len(leads)),
            icon=":material/table_rows:",
            type="primary",
            key=f"ss_review_{run.id}",
            shortcut="Alt+N",
            on_click=review_choice.show_run,
            args=(run.id,),
        )


def _exported(build: Export, run: SearchRun, leads: Sequence[Lead]) -> bytes:
    """Return a file's bytes; spreadsheets take UTF-8 for another encoding unless it begins with a mark."""
    return build(run, leads).encode("utf-8-sig" if build is export.run_csv else "utf-8")


def _add(shared: Services, ids: list[str]) -> None:
    count = shared.store.add_to_review(ids)
    st.toast(tn("{count} lead added to Review", "{count} leads added to Review", count))


def ago(moment: datetime) -> str:
    """Return how long ago a moment was, in words."""
    minutes = int((datetime.now(UTC) - moment).total_seconds() // 60)
    if minutes < 1:
        return t("just now")
    if minutes < 60:
        return t("{minutes} min ago", minutes=minutes)
    if minutes < 48 * 60:
        return t("{hours} h ago", hours=minutes // 60)
    return day(moment)
