"""A stored page in a drawer, scrolled to the passage a citation stands on."""

import streamlit as st

from dossier.records import Citation
from jobs import dossier_job
from ui.language import day, quoted, t
from ui.safe import link, md

_JS = """
export default function ({ data, parentElement }) {
  const root = document.createElement("div");
  root.className = "page";
  for (const part of data.parts) {
    const node = document.createElement(part.marked ? "mark" : "span");
    node.textContent = part.text;
    root.append(node);
  }
  parentElement.querySelector(".page")?.remove();
  parentElement.appendChild(root);
  requestAnimationFrame(() => root.querySelector("mark")?.scrollIntoView({ block: "center" }));
}
"""
_CSS = """
.page { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.6; font-family: var(--st-font);
  font-size: var(--st-base-font-size); color: var(--st-text-color); }
mark { background: color-mix(in srgb, var(--st-yellow-color) 35%, transparent); color: inherit;
  padding: 0 2px; border-radius: 2px; scroll-margin: 30vh; }
"""

_component = st.components.v2.component("dossier_page", css=_CSS, js=_JS)


def show(lead_id: str, citation: Citation) -> None:
    """Open the drawer at a citation."""

    @st.dialog(t("Stored page"), position="right", width="large")
    def drawer() -> None:
        _draw(lead_id, citation)

    drawer()


def _draw(lead_id: str, citation: Citation) -> None:
    stored = dossier_job.source_text(lead_id, citation.source)
    if stored is None:
        st.caption(t("This page is not stored any more."))
        st.markdown(quoted(md(citation.quote)))
        return
    st.markdown(f"**{md(stored.title or stored.url or stored.file)}**")
    if url := link(stored.url):
        st.link_button(t("Open it on the web"), url, icon=":material/open_in_new:", type="tertiary")
    date = t("Read on {date}", date=day(stored.fetched_at)) if stored.fetched_at else ""
    st.caption(" · ".join(filter(None, (date, f"sha256 {stored.sha256[:16]}"))))
    parts = marked(stored.text, citation.quote)
    if len(parts) == 1:
        st.caption(t("The page was read again since, and the passage is not there any more."))
        st.markdown(quoted(md(citation.quote)))
    _component(key="do_page", data={"parts": parts})


def marked(text: str, quote: str) -> list[dict[str, object]]:
    """Return a text in parts, the first place of a quote marked; white space may differ between the two."""
    words = quote.split()
    start = text.find(quote)
    end = start + len(quote)
    if start < 0 and words:
        start, end = _spread(text, words)
    if start < 0:
        return [{"text": text, "marked": False}]
    return [
        {"text": text[:start], "marked": False},
        {"text": text[start:end], "marked": True},
        {"text": text[end:], "marked": False},
    ]


def _spread(text: str, words: list[str]) -> tuple[int, int]:
    """Return where words stand one after the other with nothing but white space between them."""
    start = text.find(words[0])
    while start >= 0:
        end = start
        for word in words:
            while end < len(text) and text[end].isspace():
                end += 1
            if not text.startswith(word, end):
                break
            end += len(word)
        else:
            return start, end
        start = text.find(words[0], start + 1)
    return -1, -1
