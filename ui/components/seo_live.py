"""An audit that goes on: what was read, what failed, the page that came last; pause and stop."""

import streamlit as st

from jobs import audits
from jobs.interactive import Job
from seo.audit_record import Scope
from ui.language import said, t
from ui.safe import md


def draw() -> None:
    """Draw the running audit twice a second, and the whole page once when there is more to show."""
    shown = _shown()

    @st.fragment(run_every=0.5, key="seo_live")
    def live() -> None:
        job = audits.current()
        if job is None or not job.active or _shown() != shown:
            st.rerun()
        else:
            _progress(job)

    live()


def _shown() -> tuple[bool, int]:
    """Return whether there is an audit to show, and how many remarks of the model have come."""
    run = audits.live_run()
    record = run.record if run is not None else None
    return record is not None, len(record.remarks) if record is not None else 0


def _progress(job: Job) -> None:
    run = audits.live_run()
    with st.container(border=True):
        words, actions = st.columns([5, 2], vertical_alignment="center")
        paused = run is not None and run.pause.is_set()
        phase = t("Stopping") if job.stopping else t("Paused") if paused else said(job.phase) or t("Starting")
        words.markdown(
            f":shimmer[{md(phase[:1].upper() + phase[1:])}] · {md(said(job.title))} · {job.seconds:.0f} s"
        )
        is_site = run is not None and run.wanted.scope is Scope.SITE and run.record is None
        with actions.container(horizontal=True, horizontal_alignment="right"):
            if is_site:
                st.button(
                    t("Go on") if paused else t("Pause"),
                    icon=":material/play_arrow:" if paused else ":material/pause:",
                    key="seo_pause",
                    on_click=_pause,
                    args=(not paused,),
                )
            st.button(
                t("Stop"),
                icon=":material/stop:",
                key="seo_stop",
                on_click=audits.stop,
                disabled=job.stopping,
                help=t("What was read is judged and kept."),
            )
        if run is None or not is_site:
            return
        progress = run.progress
        told = progress.read + progress.failed
        st.progress(min(1.0, told / run.wanted.pages), text=md(progress.last) or t("Looking for pages"))
        for column, (label, value) in zip(
            st.columns(4),
            (
                (t("Pages read"), t("{count:,}", count=progress.read)),
                (t("Failed"), t("{count:,}", count=progress.failed)),
                (t("Faults so far"), t("{count:,}", count=progress.faults)),
                (t("Pages a second"), _pace(told, progress.seconds)),
            ),
            strict=True,
        ):
            column.metric(label, value)


def _pace(told: int, seconds: float) -> str:
    return t("{count:.1f}", count=told / seconds) if seconds > 1 else "–"


def _pause(paused: bool) -> None:
    audits.pause(paused=paused)
