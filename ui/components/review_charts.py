"""Small charts of the filtered leads: trade, town, score, status, and which contacts are missing."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from leads.review import Count, Facets

MOST_BARS = 10
_HEIGHT = 210


def draw(facets: Facets) -> None:
    """Draw the charts."""
    one, two, three, four = st.columns(4)
    with one:
        _bars("Trade", facets.trade)
    with two:
        _bars("Town", facets.city)
    with three:
        st.markdown("**Score**")
        steps = pd.DataFrame({"score": [f"{step.value}–{int(step.value) + 1}" for step in facets.score]})
        steps["leads"] = [step.leads for step in facets.score]
        st.bar_chart(steps, x="score", y="leads", height=_HEIGHT, sort=False)
    with four:
        missing = [
            Count(value="e-mail", leads=facets.without_email),
            Count(value="phone", leads=facets.without_phone),
            Count(value="site", leads=facets.without_website),
        ]
        _bars("Missing", missing, every=True)
    statuses = " · ".join(f"{_word(count.value)} {count.leads:,}" for count in facets.status)
    st.caption(statuses)


def _word(value: str) -> str:
    return value.replace("_", " ").capitalize()


def _bars(title: str, counts: Sequence[Count], *, every: bool = False) -> None:
    st.markdown(f"**{title}**")
    shown = [count for count in counts if every or count.value][:MOST_BARS]
    if not shown:
        st.caption("none known")
        return
    table = pd.DataFrame({title: [count.value for count in shown], "leads": [count.leads for count in shown]})
    st.bar_chart(table, x=title, y="leads", horizontal=True, height=_HEIGHT, sort="-leads")
