"""One variant of a message: its text with the facts underlined, its checks, edit, versions and exports."""

from functools import partial

import streamlit as st

from config.errors import UserFacingError
from jobs import outreach_job
from jobs.outreach_job import Messages
from leads.export import slug
from leads.work import Draft as StoredDraft
from leads.work import OutreachResult
from outreach import documents, export
from outreach.checks import Message
from outreach.compare import Change, compared
from outreach.draft import Angle, Channel, CheckResult, Part, Span, Status, Variant, WrittenBy
from outreach.facts import Fact, FactBook
from outreach.fixes import all_fixed, fixed, gsm_version
from outreach.sms import sms_cost
from ui.components.kept_export import kept
from ui.components.outreach_form import sms_price
from ui.components.run_view import ago
from ui.safe import html, link, md
from ui.state import Services

TITLES = {Angle.PROBLEM: "A · problem seen", Angle.PROOF: "B · proof", Angle.QUESTION: "C · question"}
_MARKS = {Status.FAIL: ":red[✗]", Status.WARN: ":orange[!]"}
_MOBILE_SUBJECT = 35
_STYLE = (
    "<style>.lh-m{white-space:pre-wrap;line-height:1.5}.lh-m u{text-decoration-style:dotted;"
    "text-underline-offset:3px;cursor:help}.lh-m a{color:inherit}"
    ".lh-m mark{background:#f6c7c3;color:#5c1a14}.lh-m ins{background:#cfead2;color:#12401a}"
    ".lh-m del{background:#f6c7c3;color:#5c1a14}</style>"
)
_TAGS = {Change.KEPT: "{}", Change.ADDED: "<ins>{}</ins>", Change.REMOVED: "<del>{}</del>"}


def draw(shared: Services, messages: Messages, variant: Variant) -> None:
    """Draw the card of one variant."""
    key = f"{messages.order.lead_id}_{variant.angle.value}"
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{TITLES[variant.angle]}**" + (" · :red[blocked]" if variant.blocked else ""))
        st.caption(_by(variant))
        _text(messages, variant)
        _sizes(messages, variant)
        _checks(shared, messages, variant, key)
        _actions(shared, messages, variant, key)


def _by(variant: Variant) -> str:
    if variant.written_by is WrittenBy.TEMPLATE:
        return "from a template: no large model answers"
    if variant.written_by is WrittenBy.ANALYST:
        return "edited by you"
    words = f"{variant.model} on {variant.endpoint}" + (", repaired once" if variant.repaired else "")
    return md(words + (f". {variant.fallback_reason}" if variant.fallback_reason else ""))


def _text(messages: Messages, variant: Variant) -> None:
    book = FactBook.of(messages.request.lead, messages.request.sender)
    faults = [span for result in variant.failed for span in result.spans]
    body = _marked(variant.body, Part.BODY, variant.facts, faults, book)
    subject = ""
    if variant.subject:
        subject = (
            f"<p><strong>{_marked(variant.subject, Part.SUBJECT, variant.facts, faults, book)}</strong></p>"
        )
    st.html(f'{_STYLE}{subject}<div class="lh-m">{body}</div>')


def _marked(text: str, part: Part, facts: list[Span], faults: list[Span], book: FactBook) -> str:
    """Return a text with its facts underlined, each with its evidence, and the words at fault marked."""
    spans = [(span, True) for span in faults if span.part is part]
    spans += [(span, False) for span in facts if span.part is part]
    pieces, at = [], 0
    for span, is_fault in sorted(spans, key=lambda one: (one[0].start, not one[1])):
        if span.start < at:
            continue
        pieces.append(html(text[at : span.start]))
        words = html(text[span.start : span.end])
        pieces.append(f"<mark>{words}</mark>" if is_fault else _underlined(words, book.get(span.fact)))
        at = span.end
    return "".join([*pieces, html(text[at:])])


def _underlined(words: str, fact: Fact | None) -> str:
    if fact is None:
        return words
    tip = html(f"{fact.key}: “{fact.quote or fact.text}”{f' · {fact.url}' if fact.url else ''}")
    url = link(fact.url)
    if url is None:
        return f'<u title="{tip}">{words}</u>'
    return f'<a href="{html(url)}" target="_blank" rel="noopener noreferrer" title="{tip}"><u>{words}</u></a>'


