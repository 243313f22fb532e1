"""One hunt: how far it is, what failed and why, and the leads so far."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from jobs import hunts
from jobs.hunts import FailureGroup, Hunt, HuntSite, HuntSnapshot, HuntStatus, SiteState
from leads.cells import phone_cell, safe_cell
from leads.review import LeadFilter, LeadRow, Sort, SortBy
from scrapers.search.catalog import attributions
from ui import selection
from ui.components import lead_evidence, lead_scores, lead_table, no_worker, review_choice, trouble
from ui.components.run_view import ago
from ui.language import decimal_cell, mark, said, t, tn
from ui.memory import kept
from ui.remedies import Button, button_for
from ui.safe import link, md
from ui.state import Services

MOST_LEADS = 300
_PICKED = "hunt_picked"
_AT_REST = frozenset({HuntStatus.PAUSED, HuntStatus.STOPPED, HuntStatus.FAILED})
# What to do about a hunt that was paused or has failed where the reason brings no remedy of its own.
_RESUME = "Resume it, or stop it."
_STATUS = {
    HuntStatus.QUEUED: mark("Waiting for a worker"),
    HuntStatus.SEARCHING: mark("Searching"),
    HuntStatus.RUNNING: mark("Reading"),
    HuntStatus.PAUSED: mark("Paused"),
    HuntStatus.STOPPED: mark("Stopped: what was found is kept"),
    HuntStatus.DONE: mark("Done"),
    HuntStatus.FAILED: mark("Could not go on"),
}


def status_word(hunt: Hunt) -> str:
    """Return what the state of a hunt is called on the screen."""
    return t(_STATUS[hunt.status])


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
    title, actions = st.columns([2, 3], vertical_alignment="center")
    title.markdown(f"**{md(now.hunt.query or t('Pasted addresses'))}** · {ago(now.hunt.created_at)}")
    with actions.container(horizontal=True, horizontal_alignment="right"):
        _actions(now)
    _progress(now)
    for number, notice in enumerate(now.hunt.notices):
        if notice.remedy:
            again = partial(_again, now.hunt.id)
            trouble.draw(notice.message, notice.remedy, f"hunt_{number}", again, warns=True)
        else:
            st.caption(md(said(notice.message)))
    if now.hunt.reason:
        resume = partial(hunts.resume, now.hunt.id)
        is_paused = now.hunt.status is HuntStatus.PAUSED
        trouble.draw(now.hunt.reason, now.hunt.remedy or _RESUME, "hunt", resume, warns=is_paused)
    _failures(now)
    _leads(shared, now)
    for attribution in attributions(now.hunt.options.provider) if now.leads else ():
        st.caption(md(attribution))


def _progress(now: HuntSnapshot) -> None:
    status = status_word(now.hunt)
    words = f":shimmer[{status}]" if now.is_going else status
    if now.is_going and not now.has_worker:
        no_worker.draw()
    st.progress(now.ended / now.found if now.found else 0.0, text=words)
    asked = t("{count:d} with the model", count=now.classifying) if now.classifying else None
    new = t("{count:d} new", count=now.new_leads) if now.leads else None
    counts = [
        (t("Sites found"), str(now.found), None),
        (t("Sites read"), str(now.done + now.classifying), asked),
        (t("Failed"), str(now.failed), None),
        (t("Leads"), str(now.leads), new),
        (t("Sites a minute"), f"{now.sites_a_minute:.0f}", _left(now)),
    ]
    if now.is_going:
        counts[1:1] = [(t("Queued"), str(now.queued), None), (t("Reading"), str(now.fetching), None)]
    for column, (label, value, note) in zip(st.columns(len(counts)), counts, strict=True):
        column.metric(label, value, note, delta_color="off", delta_arrow="off")


def _left(now: HuntSnapshot) -> str | None:
    if not now.is_going or now.seconds_left is None:
        return None
    if now.seconds_left >= 90:
        return t("{minutes:.0f} min left", minutes=now.seconds_left / 60)
    return t("{seconds:.0f} s left", seconds=now.seconds_left)


def can_review(now: HuntSnapshot) -> bool:
    """Tell whether the next step is to review what was found."""
    return bool(now.leads) and not now.is_going


def _actions(now: HuntSnapshot) -> None:
    """Draw what can be done with a hunt in its state."""
    hunt = now.hunt
    if now.is_going:
        _action(t("Pause"), "pause", hunts.pause, hunt.id)
    if now.is_going or hunt.status is HuntStatus.PAUSED:
        _action(t("Stop"), "stop", hunts.stop, hunt.id, help_=t("What has been found is kept."))
    if hunt.status in _AT_REST and not _resumes_below(hunt):
        _action(t("Resume"), "play_arrow", hunts.resume, hunt.id)
    if now.failed and not now.is_going:
        _action(t("Retry failed ({count})", count=now.failed), "replay", hunts.retry_failed, hunt.id)
    if can_review(now):
        st.button(
            tn("Review {count} lead", "Review {count} leads", now.leads),
            icon=":material/table_rows:",
            type="primary",
            key=f"hunt_review_{hunt.id}",
            shortcut="Alt+N",
            on_click=review_choice.show_hunt,
            args=(hunt,),
        )
    if hunt.status is HuntStatus.DONE:
        told = t("The same hunt anew; what no hunt had found before is counted as new.")
        _action(t("Run again"), "refresh", _again, hunt.id, help_=told)


def _resumes_below(hunt: Hunt) -> bool:
    """Tell whether the button beside the hunt's trouble is the one that resumes it."""
    return bool(hunt.reason) and button_for(hunt.reason, hunt.remedy or _RESUME) is Button.AGAIN


