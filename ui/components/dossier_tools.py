"""What is done with a dossier that stands: ask it, compare it with the last, take it along."""

from functools import partial

import streamlit as st

from config.errors import UserFacingError
from dossier.numbering import Numbering
from dossier.records import Dossier
from dossier.render import FORMATS, render
from jobs import dossier_changes
from leads.dossier_book import BuildState, DossierBuild
from leads.export import slug
from leads.record import Lead
from ui import selection
from ui.components import dossier_page, dossier_text, trouble
from ui.components.kept_export import download_button
from ui.language import mark, t
from ui.safe import md
from ui.state import Services

_CHANGES = {
    "new": mark("New"),
    "gone": mark("Gone"),
    "new_contradictions": mark("New contradictions"),
    "settled_contradictions": mark("Contradictions that are gone"),
    "changed_sources": mark("Sources that read otherwise"),
    "new_sources": mark("New sources"),
    "gone_sources": mark("Sources no longer used"),
}
MOST_CHANGES = 20


def draw(shared: Services, lead: Lead, dossier: Dossier) -> None:
    """Draw the tools."""
    _ask(lead)
    _difference(shared, lead)
    with st.container(horizontal=True, vertical_alignment="center"):
        for form in FORMATS:
            kind = "brief" if form.key == "brief" else "dossier"
            name = f"{slug(f'{kind} {selection.name_of(lead)}')}.{form.extension}"
            download_button(
                t("Meeting brief") if form.key == "brief" else form.label,
                partial(render, dossier, form, selection.name_of(lead)),
                name,
                key=f"do_take_{form.key}",
                icon=":material/download:",
                description=t("One page for the minutes before a meeting") if form.key == "brief" else None,
            )
        st.button(
            t("Write to them"),
            icon=":material/mail:",
            type="primary",
            shortcut="Alt+N",
            key="do_next",
            on_click=selection.choose,
            args=(lead.id, "Outreach"),
        )


def _ask(lead: Lead) -> None:
    with st.form("do_asking", border=False):
        asked, act = st.columns([6, 1], vertical_alignment="bottom")
        asked.text_input(
            t("Ask the dossier"), key="do_ask", placeholder=t("Who runs the business?"), max_chars=500
        )
        act.form_submit_button(t("Ask"), key="do_ask_go", width="stretch", on_click=_asked, args=(lead.id,))
    question = dossier_changes.question_of(lead.id)
    if question is None:
        return
    if question.is_going:
        st.caption(f":shimmer[{md(question.target)}]")
        _watch(lead.id)
    elif question.state is BuildState.DONE:
        _answer(lead, question)
    elif question.error:
        again = partial(_put, lead.id, question.target)
        trouble.draw(question.error, question.remedy, "dossier_question", again)


def _asked(lead_id: str) -> None:
    _put(lead_id, str(st.session_state.get("do_ask") or ""))


def _put(lead_id: str, question: str) -> None:
    try:
        dossier_changes.ask(lead_id, question)
    except UserFacingError as problem:
        st.session_state["do_problem"] = problem


def _watch(lead_id: str) -> None:
    @st.fragment(run_every=0.5)
    def live() -> None:
        question = dossier_changes.question_of(lead_id)
        if question is None or not question.is_going:
            st.rerun()

    live()


def _answer(lead: Lead, question: DossierBuild) -> None:
    answer = Dossier.model_validate(question.report)
    with st.container(border=True):
        st.markdown(f"**{md(question.target)}**")
        numbers = Numbering.of(answer)
        lines = [
            dossier_text.line(one.text, numbers.cited(one))
            for section in answer.sections
            for one in section.sentences
        ]
        if not lines:
            st.markdown(t("The sources of this dossier do not answer that."))
            return
        clicked = dossier_text.draw(lines, "do_text_answer")
        if clicked and (citation := numbers.citation(clicked)):
            dossier_page.show(lead.id, citation)


def _difference(shared: Services, lead: Lead) -> None:
    found = dossier_changes.difference(lead.id, shared.store)
    if found is None:
        return
    if found.is_empty:
        st.caption(t("Nothing has changed since the last build."))
        return
    with st.expander(t("Since the last build")):
        for name, label in _CHANGES.items():
            texts = getattr(found, name)
            if texts:
                st.markdown(f"**{t(label)}**")
                st.markdown("\n".join(f"- {md(text)}" for text in texts[:MOST_CHANGES]))
                if (more := len(texts) - MOST_CHANGES) > 0:
                    st.caption(t("and {count} more", count=more))
