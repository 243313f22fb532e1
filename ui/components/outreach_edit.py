"""Editing a message in place: typed text is checked at once, kept when asked; versions are compared."""

import streamlit as st

from jobs import outreach_job
from jobs.outreach_job import Messages
from leads.work import Draft as StoredDraft
from outreach.draft import Channel, Variant
from ui.components import outreach_text
from ui.components.run_view import ago
from ui.language import t
from ui.memory import forget, kept
from ui.state import Services

_MOST_VERSIONS = 5


def is_open(key: str) -> bool:
    """Say whether the message of a card is being edited."""
    return bool(st.session_state.get(kept(_flag(key))))


def toggle(key: str) -> None:
    """Open the editor of a card, or close it and forget what was not kept."""
    state = st.session_state
    state[_flag(key)] = not state.get(_flag(key))
    for name in ("subject", "body"):
        forget(f"or_{name}_{key}")


def draw(shared: Services, messages: Messages, variant: Variant, key: str) -> Variant:
    """Draw the editor and return the message as it is typed, checked."""
    state = st.session_state
    state.setdefault(kept(f"or_subject_{key}"), variant.subject)
    state.setdefault(kept(f"or_body_{key}"), variant.body)
    subject = variant.subject
    if messages.order.channel in {Channel.EMAIL, Channel.LETTER}:
        subject = st.text_input(t("Subject"), key=kept(f"or_subject_{key}"))
    body = st.text_area(
        t("Message"),
        height=320,
        key=kept(f"or_body_{key}"),
        help=t("Checked while you type. Kept when you say so."),
    )
    with st.container(horizontal=True):
        st.button(
            t("Keep"),
            icon=":material/check:",
            key=f"or_keep_{key}",
            on_click=_keep,
            args=(shared, messages, variant, key),
        )
        st.button(t("Discard"), key=f"or_discard_{key}", on_click=toggle, args=(key,))
    return outreach_job.tried(messages, variant.angle, str(subject), str(body))


def draw_versions(shared: Services, messages: Messages, variant: Variant) -> None:
    """Draw the earlier versions against the present one, each with the way back to it."""
    earlier = outreach_job.versions(shared.store, messages, variant.angle)[1 : _MOST_VERSIONS + 1]
    if not earlier:
        st.caption(t("There is one version so far."))
    for version in earlier:
        st.markdown(f"**{t('Version {number}', number=version.version)}** · {ago(version.created_at)}")
        old, new = (f"{one.subject}\n\n{one.body}".strip() for one in (version, variant))
        outreach_text.draw_change(old, new)
        st.button(
            t("Take this version"),
            key=f"or_back_{version.id}",
            on_click=_take_back,
            args=(shared, messages, variant, version),
        )


def _flag(key: str) -> str:
    return f"or_editing_{key}"


def _keep(shared: Services, messages: Messages, variant: Variant, key: str) -> None:
    state = st.session_state
    subject = state.get(f"or_subject_{key}", variant.subject)
    body = state.get(f"or_body_{key}", variant.body)
    new = outreach_job.edited(shared.store, messages, variant.angle, str(subject), str(body))
    outreach_job.put(messages.order.lead_id, new)
    toggle(key)


def _take_back(shared: Services, messages: Messages, variant: Variant, version: StoredDraft) -> None:
    new = outreach_job.edited(shared.store, messages, variant.angle, version.subject, version.body)
    outreach_job.put(messages.order.lead_id, new)
