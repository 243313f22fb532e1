"""What a theme of Streamlit has no token for: letters that are readable on a button and in a chosen segment.

It draws both from the one primary colour. What carries white letters in the dark is too dark to be letters
there, and the hint of a shortcut is white at 60 %. A link in a caption has its own colour at 60 %.
"""

import streamlit as st


def draw() -> None:
    """Give chosen tabs and segments the colour of links in the dark; let hints on buttons be seen in full.

    Links in captions have the colour of the words around them, and their line. The page, which the keyboard
    reaches so that it can be scrolled, shows that it has been reached.
    """
    light, dark = st.get_option("theme.light.primaryColor"), st.get_option("theme.dark.linkColor")
    # Dialogs and popovers lie outside of what Streamlit gives a colour scheme to.
    now = dark if st.context.theme.type == "dark" else light
    st.html(
        f'<style>[data-selected="true"] p{{color:{now}}}'
        f'.stApp [data-selected="true"] p{{color:light-dark({light},{dark})}}'
        'button[kind^="primary"] kbd{opacity:1}'
        '[data-testid="stCaptionContainer"] a{color:inherit}'
        f'[data-testid="stMain"]:focus-visible{{outline:2px solid {now};outline-offset:-2px}}</style>'
    )
