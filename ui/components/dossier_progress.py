"""How far the build of a dossier is: its steps, and each kind of source."""

import streamlit as st

from dossier.collect import RungState
from jobs.dossier_progress import BuildProgress
from ui.components.dossier_form import RUNGS
from ui.safe import md

_STEPS = {
    "collect": "collect",
    "facts": "facts by rules",
    "claims": "claims, proven",
    "write": "write",
    "analysis": "analysis",
}
_MARKS = {"done": ":green[✓]", "running": ":orange[…]", "waiting": ":gray[○]"}
_RUNG_MARKS = {
    RungState.READ: ":green[✓]",
    RungState.READING: ":orange[…]",
    RungState.FAILED: ":red[✗]",
    RungState.NOTHING: ":gray[–]",
    RungState.SKIPPED: ":gray[–]",
    RungState.WAITING: ":gray[○]",
}


def draw(progress: BuildProgress) -> None:
    """Draw steps and sources."""
    steps = []
    for step in progress.steps:
        count = f" {step.done}/{step.total}" if step.total else ""
        mark = _MARKS.get(step.state, ":orange[…]")
        steps.append(f"{mark} {_STEPS.get(step.name, md(step.name))}{count}")
    st.markdown(" · ".join(steps))
    now = next((step for step in progress.steps if step.state == "running"), None)
    if now is not None:
        share = now.done / now.total if now.total else 0.0
        st.progress(min(1.0, share), text=f":shimmer[{md(now.detail or _STEPS.get(now.name, now.name))}]")
    for rung in progress.rungs:
        count = f": {rung.count}" if rung.count else ""
        detail = f" :small[{md(rung.detail)}]" if rung.detail else ""
        st.markdown(f"{_RUNG_MARKS[rung.state]} {RUNGS[rung.rung]}{count}{detail}")
