"""Taking a message out of the app: copy, .eml, mail program, Markdown, DOCX. What is blocked stays."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from config.errors import UserFacingError
from jobs.outreach_job import Messages
from leads.export import slug
from outreach import documents, export
from outreach.draft import Channel, Variant
from outreach.fixes import gsm_version
from ui.components import trouble
from ui.components.kept_export import download_button
from ui.language import t


def draw(messages: Messages, variant: Variant, key: str) -> None:
    """Offer the message."""
    if variant.blocked:
        st.markdown(t("This text is blocked: edit what is marked first."))
        return
    st.code(f"{variant.subject}\n\n{variant.body}".strip(), language=None, wrap_lines=True)
    try:
        _downloads(messages, variant, key)
    except UserFacingError as problem:
        trouble.draw_error(problem, f"take_{key}")


def _downloads(messages: Messages, variant: Variant, key: str) -> None:
    request, channel = messages.request, messages.order.channel
    name = slug(f"message {request.lead.name}")
    files: list[tuple[str, str, Callable[[], bytes | str]]] = []
    if channel is Channel.EMAIL:
        files.append((".eml", f"{name}.eml", partial(export.eml, variant, request)))
        st.link_button(t("Open in mail program"), export.mailto(variant, request))
    files.append(("Markdown", f"{name}.md", partial(export.markdown, [variant], request)))
    files.append((".docx", f"{name}.docx", partial(documents.docx, variant, request)))
    with st.container(horizontal=True):
        for label, file, build in files:
            download_button(label, build, file, key=f"or_{file[-4:].strip('.')}_{key}")
    if channel is Channel.SMS:
        st.caption(t("GSM-safe version, cheaper where letters such as ç or ê double the price:"))
        st.code(gsm_version(variant).body, language=None, wrap_lines=True)
