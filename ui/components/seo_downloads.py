"""The report for the client: language, logo, name and colour; HTML, PDF, and JSON for machines."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlsplit

import streamlit as st
from pydantic import ValidationError

from leads.export import slug
from seo.audit_record import AuditRecord
from seo.compare import changes
from seo.report import Branding, Report
from seo.report_html import report_html
from ui.components import kept_files, trouble
from ui.components.kept_export import download_button
from ui.language import said, t
from ui.memory import kept, one_of

_LANGUAGES = {"fr": "Français", "en": "English", "de": "Deutsch"}
_COLOUR = "#0f6b5f"
_LONGEST_NAME = 120


def draw(
    record: AuditRecord,
    before: AuditRecord | None,
    own: AuditRecord | None,
    rivals: Sequence[AuditRecord],
    company: str,
) -> None:
    """Draw the menu."""
    with st.popover(t("Client report"), icon=":material/description:"):
        language = st.selectbox(
            t("Language"),
            list(_LANGUAGES),
            format_func=_LANGUAGES.__getitem__,
            key=kept("seo_report_language", one_of(_LANGUAGES)),
            persist_state="session",
        )
        st.text_input(
            t("Your name on it"),
            company[:_LONGEST_NAME],
            key=kept("seo_report_name"),
            placeholder=t("Cabinet Exemple"),
            max_chars=_LONGEST_NAME,
            persist_state="session",
        )
        st.color_picker(t("Colour"), _COLOUR, key=kept("seo_report_colour"), persist_state="session")
        kept_files.draw(t("Logo"), "seo_report_logo", ["png", "jpg", "jpeg"], 1)
        branding = _branding()
        if branding is None:
            return
        compared = changes(before, record) if before else None
        report = Report(
            record=record,
            language=language or "fr",
            branding=branding,
            before=before,
            changes=compared,
            own=own,
            rivals=list(rivals),
        )
        name = f"audit-{slug(urlsplit(record.url).hostname or 'site')}-{record.made_at:%Y-%m-%d}"
        with st.container(horizontal=True):
            for label, extension, build in (
                ("HTML", "html", partial(report_html, report)),
                ("PDF", "pdf", partial(_pdf, report)),
                ("JSON", "json", partial(record.model_dump_json, indent=2)),
            ):
                download_button(
                    label,
                    build,
                    f"{name}.{extension}",
                    key=f"seo_report_{extension}",
                    icon=":material/download:",
                )


def _pdf(report: Report) -> bytes:
    from seo.report_pdf import report_pdf  # noqa: PLC0415 - reportlab takes half a second

    return report_pdf(report)


def _branding() -> Branding | None:
    state = st.session_state
    logo = kept_files.files("seo_report_logo")
    try:
        return Branding(
            name=" ".join(str(state.get("seo_report_name") or "").split()),
            colour=str(state.get("seo_report_colour") or _COLOUR),
            logo=logo[-1][1] if logo else b"",
        )
    except ValidationError as error:
        reason = error.errors(include_url=False, include_context=False, include_input=False)[0]["msg"]
        told = said(reason.removeprefix("Value error, "))
        remove = (t("Remove the logo"), "close", partial(kept_files.clear, "seo_report_logo"))
        trouble.draw(
            t("This cannot be put on a report"),
            told[:1].upper() + told[1:],
            "seo_report",
            otherwise=remove if logo else None,
        )
        return None
