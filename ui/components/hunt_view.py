"""One hunt: how far it is, what failed and why, and the leads so far."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from jobs import hunts
from jobs.hunts import FailureGroup, HuntSite, HuntSnapshot, HuntStatus, SiteState
from leads.cells import phone_cell, safe_cell
from leads.review import LeadFilter, LeadRow, Sort, SortBy
from scrapers.search.catalog import attributions
from ui import selection
from ui.components.run_view import ago
from ui.safe import link, md
from ui.state import Services

MOST_LEADS = 300
_STATUS = {
    HuntStatus.QUEUED: "Waiting for a worker",
    HuntStatus.SEARCHING: "Searching",
    HuntStatus.RUNNING: "Reading",
    HuntStatus.PAUSED: "Paused",
    HuntStatus.STOPPED: "Stopped: what was found is kept",
    HuntStatus.DONE: "Done",
    HuntStatus.FAILED: "Failed",
}
_COLUMNS = {
    "Name": st.column_config.TextColumn(width=190),
    "Trade": st.column_config.TextColumn(width=110),
    "Town": st.column_config.TextColumn(width=100),
    "E-mail": st.column_config.TextColumn(width=200),
    "Phone": st.column_config.TextColumn(width=130),
    "Score": st.column_config.ProgressColumn(min_value=0, max_value=10, format="%.1f", width=95),
    "Site": st.column_config.LinkColumn(display_text=r"https?://([^/:]+)", width=150),
}


def draw_live(shared: Services, hunt_id: str) -> None:
    """Draw a hunt that goes on, looked at every second; the whole page once when it has ended."""

    @st.fragment(run_every=1.0)
    def live() -> None:
        now = hunts.snapshot(hunt_id)
        if now is None or not now.is_going:
            st.rerun()
        else:
            draw(shared, now)

    live()


def draw(shared: Services, now: HuntSnapshot) -> None:
    """Draw one look at a hunt."""
    title, actions = st.columns([5, 3], vertical_alignment="center")
    title.markdown(f"**{md(now.hunt.query or 'Pasted addresses')}** · {ago(now.hunt.created_at)}")
    with actions.container(horizontal=True, horizontal_alignment="right"):
        _actions(now)
    _progress(now)
    for notice in now.hunt.notices:
        st.warning(
            md(notice.remedy) or md(notice.message), title=md(notice.message) if notice.remedy else None
        )
    if now.hunt.reason:
        st.warning(md(now.hunt.remedy) or "Resume it, or stop it.", title=md(now.hunt.reason))
    _failures(now)
    _leads(shared, now)
    for attribution in attributions(now.hunt.options.provider) if now.leads else ():
        st.caption(md(attribution))


def _progress(now: HuntSnapshot) -> None:
    status = _STATUS[now.hunt.status]
    words = f":shimmer[{status}]" if now.is_going else status
    if now.is_going and not now.has_worker:
        st.warning(
            "Start the app with “make run”, or run “python cli.py worker” in a terminal.",
            title="No worker is alive to do the work",
        )
    st.progress(now.ended / now.found if now.found else 0.0, text=words)
    counts = st.columns(7)
    reading = now.fetching + now.classifying
    new = f"{now.new_leads} new" if now.leads else None
    for column, (label, value, note) in zip(
        counts,
        (
            ("Found", str(now.found), None),
            ("Queued", str(now.queued), None),
            ("Reading", str(reading), None),
            ("Read", str(now.done), None),
            ("Failed", str(now.failed), None),
            ("Leads", str(now.leads), new),
            ("Sites a minute", f"{now.sites_a_minute:.0f}", _left(now)),
        ),
        strict=True,
    ):
        column.metric(label, value, note, delta_color="off", delta_arrow="off")


def _left(now: HuntSnapshot) -> str | None:
    if not now.is_going or now.seconds_left is None:
        return None
    return (
        f"{now.seconds_left / 60:.0f} min left"
        if now.seconds_left >= 90
        else f"{now.seconds_left:.0f} s left"
    )


def _actions(now: HuntSnapshot) -> None:
    """Draw what can be done with a hunt in its state."""
    hunt = now.hunt
    if now.is_going:
        _action("Pause", "pause", hunts.pause, hunt.id)
    if now.is_going or hunt.status is HuntStatus.PAUSED:
        _action("Stop", "stop", hunts.stop, hunt.id, help_="What has been found is kept.")
    if hunt.status in {HuntStatus.PAUSED, HuntStatus.STOPPED, HuntStatus.FAILED}:
        _action("Resume", "play_arrow", hunts.resume, hunt.id)
    if now.failed and not now.is_going:
        _action(f"Retry failed ({now.failed})", "replay", hunts.retry_failed, hunt.id)
    if hunt.status is HuntStatus.DONE:
        told = "The same hunt anew; what no hunt had found before is counted as new."
        _action("Run again", "refresh", _again, hunt.id, help_=told)


def _action(
    label: str, icon: str, run: Callable[[str], object], hunt_id: str, *, help_: str | None = None
) -> None:
    def act() -> None:
        run(hunt_id)

    st.button(label, icon=f":material/{icon}:", on_click=act, key=f"hunt_{icon}_{hunt_id}", help=help_)


def _again(hunt_id: str) -> None:
    again = hunts.run_again(hunt_id)
    if again is not None:
        st.session_state["hunt_shown"] = again.id


def _failures(now: HuntSnapshot) -> None:
    if not now.failures and not now.skipped:
        return
    failed = sum(group.count for group in now.failures)
    with st.expander(f"{failed} failed, {now.skipped} skipped: why"):
        for group in now.failures:
            st.markdown(_reason(group))
        for site in hunts.sites(now.hunt.id, SiteState.SKIPPED, limit=20):
            st.caption(md(_skipped(site)))


def _reason(group: FailureGroup) -> str:
    sites = ", ".join(group.examples)
    return f"**{group.count}** × {md(group.detail)} {md(group.remedy)}  \n:small[{md(sites)}]"


def _skipped(site: HuntSite) -> str:
    return f"Skipped: {site.site or site.url}. {site.detail}"


def _leads(shared: Services, now: HuntSnapshot) -> None:
    ids = tuple(lead.id for lead in hunts.leads_of(now.hunt.id, limit=MOST_LEADS))
    if not ids:
        if now.hunt.status is HuntStatus.DONE:
            st.caption(
                "No business was found. Try another word for the trade, a larger place or another source."
            )
        return
    rows = shared.store.list_rows(LeadFilter(ids=ids), Sort(by=SortBy.SCORE), limit=MOST_LEADS)
    table = pd.DataFrame([_row(row) for row in rows])
    if now.is_going:
        # Nothing can be selected while rows still move.
        st.markdown(f"**Leads so far** ({now.leads})")
        st.dataframe(table, hide_index=True, column_config=_COLUMNS, key="hunt_growing", alt="Leads so far")
        return
    st.markdown(f"**Leads** ({now.leads}): select one to work with it")
    chosen = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        column_config=_COLUMNS,
        key=f"hunt_leads_{now.hunt.id}",
        alt="Leads of this hunt",
    )
    picked = chosen.selection.rows
    if picked and picked[0] < len(rows):
        _next_steps(rows[picked[0]])


def _next_steps(row: LeadRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{md(row.name or row.site)}**")
        for label, tab, icon in (
            ("Open in Review", "Review", "table_rows"),
            ("Audit this site", "SEO", "speed"),
            ("Write to them", "Outreach", "mail"),
            ("Build dossier", "Dossier", "article"),
        ):
            st.button(
                label,
                key=f"next_{tab}_{row.id}",
                icon=f":material/{icon}:",
                on_click=selection.choose,
                args=(row.id, tab),
            )


def _row(row: LeadRow) -> dict[str, object]:
    return {
        "Name": safe_cell(row.name or row.site),
        "Trade": safe_cell(row.trade),
        "Town": safe_cell(row.city),
        "E-mail": safe_cell(row.email),
        "Phone": phone_cell(row.phone) if row.phone else "",
        "Score": row.score,
        "Site": link(row.website),
    }
