"""Models: the embedded engine's models, which of them run, and what their processes log."""

import streamlit as st

from llm import embedded
from ui.safe import md
from ui.state import Services


def draw(shared: Services) -> None:
    """Draw the section, folded away."""
    engine = embedded.configured_engine(shared.loader.get_merged_config())
    models, running = engine.models(), engine.running()
    with st.expander(f"Embedded engine ({len(running)} of {len(models)} models running)"):
        if not embedded.installed() or not models:
            st.caption("It is not installed; `make run` installs it while you are online.")
            return
        for model in models:
            _model(engine, model, is_running=model.id in running)


def _model(engine: embedded.EmbeddedEngine, model: embedded.EmbeddedModel, *, is_running: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        word = "running" if is_running else "starts at its first question"
        st.markdown(f"**{md(model.id)}** {md(model.tier)} · {model.bytes / 1e6:,.0f} MB · {word}")
        if is_running:
            st.button("Stop", key=f"engine_stop_{model.id}", on_click=engine.stop, args=(model.id,))
    log = engine.log_of(model.id)
    if log:
        st.code(log, language=None, height=200)
