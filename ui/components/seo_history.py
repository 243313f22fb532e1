"""An audit over time and next to others: the chart, what changed since, and where competitors are ahead."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from seo.audit_record import AuditRecord
from seo.compare import Change, Changes, against, changes
from seo.report import band
from ui.components import charts, looks
from ui.components.run_view import ago
from ui.components.seo_result import FAMILIES, title_of
from ui.language import mark, t
from ui.safe import html, md

_LISTS = (
    ("mended", mark("mended"), "green"),
    ("better", mark("on fewer pages"), "green"),
    ("worse", mark("on more pages"), "red"),
    ("new", mark("new faults"), "red"),
    ("unknown", mark("not looked for"), "gray"),
)

# The titles of checks say how it should be: under these headings they read right.
_HEADS = {
    "mended": mark("Mended"),
    "better": mark("Faulty on fewer pages"),
    "worse": mark("Faulty on more pages"),
    "new": mark("Not in order, and new"),
    "unknown": mark("Could not be looked for this time"),
}


def earlier(record: AuditRecord, history: Sequence[AuditRecord]) -> AuditRecord | None:
    """Return the audit before this one, None without any."""
    return next((one for one in history if one.made_at < record.made_at), None)


def draw_since(record: AuditRecord, history: Sequence[AuditRecord]) -> None:
    """Draw in one line what changed since the last audit; it opens to the checks."""
    before = earlier(record, history)
    if before is None:
        return
    found = changes(before, record)
    if found.is_nothing:
        st.caption(t("The same as {when}.", when=ago(before.made_at)))
        return
    words = [t("{score:+d} points", score=found.score)] if found.score else [t("the same score")]
    words += [
        f":{colour}[{len(getattr(found, name))} {t(label)}]"
        for name, label, colour in _LISTS
        if getattr(found, name)
    ]
    with st.expander(t("Since {when}: {changes}", when=ago(before.made_at), changes=" · ".join(words))):
        _lists(found)


def _lists(found: Changes) -> None:
    for name, _, _ in _LISTS:
        ones: list[Change] = getattr(found, name)
        if ones:
            items = "".join(f"<li>{html(title_of(one.id, one.title))}{_counts(one)}</li>" for one in ones)
            st.html(f"<strong>{html(t(_HEADS[name]))}</strong><ul>{items}</ul>")


def _counts(one: Change) -> str:
    return f" <small>({one.before} → {one.after})</small>" if one.before != one.after else ""


def draw_history(history: Sequence[AuditRecord]) -> None:
    """Draw the scores of all audits of a page or site."""
    if len(history) < 2:
        return
    with st.expander(t("History ({count} audits)", count=len(history))):
        rows = [
            {"Audit": one.made_at, "What": name, "Score": score}
            for one in history
            for name, score in _scores(one).items()
            if score is not None
        ]
        charts.draw(
            pd.DataFrame(rows),
            {
                "mark": {"type": "line", "point": True},
                "encoding": {
                    "x": charts.over_time("Audit"),
                    "y": {
                        "field": "Score",
                        "title": t("Score"),
                        "type": "quantitative",
                        "scale": {"domain": [0, 100]},
                    },
                    "tooltip": [
                        charts.moment_told("Audit", t("Audit")),
                        {"field": "What", "title": " ", "type": "nominal"},
                        {"field": "Score", "title": t("Score"), "type": "quantitative", "format": ".0f"},
                    ],
                    "color": {
                        "field": "What",
                        "type": "nominal",
                        "sort": [t("Score"), *map(t, FAMILIES.values())],
                        "legend": {"orient": "bottom", "title": None},
                    },
                },
            },
            height=260,
        )


def _scores(record: AuditRecord) -> dict[str, int | None]:
    families = {t(name): record.families.get(family) for family, name in FAMILIES.items()}
    return {t("Score"): record.score, **families}


def draw_rivals(own: AuditRecord, others: Sequence[AuditRecord]) -> None:
    """Draw the scores of competitors' pages next to that of ours, and what they do better."""
    if not others:
        return
    told = t("The same kind of page of each, as it was read by this audit.")
    st.markdown(f"#### {t('Next to others')}", help=told)
    page = t("Page")
    rows = [{page: one.url, **_scores(one)} for one in (own, *others)]
    st.dataframe(
        pd.DataFrame(rows).style.map(_coloured, subset=list(_scores(own))),
        hide_index=True,
        key="seo_rival_table",
        column_config={page: st.column_config.LinkColumn(width=300)},
    )
    for rival in against(own, others):
        ahead = "; ".join(title_of(name, name) for name in rival.ahead[:6]) or t("nothing that could be told")
        st.caption(t("{page} is ahead in: {what}", page=md(rival.url), what=md(ahead)))


def _coloured(score: float | None) -> str:
    if score is None or pd.isna(score):
        return ""
    return f"color: {looks.colour(band(int(score)))}"
