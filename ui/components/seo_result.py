"""One audit: its score, what to mend first, all faults with their evidence, what was not measured."""

import functools
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from leads.cells import safe_cell
from llm.tasks.audit import Aspect
from seo.audit_record import AuditRecord, Fault, Scope
from seo.check import Family, Level, Status
from seo.checks import all_checks
from seo.report import band
from seo.score import FAMILY_WEIGHTS
from seo.site_rules import RULES
from seo.texts import CheckText, text_of, translations
from ui.language import SOURCE, current, mark, quoted, said, t, tn
from ui.memory import kept, one_of
from ui.safe import html, link, md

FAMILIES = {
    Family.INDEXING: mark("Index"),
    Family.CONTENT: mark("Content"),
    Family.TECHNICAL: mark("Technical"),
    Family.LOCAL_LEGAL: mark("Local and legal"),
    Family.ACCESSIBILITY: mark("Accessibility"),
}
# Readable on light and on dark; the word beside each says the same.
_WORDS = {
    "poor": mark("poor"),
    "fair": mark("needs work"),
    "good": mark("good"),
    "none": mark("not judged"),
}
_STATUS = {
    Status.FAIL: mark(":red-badge[fails]"),
    Status.WARN: mark(":orange-badge[could be better]"),
}
_WORK = {
    Level.LOW: mark("little work"),
    Level.MEDIUM: mark("some work"),
    Level.HIGH: mark("much work"),
}
_IMPACT = {
    Level.LOW: mark("Low impact"),
    Level.MEDIUM: mark("Medium impact"),
    Level.HIGH: mark("High impact"),
}
_ASPECTS = {
    Aspect.OFFER: mark("Offer"),
    Aspect.AUDIENCE: mark("Audience"),
    Aspect.ACTION: mark("Next step"),
    Aspect.TRUST: mark("Trust"),
    Aspect.MISSING: mark("Missing subject"),
}
_STOPPED = {
    "pages": mark("The limit of pages was reached: what was not read is not judged."),
    "cancelled": mark("Stopped early: what was not read is not judged."),
    "unreachable": mark("The site stopped answering: what was not read is not judged."),
    "busy": mark("The site asked for a pause: what was not read is not judged."),
}
_PLACES = 8
_MOST_FAULTS = 60


def draw_score(record: AuditRecord) -> None:
    """Draw the score in its colour with the five families and their weights."""
    total, families = st.columns([1, 5], vertical_alignment="center", gap="medium")
    colour = band(record.score)
    total.html(
        f'<div class="lh-score lh-total"><strong class="lh-{colour}">{record.score}</strong> / 100<br>'
        f"<small>{html(record.grade)} · {t(_WORDS[colour])}</small></div>"
    )
    with families:
        for column, family in zip(st.columns(len(FAMILIES)), FAMILIES, strict=True):
            column.html(_family(family, record.families.get(family)))
    if record.stopped in _STOPPED:
        st.caption(t(_STOPPED[record.stopped]))


def _family(family: Family, score: int | None) -> str:
    tone = band(score)
    shown = "–" if score is None else str(score)
    return (
        f'<div class="lh-score">{html(t(FAMILIES[family]))}<br>'
        f'<strong class="lh-{tone}">{shown}</strong> <small>{t(_WORDS[tone])}</small>'
        f'<div class="lh-rail lh-{tone}"><i style="width:{score or 0}%"></i></div>'
        f'<small class="lh-faint">{t("counts {share} %", share=FAMILY_WEIGHTS[family])}</small></div>'
    )


def draw_plan(record: AuditRecord) -> None:
    """Draw what to mend within two days."""
    if not record.plan:
        return
    st.markdown(f"#### {t('Fix first')}", help=t("Impact against work, over all pages: a plan for two days."))
    rows = "".join(_step(fault) for fault in record.plan)
    st.html(f'<ol class="lh-plain">{rows}</ol>')


def _step(fault: Fault) -> str:
    facts, said_of = [t(_WORK[fault.effort])], words_of(fault)
    if fault.count > 1:
        facts.append(_many(fault))
    if fault.gain:
        facts.append(t("up to +{points} on a page", points=fault.gain))
    return (
        f"<li><strong>{html(said_of.how_to_fix)}</strong><br>"
        f"<small>{html(said_of.title)} · {html(' · '.join(facts))}</small></li>"
    )


