"""One lead in a drawer: contacts with evidence, why it scores so, its work, its history, the next step."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from leads.privacy import notice
from leads.record import Lead, LeadStatus, Method, now
from leads.review import LeadFilter, Sort
from leads.score import Score
from leads.store import Store
from leads.work import Opinion, OpinionSource, Quoted
from ui import selection
from ui.components import lead_table
from ui.components.review_choice import sentence, status_word, trade_word
from ui.components.run_view import ago
from ui.safe import html, md
from ui.state import Services

_STEPS = (
    ("Audit this site", "SEO", "speed", "Alt+A"),
    ("Write to them", "Outreach", "mail", "Alt+W"),
    ("Build dossier", "Dossier", "article", "Alt+B"),
)
_WORK_SHOWN = 5


@dataclass(frozen=True)
class Place:
    """Where in a list the page on the screen stands: the ids of its leads, the first at `begin`."""

    wanted: LeadFilter
    sort: Sort
    begin: int
    ids: tuple[str, ...]

    def position(self, lead_id: str) -> int | None:
        """Return the place of a lead in the whole list, None where it is not on this page."""
        return self.begin + self.ids.index(lead_id) if lead_id in self.ids else None


def draw_if_open(shared: Services, place: Place) -> None:
    """Open the drawer where a lead was opened; it stays until it is closed, however often all is drawn."""
    lead_id = st.session_state.get("rv_drawer")
    lead = shared.store.lead(lead_id) if lead_id else None
    if lead is not None:
        title = md(selection.name_of(lead))
        st.dialog(title, position="right", width="medium", on_dismiss=_close)(_draw)(shared, lead, place)


def _close() -> None:
    st.session_state.pop("rv_drawer", None)


def _leave(lead_id: str, tab: str) -> None:
    """Go on with the lead on another tab; a callback."""
    _close()
    selection.choose(lead_id, tab)


def _draw(shared: Services, lead: Lead, place: Place) -> None:
    _head(shared, lead, place)
    contacts, score, work, notes = st.tabs(["Contacts", "Score", "Work", "Notes and history"])
    with contacts:
        lead_table.draw_evidence(lead)
        _notice(shared, lead)
    with score:
        _scores(shared, lead)
    with work:
        _work(shared, lead)
    with notes:
        _notes(shared, lead)


def _head(shared: Services, lead: Lead, place: Place) -> None:
    at = place.position(lead.id)
    with st.container(horizontal=True, vertical_alignment="center"):
        _step_to(shared.store, place, None if not at else at - 1, "Previous", "chevron_left")
        _step_to(shared.store, place, None if at is None else at + 1, "Next", "chevron_right")
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
        for label, tab, icon, keys in _STEPS:
            key = f"drawer_{tab}_{lead.id}"
            go = partial(_leave, lead.id, tab)
            if st.button(label, icon=f":material/{icon}:", key=key, on_click=go, shortcut=keys):
                st.rerun()


def _step_to(store: Store, place: Place, position: int | None, label: str, icon: str) -> None:
    """Draw the step to the lead at a place of the list, which may be on another page."""
    there = [] if position is None else store.list_rows(place.wanted, place.sort, 1, position)
    other = there[0].id if there else None
    keys = {"Previous": "Alt+Up", "Next": "Alt+Down"}[label]
    if st.button(
        "",
        icon=f":material/{icon}:",
        help=label,
        key=f"drawer_{icon}",
        disabled=other is None,
        shortcut=keys,
        on_click=_open,
        args=(other, position),
    ):
        st.rerun()


def _open(lead_id: str | None, position: int | None) -> None:
    """Open another lead, and the page of the list that it stands on; a callback."""
    if lead_id is not None and position is not None:
        selection.choose(lead_id)
        st.session_state["rv_drawer"] = lead_id
        st.session_state["rv_goto"] = position


def _set_status(shared: Services, lead_id: str) -> None:
    shared.store.set_status([lead_id], st.session_state[f"drawer_status_{lead_id}"], "Changed in the lead.")
    st.session_state["rv_drawer"] = lead_id


def _notice(shared: Services, lead: Lead) -> None:
    """Offer what the first message to a lead must tell of where its contacts come from."""
    proofs = [
        proof
        for value in lead.values
        for proof in value.evidence
        if proof.fetched_at is not None and proof.method is not Method.MODEL and "://" in proof.url
    ]
    if not proofs:
        return
    first = min(proofs, key=lambda proof: proof.fetched_at or now())
    config = shared.loader.get_merged_config()
    sender = str(config["sender"]["company"] or config["sender"]["name"] or "…")
    source = lead.site if lead.website else first.url
    with st.expander("Origin notice for the first message"):
        text = notice(str(config["locale"]["language"]), sender, source, first.fetched_at or now())
        st.code(text, language=None, wrap_lines=True)
        st.caption(
            "Art. 14 GDPR: within a month, or with the first message. Outreach writes a short form of it."
        )


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
        rows: list[tuple[str, list[Quoted], Callable[[str], str]]] = [
            ("Trade", [opinion.trade] if opinion.trade else [], trade_word),
            ("Services", opinion.services, str),
            ("Signals", opinion.signals, _label_word),
            ("Issues", opinion.issues, _label_word),
        ]
        for label, quoted, word in rows:
            if quoted:
                lines = "".join(_quoted(one, word) for one in quoted)
                st.html(f"<strong>{label}</strong><ul>{lines}</ul>")


def _label_word(label: str) -> str:
    return sentence(label.replace("_", " "))


def _quoted(one: Quoted, word: Callable[[str], str]) -> str:
    quote = f": “{html(one.quote)}”" if one.quote else ""
    return f"<li>{html(word(one.label))}{quote}</li>"


def _work(shared: Services, lead: Lead) -> None:
    audits, drafts = shared.store.audits_of(lead.id), shared.store.drafts_of(lead.id)
    dossier = shared.store.dossier_of(lead.id)
    if not (audits or drafts or dossier):
        st.caption("No audit, draft or dossier yet.")
    for audit in audits[:_WORK_SHOWN]:
        score = f"{audit.score:.0f} of 100" if audit.score is not None else "no score"
        _made(lead, f"Audit: {score} · {ago(audit.created_at)}", "SEO", audit.id)
    for draft in drafts[:_WORK_SHOWN]:
        channel = sentence(draft.channel.replace("_", " "))
        words = " · ".join(filter(None, (f"Draft: {channel}", draft.subject[:60], ago(draft.created_at))))
        _made(lead, words, "Outreach", draft.id)
    if dossier is not None:
        _made(lead, f"Dossier · {ago(dossier.created_at)}", "Dossier", dossier.id)
    for merge in shared.store.merges(lead.id):
        st.caption(md(f"Merged: {merge.reason}"))
    st.markdown("**Pages read**")
    lead_table.draw_pages(lead)


def _made(lead: Lead, words: str, tab: str, record_id: str) -> None:
    """Draw something that was made of a lead, and the way to it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(md(words), width="content")
        go = partial(_leave, lead.id, tab)
        if st.button(f"Open in {tab}", key=f"drawer_open_{record_id}", type="tertiary", on_click=go):
            st.rerun()


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
