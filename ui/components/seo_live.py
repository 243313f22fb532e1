"""An audit that goes on: what was read, what failed, the page that came last; pause and stop."""

import streamlit as st

from jobs import audits
from jobs.interactive import Job
from seo.audit_record import Scope
from ui.safe import md


def draw() -> None:
    """Draw the running audit twice a second, and the whole page once when there is more to show."""
    had_record = _has_record()

    @st.fragment(run_every=0.5, key="seo_live")
    def live() -> None:
        job = audits.current()
        if job is None or not job.active or _has_record() != had_record:
            st.rerun()
        else:
            _progress(job)

    live()


def _has_record() -> bool:
    run = audits.live_run()
    return run is not None and run.record is not None


def _progress(job: Job) -> None:
    run = audits.live_run()
    with st.container(border=True):
        words, actions = st.columns([5, 2], vertical_alignment="center")
        paused = run is not None and run.pause.is_set()
        phase = "Stopping" if job.stopping else "Paused" if paused else job.phase or "Starting"
        words.markdown(
            f":shimmer[{md(phase[:1].upper() + phase[1:])}] · {md(job.title)} · {job.seconds:.0f} s"
        )
        is_site = run is not None and run.wanted.scope is Scope.SITE and run.record is None
        with actions.container(horizontal=True, horizontal_alignment="right"):
            if is_site:
                st.button(
                    "Go on" if paused else "Pause",
                    icon=":material/play_arrow:" if paused else ":material/pause:",
                    key="seo_pause",
                    on_click=_pause,
                    args=(not paused,),
                )
            st.button(
                "Stop",
                icon=":material/stop:",
                key="seo_stop",
                on_click=audits.stop,
                disabled=job.stopping,
                help="What was read is judged and kept.",
            )
        if run is None or not is_site:
            return
        progress = run.progress
        told = progress.read + progress.failed
        st.progress(min(1.0, told / run.wanted.pages), text=md(progress.last) or "Looking for pages")
        for column, (label, value) in zip(
            st.columns(4),
            (
                ("Read", f"{progress.read:,}"),
                ("Failed", f"{progress.failed:,}"),
                ("Faults so far", f"{progress.faults:,}"),
                ("Pages a second", f"{told / job.seconds:.1f}" if job.seconds > 1 else "–"),
            ),
            strict=True,
        ):
            column.metric(label, value)


def _pause(paused: bool) -> None:
    audits.pause(paused=paused)