def _many(fault: Fault) -> str:
    if fault.of_site:
        return tn("{count:,} place", "{count:,} places", fault.count)
    return tn("{count:,} page", "{count:,} pages", fault.count)


def words_of(fault: Fault) -> CheckText:
    """Return what a fault says in the language of the screen."""
    return text_of(fault.id, fault.title, fault.why, fault.how_to_fix, current())


def title_of(name: str, title: str) -> str:
    """Return the title of a check in the language of the screen; `name` is its id or its English title."""
    known = name if name in translations("fr") else _ids().get(name, name)
    return text_of(known, title, "", "", current()).title


@functools.cache
def _ids() -> dict[str, str]:
    return {check.title: check.id for check in all_checks()} | {rule.title: rule.id for rule in RULES}


def draw_faults(record: AuditRecord) -> None:
    """Draw every fault by priority; each opens to why it matters, where it is and what shows it."""
    st.markdown(f"#### {t('Findings ({count})', count=len(record.faults))}")
    if not record.faults:
        st.success(t("Every check that could be made has passed."))
        return
    families = [family for family in FAMILIES if any(fault.family is family for fault in record.faults)]
    chosen = st.pills(
        t("Family"),
        families,
        format_func=lambda family: t(FAMILIES[family]),
        key=kept("seo_family", one_of(families)),
        label_visibility="collapsed",
    )
    shown = [fault for fault in record.faults if chosen is None or fault.family is chosen]
    with st.container(gap="xsmall"):
        for fault in shown[:_MOST_FAULTS]:
            _fault(fault, record)


def _fault(fault: Fault, record: AuditRecord) -> None:
    facts, words = [t(FAMILIES[fault.family])], words_of(fault)
    if record.scope is Scope.SITE and not (fault.of_site and fault.count == 1):
        facts.append(_many(fault))
    if fault.proofs and fault.proofs[0].line:
        facts.append(t("line {number}", number=fault.proofs[0].line))
    facts.append(t(_WORK[fault.effort]))
    label = f"{t(_STATUS[fault.status])} **{md(words.title)}** :gray[{' · '.join(facts)}]"
    with st.expander(label):
        st.markdown(f"**{md(words.how_to_fix)}**")
        st.markdown(md(words.why))
        st.caption(" ".join(_measured(fault)))
        said_already = set(fault.value.split("; "))
        for proof in fault.proofs:
            if proof.snippet in said_already:
                continue
            st.html(_proof(proof.line, proof.snippet))
        _places(fault, record)
        st.caption(
            md(
                f"{t(_IMPACT[fault.impact])} · {t(_WORK[fault.effort])} · {fault.id}"
                + (f" · {t('after {source}', source=fault.source)}" if fault.source else "")
            )
        )


def _measured(fault: Fault) -> list[str]:
    """Return what was found and, where it can be said in the language of the screen, what is wanted."""
    value = "; ".join(said(part) for part in fault.value.split("; "))
    found = [t("Found: {value}.", value=md(value))] if value else []
    if current() != SOURCE:
        return found  # The threshold is in English; what to do says the same.
    return [*found, t("Wanted: {threshold}.", threshold=md(fault.threshold))]


def _proof(line: int, snippet: str) -> str:
    where = t("line {number}", number=line) + " " if line else ""
    return (
        f'<div class="lh-small lh-line"><span class="lh-faint">{where}</span>'
        f"<code>{html(snippet)}</code></div>"
    )


def _places(fault: Fault, record: AuditRecord) -> None:
    if record.scope is Scope.PAGE and not fault.of_site:
        return
    rows = []
    for place in fault.places[:_PLACES]:
        said = f" <small>{html(place.said(current()))}</small>" if place.detail else ""
        rows.append(f"<li>{_anchor(place.url)}{said}</li>")
    more = fault.count - len(rows)
    if more > 0:
        rows.append(f"<li><small>{html(t('and {count:,} more', count=more))}</small></li>")
    st.html(f'<ul class="lh-small">{"".join(rows)}</ul>')


