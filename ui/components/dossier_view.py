"""A dossier to read: sections with numbered quotes, contradictions, what was not found, sources, drops."""

from functools import partial

import pandas as pd
import streamlit as st

from config.errors import UserFacingError
from dossier.numbering import Numbering
from dossier.records import Citation, Dossier, Section, Sentence, SentenceKind, StatedValue
from jobs import dossier_changes, dossier_job
from leads.cells import safe_cell
from leads.record import Lead
from ui.safe import html, link, md
from ui.state import Services

# A sentence shows so many of its sources; the others come when it is pointed at.
MOST_MARKS = 3
_STYLE = (
    "<style>.lh-d{line-height:1.6}.lh-d sup a{text-decoration:none;color:inherit;opacity:.75;margin-left:2px}"
    ".lh-d .e{border-left:3px solid currentColor;padding-left:.5rem}.lh-d mark{background:#f3e3a3;"
    "color:#3a3000}</style>"
)


def draw(shared: Services, lead: Lead, dossier: Dossier, *, running: bool) -> None:
    """Draw all of it."""
    numbers = Numbering.of(dossier)
    if not dossier.written and not running:
        st.caption(
            "A dossier of facts: no large model answers. Each fact was read by rules and has its quote."
        )
    for n, section in enumerate(dossier.sections):
        _section(shared, lead, section, n, numbers, running=running)
    _contradictions(dossier)
    _not_found(dossier)
    _left_out(dossier)
    _sources(lead, dossier, numbers)


def _section(
    shared: Services, lead: Lead, section: Section, n: int, numbers: Numbering, *, running: bool
) -> None:
    title, act = st.columns([8, 1.2], vertical_alignment="center")
    is_analysis = any(one.kind is SentenceKind.ANALYSIS for one in section.sentences)
    title.markdown(f"#### {md(section.title)}" + (" :small[· analysis]" if is_analysis else ""))
    if not running:
        with act.popover("", icon=":material/more_horiz:", help="Edit this section, or write it again"):
            _edit(shared, lead, section, n)
    lines = "".join(f"<p>{_sentence(one, numbers)}</p>" for one in section.sentences)
    st.html(f'{_STYLE}<div class="lh-d">{lines}</div>')


def _sentence(sentence: Sentence, numbers: Numbering) -> str:
    text = html(sentence.text)
    if sentence.kind is SentenceKind.EDITED:
        text = f'<span class="e" title="edited by you">{text}</span>'
    cited = list(zip(numbers.of_sentence(sentence), sentence.citations, strict=False))
    marks = "".join(
        f'<sup><a href="#source-{number}" title="{html(_tip(citation))}">[{number}]</a></sup>'
        for number, citation in cited[:MOST_MARKS]
    )
    if len(cited) > MOST_MARKS:
        rest = "; ".join(_tip(citation) for _, citation in cited[MOST_MARKS:])
        marks += f'<sup title="{html(rest)}"> +{len(cited) - MOST_MARKS}</sup>'
    return text + marks


def _tip(citation: Citation) -> str:
    return f"“{citation.quote}” · {citation.url or citation.source}"


def _edit(shared: Services, lead: Lead, section: Section, n: int) -> None:
    st.button(
        "Write this section again",
        icon=":material/refresh:",
        key=f"do_again_{n}",
        on_click=_again,
        args=(shared, lead.id, n),
    )
    for m, sentence in enumerate(section.sentences):
        key = f"do_edit_{n}_{m}_{hash(sentence.text)}"
        st.text_area(
            f"Sentence {m + 1}",
            sentence.text,
            key=key,
            on_change=partial(_edited, shared, lead.id, n, m, key),
            help="Edited sentences are marked as yours. Empty takes the sentence out.",
        )


def _edited(shared: Services, lead_id: str, section: int, sentence: int, key: str) -> None:
    try:
        dossier_changes.edit_sentence(lead_id, section, sentence, str(st.session_state[key]), shared.store)
    except UserFacingError as problem:
        st.session_state["do_problem"] = problem


def _again(shared: Services, lead_id: str, section: int) -> None:
    try:
        dossier_changes.rebuild_section(lead_id, section, shared.router, shared.store)
    except UserFacingError as problem:
        st.session_state["do_problem"] = problem


def _contradictions(dossier: Dossier) -> None:
    if not dossier.contradictions:
        return
    st.markdown("#### Contradictions")
    rows = []
    for one in dossier.contradictions:
        same: dict[str, list[StatedValue]] = {}
        for value in one.values:
            same.setdefault(value.value, []).append(value)
        rows += [_stated(one.subject, stated) for stated in same.values()]
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt="Values that differ, side by side")


def _stated(subject: str, stated: list[StatedValue]) -> dict[str, str]:
    """Return the row of one value with all that state it."""
    dates = sorted({f"{one.fetched_at:%d %b %Y}" for one in stated if one.fetched_at})
    return {
        "About": safe_cell(subject),
        "Value": safe_cell(stated[0].value),
        "Sources": safe_cell(", ".join(dict.fromkeys(one.source for one in stated))),
        "Read": ", ".join(dates),
        "Quote": safe_cell(stated[0].quote),
    }


def _not_found(dossier: Dossier) -> None:
    if not dossier.not_found:
        return
    st.markdown("#### Not found")
    for one in dossier.not_found:
        st.markdown(f"- {md(one.question)} :small[· looked in {len(one.searched)} sources]")


def _left_out(dossier: Dossier) -> None:
    if dossier.unverified:
        with st.expander(f"Unverified ({len(dossier.unverified)}): no second model could check"):
            for claim in dossier.unverified:
                st.markdown(f"- {md(claim.text)} :small[“{md(claim.citations[0].quote)}”]")
    if dossier.dropped_claims:
        with st.expander(f"Dropped ({dossier.dropped}): the sources do not prove it"):
            for dropped in dossier.dropped_claims[:100]:
                st.caption(f"{md(dropped.text)} · {md(dropped.reason)}")


def _sources(lead: Lead, dossier: Dossier, numbers: Numbering) -> None:
    with st.expander(f"Sources ({len(dossier.sources)})"):
        for number, citation in numbers.citations():
            where = html(citation.url or citation.source)
            url = link(citation.url)
            shown = (
                f'<a href="{html(url)}" target="_blank" rel="noopener noreferrer">{where}</a>'
                if url
                else where
            )
            st.html(f'<div id="source-{number}">[{number}] “{html(citation.quote)}” · {shown}</div>')
        names = list(dict.fromkeys(citation.source for _, citation in numbers.citations()))
        chosen = st.selectbox(
            "Stored page", names, index=None, placeholder="open a stored page", key="do_page"
        )
        if chosen:
            _page(lead, chosen, [one.quote for _, one in numbers.citations() if one.source == chosen])


def _page(lead: Lead, name: str, quotes: list[str]) -> None:
    """Draw a stored page as it was read, the cited passages marked."""
    stored = dossier_job.source_text(lead.id, name)
    if stored is None:
        st.caption("This page is not stored any more.")
        return
    date = f", read {stored.fetched_at:%d %b %Y}" if stored.fetched_at else ""
    st.caption(md(f"{stored.title or stored.url or stored.file}{date}, sha256 {stored.sha256[:12]}"))
    text = html(stored.text)
    for quote in sorted(set(quotes), key=len, reverse=True):
        text = text.replace(html(quote), f"<mark>{html(quote)}</mark>")
    st.html(
        f'{_STYLE}<div class="lh-d" style="white-space:pre-wrap;max-height:420px;overflow:auto">{text}</div>'
    )
