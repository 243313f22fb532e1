"""Models: what the doctor finds, the worst first, with a button where the app can mend it."""

import streamlit as st

from jobs import interactive, models_job
from jobs.interactive import Job
from llm.doctor_actions import Progress
from llm.doctor_records import Action, Diagnosis, Finding, Status
from ui.components import at_work, models_servers, trouble
from ui.components.model_words import server_word, task_word
from ui.language import mark, said, t
from ui.safe import md
from ui.state import Services

_MARKS = {Status.OK: ":green[●]", Status.WARN: ":orange[▲]", Status.FAIL: ":red[■]"}
_COUNTED = {
    Status.OK: mark("{count} well"),
    Status.WARN: mark("{count} to improve"),
    Status.FAIL: mark("{count} wrong"),
}


def draw(shared: Services) -> None:
    """Draw the section; the first look starts by itself."""
    st.markdown(f"#### {t('Doctor')}")
    if interactive.job(models_job.DOCTOR) is None:
        models_job.start_doctor(shared.loader)
    busy = _is_any_busy()

    @st.fragment(run_every=0.5 if busy else None)
    def live() -> None:
        if _is_any_busy() is not busy:
            st.rerun()  # a button in here runs this part alone, and only the whole can change its pace
        _report(shared)

    live()


def _report(shared: Services) -> None:
    job, mending = interactive.job(models_job.DOCTOR), interactive.job(models_job.MEND)
    report = job.result if job is not None and isinstance(job.result, Diagnosis) else None
    with st.container(horizontal=True, vertical_alignment="center"):
        if report is not None:
            counts = [
                f"{_MARKS[status]} {t(_COUNTED[status], count=report.count(status))}"
                for status in Status
                if report.count(status)
            ]
            st.markdown(" · ".join(counts))
        elif job is not None and job.active:
            st.markdown(f":shimmer[{t('asking the model servers')}]")
        st.button(
            t("Look again"),
            key="doctor_again",
            shortcut="Alt+L",
            disabled=job is not None and job.active,
            on_click=models_job.start_doctor,
            args=(shared.loader,),
        )
    _mending(mending)
    if report is None:
        return
    offered: set[str] = set()
    locked = mending is not None and mending.active
    for number, finding in enumerate(one for one in report.findings if one.status is not Status.OK):
        _finding(shared, finding, f"mend_{number}", offered, locked=locked)
    models_servers.draw(report)
    with st.expander(t("What is well ({count})", count=report.count(Status.OK))):
        for finding in report.findings:
            if finding.status is Status.OK:
                st.markdown(f"{_MARKS[finding.status]} {_where(finding)}{md(_what(finding))}")


def _finding(shared: Services, finding: Finding, key: str, offered: set[str], *, locked: bool) -> None:
    """Draw a finding; a button that was `offered` by one above is not repeated."""
    with st.container(border=True):
        words, button = st.columns([5, 2], vertical_alignment="center")
        words.markdown(f"{_MARKS[finding.status]} {_where(finding)}{md(_what(finding))}")
        more = " ".join(said(part) for part in (finding.cause, finding.remedy) if part)
        if more:
            words.caption(md(more))
        if finding.server_words:
            words.caption(t("The server says: {words}", words=md(finding.server_words[:300])))
        for number, action in enumerate((finding.action, finding.alternative)):
            if action is not None and action.model_dump_json() not in offered:
                offered.add(action.model_dump_json())
                with button:
                    _button(shared, action, f"{key}_{number}", locked=locked, is_primary=len(offered) == 1)


def _button(shared: Services, action: Action, key: str, *, locked: bool, is_primary: bool) -> None:
    st.button(
        md(said(action.label)),
        key=key,
        type="primary" if is_primary and not action.leaves_machine else "secondary",
        disabled=locked,
        width="stretch",
        on_click=models_job.start_mending,
        args=(shared.loader, action),
    )
    if action.leaves_machine:
        st.caption(t("Lead data would leave this machine."))


def _mending(job: Job | None) -> None:
    if job is None:
        return
    if job.active:
        phase = said(job.phase) if job.phase else t("starting")
        words = at_work.words(f"{said(job.title)} · {phase}", job.seconds)
        at_work.draw(words, "mend_stop", models_job.stop, models_job.MEND)
        if isinstance(job.result, Progress) and job.result.share is not None:
            st.progress(job.result.share)
    elif job.error is not None:
        trouble.draw_failed(job, "mend")
    elif isinstance(job.result, str):
        st.success(md(said(job.result)))


def _where(finding: Finding) -> str:
    """Return the server a finding is about, where its sentence does not begin with that name."""
    name = server_word(finding.endpoint) if finding.endpoint else ""
    return f"**{md(name)}** " if name and not _what(finding).startswith(name) else ""


def _what(finding: Finding) -> str:
    if finding.tasks:
        return t("No model answers for: {tasks}.", tasks=", ".join(map(task_word, finding.tasks)))
    return said(finding.what)


def has_remedy() -> bool:
    """Tell whether the last look found something that a button here mends."""
    job = interactive.job(models_job.DOCTOR)
    report = job.result if job is not None else None
    return isinstance(report, Diagnosis) and any(
        finding.action is not None and finding.status is not Status.OK for finding in report.findings
    )


def _is_any_busy() -> bool:
    jobs = (interactive.job(key) for key in (models_job.DOCTOR, models_job.MEND))
    return any(job is not None and job.active for job in jobs)