def _anchor(url: str) -> str:
    target = link(url)
    if target is None:
        return html(url)
    safe = 'target="_blank" rel="noopener noreferrer"'
    return f'<a href="{html(target)}" {safe}>{html(url)}</a>'


def draw_remarks(record: AuditRecord, again: Callable[[], None] | None) -> None:
    """Draw what the small model remarks, each with the words of the page; or why there is nothing.

    `again` has the model read the page anew, where it does not read now: of an unchanged one the kept answer
    is shown.
    """
    if not (record.remarks or record.remarks_note):
        return
    st.markdown(f"#### {t('Content remarks')}")
    if record.remarks_note:
        st.caption(md(" ".join(said(part) for part in record.remarks_note.split("\n"))))
    if not record.remarks:
        return
    rows = "".join(
        f"<li><strong>{html(t(_ASPECTS[one.aspect]))}</strong>: "
        f'{html(one.remark)}<br><span class="lh-faint">{quoted(html(one.quote))}</span></li>'
        for one in record.remarks
    )
    st.html(f'<ul class="lh-plain">{rows}</ul>')
    told = t("As far as the model has come")
    if record.remarks_model:
        told = t("By {model}", model=md(record.remarks_model))
    if record.remarks_dropped:
        told += ", " + t("{count} dropped without a quote", count=record.remarks_dropped)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(told)
        if again is not None:
            _regenerate(again)


def _regenerate(again: Callable[[], None]) -> None:
    st.button(
        t("Regenerate"),
        key="seo_regenerate",
        type="tertiary",
        icon=":material/refresh:",
        on_click=again,
        help=t("Ask the model anew. Of an unchanged page its last answer is kept and shown."),
    )


def draw_missing(record: AuditRecord) -> None:
    """Draw what customers of the trade ask and no word of the pages speaks of."""
    if not record.missing:
        return
    st.markdown(
        f"#### {t('Not a word on')}",
        help=t("What customers of this trade ask; found by keywords, without a model."),
    )
    rows = "".join(f"<li>{html(subject.said(current()))}</li>" for subject in record.missing)
    st.html(f'<ul class="lh-plain">{rows}</ul>')
    st.caption(t("By keywords: a subject counts as answered as soon as one of its words stands on a page."))


def draw_rest(record: AuditRecord) -> None:
    """Draw what was not measured, what passed, and the pages of a site, folded away."""
    if record.not_measured:
        with st.expander(t("Not measured ({count})", count=len(record.not_measured))):
            st.caption(t("These could not be judged and do not count."))
            _list([(title_of(one.id, one.title), said(one.reason)) for one in record.not_measured])
    with st.expander(t("Passed ({count})", count=len(record.passed))):
        _list([(title_of(name, record.titles.get(name, name)), "") for name in record.passed])
    if record.scope is Scope.SITE and record.pages:
        with st.expander(t("Pages ({count:,})", count=len(record.pages))):
            _pages(record)


def _list(rows: Sequence[tuple[str, str]]) -> None:
    items = "".join(
        f"<li>{html(title)}{f' <small>({html(note)})</small>' if note else ''}</li>" for title, note in rows
    )
    st.html(f'<ul class="lh-plain lh-two">{items}</ul>')


def _pages(record: AuditRecord) -> None:
    rows = [
        {
            t("Page"): page.url,
            t("Score"): page.score,
            t("Faults"): page.faults,
            t("Status"): page.status or None,
            t("Title"): safe_cell(page.title),
            t("Words"): page.words,
            t("Clicks"): page.depth,
            t("Linked from"): page.inlinks,
            t("Problem"): safe_cell(said(page.error)),
        }
        for page in record.pages
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key=f"seo_pages_{record.made_at:%H%M%S%f}",
        column_config={
            t("Page"): st.column_config.LinkColumn(width=300),
            t("Score"): st.column_config.ProgressColumn(min_value=0, max_value=100, format="%d", width=90),
            t("Linked from"): st.column_config.NumberColumn(help=t("How many other pages lead to it")),
        },
    )
