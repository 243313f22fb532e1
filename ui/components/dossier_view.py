"""A dossier to read: its sections with numbered quotes, each to be edited or written again."""

from functools import partial
from zlib import crc32

import streamlit as st

from config.errors import UserFacingError
from dossier.numbering import Numbering
from dossier.records import ClaimState, Dossier, Section, Sentence, SentenceKind
from jobs import dossier_changes
from leads.record import Lead
from ui.components import dossier_findings, dossier_page, dossier_text
from ui.language import said, t
from ui.safe import md
from ui.state import Services, is_gone

# A sentence shows so many of its sources; the annex has them all.
MOST_MARKS = 3


def draw(shared: Services, lead: Lead, dossier: Dossier, *, running: bool) -> None:
    """Draw all of it."""
    numbers = Numbering.of(dossier)
    if not dossier.written and not running:
        st.caption(t("A dossier of facts: no model wrote it. Each fact was read by rules and has its quote."))
    for notice in dossier.notices:
        st.caption(f":orange[{md(said(notice))}]")
    clicked = None
    for n, section in enumerate(dossier.sections):
        clicked = _section(shared, lead, section, n, numbers, running=running) or clicked
    if not running:
        clicked = dossier_findings.draw(dossier, numbers) or clicked
    citation = numbers.citation(clicked) if clicked else None
    if citation is not None:
        dossier_page.show(lead.id, citation)


def _section(
    shared: Services, lead: Lead, section: Section, n: int, numbers: Numbering, *, running: bool
) -> int | None:
    is_analysis = any(one.kind is SentenceKind.ANALYSIS for one in section.sentences)
    note = f" :small[:gray[· {t('analysis')}]]" if is_analysis else ""
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        st.markdown(f"#### {md(section.title)}{note}", width="content")
        if not running:
            label = t("Edit this section, or write it again")
            edit = st.popover(
                "", icon=":material/edit:", help=label, type="tertiary", key=f"do_open_{n}", on_change="rerun"
            )
            # Every sentence has a field of its own: only those of the section at hand are drawn.
            if edit.open:
                with edit:
                    _edit(shared, lead, section, n)
    return dossier_text.draw([_line(one, numbers) for one in section.sentences], f"do_text_{n}")


def _line(sentence: Sentence, numbers: Numbering) -> dossier_text.Line:
    edited = t("edited by you") if sentence.kind is SentenceKind.EDITED else ""
    confirmed = t("confirmed by two sites") if sentence.state is ClaimState.CONFIRMED else ""
    cited = numbers.cited(sentence)[:MOST_MARKS]
    return dossier_text.line(sentence.text, cited, edited=edited, confirmed=confirmed)


def _edit(shared: Services, lead: Lead, section: Section, n: int) -> None:
    st.button(
        t("Write this section again"),
        icon=":material/refresh:",
        key=f"do_again_{n}",
        on_click=_again,
        args=(lead.id, n),
        help=t("From the same proven claims; what you edited stays."),
    )
    for m, sentence in enumerate(section.sentences):
        # The same after a restart of the app, so that what was being typed is given back.
        key = f"do_edit_{n}_{m}_{crc32(sentence.text.encode())}"
        st.text_area(
            t("Sentence {number}", number=m + 1),
            sentence.text,
            key=key,
            width=480,
            on_change=partial(_edited, shared, lead.id, n, m, key),
            help=t("Edited sentences are marked as yours. Empty takes the sentence out."),
        )


def _edited(shared: Services, lead_id: str, section: int, sentence: int, key: str) -> None:
    if is_gone(key):
        return
    try:
        dossier_changes.edit_sentence(lead_id, section, sentence, str(st.session_state[key]), shared.store)
    except UserFacingError as problem:
        st.session_state["do_problem"] = problem


def _again(lead_id: str, section: int) -> None:
    try:
        dossier_changes.rebuild_section(lead_id, section)
    except UserFacingError as problem:
        st.session_state["do_problem"] = problem