def _action(
    label: str, icon: str, run: Callable[[str], object], hunt_id: str, *, help_: str | None = None
) -> None:
    def act() -> None:
        run(hunt_id)

    st.button(label, icon=f":material/{icon}:", on_click=act, key=f"hunt_{icon}_{hunt_id}", help=help_)


def _again(hunt_id: str) -> None:
    again = hunts.run_again(hunt_id)
    if again is not None:
        selection.show(selection.HUNT, again.id)


def _failures(now: HuntSnapshot) -> None:
    if not now.failures and not now.skipped:
        return
    failed = sum(group.count for group in now.failures)
    counts = ((mark("{count} failed"), failed), (mark("{count} skipped"), now.skipped))
    told = ", ".join(t(words, count=count) for words, count in counts if count)
    with st.expander(t("{counts}: why", counts=told)):
        for group in now.failures:
            st.markdown(_reason(group))
        for site in hunts.sites(now.hunt.id, SiteState.SKIPPED, limit=20):
            st.caption(md(_skipped(site)))


def _reason(group: FailureGroup) -> str:
    sites = ", ".join(group.examples)
    return f"**{group.count}** × {md(said(group.detail))} {md(said(group.remedy))}  \n:small[{md(sites)}]"


def _skipped(site: HuntSite) -> str:
    return t("Skipped: {site}. {why}", site=site.site or site.url, why=said(site.detail))


def _leads(shared: Services, now: HuntSnapshot) -> None:
    ids = tuple(lead.id for lead in hunts.leads_of(now.hunt.id, limit=MOST_LEADS))
    if not ids:
        if now.hunt.status is HuntStatus.DONE:
            st.caption(_nothing(now))
        return
    rows = shared.store.list_rows(LeadFilter(ids=ids), Sort(by=SortBy.SCORE), limit=MOST_LEADS)
    table = pd.DataFrame([_row(row) for row in rows])
    if now.is_going:
        # Nothing can be selected while rows still move.
        st.markdown(t("**Leads so far** ({count})", count=now.leads))
        st.dataframe(
            table, hide_index=True, column_config=_columns(), key="hunt_growing", alt=t("Leads so far")
        )
        return
    st.markdown(t("**Leads** ({count}): select one to work with it", count=now.leads))
    grid, shown = f"hunt_leads_{now.hunt.id}", [row.id for row in rows]
    picked = st.session_state.setdefault(kept(_PICKED), "")
    st.dataframe(
        table,
        hide_index=True,
        on_select=partial(_pick, grid, shown),
        selection_mode="single-row",
        selection_default={"selection": {"rows": [shown.index(picked)] if picked in shown else []}},
        column_config=_columns(),
        key=grid,
        alt=t("Leads of this hunt"),
    )
    # Until one is selected, the best: what can be done with a lead is seen without a click.
    if rows:
        _next_steps(shared, rows[shown.index(picked) if picked in shown else 0])


def _nothing(now: HuntSnapshot) -> str:
    """Say why there is no lead, and what to try."""
    if now.found and now.failed == now.found:
        return t("No site could be read: see why, and retry.")
    return t("No business was found. Try another word for the trade, a larger place or another source.")


def _pick(grid: str, shown: Sequence[str]) -> None:
    """Remember which lead was selected: the grid itself forgets its selection at a reload; a callback."""
    picked = st.session_state[grid].selection.rows
    st.session_state[_PICKED] = shown[picked[0]] if picked else ""


def _columns() -> dict[str, ColumnConfig]:
    # Together they fit into a window of 1280 pixels; in a wider one they grow.
    return {
        "Name": st.column_config.TextColumn(t("Name"), width=160),
        "Trade": st.column_config.TextColumn(t("Trade"), width=112),
        "Town": st.column_config.TextColumn(t("Town"), width=76),
        "E-mail": st.column_config.TextColumn(t("E-mail"), width=186),
        "Phone": st.column_config.TextColumn(t("Phone"), width=100),
        "Score": st.column_config.ProgressColumn(
            t("Score"), min_value=0, max_value=10, step=0.1, format=decimal_cell(), width=74
        ),
        "Site": lead_table.site_column(),
    }


def _next_steps(shared: Services, row: LeadRow) -> None:
    """Draw what is known of a lead, its evidence on hover, and what can be done with it."""
    lead, scores = shared.store.lead(row.id), shared.store.scores_of(row.id)
    with st.container(border=True):
        st.markdown(f"**{md(row.name or row.site)}**")
        if lead is not None and scores is not None:
            lead_scores.draw_in_short(scores)
            lead_evidence.draw_contacts(lead)
        _steps(row)


def _steps(row: LeadRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, tab, icon in (
            (t("Open in {tab}", tab=t("Review")), "Review", "table_rows"),
            (t("Audit this site"), "SEO", "speed"),
            (t("Write to them"), "Outreach", "mail"),
            (t("Build dossier"), "Dossier", "article"),
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
        "Trade": safe_cell(review_choice.trade_word(row.trade_group)),
        "Town": safe_cell(row.city),
        "E-mail": safe_cell(row.email),
        "Phone": phone_cell(row.phone) if row.phone else "",
        "Score": row.score,
        "Site": link(row.website),
    }