def _sizes(messages: Messages, variant: Variant) -> None:
    channel = messages.order.channel
    if variant.sms is not None:
        size = variant.sms
        cost = sms_cost(size, sms_price())
        st.caption(f"{size.encoding}: {size.units} units, {size.parts} parts · {cost:.3f} € at your price")
    elif channel is Channel.EMAIL:
        shown = variant.subject[:_MOBILE_SUBJECT]
        cut = "…" if len(variant.subject) > _MOBILE_SUBJECT else ""
        st.caption(f"{len(variant.body.split())} words · on a phone: {md(shown)}{cut}")
    else:
        st.caption(f"{len(variant.body)} characters")


def _checks(shared: Services, messages: Messages, variant: Variant, key: str) -> None:
    counts = {status: sum(one.status is status for one in variant.checks) for status in Status}
    label = f"✓ {counts[Status.PASS]}  ! {counts[Status.WARN]}  ✗ {counts[Status.FAIL]}"
    with st.expander(label, expanded=bool(counts[Status.FAIL])):
        for status in (Status.FAIL, Status.WARN):
            for result in variant.checks:
                if result.status is status:
                    _check(shared, messages, variant, result, key)
        if sum(one.fixable for one in variant.checks) > 1:
            st.button(
                "Fix all",
                key=f"or_fix_all_{key}",
                icon=":material/build:",
                on_click=_fix_all,
                args=(shared, messages, variant),
            )
        good = " · ".join(one.id for one in variant.checks if one.status is Status.PASS)
        st.caption(f":green[✓] {good}")


