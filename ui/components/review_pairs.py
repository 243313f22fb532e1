"""Leads that may be one business: what surely is one is merged with a way back, what is doubtful is asked."""

from itertools import islice

import streamlit as st

from config.errors import UserFacingError
from jobs import merging
from jobs.interactive import JobState
from jobs.merging import Merged
from leads.cells import phone_cell
from leads.merge_store import MergeQuestion
from leads.record import Kind, Lead, Owner
from ui.components import trouble
from ui.components.review_choice import status_word
from ui.components.run_view import ago
from ui.language import mark, said, t, tn
from ui.memory import kept_open
from ui.safe import html, md
from ui.state import Services

_FIELDS = (
    (mark("Name"), Kind.NAME),
    (mark("Trade"), Kind.TRADE),
    (mark("E-mail"), Kind.EMAIL),
    (mark("Phone"), Kind.PHONE),
    (mark("Street"), Kind.STREET),
    (mark("Postcode"), Kind.POSTCODE),
    (mark("Town"), Kind.CITY),
    (mark("SIREN"), Kind.SIREN),
    (mark("SIRET"), Kind.SIRET),
)
_MERGES_SHOWN = 30
_MENU = "rv_pairs_menu"


def draw_button(shared: Services) -> None:
    """Draw what looks for duplicates, and how many pairs wait for an answer."""
    job = merging.current()
    is_busy = job is not None and job.active
    waiting = shared.store.count_merge_questions()
    label = t("Duplicates")
    if waiting:
        label = tn("{count:,} pair may be one business", "{count:,} pairs may be one business", waiting)
    with st.popover(label, icon=":material/merge:", key=kept_open(_MENU), on_change="rerun"):
        st.markdown(
            t(
                "Leads that share a company number, a site, or a phone or e-mail and a name are one "
                "business. They are merged with all their evidence, each merge says why, and all can be "
                "undone."
            )
        )
        st.button(
            t("Merge what surely is one"),
            key="rv_dedupe",
            on_click=_merge_all,
            args=(shared,),
            disabled=is_busy,
            help=t("All leads are being compared.") if is_busy else None,
        )
        if waiting:
            words = tn("Decide the pair", "Decide {count:,} pairs", waiting)
            st.button(words, key="rv_pairs", type="primary", on_click=_ask)
        else:
            st.caption(t("No pair waits for your answer."))


def draw(shared: Services) -> None:
    """Draw a search as it runs, what it has merged, and the pair to decide where that was opened."""
    job = merging.current()
    if job is not None and job.active:
        _watch()
    elif job is not None and job.state is JobState.FAILED and job.error is not None:
        trouble.draw_failed(job, "pairs")
    elif job is not None and isinstance(job.result, Merged):
        _merged(shared, job.result)
    if st.session_state.pop("rv_pair", False):
        question = next(iter(_waiting(shared)), None)
        if question is None:
            st.toast(t("All pairs are decided."))
        else:
            st.dialog(t("One business or two?"), width="large")(_pair)(shared, question)


def _watch() -> None:
    @st.fragment(run_every=0.5)
    def live() -> None:
        job = merging.current()
        if job is None or not job.active:
            st.rerun()
        elif job.phase:
            st.caption(f":shimmer[{md(said(job.phase))}] · {job.seconds:.0f} s")

    live()


def _merged(shared: Services, merged: Merged) -> None:
    with st.container(border=True):
        head, undo, close = st.columns([6, 1.2, 1], vertical_alignment="center")
        number = tn("{count:,} lead was merged", "{count:,} leads were merged", len(merged.merges))
        doubtful = tn("{count:,} pair is doubtful", "{count:,} pairs are doubtful", merged.questions)
        if merged.undone is not None:
            doubtful = tn("{count:,} merge was undone", "{count:,} merges were undone", merged.undone)
        head.markdown(f"**{number}** · {doubtful}")
        undo.button(
            t("Undo all"),
            key="rv_dedupe_undo",
            icon=":material/undo:",
            on_click=_undo_all,
            args=(shared, merged),
            disabled=not merged.merges or merged.undone is not None,
        )
        with close.container(horizontal=True, horizontal_alignment="right"):
            st.button(t("Close"), key="rv_dedupe_close", type="tertiary", on_click=merging.forget)
        if merged.merges:
            with st.expander(t("Why each of them")):
                for merge in merged.merges[:_MERGES_SHOWN]:
                    st.caption(md(said(merge.reason)))
                if len(merged.merges) > _MERGES_SHOWN:
                    more = len(merged.merges) - _MERGES_SHOWN
                    st.caption(t("and {count:,} more; each lead tells its own.", count=more))


