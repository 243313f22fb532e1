"""One lead in a drawer: contacts with evidence, why it scores so, its work, its history, the next step."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from leads.privacy import notice
from leads.record import Lead, LeadStatus, Method, now
from leads.review import LeadFilter, Sort
from leads.store import Store
from ui import selection
from ui.components import lead_evidence, lead_scores
from ui.components.outreach_form import CHANNELS
from ui.components.review_choice import status_word
from ui.components.run_view import ago
from ui.language import mark, said, t
from ui.memory import forget, kept
from ui.safe import md
from ui.state import Services, is_gone

_STEPS = (
    (mark("Audit this site"), "SEO", "speed", "Alt+A"),
    (mark("Write to them"), "Outreach", "mail", "Alt+W"),
    (mark("Build dossier"), "Dossier", "article", "Alt+B"),
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
    lead_id = st.session_state.get(kept("rv_drawer"))
    lead = shared.store.lead(lead_id) if lead_id else None
    if lead is not None:
        title = md(selection.name_of(lead))
        st.dialog(title, position="right", width="medium", on_dismiss=_close)(_draw)(shared, lead, place)


def _close() -> None:
    forget("rv_drawer")


def _leave(lead_id: str, tab: str) -> None:
    """Go on with the lead on another tab; a callback."""
    _close()
    selection.choose(lead_id, tab)


def _draw(shared: Services, lead: Lead, place: Place) -> None:
    scores = shared.store.scores_of(lead.id)
    _head(shared, lead, place)
    if scores is not None:
        lead_scores.draw_in_short(scores)
    contacts, score, work, notes = st.tabs([t("Contacts"), t("Score"), t("Work"), t("Notes and history")])
    with contacts:
        lead_evidence.draw_evidence(lead)
        _notice(shared, lead)
    with score:
        lead_scores.draw(shared, lead.id, scores)
    with work:
        _work(shared, lead)
    with notes:
        _notes(shared, lead)


def _head(shared: Services, lead: Lead, place: Place) -> None:
    at = place.position(lead.id)
    with st.container(horizontal=True, vertical_alignment="center"):
        _step_to(shared.store, place, None if not at else at - 1, mark("Previous"), "chevron_left")
        _step_to(shared.store, place, None if at is None else at + 1, mark("Next"), "chevron_right")
        st.selectbox(
            t("Status"),
            list(LeadStatus),
            list(LeadStatus).index(lead.status),
            format_func=status_word,
            key=f"drawer_status_{lead.id}",
            on_change=_set_status,
            args=(shared, lead.id),
            label_visibility="collapsed",
            width=160,
        )
    likeliest = _likeliest(shared.store, lead)
    with st.container(horizontal=True):
        for label, tab, icon, keys in _STEPS:
            if st.button(
                t(label),
                icon=f":material/{icon}:",
                key=f"drawer_{tab}_{lead.id}",
                type="primary" if tab == likeliest else "secondary",
                on_click=partial(_leave, lead.id, tab),
                shortcut=keys,
            ):
                st.rerun()


def _likeliest(store: Store, lead: Lead) -> str:
    """Return the tab of the step that comes next: a message speaks of what an audit has found."""
    if lead.website and not store.audits_of(lead.id):
        return "SEO"
    return "Dossier" if store.drafts_of(lead.id) and not store.dossier_of(lead.id) else "Outreach"


def _step_to(store: Store, place: Place, position: int | None, label: str, icon: str) -> None:
    """Draw the step to the lead at a place of the list, which may be on another page."""
    there = [] if position is None else store.list_rows(place.wanted, place.sort, 1, position)
    other = there[0].id if there else None
    keys = "Alt+Up" if label == "Previous" else "Alt+Down"
    if st.button(
        "",
        icon=f":material/{icon}:",
        help=t(label),
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
    if is_gone(f"drawer_status_{lead_id}"):
        return
    shared.store.set_status([lead_id], st.session_state[f"drawer_status_{lead_id}"], "Changed in the lead.")


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
    with st.expander(t("Origin notice for the first message")):
        text = notice(str(config["locale"]["language"]), sender, source, first.fetched_at or now())
        st.code(text, language=None, wrap_lines=True)
        st.caption(
            t("Art. 14 GDPR: within a month, or with the first message. Outreach writes a short form of it.")
        )


def _work(shared: Services, lead: Lead) -> None:
    audits, drafts = shared.store.audits_of(lead.id), shared.store.drafts_of(lead.id)
    dossier = shared.store.dossier_of(lead.id)
    if not (audits or drafts or dossier):
        st.caption(t("No audit, draft or dossier yet."))
    for audit in audits[:_WORK_SHOWN]:
        score = t("no score") if audit.score is None else t("{points:.0f} of 100", points=audit.score)
        words = t("Audit: {score} · {when}", score=score, when=ago(audit.created_at))
        _made(lead, words, "SEO", audit.id)
    for draft in drafts[:_WORK_SHOWN]:
        named = (t(word) for one, word in CHANNELS.items() if one == draft.channel)
        channel = t("Draft: {channel}", channel=next(named, draft.channel))
        words = " · ".join(filter(None, (channel, draft.subject[:60], ago(draft.created_at))))
        _made(lead, words, "Outreach", draft.id)
    if dossier is not None:
        words = t("Dossier · {when}", when=ago(dossier.created_at))
        _made(lead, words, "Dossier", dossier.id)
    for merge in shared.store.merges(lead.id):
        st.caption(md(t("Merged: {reason}", reason=said(merge.reason))))
    st.markdown(f"**{t('Pages read')}**")
    lead_evidence.draw_pages(lead)


def _made(lead: Lead, words: str, tab: str, record_id: str) -> None:
    """Draw something that was made of a lead, and the way to it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(md(words), width="content")
        go = partial(_leave, lead.id, tab)
        label = t("Open in {tab}", tab=t(tab))
        if st.button(label, key=f"drawer_open_{record_id}", type="tertiary", on_click=go):
            st.rerun()


def _notes(shared: Services, lead: Lead) -> None:
    placeholder = t("What you learned on the phone …")
    st.text_area(t("New note"), key=kept(f"note_{lead.id}"), placeholder=placeholder)
    st.button(t("Add note"), key=f"note_add_{lead.id}", on_click=_add_note, args=(shared, lead.id))
    for note in shared.store.notes_of(lead.id):
        st.text(note.text)
        st.caption(ago(note.created_at))
    for change in shared.store.history_of(lead.id):
        st.caption(
            md(f"{status_word(change.after)} · {ago(change.created_at)}")
            + (f" · {md(said(change.reason))}" if change.reason else "")
        )


def _add_note(shared: Services, lead_id: str) -> None:
    text = str(st.session_state.get(f"note_{lead_id}") or "").strip()
    if text:
        shared.store.add_note(lead_id, text)
        st.session_state[f"note_{lead_id}"] = ""
