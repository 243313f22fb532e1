"""The text of a message: facts underlined, each leading to its evidence, and words at fault marked."""

import streamlit as st

from jobs.outreach_job import Messages
from outreach.checks.form import mobile_preview
from outreach.compare import Change, compared
from outreach.draft import Channel, Part, Span, Variant
from outreach.facts import Fact, FactBook
from outreach.sms import sms_cost
from outreach.wording import word_count
from ui.components.outreach_limits import sms_price
from ui.language import quoted, t, tn
from ui.safe import html, link, md
from ui.state import Services

_TAGS = {Change.KEPT: "{}", Change.ADDED: "<ins>{}</ins>", Change.REMOVED: "<del>{}</del>"}


def draw(messages: Messages, variant: Variant) -> None:
    """Draw subject and body."""
    book = FactBook.of(messages.request.lead, messages.request.sender)
    faults = [span for result in variant.failed for span in result.spans]
    body = _marked(variant.body, Part.BODY, variant.facts, faults, book)
    subject = ""
    if variant.subject:
        marked = _marked(variant.subject, Part.SUBJECT, variant.facts, faults, book)
        subject = f'<p class="lh-m"><strong>{marked}</strong></p>'
    st.html(f'{subject}<div class="lh-m">{body}</div>')


def draw_change(old: str, new: str) -> None:
    """Draw what was added to a text and what was taken out."""
    pieces = "".join(_TAGS[piece.change].format(html(piece.text)) for piece in compared(old, new))
    st.html(f'<div class="lh-m">{pieces}</div>')


def draw_sizes(shared: Services, messages: Messages, variant: Variant) -> None:
    """Draw how long a message is, what a phone shows of its subject, and what a text message costs."""
    channel = messages.order.channel
    if variant.sms is not None:
        size = variant.sms
        told = tn(
            "{encoding}: {units} units, {count} part · {cost:.3f} € at your price",
            "{encoding}: {units} units, {count} parts · {cost:.3f} € at your price",
            size.parts,
            encoding=size.encoding,
            units=size.units,
            cost=sms_cost(size, sms_price(shared.loader)),
        )
    elif channel is Channel.EMAIL and variant.subject:
        told = t(
            "{words} words · on a phone: {subject}",
            words=word_count(variant.body),
            subject=md(mobile_preview(variant.subject)),
        )
    elif channel in {Channel.LINKEDIN, Channel.LINKEDIN_MESSAGE}:
        told = t("{count} characters", count=len(variant.body))
    else:
        told = t("{count} words", count=word_count(variant.body))
    st.caption(told)


def _marked(text: str, part: Part, facts: list[Span], faults: list[Span], book: FactBook) -> str:
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
    tip = html(f"{fact.key}: {quoted(fact.quote or fact.text)}{f' · {fact.url}' if fact.url else ''}")
    url = link(fact.url)
    if url is None:
        return f'<u title="{tip}">{words}</u>'
    return f'<a href="{html(url)}" target="_blank" rel="noopener noreferrer" title="{tip}"><u>{words}</u></a>'
