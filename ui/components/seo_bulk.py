"""The sites of many leads audited by the worker: those of the filter in Review."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from config.errors import UserFacingError
from jobs import audit_bulk
from leads.audit_run import AuditRunSnapshot, AuditRunStatus
from leads.cells import safe_cell
from leads.review import LeadFilter
from ui.components import no_worker, review_choice
from ui.language import mark, said, t, tn
from ui.memory import kept, one_of
from ui.state import Services, go_to

_PAGES = (1, 10, 50)
_STATUS = {
    AuditRunStatus.QUEUED: mark("Waiting for a worker"),
    AuditRunStatus.RUNNING: mark("Auditing"),
    AuditRunStatus.PAUSED: mark("Paused"),
    AuditRunStatus.STOPPED: mark("Stopped: what was audited is kept"),
    AuditRunStatus.DONE: mark("Done"),
}


def draw(shared: Services) -> None:
    """Draw what starts it, how far it is, and what came of it."""
    run = audit_bulk.latest()
    seen = audit_bulk.snapshot(run.id) if run else None
    if seen is not None and seen.is_going:
        _watch(seen.run.id)
        return
    if seen is None or seen.run.status is not AuditRunStatus.PAUSED:
        _form(shared)
    if seen is not None:
        _look(seen)


def _form(shared: Services) -> None:
    review_choice.restore()
    wanted = review_choice.filter_now().model_copy(update={"has_website": True})
    total = min(shared.store.count_rows(wanted), audit_bulk.MOST_LEADS)
    st.markdown(
        t(
            "The site of each lead is audited by the worker and the result kept with the lead; its score "
            "counts in the priority. A closed browser or a restart changes nothing. Leads that were audited "
            "today are passed over."
        )
    )
    pages, act, other = st.columns([2, 2, 3], vertical_alignment="bottom")
    pages.selectbox(
        t("Read of each site"),
        _PAGES,
        format_func=lambda n: tn("the home page", "up to {count} pages", n),
        key=kept("seo_bulk_pages", one_of(_PAGES)),
        persist_state="session",
    )
    act.button(
        tn("Audit {count:,} lead", "Audit {count:,} leads", total),
        key="seo_bulk",
        disabled=not total,
        help=None if total else t("No lead of the filter has a site."),
        on_click=_start,
        args=(shared, wanted),
    )
    other.button(
        t("Change the filter in Review"),
        type="tertiary",
        key="seo_bulk_filter",
        on_click=go_to,
        args=("Review",),
    )


def _start(shared: Services, wanted: LeadFilter) -> None:
    try:
        audit_bulk.submit(shared.store, wanted, pages=int(st.session_state.get("seo_bulk_pages") or 1))
    except UserFacingError as problem:
        st.session_state["seo_problem"] = problem


def _watch(run_id: str) -> None:
    @st.fragment(run_every=1.0, key="seo_bulk_live")
    def live() -> None:
        seen = audit_bulk.snapshot(run_id)
        if seen is None or not seen.is_going:
            st.rerun()
        else:
            _look(seen)

    live()


def _look(seen: AuditRunSnapshot) -> None:
    words, actions = st.columns([5, 3], vertical_alignment="center")
    status = t(_STATUS[seen.run.status])
    words.markdown(f":shimmer[{status}]" if seen.is_going else f"**{status}**")
    with actions.container(horizontal=True, horizontal_alignment="right"):
        _actions(seen)
    if seen.is_going and not seen.has_worker:
        no_worker.draw()
    told = t(
        "{done} audited, {failed} failed, {skipped} passed over, of {total}",
        done=seen.done,
        failed=seen.failed,
        skipped=seen.skipped,
        total=seen.total,
    )
    st.progress(seen.ended / seen.total if seen.total else 0.0, text=" · ".join((told, *_left(seen))))
    _rows(seen.run.id)


def _left(seen: AuditRunSnapshot) -> list[str]:
    if not seen.is_going or seen.seconds_left is None:
        return []
    if seen.seconds_left >= 90:
        return [t("{minutes:.0f} min left", minutes=seen.seconds_left / 60)]
    return [t("{seconds:.0f} s left", seconds=seen.seconds_left)]


def _actions(seen: AuditRunSnapshot) -> None:
    run = seen.run
    if seen.is_going:
        _action(t("Pause"), "pause", audit_bulk.pause, run.id)
    if seen.is_going or run.status is AuditRunStatus.PAUSED:
        _action(t("Stop"), "stop", audit_bulk.stop, run.id, t("What was audited is kept."))
    if run.status in {AuditRunStatus.PAUSED, AuditRunStatus.STOPPED}:
        _action(t("Resume"), "play_arrow", audit_bulk.resume, run.id)
    if not seen.is_going and seen.failed:
        label = t("Retry failed ({count})", count=seen.failed)
        _action(label, "replay", audit_bulk.retry_failed, run.id)


def _action(
    label: str, icon: str, run: Callable[[str], object], run_id: str, help_: str | None = None
) -> None:
    def act() -> None:
        run(run_id)

    st.button(label, icon=f":material/{icon}:", key=f"seo_bulk_{icon}", on_click=act, help=help_)


def _rows(run_id: str) -> None:
    found = sorted(audit_bulk.rows(run_id), key=lambda row: (row.score is None, row.score or 0))
    if not found:
        return
    names = {name: t(name) for name in (mark("Lead"), mark("Score"), mark("Faults"), mark("Site"))}
    problem = t("Problem")
    st.dataframe(
        pd.DataFrame(
            [
                {
                    names["Lead"]: safe_cell(row.name),
                    names["Score"]: row.score,
                    names["Faults"]: row.faults if row.score is not None else None,
                    names["Site"]: row.website,
                    problem: safe_cell(said(row.detail)),
                }
                for row in found
            ]
        ),
        hide_index=True,
        key="seo_bulk_rows",
        column_config={
            names["Score"]: st.column_config.ProgressColumn(
                min_value=0, max_value=100, format="%d", width=100
            ),
            names["Site"]: st.column_config.LinkColumn(width=220),
        },
    )
