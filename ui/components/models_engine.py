"""Models: the embedded engine's models, which of them run, and what their processes log."""

import streamlit as st

from llm import embedded
from llm.embedded_memory import need_of, too_much_together
from ui.language import said, t
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the section, folded away."""
    engine = embedded.configured_engine(shared.loader.get_merged_config())
    models, running = engine.models(), engine.running()
    title = t("Embedded engine (running: {running} of {count})", running=len(running), count=len(models))
    with st.expander(title):
        if not embedded.installed() or not models:
            st.caption(t("It is not installed; `make run` installs it while you are online."))
            return
        if too_much := too_much_together([one for one in models if one.tier != embedded.TIERS[0]]):
            st.warning(md(said(too_much)))
        for model in models:
            _model(engine, model, is_running=model.id in running)


def _model(engine: embedded.EmbeddedEngine, model: embedded.EmbeddedModel, *, is_running: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        word = t("running") if is_running else t("starts at its first question")
        size = t("{size:,.0f} MB, needs {memory:,.1f} GB", size=model.bytes / 1e6, memory=_memory(model))
        st.markdown(f"**{md(model.id)}** {said(model.tier)} · {size} · {word}")
        if is_running:
            st.button(
                t("Stop"),
                icon=":material/stop:",
                key=f"engine_stop_{model.id}",
                on_click=engine.stop,
                args=(model.id,),
            )
    log = engine.log_of(model.id)
    if log:
        st.code(log, language=None, height=200)


def _memory(model: embedded.EmbeddedModel) -> float:
    return need_of(model).total / 2**30
