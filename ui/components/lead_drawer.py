"""One lead in a drawer: contacts with evidence, why it scores so, its history, and the next step."""

from collections.abc import Sequence

import streamlit as st

from leads.record import Lead, LeadStatus
from leads.score import Score
from leads.work import Opinion, OpinionSource, Quoted
from ui import selection
from ui.components import lead_table
from ui.components.review_filters import status_word
from ui.components.run_view import ago
from ui.safe import html, md
from ui.state import Services

_STEPS = (
    ("Audit this site", "SEO", "speed"),
    ("Write to them", "Outreach", "mail"),
    ("Build dossier", "Dossier", "article"),
)


def draw_if_open(shared: Services, order: Sequence[str]) -> None:
    """Open the drawer where a lead was opened; `order` are the ids of the page, for next and previous."""
    lead_id = st.session_state.pop("rv_drawer", None)
    lead = shared.store.lead(lead_id) if lead_id else None
    if lead is not None:
        title = md(selection.name_of(lead))
        st.dialog(title, position="right", width="medium")(_draw)(shared, lead, list(order))


def _draw(shared: Services, lead: Lead, order: list[str]) -> None:
    _head(shared, lead, order)
    contacts, score, work, notes = st.tabs(["Contacts", "Score", "Work", "Notes and history"])
    with contacts:
        lead_table.draw_evidence(lead)
    with score:
        _scores(shared, lead)
    with work:
        _work(shared, lead)
    with notes:
        _notes(shared, lead)


def _head(shared: Services, lead: Lead, order: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        at = order.index(lead.id) if lead.id in order else -1
        for label, icon, other in (
            ("Previous", "chevron_left", order[at - 1] if at > 0 else None),
            ("Next", "chevron_right", order[at + 1] if 0 <= at < len(order) - 1 else None),
        ):
            if st.button(
                "", icon=f":material/{icon}:", help=label, key=f"drawer_{icon}", disabled=other is None
            ):
                selection.choose(str(other))
                st.session_state["rv_drawer"] = other
                st.rerun()
        st.selectbox(
            "Status",
            list(LeadStatus),
            list(LeadStatus).index(lead.status),
            format_func=status_word,
            key=f"drawer_status_{lead.id}",
            on_change=_set_status,
            args=(shared, lead.id),
            label_visibility="collapsed",
            width=160,
        )
    with st.container(horizontal=True):
        for label, tab, icon in _STEPS:
            if st.button(label, icon=f":material/{icon}:", key=f"drawer_{tab}_{lead.id}"):
                selection.choose(lead.id, tab)
                st.rerun()


def _set_status(shared: Services, lead_id: str) -> None:
    shared.store.set_status([lead_id], st.session_state[f"drawer_status_{lead_id}"], "Changed in the lead.")
    st.session_state["rv_drawer"] = lead_id


def _scores(shared: Services, lead: Lead) -> None:
    scores = shared.store.scores_of(lead.id)
    if scores is not None:
        _score("Priority", scores.priority)
        _score("Quality", scores.quality)
        _score("Fit", scores.fit)
        st.caption(
            "Scores come from rules alone; config/defaults.yml and config/verticals hold their weights."
        )
    for source, opinion in shared.store.opinions_of(lead.id).items():
        _opinion(source, opinion)


def _score(label: str, score: Score) -> None:
    st.markdown(f"**{label}: {score.points:.1f} of 10**")
    lines = "".join(
        f"<li>{html(reason.text)} <small>({reason.points:g} of {reason.most:g})</small></li>"
        for reason in score.reasons
    )
    st.html(f"<ul>{lines}</ul>")


def _opinion(source: OpinionSource, opinion: Opinion) -> None:
    by = f"the model {opinion.model}" if source is OpinionSource.MODEL else "keyword rules"
    with st.expander(f"What {md(by)} read on the pages"):
        rows = [("Trade", [opinion.trade] if opinion.trade else [])]
        rows += [("Services", opinion.services), ("Signals", opinion.signals), ("Issues", opinion.issues)]
        for label, quoted in rows:
            if quoted:
                st.html(f"<strong>{label}</strong><ul>{''.join(map(_quoted, quoted))}</ul>")


def _quoted(one: Quoted) -> str:
    quote = f": “{html(one.quote)}”" if one.quote else ""
    return f"<li>{html(one.label)}{quote}</li>"


def _work(shared: Services, lead: Lead) -> None:
    audits, drafts = shared.store.audits_of(lead.id), shared.store.drafts_of(lead.id)
    dossier = shared.store.dossier_of(lead.id)
    if not (audits or drafts or dossier):
        st.caption("No audit, draft or dossier yet.")
    for audit in audits[:5]:
        st.markdown(f"Audit: **{audit.score:.0f} of 100** · {ago(audit.created_at)}")
    for draft in drafts[:5]:
        st.markdown(f"Draft: {md(draft.channel)} · {ago(draft.created_at)}")
    if dossier is not None:
        st.markdown(f"Dossier · {ago(dossier.created_at)}")
    for merge in shared.store.merges(lead.id):
        st.caption(md(f"Merged: {merge.reason}"))


def _notes(shared: Services, lead: Lead) -> None:
    st.text_area("New note", key=f"note_{lead.id}", placeholder="What you learned on the phone …")
    st.button("Add note", key=f"note_add_{lead.id}", on_click=_add_note, args=(shared, lead.id))
    for note in shared.store.notes_of(lead.id):
        st.text(note.text)
        st.caption(ago(note.created_at))
    for change in shared.store.history_of(lead.id):
        st.caption(
            md(f"{status_word(change.after)} · {ago(change.created_at)}")
            + (f" · {md(change.reason)}" if change.reason else "")
        )


def _add_note(shared: Services, lead_id: str) -> None:
    text = str(st.session_state.get(f"note_{lead_id}") or "").strip()
    if text:
        shared.store.add_note(lead_id, text)
        st.session_state[f"note_{lead_id}"] = ""
    st.session_state["rv_drawer"] = lead_id
