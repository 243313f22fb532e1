"""What is done with a dossier that stands: ask it, compare it with the last, take it along."""

from functools import partial

import streamlit as st

from config.errors import UserFacingError
from dossier.numbering import Numbering
from dossier.records import Dossier
from dossier.render import FORMATS, render
from jobs import dossier_changes, interactive
from jobs.dossier_desk import key_of
from leads.record import Lead
from ui import selection
from ui.safe import md
from ui.state import Services


def draw(shared: Services, lead: Lead, dossier: Dossier) -> None:
    """Draw the tools."""
    _ask(shared, lead)
    _difference(shared, lead)
    with st.container(horizontal=True, vertical_alignment="center"):
        for form in FORMATS:
            st.download_button(
                form.label,
                data=partial(render, dossier, form, selection.name_of(lead)),
                file_name=f"dossier.{form.extension}",
                mime=form.mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"do_take_{form.key}",
            )
        st.button(
            "Write to them",
            icon=":material/mail:",
            key="do_next",
            on_click=selection.choose,
            args=(lead.id, "Outreach"),
        )


def _ask(shared: Services, lead: Lead) -> None:
    asked, act = st.columns([6, 1], vertical_alignment="bottom")
    asked.text_input("Ask the dossier", key="do_ask", placeholder="Qui dirige l’entreprise ?")
    act.button("Ask", key="do_ask_go", width="stretch", on_click=_asked, args=(shared, lead.id))
    job = interactive.job(f"{key_of(lead.id)}:question")
    if job is not None and job.active:
        st.caption(f":shimmer[{md(job.title)}]")
        _watch(lead.id)
    elif (answer := dossier_changes.answer_of(lead.id)) is not None and job is not None:
        _answer(job.title, answer)


def _asked(shared: Services, lead_id: str) -> None:
    try:
        dossier_changes.ask(lead_id, str(st.session_state.get("do_ask") or ""), shared.router, shared.store)
    except UserFacingError as problem:
        st.session_state["do_problem"] = problem


def _watch(lead_id: str) -> None:
    @st.fragment(run_every=0.5)
    def live() -> None:
        job = interactive.job(f"{key_of(lead_id)}:question")
        if job is None or not job.active:
            st.rerun()

    live()


def _answer(question: str, answer: Dossier) -> None:
    with st.container(border=True):
        st.markdown(f"**{md(question)}**")
        sentences = [one for section in answer.sections for one in section.sentences]
        if not sentences:
            st.markdown("The sources of this dossier do not answer that.")
        numbers = Numbering.of(answer)
        for sentence in sentences:
            marks = "".join(f"[{n}]" for n in numbers.of_sentence(sentence))
            st.markdown(f"{md(sentence.text)} {md(marks)}")
        for n, citation in numbers.citations():
            st.caption(f"{md(f'[{n}]')} “{md(citation.quote)}” · {md(citation.url or citation.source)}")


def _difference(shared: Services, lead: Lead) -> None:
    found = dossier_changes.difference(lead.id, shared.store)
    if found is None or found.is_empty:
        return
    with st.expander("Since the last build"):
        for label, texts in (
            ("New", found.new),
            ("Gone", found.gone),
            ("Sources that read otherwise", found.changed_sources),
            ("New contradictions", found.new_contradictions),
        ):
            if texts:
                st.markdown(f"**{label}**")
                for text in texts[:20]:
                    st.markdown(f"- {md(text)}")
