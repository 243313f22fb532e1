"""What comes after writing: log what was sent, build the dossier, write to the next lead."""

import streamlit as st

from jobs import outreach_job
from jobs.outreach_job import Messages
from leads.record import Lead, LeadStatus
from leads.review import LeadFilter, LeadRow
from leads.work import OutreachResult
from outreach.draft import Angle, Channel
from ui import selection
from ui.components.outreach_variant import TITLES
from ui.components.review_table import picked_ids
from ui.language import t
from ui.safe import md
from ui.state import Services

_NOT_YET_WRITTEN_TO = (
    LeadStatus.TO_CONTACT,
    LeadStatus.QUALIFIED,
    LeadStatus.TO_QUALIFY,
    LeadStatus.NEW,
    LeadStatus.FOUND,
)


def draw(shared: Services, lead: Lead, messages: Messages) -> None:
    """Draw the steps that follow, the likeliest one first."""
    sent = _sent_on(shared, lead)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{t('Next step')}**")
        for variant in messages.composed.variants:
            if not variant.blocked and not sent:
                _sent_button(shared, messages, variant.angle)
        st.button(
            t("Build dossier"),
            key="or_next_dossier",
            icon=":material/article:",
            on_click=selection.choose,
            args=(lead.id, "Dossier"),
        )
        following = _following(shared, lead)
        if following is not None:
            st.button(
                t("Next lead: {name}", name=md(following.name or following.site)),
                key="or_next_lead",
                icon=":material/arrow_forward:",
                type="primary" if messages.order.channel in sent else "secondary",
                on_click=selection.choose,
                args=(following.id,),
            )


def leads_on(shared: Services, lead: Lead, channel: Channel) -> bool:
    """Tell whether the next lead is the likeliest step, rather than another message to this one."""
    return channel in _sent_on(shared, lead) and _following(shared, lead) is not None


def _sent_on(shared: Services, lead: Lead) -> set[str]:
    """Return the channels by which something was logged as sent to a lead."""
    return {one.channel for one in shared.store.outreach_of(lead.id) if one.result is OutreachResult.SENT}


def _sent_button(shared: Services, messages: Messages, angle: Angle) -> None:
    st.button(
        t("{variant} is sent", variant=t(TITLES[angle]).partition(" ")[0]),
        key=f"or_next_sent_{angle.value}",
        icon=":material/check:",
        help=t(
            "The app sends nothing. This writes down that you have sent it: {variant}.",
            variant=t(TITLES[angle]),
        ),
        on_click=_log_sent,
        args=(shared, messages, angle),
    )


def _log_sent(shared: Services, messages: Messages, angle: Angle) -> None:
    outreach_job.log(shared.store, messages, angle, OutreachResult.SENT)
    st.toast(t("Logged: {result}", result=t("Sent")))


def _following(shared: Services, lead: Lead) -> LeadRow | None:
    """Return the best lead nobody has written to: of those picked in Review, else of the project."""
    picked = tuple(sorted(picked_ids()))
    wanted = LeadFilter(
        project="" if picked else selection.project_id(),
        ids=picked or None,
        statuses=_NOT_YET_WRITTEN_TO,
    )
    return next((row for row in shared.store.list_rows(wanted, limit=2) if row.id != lead.id), None)
