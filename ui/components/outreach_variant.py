"""One variant of a message: its text, its checks with their fixes, edit, versions, exports and log."""

import streamlit as st

from jobs import outreach_job
from jobs.outreach_job import Messages
from leads.work import OutreachResult
from outreach.checks import Message
from outreach.draft import Angle, CheckResult, Status, Variant, WhyTemplate, WrittenBy
from outreach.facts import FactBook
from outreach.fixes import all_fixed, fixed
from ui.components import outreach_edit, outreach_take, outreach_text
from ui.components.model_words import server_word
from ui.components.outreach_names import NAMES
from ui.language import mark, said, t
from ui.safe import md, unbroken
from ui.state import Services

TITLES = {
    Angle.PROBLEM: mark("A · problem seen"),
    Angle.PROOF: mark("B · proof"),
    Angle.QUESTION: mark("C · question"),
}
RESULTS = {
    OutreachResult.SENT: mark("Sent"),
    OutreachResult.ANSWERED: mark("Answered"),
    OutreachResult.BOOKED: mark("Booked"),
    OutreachResult.REFUSED: mark("Refused"),
}
_FROM_TEMPLATE = {
    None: mark("from a template"),
    WhyTemplate.NO_MODEL: mark("from a template: no large model answers"),
    WhyTemplate.STOPPED: mark("from a template: stopped before the model wrote this one"),
    WhyTemplate.BAD_ANSWER: mark("from a template: the answer of the model was of no use"),
    WhyTemplate.SUPPRESSED: mark("from a template: no model is shown a lead that objected"),
}
_MARKS = {Status.FAIL: ":red[✗]", Status.WARN: ":orange[!]"}


def draw(shared: Services, messages: Messages, variant: Variant) -> None:
    """Draw the card of one variant."""
    key = f"{messages.order.lead_id}_{variant.angle.value}"
    with st.container(border=True, height="stretch"):
        head = st.container()
        is_edited = outreach_edit.is_open(key)
        now = outreach_edit.draw(shared, messages, variant, key) if is_edited else variant
        blocked = f" · :red[{t('blocked')}]" if now.blocked else ""
        head.markdown(f"**{t(TITLES[variant.angle])}**{blocked}")
        head.caption(_by(now))
        outreach_text.draw(messages, now)
        outreach_text.draw_sizes(shared, messages, now)
        _checks(shared, messages, now, key, can_fix=not is_edited)
        if not is_edited:
            _actions(shared, messages, variant, key)


def _by(variant: Variant) -> str:
    if variant.written_by is WrittenBy.TEMPLATE:
        return t(_FROM_TEMPLATE[variant.why_template])
    if variant.written_by is WrittenBy.ANALYST:
        return t("edited by you")
    words = t("{model} on {endpoint}", model=md(variant.model), endpoint=md(server_word(variant.endpoint)))
    if variant.repaired:
        words += t(", repaired once")
    return words + (f". {md(said(variant.fallback_reason))}" if variant.fallback_reason else "")


def _checks(shared: Services, messages: Messages, variant: Variant, key: str, *, can_fix: bool) -> None:
    counts = {status: sum(one.status is status for one in variant.checks) for status in Status}
    label = f"✓ {counts[Status.PASS]}  ! {counts[Status.WARN]}  ✗ {counts[Status.FAIL]}"
    with st.expander(label, expanded=bool(counts[Status.FAIL])):
        for status in (Status.FAIL, Status.WARN):
            for result in variant.checks:
                if result.status is status:
                    _check(shared, messages, variant, result, key, can_fix=can_fix)
        if can_fix and sum(one.fixable for one in variant.checks) > 1:
            st.button(
                t("Fix all"),
                key=f"or_fix_all_{key}",
                icon=":material/build:",
                on_click=_fix,
                args=(shared, messages, variant, ""),
            )
        good = [one.id for one in variant.checks if one.status is Status.PASS]
        st.caption(f":green[✓] {' · '.join(t(NAMES[one]) for one in good)}", help=" · ".join(good))


def _check(
    shared: Services, messages: Messages, variant: Variant, result: CheckResult, key: str, *, can_fix: bool
) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        why = " ".join(said(line) for line in result.detail.splitlines())
        name, code = t(NAMES[result.id]), unbroken(result.id)
        st.markdown(f"{_MARKS[result.status]} **{name}** :small[{md(why)}] :gray[:small[{code}]]")
        if result.fixable and can_fix:
            st.button(
                t("Fix"),
                key=f"or_fix_{result.id}_{key}",
                icon=":material/build:",
                type="tertiary",
                on_click=_fix,
                args=(shared, messages, variant, result.id),
            )


def _fix(shared: Services, messages: Messages, variant: Variant, check_id: str) -> None:
    """Mend the fault of one check, or of all where none is named."""
    book = FactBook.of(messages.request.lead, messages.request.sender)
    others = [one for one in messages.composed.variants if one.angle is not variant.angle]
    message = Message(variant, messages.request, book, others)
    draft = fixed(message, check_id) if check_id else all_fixed(message, variant.checks, figures_too=True)
    outreach_job.put(messages.order.lead_id, outreach_job.with_draft(shared.store, messages, draft))


def _actions(shared: Services, messages: Messages, variant: Variant, key: str) -> None:
    with st.container(horizontal=True):
        st.button(
            t("Edit"),
            icon=":material/edit:",
            key=f"or_edit_{key}",
            on_click=outreach_edit.toggle,
            args=(key,),
        )
        st.button(
            t("Again"),
            icon=":material/refresh:",
            key=f"or_again_{key}",
            on_click=_again,
            args=(shared, messages, variant.angle),
            help=t("Write this one again; the present text stays among its versions."),
        )
        with st.popover(t("Take"), icon=":material/ios_share:"):
            outreach_take.draw(messages, variant, key)
        with st.popover(t("Versions"), icon=":material/history:"):
            outreach_edit.draw_versions(shared, messages, variant)
        with st.popover(t("Log"), icon=":material/checklist:"):
            _log(shared, messages, variant, key)


def _again(shared: Services, messages: Messages, angle: Angle) -> None:
    outreach_job.start_again(shared.store, shared.router, messages, angle)


def _log(shared: Services, messages: Messages, variant: Variant, key: str) -> None:
    st.caption(t("The app sends nothing. Write down what happened:"))
    for result, label in RESULTS.items():
        st.button(
            t(label),
            key=f"or_log_{result.value}_{key}",
            on_click=_logged,
            args=(shared, messages, variant.angle, result),
        )


def _logged(shared: Services, messages: Messages, angle: Angle, result: OutreachResult) -> None:
    outreach_job.log(shared.store, messages, angle, result)
    st.toast(t("Logged: {result}", result=t(RESULTS[result])))
