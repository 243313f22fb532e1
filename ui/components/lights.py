"""The lights of the model servers: a colour, a word, and what to do."""

import streamlit as st

from llm import health
from llm.health import Colour, Light
from ui.language import said, t
from ui.safe import md
from ui.state import Services

_DOTS = {
    Colour.GREEN: ":green[●]",
    Colour.AMBER: ":orange[●]",
    Colour.RED: ":red[●]",
    Colour.GREY: ":gray[●]",
}


@st.fragment(run_every=10)
def draw(shared: Services) -> None:
    """Draw one light an endpoint; asked again every ten seconds while the page is open."""
    for light in health.lights(shared.loader.get_merged_config()):
        _draw_one(light)
    engine = health.embedded_light(shared.loader.get_merged_config())
    if engine is not None:
        _draw_one(engine)


def _draw_one(light: Light) -> None:
    details = [md(light.model)] if light.model else []
    if light.tokens_per_second:
        details.append(t("{speed:,.0f} tokens/s", speed=light.tokens_per_second))
    if light.loaded_context:
        details.append(t("{tokens:,} context", tokens=light.loaded_context))
    st.markdown(f"{_DOTS[light.colour]} **{md(said(light.label))}** {md(said(light.word))}")
    if details:
        st.caption(" · ".join(details))
    if light.remedy:
        st.caption(md(f"{said(light.detail)} {said(light.remedy)}".strip()))
