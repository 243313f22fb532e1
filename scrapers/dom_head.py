"""Read what a page says outside its text: language, title, base, metas, data, hiding rules, short scripts."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scrapers.dom import Document, joined_url, without_invisible
from scrapers.visibility import StyleSheet

MAX_DATA = 1_000_000
# A script that only writes an address is short; frameworks are not.
MAX_CLOAK = 20_000
MAX_RECORDS = 5_000
MAX_HEAD_NODES = 2_000
MAX_TITLE = 500

# What a script or handler has at least that writes an address into the page.
SCRIPTED = ("@", "mail", "rypt", "lancerlien", "&#64;", "%40", "fromCharCode", "atob(")


def read_head(document: Document, parser: LexborHTMLParser) -> StyleSheet:
    """Read what stands outside the text: language, title, base, metas; return the page's hiding rules."""
    if parser.root is not None:
        given = parser.root.attributes
        document.language = (given.get("lang") or given.get("xml:lang") or "").strip()
    titles, styles = [], []
    # (One query: each one goes through the whole page.)
    for node in parser.css("title, base[href], link[rel=canonical], meta[content], head script, style")[
        :MAX_HEAD_NODES
    ]:
        tag, given = node.tag, node.attributes
        if tag == "title":
            titles.append(node)
        elif tag == "style":
            styles.append(node.text())
        elif tag == "script":
            read_script(document, node, 0)
        elif tag == "link":
            document.canonical = given.get("href") or ""
        elif tag == "base":
            document.base = document.base or joined_url(document.url, given.get("href") or "")
        elif name := given.get("property") or given.get("name") or given.get("http-equiv"):
            document.metas.append((name.strip().lower(), given.get("content") or ""))
    if title := next((node for node in titles if node.parent and node.parent.tag == "head"), None) or next(
        iter(titles), None
    ):
        document.title = without_invisible(" ".join(title.text().split()))[:MAX_TITLE]
    return StyleSheet(styles)


def read_script(document: Document, node: LexborNode, line: int) -> None:
    """Keep JSON-LD, and the scripts short enough to write an address into the page."""
    attributes = node.attributes
    if "src" in attributes or len(document.scripts) + len(document.data_scripts) > MAX_RECORDS:
        return
    kind = (attributes.get("type") or "").lower()
    text = node.text()
    if "ld+json" in kind:
        if text and len(text) <= MAX_DATA:
            document.data_scripts.append(text)
    elif "json" not in kind and len(text) < MAX_CLOAK and any(sign in text for sign in SCRIPTED):
        document.scripts.append((text, line))
