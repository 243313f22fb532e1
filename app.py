"""The entry: page, sidebar, tabs. Draws nothing itself."""

import streamlit as st

from config import locations
from ui import garbage, language, memory, sidebar
from ui.components import frame, looks, reach, streamlit_words, tab_bar, unsent
from ui.state import services
from ui.tabs import (
    dossier_tab,
    hunt_tab,
    models_tab,
    outreach_tab,
    review_tab,
    search_scraper_tab,
    seo_tools_tab,
)

# A material icon would be fetched from the web at every start; this one is on the disk.
ICON = str(locations.ROOT / "ui" / "assets" / "icon.png")
DRAW = {
    "Hunt": hunt_tab.draw,
    "Search Scraper": search_scraper_tab.draw,
    "SEO": seo_tools_tab.draw,
    "Review": review_tab.draw,
    "Outreach": outreach_tab.draw,
    "Dossier": dossier_tab.draw,
    "Models": models_tab.draw,
}

st.set_page_config(page_title="Lead Hunter", page_icon=ICON, layout="wide", initial_sidebar_state=340)
shared = services()
memory.begin()
language.choose(shared.loader)
looks.draw()
sidebar.draw(shared)
# Below all fields, where the place they take until they are loaded moves nothing.
with st.sidebar:
    unsent.draw()
    reach.draw()
    streamlit_words.draw()
frame.draw(shared)
for name, tab in tab_bar.draw():
    with tab:
        DRAW[name](shared)
memory.finish()
garbage.leave_modules_out()
