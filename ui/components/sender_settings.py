"""Sidebar: who writes to leads. Messages say no other words about you than these."""

import streamlit as st

from ui import draft
from ui.state import Services

_FIELDS = {
    "name": ("Your name", "Camille Arnoux"),
    "company": ("Company", "Atelier Arnoux"),
    "role": ("Role", "web consultant"),
    "offer": ("What you offer", "websites that bring craftsmen calls"),
    "proof": ("What you can prove", "12 sites of craftsmen mended since 2021"),
    "phone": ("Phone", "05 36 49 00 00"),
    "email": ("E-mail", "camille@atelier.example"),
    "website": ("Website", "https://atelier.example"),
    "address": ("Address", "3 rue des Lilas, 33000 Bordeaux"),
    "siren": ("SIREN", "732829320"),
}


def draw(shared: Services) -> None:
    """Draw the profile."""
    profile = shared.loader.get_merged_config()["sender"]
    for name, (label, example) in _FIELDS.items():
        key = f"sender.{name}"
        in_force = str(profile[name])
        st.text_input(
            label,
            value=draft.value(key, in_force),
            key=draft.widget(key),
            placeholder=example,
            on_change=draft.edited,
            args=(key, in_force),
        )
    st.caption("A proof you leave empty is not claimed.")
