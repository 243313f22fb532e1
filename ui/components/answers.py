"""An answer with its citations: hover for the quote, click for the source."""

import streamlit as st

from leads.search_run import Answer, AnswerKind, SearchRun, Sentence
from llm.targets import LABELS
from ui.language import said, t
from ui.safe import html, link, md


def draw(run: SearchRun, answer: Answer) -> None:
    """Draw the sentences, each with the numbers of its sources, and who wrote them."""
    st.html(f'<div class="lh-answer">{" ".join(_sentence(run, one) for one in answer.sentences)}</div>')
    st.caption(provenance(answer))


def draw_streaming(text: str) -> None:
    """Draw what has come of an answer that is still being written; it is checked when it is whole."""
    st.html(f'<div class="lh-answer">{html(text)}▌</div>')
    st.caption(t("Being written; each sentence is checked against its sources at the end."))


def provenance(answer: Answer) -> str:
    """Return who answered, where, how fast, and in whose place, as Markdown."""
    if answer.kind is AnswerKind.QUOTED:
        who = [] if answer.note else [t("sentences taken from the sources")]
    else:
        who = [md(answer.model), md(said(LABELS.get(answer.endpoint, answer.endpoint)))]
        if answer.starter:
            who.insert(0, t("starter model"))
        if answer.tokens_per_second:
            who.append(t("{speed:,.0f} tokens/s", speed=answer.tokens_per_second))
    if answer.seconds:
        who.append(t("{seconds:.1f} s", seconds=answer.seconds))
    lines = [" · ".join(who)] if any(who) else []
    if answer.fallback_reason:
        lines.append(t("In place of the configured model: {why}", why=md(said(answer.fallback_reason))))
    if answer.note:
        lines.append(md(said(answer.note)))
    return "  \n".join(lines)


def _sentence(run: SearchRun, sentence: Sentence) -> str:
    return html(sentence.text) + "".join(_citation(run, sentence, n) for n in sentence.citations)


def _citation(run: SearchRun, sentence: Sentence, number: int) -> str:
    source = next((one for one in run.sources if one.n == number), None)
    quotes = [one.quote for one in sentence.evidence if source is not None and one.url == source.url]
    title = html(quotes[0] if quotes else (source.title if source else ""))
    url = link(source.url) if source else None
    mark = f"[{number}]"
    if url is None:
        return f' <span title="{title}">{mark}</span>'
    return f' <a href="{html(url)}" target="_blank" rel="noopener noreferrer" title="{title}">{mark}</a>'
