"""How far the build of a dossier is: its steps, each kind of source, what the models have cost."""

import re

import streamlit as st

from dossier.collect import Rung, RungState
from jobs.dossier_progress import BuildProgress, RungProgress, StepProgress
from ui.components.dossier_form import RUNGS
from ui.language import mark, said, t, tn
from ui.safe import md

_STEPS = {
    "collect": mark("sources"),
    "facts": mark("facts by rules"),
    "claims": mark("claims, proven"),
    "write": mark("writing"),
    "analysis": mark("analysis"),
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
_RUNG_WORDS = {
    RungState.NOTHING: mark("nothing found"),
    RungState.SKIPPED: mark("not wanted"),
    RungState.FAILED: mark("could not be read"),
}


def draw(progress: BuildProgress) -> None:
    """Draw steps and sources."""
    st.markdown(" · ".join(_step(step) for step in progress.steps))
    now = progress.running
    if now is not None:
        share = now.done / now.total if now.total else 0.0
        words = md(now.detail) if now.detail else t(_STEPS[now.name])
        st.progress(min(1.0, share), text=f":shimmer[{words}]{_left(progress)}")
    st.markdown(" · ".join(_rung(one) for one in progress.rungs if not one.detail))
    for one in progress.rungs:
        if one.detail:
            st.caption(t("{label}: {value}", label=_rung(one), value=md(_in_words(one.detail))))
    if progress.calls:
        st.caption(
            tn(
                "{count} call to the models, {tokens:,} tokens, {seconds:.0f} s",
                "{count} calls to the models, {tokens:,} tokens, {seconds:.0f} s",
                progress.calls,
                tokens=progress.tokens,
                seconds=progress.seconds,
            )
        )


def _step(step: StepProgress) -> str:
    count = f" {step.done}/{step.total}" if step.total else ""
    return f"{_MARKS.get(step.state, ':orange[…]')} {t(_STEPS[step.name])}{count}"


def _left(progress: BuildProgress) -> str:
    left = progress.seconds_left
    if left is None:
        return ""
    words = (
        t("about {minutes:.0f} min left for this step", minutes=left / 60)
        if left >= 90
        else t("about {seconds:.0f} s left for this step", seconds=left)
    )
    return f" :small[:gray[· {words}]]"


def _in_words(detail: str) -> str:
    """Return several sentences in the language of the reader, each behind the address it is about, if any."""
    return " ".join(_told(part) for part in re.split(r"(?<=[.!?])\s+|;\s+", detail))


def _told(part: str) -> str:
    about, colon, words = part.partition(": ")
    return f"{about}{colon}{said(words)}" if colon and " " not in about else said(part)


def _rung(rung: RungProgress) -> str:
    told = f" {rung.count}" if rung.count else ""
    if rung.state is RungState.NOTHING and rung.rung is Rung.PASTED:
        told += f" :small[:gray[{t('nothing added')}]]"
    elif rung.state in _RUNG_WORDS:
        told += f" :small[:gray[{t(_RUNG_WORDS[rung.state])}]]"
    return f"{_RUNG_MARKS[rung.state]} {t(RUNGS[rung.rung])}{told}"
