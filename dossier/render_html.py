"""A dossier as one HTML page that loads nothing: all text escaped, quotes shown where a number is hovered."""

from html import escape

from dossier.layout import Block, BlockKind, Piece, blocks
from dossier.records import Dossier

_STYLE = """
body { font: 16px/1.55 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1d2421; }
h1, h2 { font-family: Helvetica, Arial, sans-serif; line-height: 1.25; }
h2 { margin-top: 2rem; border-bottom: 1px solid #d5dbd8; }
.note, .source { color: #58625e; font-size: .9rem; }
.source { overflow-wrap: anywhere; }
sup a { text-decoration: none; }
.quote { font-size: .9rem; margin: .3rem 0; }
@media print { body { margin: 0; max-width: none; } }
"""


def as_html(dossier: Dossier, name: str = "") -> str:
    """Return the dossier as a self-contained page."""
    body = "\n".join(_element(block) for block in blocks(dossier, name))
    title = escape(name or "Dossier")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{escape(dossier.language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="referrer" content="no-referrer"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body>\n{body}\n</body></html>\n"
    )


def _element(block: Block) -> str:
    text = "".join(map(_piece, block.pieces))
    if block.kind is BlockKind.TITLE:
        return f"<h1>{text}</h1>"
    if block.kind is BlockKind.HEADING:
        return f"<h2>{text}</h2>"
    if block.kind is BlockKind.NOTE:
        return f'<p class="note">{text}</p>'
    if block.kind is BlockKind.QUOTE:
        number = block.marks[0]
        return f'<p class="quote" id="q{number}">[{number}] {text}</p>'
    if block.kind is BlockKind.SOURCE:
        return f'<p class="source">{text}</p>'
    if block.kind is BlockKind.ITEM:
        return f"<p>• {text}</p>"
    marks = "".join(_mark(n, block) for n in block.marks)
    return f"<p>{text} {marks}</p>"


def _mark(number: int, block: Block) -> str:
    quotes = escape(" / ".join(block.quotes))
    return f'<sup><a href="#q{number}" title="{quotes}">[{number}]</a></sup>'


def _piece(piece: Piece) -> str:
    text = escape(piece.text)
    if piece.url.lower().startswith(("http://", "https://")):
        return f'<a href="{escape(piece.url)}" rel="noopener noreferrer nofollow">{text}</a>'
    return text