def _pair(shared: Services, question: MergeQuestion) -> None:
    """Draw two leads side by side, field by field."""
    one, other = shared.store.lead(question.one_id), shared.store.lead(question.other_id)
    if one is None or other is None:
        st.caption(t("One of the two is not there any more."))
        return
    st.markdown(md(said(question.reason)))
    rows = "".join(_row(t(label), _texts(one, kind), _texts(other, kind)) for label, kind in _FIELDS)
    rows += _row(t("Site"), [one.website], [other.website])
    rows += _row(t("Status"), [status_word(one.status)], [status_word(other.status)])
    rows += _row(t("Found"), [ago(one.created_at)], [ago(other.created_at)])
    st.html(
        f'<table class="lh-pair"><tr><th></th><th>{html(one.title)}</th>'
        f"<th>{html(other.title)}</th></tr>{rows}</table>"
    )
    st.caption(t("The one that is kept takes over all values and evidence of the other. It can be undone."))
    with st.container(horizontal=True):
        for label, kept, gone, icon in (
            (t("One: keep the left"), one, other, "keyboard_arrow_left"),
            (t("One: keep the right"), other, one, "keyboard_arrow_right"),
        ):
            if st.button(
                label,
                key=f"rv_keep_{kept.id}",
                icon=f":material/{icon}:",
                on_click=_one,
                args=(shared, kept, gone),
                type="primary" if kept is one else "secondary",
            ):
                st.rerun()
        if st.button(t("Not the same"), key="rv_apart", on_click=_two, args=(shared, question)):
            st.rerun()
        if st.button(t("Later"), key="rv_later", type="tertiary", on_click=_later, args=(question,)):
            st.rerun()


def _texts(lead: Lead, kind: Kind) -> list[str]:
    shown = phone_cell if kind is Kind.PHONE else str
    own = (value.value for value in lead.values if value.kind is kind and value.owner is Owner.BUSINESS)
    return [shown(value) for value in islice(own, 4)]


def _row(label: str, one: list[str], other: list[str]) -> str:
    shared = {text.casefold() for text in one} & {text.casefold() for text in other}
    cells = "".join(
        f"<td>{'<br>'.join(_cell(text, shared) for text in texts)}</td>" for texts in (one, other)
    )
    return f"<tr><th>{html(label)}</th>{cells}</tr>" if one or other else ""


def _cell(text: str, shared: set[str]) -> str:
    same = f' class="lh-same" title="{html(t("the same in both"))}"' if text.casefold() in shared else ""
    return f"<span{same}>{html(text)}</span>"


def _waiting(shared: Services) -> list[MergeQuestion]:
    put_off: set[tuple[str, str]] = st.session_state.get("rv_put_off", set())
    questions = shared.store.merge_questions(limit=len(put_off) + 1)
    return [one for one in questions if (one.one_id, one.other_id) not in put_off]


def _merge_all(shared: Services) -> None:
    st.session_state[_MENU] = False  # it would lie over what it starts
    merging.start(shared.store)


def _ask() -> None:
    st.session_state[_MENU] = False
    st.session_state["rv_put_off"] = set()
    st.session_state["rv_pair"] = True


def _one(shared: Services, kept: Lead, gone: Lead) -> None:
    st.session_state["rv_pair"] = True
    try:
        shared.store.answer_merge_question(kept.id, gone.id, same=True)
    except UserFacingError as problem:
        st.session_state["rv_problem"] = problem
        return
    merge = shared.store.merges(kept.id)[0]
    words = t("{gone} is part of {kept} now.", gone=gone.title, kept=kept.title)
    st.session_state["rv_last"] = (words, lambda: shared.store.undo_merge(merge.id))


def _two(shared: Services, question: MergeQuestion) -> None:
    shared.store.answer_merge_question(question.one_id, question.other_id, same=False)
    st.session_state["rv_pair"] = True


def _later(question: MergeQuestion) -> None:
    st.session_state["rv_put_off"].add((question.one_id, question.other_id))
    st.session_state["rv_pair"] = True


def _undo_all(shared: Services, merged: Merged) -> None:
    merging.undo(shared.store, merged)
