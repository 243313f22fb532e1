"""What Streamlit says itself: the sentences that are translated are those of the version installed."""

import re
from functools import cache
from pathlib import Path

import streamlit

from config.locations import ROOT
from ui.components.streamlit_words import SENTENCES

FRONTEND = Path(streamlit.__file__).parent / "static" / "static" / "js"
SCRIPT = ROOT / "ui" / "assets" / "streamlit_words.js"
# A place of a template in JavaScript, and of a sentence of ours.
FILLED = re.compile(r"\$\{[^{}]*\}")
PLACE = re.compile(r"\{\w+\}")


@cache
def literals() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return what the frontend holds between backticks, and of it the templates, their places as NUL."""
    found: set[str] = set()
    for path in FRONTEND.glob("*.js"):
        text = FILLED.sub("\0", path.read_text(encoding="utf-8"))
        found |= set(re.findall(r"(?=`([^`\n]{2,160})`)", text))
    return frozenset(found), tuple(text for text in found if "\0" in text)


def letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def is_said(sentence: str) -> bool:
    """Tell whether the frontend says it, or a template of it filled in does."""
    whole, templates = literals()
    filled = PLACE.sub("7", sentence)
    # A template of places alone says anything.
    least = max(2, 0.4 * letters(filled))
    return filled in whole or any(
        re.fullmatch(".*".join(map(re.escape, template.split("\0"))), filled)
        for template in templates
        if all(piece in filled for piece in template.split("\0")) and letters(template) >= least
    )


def test_the_frontend_says_what_is_translated() -> None:
    assert [sentence for sentence in SENTENCES if not is_said(sentence)] == []


def test_the_places_looked_at_are_in_the_frontend() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    named = " ".join(re.findall(r'own\("([^"]+)"\)', script) + re.findall(r"data-testid=(\w+)", script))
    whole, _ = literals()
    assert len(named.split()) > 20
    assert sorted(set(named.split()) - whole) == []


def test_what_the_frontend_does_not_say_is_noticed() -> None:
    assert not any(map(is_said, ("Drag and leave a file", "{size}MB a file", "No hits")))
