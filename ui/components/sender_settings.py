"""Sidebar: who writes to leads. Messages say no other words about you than these."""

import streamlit as st

from ui import draft
from ui.language import mark, t
from ui.state import Services

_FIELDS = {
    "name": (mark("Your name"), mark("Camille Arnoux")),
    "company": (mark("Company"), "Atelier Arnoux"),
    "role": (mark("Role"), mark("web consultant")),
    "offer": (mark("What you offer"), mark("websites that bring craftsmen calls")),
    "proof": (mark("What you can prove"), mark("12 sites of craftsmen mended since 2021")),
    "phone": (mark("Phone"), "05 36 49 00 00"),
    "email": (mark("E-mail"), "camille@atelier.example"),
    "website": (mark("Website"), "https://atelier.example"),
    "address": (mark("Address"), "3 rue des Lilas, 33000 Bordeaux"),
    "siren": (mark("SIREN"), "732829320"),
}


def draw(shared: Services) -> None:
    """Draw the profile."""
    profile = shared.loader.get_merged_config()["sender"]
    for name, (label, example) in _FIELDS.items():
        key = f"sender.{name}"
        in_force = str(profile[name])
        st.text_input(
            t(label),
            value=draft.value(key, in_force),
            key=draft.widget(key),
            placeholder=t(example),
            on_change=draft.edited,
            args=(key, in_force),
        )
    st.caption(t("A proof you leave empty is not claimed."))
