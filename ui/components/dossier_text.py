"""The sentences of a dossier with their numbered proofs: pointed at they show the quote, clicked the page."""

from collections.abc import Sequence
from typing import TypedDict

import streamlit as st

from dossier.records import Citation
from ui.language import quoted

# Scraped text is only ever set as text, never as HTML.
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const make = (name, type, text) => {
    const node = document.createElement(type);
    node.className = name;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  let root = parentElement.querySelector(".root");
  if (!root) {
    root = make("root", "div");
    parentElement.appendChild(root);
  }
  const tip = make("tip", "div");
  tip.setAttribute("role", "tooltip");
  const show = (mark, proof) => {
    tip.replaceChildren(make("quote", "span", proof.quote), make("where", "span", proof.where));
    tip.style.display = "block";
    const at = mark.getBoundingClientRect();
    const width = tip.offsetWidth;
    tip.style.left = Math.max(8, Math.min(at.left - 12, window.innerWidth - width - 16)) + "px";
    const below = at.bottom + 6;
    const fits = below + tip.offsetHeight < window.innerHeight - 8;
    tip.style.top = (fits ? below : at.top - tip.offsetHeight - 6) + "px";
  };
  const hide = () => { tip.style.display = "none"; };
  const lines = data.sentences.map((sentence) => {
    const line = make(sentence.edited ? "line edited" : "line", "p");
    line.append(sentence.text);
    if (sentence.edited) line.append(make("by", "small", sentence.edited));
    for (const proof of sentence.proofs) {
      const mark = make("mark", "button", "[" + proof.number + "]");
      mark.type = "button";
      mark.setAttribute("aria-label", proof.quote + " " + proof.where);
      mark.onmouseenter = mark.onfocus = () => show(mark, proof);
      mark.onmouseleave = mark.onblur = hide;
      mark.onclick = () => { hide(); setTriggerValue("cite", proof.number); };
      line.append(mark);
    }
    if (sentence.confirmed) line.append(make("by", "small", sentence.confirmed));
    return line;
  });
  root.replaceChildren(...lines, tip);
}
"""
_CSS = """
.root { font-family: var(--st-font); font-size: var(--st-base-font-size); color: var(--st-text-color);
  line-height: 1.6; max-width: 52rem; }
.line { margin: 0 0 .4rem; overflow-wrap: anywhere; }
.edited { border-left: 3px solid var(--st-primary-color); padding-left: .6rem; }
.by { opacity: .75; margin-left: .4rem; }
.mark { all: unset; cursor: pointer; font-size: .75em; vertical-align: super; line-height: 1; padding: 0 1px;
  color: var(--st-link-color); }
.mark:hover { background: var(--st-secondary-background-color); border-radius: 3px; }
.mark:focus-visible { outline: 2px solid var(--st-primary-color); border-radius: 3px; }
.tip { display: none; position: fixed; z-index: 1000; max-width: min(30rem, 90vw); padding: .5rem .7rem;
  background: var(--st-secondary-background-color); color: var(--st-text-color); font-size: .9em;
  border: 1px solid var(--st-border-color); border-radius: 6px;
  box-shadow: 0 4px 14px var(--st-border-color); }
.tip span { display: block; overflow-wrap: anywhere; }
.where { opacity: .75; font-size: .9em; margin-top: .2rem; }
"""

_component = st.components.v2.component("dossier_text", css=_CSS, js=_JS)


class Proof(TypedDict):
    """One numbered proof: the quote, and where it stands."""

    number: int
    quote: str
    where: str


class Line(TypedDict):
    """One sentence; `edited` says whose it is where the analyst wrote it, `confirmed` who says so."""

    text: str
    edited: str
    confirmed: str
    proofs: list[Proof]


def line(text: str, cited: Sequence[tuple[int, Citation]], *, edited: str = "", confirmed: str = "") -> Line:
    """Return a sentence with its numbered citations."""
    proofs: list[Proof] = [
        {"number": number, "quote": quoted(one.quote), "where": one.url or one.source}
        for number, one in cited
    ]
    return {"text": text, "edited": edited, "confirmed": confirmed, "proofs": proofs}


def draw(sentences: Sequence[Line], key: str) -> int | None:
    """Draw sentences; return the number that was clicked just now."""
    shown = _component(key=key, data={"sentences": [*sentences]}, on_cite_change=_nothing)
    clicked = shown.get("cite")
    return int(clicked) if isinstance(clicked, int | float) else None


def _nothing() -> None:
    """Do nothing: the run that a click sets off reads what was clicked."""
