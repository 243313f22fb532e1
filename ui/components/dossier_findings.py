"""What stands below a dossier: contradictions, what was not found, what was left out, the sources."""

import streamlit as st

from dossier.numbering import Numbering
from dossier.records import Dossier, SourceEntry, SourceKind, StatedValue
from ui.components import dossier_text
from ui.language import day, mark, quoted, said, t, tn
from ui.safe import md

KINDS = {
    SourceKind.REGISTRY: mark("company registry"),
    SourceKind.SITE: mark("own site"),
    SourceKind.LISTING: mark("map listing"),
    SourceKind.PRESS: mark("press and job ads"),
    SourceKind.SOCIAL: mark("social profiles"),
    SourceKind.DOCUMENT: mark("what I add"),
}
MOST_DROPPED = 100
_SHORT = 24


def draw(dossier: Dossier, numbers: Numbering) -> int | None:
    """Draw them; return the number of the citation that was clicked."""
    _contradictions(dossier)
    _not_found(dossier)
    _left_out(dossier)
    clicked = _sources(dossier, numbers)
    st.caption(cost(dossier))
    return clicked


def cost(dossier: Dossier) -> str:
    """Return what a dossier has cost."""
    if not dossier.calls and not dossier.reused:
        return t("Made in {seconds:.1f} s, without a model.", seconds=dossier.seconds)
    return t(
        "Made in {seconds:.1f} s by {models}. Calls: {calls}; tokens: {tokens:,}; known before: {reused}.",
        seconds=dossier.seconds,
        calls=dossier.calls,
        models=md(", ".join(dossier.models)),
        tokens=dossier.prompt_tokens + dossier.completion_tokens,
        reused=dossier.reused,
    )


def _contradictions(dossier: Dossier) -> None:
    if not dossier.contradictions:
        return
    st.markdown(f"#### {t('Contradictions')}")
    named = {one.file or one.id: one for one in dossier.sources}
    rows = []
    for one in dossier.contradictions:
        same: dict[str, list[StatedValue]] = {}
        for value in one.values:
            same.setdefault(value.value, []).append(value)
        rows += [_stated(one.subject, stated, named) for stated in same.values()]
    # Not a grid: that could be saved as CSV, for which "+33 …" would have to wear a guard.
    st.table(rows, border="horizontal", hide_index=True)


def _stated(subject: str, stated: list[StatedValue], named: dict[str, SourceEntry]) -> dict[str, str]:
    """Return the row of one value with all that state it."""
    dates = [day(one) for one in sorted({one.fetched_at.date() for one in stated if one.fetched_at})]
    sources = dict.fromkeys(_where(one, named) for one in stated)
    return {
        t("About"): md(subject),
        t("Value"): md(_whole(stated[0].value)),
        t("Stated by"): md(", ".join(sources)),
        t("Read"): ", ".join(dates).replace("-", "\N{NON-BREAKING HYPHEN}"),
        t("Quote"): md(_shown(stated[0])),
    }


def _whole(value: str) -> str:
    """Return a short value, such as a phone number, so that no line ends in it."""
    return value.replace(" ", "\N{NO-BREAK SPACE}") if len(value) <= _SHORT else value


def _shown(value: StatedValue) -> str:
    """Return the words that state a value, or the code of the page where only that does."""
    return t("In the code of the page: {code}", code=value.code) if value.code else value.quote


def _where(value: StatedValue, named: dict[str, SourceEntry]) -> str:
    entry = named.get(value.source)
    kind = t(KINDS[entry.kind]) if entry else ""
    title = (entry.title or entry.url or entry.file) if entry else value.source
    return t("{kind}: {title}", kind=kind, title=title) if kind else title


def _not_found(dossier: Dossier) -> None:
    if not dossier.not_found:
        return
    st.markdown(f"#### {t('Not found')}")
    titles = {one.file or one.id: one.title or one.url or one.file or one.id for one in dossier.sources}
    by_place: dict[tuple[str, ...], list[str]] = {}
    for one in dossier.not_found:
        by_place.setdefault(tuple(one.searched), []).append(one.question)
    for searched, questions in by_place.items():
        st.markdown("\n".join(f"- {md(question)}" for question in questions))
        count = len(searched)
        with st.expander(tn("Looked in {count} source", "Looked in {count} sources", count), type="compact"):
            st.markdown("\n".join(f"- {md(titles.get(name, name))}" for name in searched))


def _left_out(dossier: Dossier) -> None:
    if dossier.unverified:
        label = t("Unverified ({count}): no second model could check", count=len(dossier.unverified))
        with st.expander(label):
            for claim in dossier.unverified:
                st.markdown(f"- {md(claim.text)} :small[{quoted(md(claim.citations[0].quote))}]")
    if dossier.dropped_claims:
        with st.expander(t("Dropped ({count}): the sources do not prove it", count=dossier.dropped)):
            for dropped in dossier.dropped_claims[:MOST_DROPPED]:
                why = " · ".join(said(part) for part in dropped.reason.split("; "))
                st.caption(f"{md(dropped.text)} · {md(why)}")


def _sources(dossier: Dossier, numbers: Numbering) -> int | None:
    lines = [dossier_text.line(quoted(one.quote), [(number, one)]) for number, one in numbers.citations()]
    with st.expander(t("Sources ({count}) and their quotes", count=len(dossier.sources))):
        for entry in dossier.sources:
            date = day(entry.fetched_at) if entry.fetched_at else ""
            about = (t(KINDS[entry.kind]), date, entry.url, f"sha256 {entry.sha256[:12]}")
            title = entry.title or entry.file or entry.url or entry.id
            st.caption(f"**{md(title)}** · {md(' · '.join(filter(None, about)))}")
        return dossier_text.draw(lines, "do_text_annex")
