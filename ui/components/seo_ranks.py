"""Where the site stands for some keywords, look by look."""

import pandas as pd
import streamlit as st

from jobs import rank_looks
from jobs.interactive import Job
from jobs.rank_looks import RankRun
from jobs.research import SAMPLES
from leads.cells import safe_cell
from leads.rank import RankChange, RankSnapshot, rank_changes
from scrapers.search.catalog import Finds, catalog
from scrapers.sites import site_key
from ui.components import charts, trouble
from ui.components.provider_choice import LABELS, lacks
from ui.language import moment_cell, said, t, tn
from ui.memory import kept, one_of
from ui.safe import md
from ui.state import Services

_PROVIDERS = [info.name for info in catalog() if info.finds is Finds.PAGES and info.name in LABELS] + [
    SAMPLES
]


def draw(shared: Services) -> None:
    """Draw the form, the last looks, and how the places changed."""
    site = site_key(str(st.session_state.get("seo_url") or ""))
    job = rank_looks.current()
    if job is not None and job.active:
        _watch()
        return
    _form(shared, site)
    trouble.draw_failed(job, "ranks")
    if job is not None and isinstance(job.result, RankRun):
        for number, error in enumerate(job.result.errors[:3]):
            trouble.draw(error.message, error.remedy, f"rank_{number}", warns=True)
    history = shared.store.ranks_of(site) if site else []
    if history:
        _table(rank_changes(history))
        _chart(history)
    elif site:
        st.caption(t("No look at {site} yet.", site=md(site)))


def _form(shared: Services, site: str) -> None:
    st.markdown(
        t(
            "The order in which one provider answers from this machine; results differ by place and moment, "
            "so only a change over several looks means something."
        )
    )
    words, provider, act = st.columns([4, 2, 1.3], vertical_alignment="bottom")
    words.text_area(
        t("Keywords, one a line"),
        key=kept("seo_keywords"),
        placeholder=t("plombier bordeaux\ndépannage chauffe-eau mérignac"),
        height=90,
        persist_state="session",
    )
    chosen = provider.selectbox(
        t("Asked of"),
        _PROVIDERS,
        format_func=lambda name: said(LABELS[name]),
        key=kept("seo_rank_provider", one_of(_PROVIDERS)),
        persist_state="session",
    )
    keywords = [line.strip() for line in str(st.session_state.get("seo_keywords") or "").splitlines()]
    keywords = [word for word in keywords if word]
    act.button(
        t("Look up"),
        key="seo_rank",
        width="stretch",
        disabled=not (site and keywords),
        help=None if site and keywords else t("Give the address of a site above, and a keyword."),
        on_click=_start,
        args=(shared, site, keywords, chosen),
    )
    for lack in lacks([str(chosen)], shared.loader.get_merged_config()["search"]):
        st.warning(md(said(lack)))


def _start(shared: Services, site: str, keywords: list[str], provider: str) -> None:
    rank_looks.start(shared.store, shared.loader, site, keywords, provider)


def _watch() -> None:
    @st.fragment(run_every=0.5, key="seo_rank_live")
    def live() -> None:
        job = rank_looks.current()
        if job is None or not job.active:
            st.rerun()
        else:
            _progress(job)

    live()


def _progress(job: Job) -> None:
    run = job.result if isinstance(job.result, RankRun) else None
    words, stop = st.columns([6, 1], vertical_alignment="center")
    told = len(run.done) + len(run.errors) if run else 0
    words.progress(
        told / run.total if run and run.total else 0.0,
        text=tn("{count} keyword looked up", "{count} keywords looked up", told),
    )
    stop.button(
        t("Stop"),
        icon=":material/stop:",
        key="seo_rank_stop",
        on_click=rank_looks.stop,
        help=t("The looks so far are kept."),
    )


def _table(found: list[RankChange]) -> None:
    st.dataframe(
        pd.DataFrame([_row(one) for one in found]),
        hide_index=True,
        key="seo_rank_table",
        column_config={
            t("Page"): st.column_config.LinkColumn(width=220),
            t("Looked"): st.column_config.DatetimeColumn(format=moment_cell()),
        },
    )


def _row(one: RankChange) -> dict[str, object]:
    latest = one.latest
    return {
        t("Keyword"): safe_cell(one.keyword),
        t("Asked of"): said(LABELS.get(one.engine, one.engine)),
        t("Position"): str(latest.position)
        if latest.position
        else t("not in the first {count}", count=latest.depth),
        t("Change"): f"{one.gained:+d}" if one.gained else "",
        t("Best"): str(one.best or ""),
        t("Page"): latest.url,
        t("Ahead"): safe_cell(", ".join(latest.above[:3])),
        t("Looked"): latest.created_at,
    }


def _chart(history: list[RankSnapshot]) -> None:
    rows = [
        {"Look": one.created_at, "Place": one.position, "Keyword": f"{one.keyword} ({one.engine})"}
        for one in history
        if one.position
    ]
    if len(rows) < 2:
        return
    st.caption(t("Place over time, the first at the top; a look that did not find the site has no point."))
    places = {
        "field": "Place",
        "title": t("Position"),
        "type": "quantitative",
        "scale": {"reverse": True, "zero": False},
    }
    charts.draw(
        pd.DataFrame(rows),
        {
            "mark": {"type": "line", "point": True},
            "encoding": {
                "x": charts.over_time("Look"),
                "tooltip": [
                    charts.moment_told("Look", t("Looked")),
                    {"field": "Keyword", "title": t("Keyword"), "type": "nominal"},
                    {"field": "Place", "title": t("Position"), "type": "quantitative", "format": "d"},
                ],
                "y": places | {"axis": {"tickMinStep": 1, "format": "d"}},
                "color": {
                    "field": "Keyword",
                    "title": t("Keyword"),
                    "type": "nominal",
                    "legend": {"orient": "bottom"},
                },
            },
        },
        height=240,
    )