def _check(shared: Services, messages: Messages, variant: Variant, result: CheckResult, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{_MARKS[result.status]} {result.id} :small[{md(result.detail)}]")
        if result.fixable:
            st.button(
                "Fix",
                key=f"or_fix_{result.id}_{key}",
                type="tertiary",
                on_click=_fix,
                args=(shared, messages, variant, result.id),
            )


def _fix(shared: Services, messages: Messages, variant: Variant, check_id: str) -> None:
    book = FactBook.of(messages.request.lead, messages.request.sender)
    others = [one for one in messages.composed.variants if one.angle is not variant.angle]
    draft = fixed(Message(variant, messages.request, book, others), check_id)
    outreach_job.put(messages.order.lead_id, outreach_job.with_draft(shared.store, messages, draft))


def _fix_all(shared: Services, messages: Messages, variant: Variant) -> None:
    book = FactBook.of(messages.request.lead, messages.request.sender)
    others = [one for one in messages.composed.variants if one.angle is not variant.angle]
    draft = all_fixed(Message(variant, messages.request, book, others), variant.checks)
    outreach_job.put(messages.order.lead_id, outreach_job.with_draft(shared.store, messages, draft))


def _actions(shared: Services, messages: Messages, variant: Variant, key: str) -> None:
    with st.container(horizontal=True):
        with st.popover("Edit", icon=":material/edit:"):
            _edit(shared, messages, variant, key)
        st.button(
            "Again",
            icon=":material/refresh:",
            key=f"or_again_{key}",
            on_click=_again,
            args=(shared, messages, variant.angle),
            help="Write this one again; the present text stays among its versions.",
        )
        with st.popover("Take", icon=":material/ios_share:"):
            _take(messages, variant, key)
        with st.popover("Log", icon=":material/checklist:"):
            _log(shared, messages, variant, key)


def _again(shared: Services, messages: Messages, angle: Angle) -> None:
    outreach_job.start_again(shared.store, shared.router, messages, angle)


def _edit(shared: Services, messages: Messages, variant: Variant, key: str) -> None:
    if messages.order.channel in {Channel.EMAIL, Channel.LETTER}:
        st.text_input("Subject", variant.subject, key=f"or_subject_{key}_{hash(variant.subject)}")
    st.text_area("Message", variant.body, height=320, key=f"or_body_{key}_{hash(variant.body)}")
    st.button(
        "Check and keep",
        type="primary",
        key=f"or_keep_{key}",
        on_click=_keep,
        args=(shared, messages, variant, key),
    )
    for version in outreach_job.versions(shared.store, messages, variant.angle)[1:6]:
        with st.expander(f"Version {version.version} · {ago(version.created_at)}"):
            _version(shared, messages, variant, version)


def _version(shared: Services, messages: Messages, variant: Variant, version: StoredDraft) -> None:
    """Draw an earlier version against the present one, and the way back to it."""
    old, new = (f"{one.subject}\n\n{one.body}".strip() for one in (version, variant))
    pieces = "".join(_TAGS[piece.change].format(html(piece.text)) for piece in compared(old, new))
    st.html(f'{_STYLE}<div class="lh-m">{pieces}</div>')
    st.button(
        "Take this version",
        key=f"or_back_{version.id}",
        on_click=_take_back,
        args=(shared, messages, variant.angle, version),
    )


def _take_back(shared: Services, messages: Messages, angle: Angle, version: StoredDraft) -> None:
    new = outreach_job.edited(shared.store, messages, angle, version.subject, version.body)
    outreach_job.put(messages.order.lead_id, new)


def _keep(shared: Services, messages: Messages, variant: Variant, key: str) -> None:
    state = st.session_state
    subject = state.get(f"or_subject_{key}_{hash(variant.subject)}", variant.subject)
    body = state.get(f"or_body_{key}_{hash(variant.body)}", variant.body)
    new = outreach_job.edited(shared.store, messages, variant.angle, str(subject), str(body))
    outreach_job.put(messages.order.lead_id, new)


def _take(messages: Messages, variant: Variant, key: str) -> None:
    """Offer the message; what is blocked does not leave."""
    if variant.blocked:
        st.markdown("This text is blocked: edit what is marked first.")
        return
    st.code(f"{variant.subject}\n\n{variant.body}".strip(), language=None, wrap_lines=True)
    try:
        _downloads(messages, variant, key)
    except UserFacingError as problem:
        st.error(md(problem.remedy), title=md(problem.message))


def _downloads(messages: Messages, variant: Variant, key: str) -> None:
    export.must_be_free(variant)
    request, channel = messages.request, messages.order.channel
    name = slug(f"message {request.lead.name}")
    if channel is Channel.EMAIL:
        st.download_button(
            ".eml",
            kept(partial(export.eml, variant, request), f"{name}.eml"),
            f"{name}.eml",
            "message/rfc822",
            key=f"or_eml_{key}",
            on_click="ignore",
        )
        st.link_button("Open in mail program", export.mailto(variant, request))
    if channel in {Channel.LETTER, Channel.CALL_SCRIPT}:
        st.download_button(
            ".docx",
            kept(partial(documents.docx, variant, request), f"{name}.docx"),
            f"{name}.docx",
            key=f"or_docx_{key}",
            on_click="ignore",
        )
    st.download_button(
        "Markdown",
        kept(partial(export.markdown, [variant], request), f"{name}.md"),
        f"{name}.md",
        key=f"or_md_{key}",
        on_click="ignore",
    )
    if channel is Channel.SMS:
        safe = gsm_version(variant)
        st.caption("GSM-safe version, cheaper where letters such as ç or ê double the price:")
        st.code(safe.body, language=None, wrap_lines=True)


def _log(shared: Services, messages: Messages, variant: Variant, key: str) -> None:
    st.caption("The app sends nothing. Write down what happened:")
    for result in (
        OutreachResult.SENT,
        OutreachResult.ANSWERED,
        OutreachResult.BOOKED,
        OutreachResult.REFUSED,
    ):
        st.button(
            result.value.capitalize(),
            key=f"or_log_{result.value}_{key}",
            on_click=_logged,
            args=(shared, messages, variant.angle, result),
        )


def _logged(shared: Services, messages: Messages, angle: Angle, result: OutreachResult) -> None:
    outreach_job.log(shared.store, messages, angle, result)
    st.toast(f"Logged: {result.value}")
