"""One audit: its score, what to mend first, all faults with their evidence, what was not measured."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from leads.cells import safe_cell
from seo.audit_record import AuditRecord, Fault, Scope
from seo.check import Family, Level, Status
from seo.report import band
from seo.score import FAMILY_WEIGHTS
from ui.safe import html, link, md

FAMILIES = {
    Family.INDEXING: "Index",
    Family.CONTENT: "Content",
    Family.TECHNICAL: "Technical",
    Family.LOCAL_LEGAL: "Local and legal",
    Family.ACCESSIBILITY: "Accessibility",
}
# Readable on light and on dark; the word beside each says the same.
_TONES = {"poor": "#d0493d", "fair": "#c07714", "good": "#2f9a5c", "none": "#7f8985"}
_WORDS = {"poor": "poor", "fair": "needs work", "good": "good", "none": "not judged"}
_STATUS = {Status.FAIL: ":red-badge[fails]", Status.WARN: ":orange-badge[could be better]"}
_WORK = {Level.LOW: "little work", Level.MEDIUM: "some work", Level.HIGH: "much work"}
_STOPPED = {
    "pages": "The limit of pages was reached: what was not read is not judged.",
    "cancelled": "Stopped early: what was not read is not judged.",
    "unreachable": "The site stopped answering: what was not read is not judged.",
    "busy": "The site asked for a pause: what was not read is not judged.",
}
_PLACES = 8
_MOST_FAULTS = 60


def draw_score(record: AuditRecord) -> None:
    """Draw the score in its colour with the five families and their weights."""
    total, families = st.columns([1, 5], vertical_alignment="center", gap="medium")
    colour = band(record.score)
    total.html(
        f'<div style="line-height:1.2"><span style="font-size:3rem;font-weight:700;color:{_TONES[colour]}">'
        f"{record.score}</span> / 100<br><small>{html(record.grade)} · {_WORDS[colour]}</small></div>"
    )
    with families:
        for column, family in zip(st.columns(len(FAMILIES)), FAMILIES, strict=True):
            column.html(_family(family, record.families.get(family)))
    if record.stopped in _STOPPED:
        st.caption(_STOPPED[record.stopped])


def _family(family: Family, score: int | None) -> str:
    tone, word = _TONES[band(score)], _WORDS[band(score)]
    shown = "–" if score is None else str(score)
    bar = "height:6px;border-radius:3px"
    return (
        f'<div style="line-height:1.35">{FAMILIES[family]}<br>'
        f'<span style="font-size:1.4rem;font-weight:650;color:{tone}">{shown}</span> <small>{word}</small>'
        f'<div style="{bar};background:rgba(128,128,128,.22);margin:.25rem 0">'
        f'<div style="{bar};width:{score or 0}%;background:{tone}"></div></div>'
        f'<small style="opacity:.65">counts {FAMILY_WEIGHTS[family]} %</small></div>'
    )


def draw_plan(record: AuditRecord) -> None:
    """Draw what to mend within two days."""
    if not record.plan:
        return
    st.markdown("#### Fix first", help="Impact against work, over all pages: a plan for two days.")
    rows = "".join(_step(fault) for fault in record.plan)
    st.html(f'<ol style="margin:0;padding-left:1.3rem">{rows}</ol>')


def _step(fault: Fault) -> str:
    facts = [_WORK[fault.effort]]
    if fault.count > 1:
        facts.append(_many(fault))
    if fault.gain:
        facts.append(f"up to +{fault.gain} on a page")
    return (
        f'<li style="margin-bottom:.45rem"><strong>{html(fault.how_to_fix)}</strong><br>'
        f"<small>{html(fault.title)} · {html(' · '.join(facts))}</small></li>"
    )


def _many(fault: Fault) -> str:
    what = "place" if fault.of_site else "page"
    return f"{fault.count:,} {what}{'s' if fault.count > 1 else ''}"


def draw_faults(record: AuditRecord) -> None:
    """Draw every fault by priority; each opens to why it matters, where it is and what shows it."""
    st.markdown(f"#### Findings ({len(record.faults)})")
    if not record.faults:
        st.success("Every check that could be made has passed.")
        return
    chosen = st.pills(
        "Family",
        [family for family in FAMILIES if any(fault.family is family for fault in record.faults)],
        format_func=FAMILIES.__getitem__,
        key="seo_family",
        label_visibility="collapsed",
    )
    shown = [fault for fault in record.faults if chosen is None or fault.family is chosen]
    with st.container(gap="xsmall"):
        for fault in shown[:_MOST_FAULTS]:
            _fault(fault, record)


def _fault(fault: Fault, record: AuditRecord) -> None:
    facts = [FAMILIES[fault.family]]
    if record.scope is Scope.SITE and not (fault.of_site and fault.count == 1):
        facts.append(_many(fault))
    if fault.proofs and fault.proofs[0].line:
        facts.append(f"line {fault.proofs[0].line}")
    facts.append(_WORK[fault.effort])
    label = f"{_STATUS[fault.status]} **{md(fault.title)}** :gray[{' · '.join(facts)}]"
    with st.expander(label):
        st.markdown(f"**{md(fault.how_to_fix)}**")
        st.markdown(md(fault.why))
        found = f"Found: {fault.value}. " if fault.value else ""
        st.caption(md(f"{found}Wanted: {fault.threshold}."))
        for proof in fault.proofs:
            st.html(_proof(proof.line, proof.snippet))
        _places(fault, record)
        st.caption(
            md(
                f"{fault.impact.value.capitalize()} impact · {_WORK[fault.effort]} · {fault.id}"
                + (f" · after {fault.source}" if fault.source else "")
            )
        )


def _proof(line: int, snippet: str) -> str:
    where = f"line {line} " if line else ""
    return (
        f'<div style="font-size:.85em"><span style="opacity:.65">{where}</span>'
        f'<code style="white-space:pre-wrap;overflow-wrap:anywhere">{html(snippet)}</code></div>'
    )


def _places(fault: Fault, record: AuditRecord) -> None:
    if record.scope is Scope.PAGE and not fault.of_site:
        return
    rows = []
    for place in fault.places[:_PLACES]:
        said = f" <small>{html(place.detail)}</small>" if place.detail else ""
        rows.append(f"<li>{_anchor(place.url)}{said}</li>")
    more = fault.count - len(rows)
    if more > 0:
        rows.append(f"<li><small>and {more:,} more</small></li>")
    st.html(f'<ul style="font-size:.9em;overflow-wrap:anywhere">{"".join(rows)}</ul>')


def _anchor(url: str) -> str:
    target = link(url)
    if target is None:
        return html(url)
    safe = 'target="_blank" rel="noopener noreferrer" style="color:inherit"'
    return f'<a href="{html(target)}" {safe}>{html(url)}</a>'


def draw_remarks(record: AuditRecord, again: Callable[[], None]) -> None:
    """Draw what the small model remarks, each with the words of the page; or why there is nothing.

    `again` has the model read the page anew: of an unchanged one the kept answer is shown.
    """
    if not (record.remarks or record.remarks_note):
        return
    st.markdown("#### Content remarks")
    if record.remarks_note and not record.remarks:
        st.caption(md(record.remarks_note))
        return
    rows = "".join(
        f'<li style="margin-bottom:.4rem"><strong>{html(one.aspect.value.capitalize())}</strong>: '
        f'{html(one.remark)}<br><span style="opacity:.7">“{html(one.quote)}”</span></li>'
        for one in record.remarks
    )
    st.html(f'<ul style="margin:0;padding-left:1.2rem">{rows}</ul>')
    dropped = f", {record.remarks_dropped} dropped without a quote" if record.remarks_dropped else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(md(f"By {record.remarks_model}{dropped}"))
        st.button(
            "Regenerate",
            key="seo_regenerate",
            type="tertiary",
            icon=":material/refresh:",
            on_click=again,
            help="Ask the model anew. Of an unchanged page its last answer is kept and shown.",
        )


def draw_rest(record: AuditRecord) -> None:
    """Draw what was not measured, what passed, and the pages of a site, folded away."""
    if record.not_measured:
        with st.expander(f"Not measured ({len(record.not_measured)})"):
            st.caption("These could not be judged and do not count.")
            _list([(one.title, one.reason) for one in record.not_measured])
    with st.expander(f"Passed ({len(record.passed)})"):
        _list([(record.titles.get(name, name), "") for name in record.passed])
    if record.scope is Scope.SITE and record.pages:
        with st.expander(f"Pages ({len(record.pages):,})"):
            _pages(record)


def _list(rows: Sequence[tuple[str, str]]) -> None:
    items = "".join(
        f"<li>{html(title)}{f' <small>({html(note)})</small>' if note else ''}</li>" for title, note in rows
    )
    st.html(f'<ul style="margin:0;padding-left:1.2rem;columns:2">{items}</ul>')


def _pages(record: AuditRecord) -> None:
    rows = [
        {
            "Page": page.url,
            "Score": page.score,
            "Faults": page.faults,
            "Status": page.status or None,
            "Title": safe_cell(page.title),
            "Words": page.words,
            "Clicks": page.depth,
            "Linked from": page.inlinks,
            "Problem": safe_cell(page.error),
        }
        for page in record.pages
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key=f"seo_pages_{record.made_at:%H%M%S%f}",
        column_config={
            "Page": st.column_config.LinkColumn(width=300),
            "Score": st.column_config.ProgressColumn(min_value=0, max_value=100, format="%d", width=90),
            "Linked from": st.column_config.NumberColumn(help="How many other pages lead to it"),
        },
    )
