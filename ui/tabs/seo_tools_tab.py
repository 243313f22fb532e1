"""SEO: the audit of a page or a whole site, what to mend first, and what became of it since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import streamlit as st

from config.errors import UserFacingError
from jobs import audit_history, audits
from jobs.audits import AuditRun
from jobs.interactive import Job
from leads.record import Lead
from leads.store import StoreError
from seo.audit_record import AuditRecord, Scope
from ui import selection
from ui.components import (
    hunt_form,
    seo_bulk,
    seo_downloads,
    seo_extract,
    seo_form,
    seo_history,
    seo_live,
    seo_ranks,
    seo_result,
    trouble,
)
from ui.components.run_view import ago
from ui.language import said, t, tn
from ui.memory import kept, one_of
from ui.safe import md
from ui.state import Services


@dataclass(frozen=True)
class _Shown:
    """The audit that is looked at, with those of competitors where they are of the same run."""

    record: AuditRecord
    lead_id: str
    own: AuditRecord | None = None
    rivals: Sequence[AuditRecord] = ()
    errors: Mapping[str, UserFacingError] = field(default_factory=dict)


def draw(shared: Services) -> None:
    """Draw the tab."""
    try:
        _draw(shared)
    except StoreError as error:
        trouble.draw_error(error, "seo")


def _draw(shared: Services) -> None:
    lead = selection.lead(shared)
    job = audits.current()
    running = job is not None and job.active
    shown = _shown(shared, lead, job)
    seo_form.draw(shared, lead, shown.record if shown else None, running=running)
    if running:
        seo_live.draw()
    else:
        seo_form.draw_cut_off(shared)
    trouble.draw_failed(job, "audit")
    if shown is not None:
        _audit(shared, shown, running=running)
    elif not running:
        _empty(shared, lead)
    _tools(shared)


def _shown(shared: Services, lead: Lead | None, job: Job | None) -> _Shown | None:
    """Return the audit of the last run, or the last one of the lead at hand, or else the last one kept."""
    run = audits.live_run()
    asked = "" if lead is not None else selection.shown(selection.AUDIT)
    if asked and (run is None or run.audit_id != asked):
        return _linked(shared, asked)
    is_of_lead = lead is None or (run is not None and run.lead_id == lead.id)
    if run is not None and run.record is not None and is_of_lead:
        _give_link(run)
        return _Shown(run.record, run.lead_id, run.own, run.rivals, run.rival_errors)
    if job is not None and job.active and is_of_lead:
        return None
    if lead is not None:
        kept = audit_history.history(shared.store, lead.website, None, lead.id)
        return _Shown(kept[0], lead.id) if kept else None
    last = audit_history.latest(shared.store)
    return _Shown(last, "") if last else None


def _linked(shared: Services, asked: str) -> _Shown | None:
    """Return the audit of a link; where it was deleted, say so and offer the last one."""
    found = audit_history.find(shared.store, asked)
    if found is None:
        st.warning(
            t("The audit of this link is no longer kept. Audit its address again, or see the last one.")
        )
        last = partial(selection.show, selection.AUDIT, "")
        st.button(t("Show the last audit"), icon=":material/history:", key="seo_last", on_click=last)
    return _Shown(found, "") if found else None


def _give_link(run: AuditRun) -> None:
    """Name an audit that is no lead's in the address, once: Back shall lead on from there."""
    if run.audit_id and not run.lead_id and st.session_state.get("seo_linked") != run.audit_id:
        st.session_state["seo_linked"] = run.audit_id
        selection.show(selection.AUDIT, run.audit_id)


def _audit(shared: Services, shown: _Shown, *, running: bool) -> None:
    record = shown.record
    history = audit_history.history(shared.store, record.url, record.scope, shown.lead_id)
    _head(shared, shown, history)
    if record.problem:
        st.warning(t("What could not be read is not judged."), title=md(said(record.problem)))
    seo_result.draw_score(record)
    seo_history.draw_since(record, history)
    plan, remarks = st.columns([3, 2], gap="large")
    with plan:
        seo_result.draw_plan(record)
    with remarks:
        again = partial(seo_form.again, shared, record.url, record.scope, fresh=True)
        seo_result.draw_remarks(record, None if running else again)
        seo_result.draw_missing(record)
    if not running:
        seo_form.draw_unread(shared, shown.errors)
    seo_history.draw_rivals(shown.own or record, shown.rivals)
    seo_result.draw_faults(record)
    seo_result.draw_rest(record)
    seo_history.draw_history(history)


def _head(shared: Services, shown: _Shown, history: Sequence[AuditRecord]) -> None:
    record = shown.record
    title, actions = st.columns([2, 5], vertical_alignment="center")
    extent = t("one page")
    if record.scope is Scope.SITE:
        extent = tn("{count:,} page", "{count:,} pages", record.read)
    if record.failed:
        extent += ", " + t("{count:,} failed", count=record.failed)
    title.markdown(f"**{md(record.url)}**  \n:small[{extent} · {ago(record.made_at)}]")
    with actions.container(horizontal=True, horizontal_alignment="right"):
        st.button(
            t("Audit again"),
            icon=":material/refresh:",
            key="seo_again",
            on_click=seo_form.again,
            args=(shared, record.url, record.scope),
            help=t("What changed since stands next to the score."),
        )
        company = str(shared.loader.get_merged_config().get("sender", {}).get("company") or "")
        seo_downloads.draw(record, seo_history.earlier(record, history), shown.own, shown.rivals, company)
        if shown.lead_id:
            st.button(
                t("Write to them with these findings"),
                icon=":material/mail:",
                type="primary",
                key="seo_write",
                shortcut="Alt+N",
                on_click=selection.choose,
                args=(shown.lead_id, "Outreach"),
            )
        else:
            st.button(
                t("Make it a lead"),
                icon=":material/travel_explore:",
                type="primary",
                key="seo_hunt",
                shortcut="Alt+N",
                on_click=hunt_form.start_address,
                args=(record.url,),
                help=t("A hunt reads this site for contacts; then you can write to them."),
            )


def _empty(shared: Services, lead: Lead | None) -> None:
    if lead is not None and lead.website:
        st.markdown(t("There is no audit of **{name}** yet.", name=md(selection.name_of(lead))))
        st.button(
            t("Audit this site"),
            icon=":material/speed:",
            key="seo_lead",
            on_click=seo_form.try_lead,
            args=(shared, lead.id, lead.website),
        )
        return
    st.markdown(
        t("An audit reads a page or a whole site, says what to mend first and shows the line that proves it.")
    )
    st.button(
        t("Try it on a sample site"),
        icon=":material/science:",
        key="seo_sample",
        on_click=seo_form.try_sample,
        args=(shared,),
        help=t("An invented bakery on this machine; nothing leaves it."),
    )


def _tools(shared: Services) -> None:
    st.divider()
    names = [t("Rank tracker"), t("Audit of many leads"), t("Site to Markdown")]
    ranks, bulk, extract = st.tabs(names, key=kept("seo_tool", one_of(names)), on_change="rerun")
    for tab, tool in ((ranks, seo_ranks), (bulk, seo_bulk), (extract, seo_extract)):
        if tab.open:
            with tab:
                tool.draw(shared)
