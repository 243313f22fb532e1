"""The scores of a lead with their reasons, and what rules and models read on its pages."""

from collections.abc import Callable, Sequence

import streamlit as st

from leads.score import Score, Scores
from leads.work import Opinion, OpinionSource, Quoted
from ui.components import lead_evidence, lead_reading_view
from ui.components.review_choice import sentence, trade_word
from ui.language import quoted, said, t
from ui.safe import html, md
from ui.state import Services


def draw_in_short(scores: Scores) -> None:
    """Draw the three scores, each with its reasons under the pointer."""
    shown = "".join(
        f'<div class="lh-wide">{lead_evidence.tip(_points(label, score), _reasons(score))}</div>'
        for label, score in _labelled(scores)
    )
    st.html(f'<div class="lh-row">{shown}</div>')


def _labelled(scores: Scores) -> Sequence[tuple[str, Score]]:
    return (t("Priority"), scores.priority), (t("Quality"), scores.quality), (t("Fit"), scores.fit)


def _points(label: str, score: Score) -> str:
    return f"{html(label)} <strong>{html(t('{points:.1f} of 10', points=score.points))}</strong>"


def _words(reasons: str) -> str:
    return " · ".join(map(said, reasons.split("; ")))


def _reasons(score: Score) -> str:
    lines = (
        f"<li>{html(_words(reason.text))} "
        f"<small>({html(t('{points:g} of {most:g}', points=reason.points, most=reason.most))})</small></li>"
        for reason in score.reasons
    )
    return f'<ul class="lh-plain">{"".join(lines)}</ul>'


def draw(shared: Services, lead_id: str, scores: Scores | None) -> None:
    """Draw the scores with their reasons, and beside them what rules and models read on the pages."""
    for label, score in _labelled(scores) if scores is not None else ():
        st.html(f"{_points(label, score)}{_reasons(score)}")
    st.caption(
        t("Scores come from rules alone; config/defaults.yml and config/verticals hold their weights.")
    )
    lead_reading_view.draw(shared, lead_id)
    for source, opinion in shared.store.opinions_of(lead_id).items():
        _opinion(source, opinion)


def _opinion(source: OpinionSource, opinion: Opinion) -> None:
    """Draw what was read on the pages, by a model or by rules, and what further models read otherwise."""
    title = t("What keyword rules read on the pages")
    if source is OpinionSource.MODEL:
        title = t("What the model {model} read on the pages", model=md(opinion.model))
    if opinion.disagreements:
        told = "; ".join(opinion.disagreements)
        st.warning(md(told), title=t("The models disagree"), icon=":material/call_split:")
    with st.expander(title):
        rows: list[tuple[str, list[Quoted], Callable[[str], str]]] = [
            (t("Trade"), [opinion.trade] if opinion.trade else [], trade_word),
            (t("Services"), opinion.services, str),
            (t("Signals"), opinion.signals, _label_word),
            (t("Issues"), opinion.issues, _label_word),
        ]
        for label, quoted, word in rows:
            if quoted:
                lines = "".join(_quoted(one, word) for one in quoted)
                st.html(f"<strong>{html(label)}</strong><ul>{lines}</ul>")
        if not any(quoted for _, quoted, _ in rows):
            st.caption(t("Nothing that its pages show."))


def _label_word(label: str) -> str:
    return said(sentence(label.replace("_", " ")))


def _quoted(one: Quoted, word: Callable[[str], str]) -> str:
    quote = f": {quoted(html(one.quote))}" if one.quote else ""
    return f"<li>{html(word(one.label))}{quote}</li>"
