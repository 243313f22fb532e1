"""A site as Markdown files, for reading, for a dossier, or for another tool."""

from functools import partial

import streamlit as st

from config.errors import UserFacingError
from jobs import site_extract
from jobs.interactive import Job
from seo.site_extractor import Extracted, zipped
from ui.components import at_work, trouble
from ui.components.kept_export import download_button
from ui.language import said, t
from ui.memory import kept
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the form, the progress and the files."""
    job = site_extract.current()
    if job is not None and job.active:
        _watch()
        return
    st.markdown(t("Every page of the site above becomes a Markdown file without menus and cookie boxes."))
    pages, act = st.columns([1, 3], vertical_alignment="bottom")
    pages.number_input(
        t("Pages at most"), 1, 2_000, 100, step=50, key=kept("seo_extract_pages"), persist_state="session"
    )
    url = str(st.session_state.get("seo_url") or "")
    act.button(
        t("Write the pages"),
        icon=":material/markdown:",
        key="seo_extract",
        disabled=not url,
        help=None if url else t("Give the address of a site above."),
        on_click=_start,
        args=(shared, url),
    )
    if job is None:
        return
    trouble.draw_failed(job, "extract")
    if isinstance(job.result, Extracted):
        _files(job.result)


def _start(shared: Services, url: str) -> None:
    try:
        site_extract.start(shared.loader, url, int(st.session_state.get("seo_extract_pages") or 100))
    except UserFacingError as problem:
        st.session_state["seo_problem"] = problem


def _watch() -> None:
    @st.fragment(run_every=0.5, key="seo_extract_live")
    def live() -> None:
        job = site_extract.current()
        if job is None or not job.active:
            st.rerun()
        else:
            _progress(job)

    live()


def _progress(job: Job) -> None:
    told = t("Starting")
    if isinstance(done := job.result, Extracted):
        told = t(
            "{files} files · {failed} failed · {last}",
            files=len(done.files),
            failed=len(done.failed),
            last=done.last,
        )
    at_work.draw(
        at_work.words(told, job.seconds),
        "seo_extract_stop",
        site_extract.stop,
        help_=t("What is written stays."),
    )


def _files(done: Extracted) -> None:
    st.caption(
        t(
            "{files} files, {characters:,} characters, are in {folder}",
            files=len(done.files),
            characters=done.characters,
            folder=md(str(done.folder)),
        )
    )
    if done.files and done.folder.is_dir():
        download_button(
            t("Download as ZIP"),
            partial(zipped, done.folder),
            f"{done.folder.name}.zip",
            key="seo_extract_zip",
            kept=True,
            icon=":material/download:",
        )
    if done.failed:
        with st.expander(t("Not written ({count})", count=len(done.failed))):
            for page, reason in list(done.failed.items())[:50]:
                st.caption(md(t("{label}: {value}", label=page, value=said(reason))))
