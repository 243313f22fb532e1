"""The lights of the model servers: a colour, a word, and what to do."""

import streamlit as st

from llm import health
from llm.health import Colour, Light
from ui.components import trouble
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
    lights = health.lights(shared.loader.get_merged_config())
    for light in lights:
        _draw_one(light)
    engine = health.embedded_light(shared.loader.get_merged_config())
    if engine is not None:
        _draw_one(engine)
    dark = next((light for light in lights if light.colour is Colour.RED and light.remedy), None)
    # One button for all: they have the same cause, or the doctor tells them apart.
    if dark is not None and trouble.draw_button(dark.detail, dark.remedy, "lights"):
        st.rerun()  # a click draws this part alone; what was opened is outside


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
