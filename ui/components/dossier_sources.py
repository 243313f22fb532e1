"""The stored sources of a lead: what is ticked goes into the next build."""

from itertools import groupby

import streamlit as st

from jobs import dossier_job
from jobs.dossier_job import SourceRow
from leads.record import Lead
from ui.components.dossier_findings import KINDS
from ui.language import day, t
from ui.memory import kept_open
from ui.safe import md
from ui.state import is_gone


def draw(lead: Lead, sources: list[SourceRow]) -> None:
    """Draw them behind a button."""
    wanted = sum(source.included for source in sources)
    label = t("Stored sources ({wanted} of {count})", wanted=wanted, count=len(sources))
    stored = st.popover(label, icon=":material/inventory_2:", key=kept_open("do_stored"), on_change="rerun")
    if not stored.open:
        return
    with stored:
        st.caption(t("What is ticked goes into the next build."))
        order = list(KINDS)
        ranked = sorted(sources, key=lambda one: order.index(one.kind))
        for kind, rows in groupby(ranked, key=lambda one: one.kind):
            st.markdown(f"**{t(KINDS[kind])}**")
            for row in rows:
                _row(lead, row)


def _row(lead: Lead, source: SourceRow) -> None:
    ticked, gone = st.columns([8, 1], vertical_alignment="center")
    date = day(source.fetched_at) if source.fetched_at else ""
    ticked.checkbox(
        md((source.title or source.url or source.file or source.sha256)[:90]),
        source.included,
        key=f"do_in_{source.key}",
        on_change=_include,
        args=(lead.id, source.key),
        help=" · ".join(filter(None, (md(source.url), date))) or None,
    )
    gone.button(
        "",
        icon=":material/delete:",
        type="tertiary",
        key=f"do_gone_{source.key}",
        on_click=_remove,
        args=(lead.id, source.key),
        help=t("Forget this source"),
    )


def _remove(lead_id: str, key: str) -> None:
    dossier_job.remove_source(lead_id, key)


def _include(lead_id: str, key: str) -> None:
    if not is_gone(f"do_in_{key}"):
        dossier_job.include_source(lead_id, key, included=bool(st.session_state[f"do_in_{key}"]))
