"""A dossier as PDF: its text is drawn, with letters for every European language, and nothing is loaded."""

import io
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

from dossier.layout import Block, BlockKind, Piece, blocks
from dossier.records import Dossier
from leads.text import storable

# The fonts that reportlab ships with.
_FACES = {"Dossier": "Vera.ttf", "Dossier-Bold": "VeraBd.ttf", "Dossier-Italic": "VeraIt.ttf"}
# What these fonts have no letters for, in letters they have.
_NEAREST = str.maketrans({"\u202f": "\u00a0", "\u2011": "-", "→": "->", "≥": ">=", "≤": "<=", "−": "-"})
_INK, _GREY, _LINK = "#1d2421", "#58625e", "#1b5e8c"


def as_pdf(dossier: Dossier, name: str = "") -> bytes:
    """Return the dossier as a PDF document."""
    for face, file in _FACES.items():
        pdfmetrics.registerFont(TTFont(face, file))
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=_drawable(name or "Dossier"),
        lang=dossier.language,
    )

    def foot(canvas: Any, page: Any) -> None:
        canvas.saveState()
        canvas.setFont("Dossier", 7)
        canvas.drawString(20 * mm, 10 * mm, _drawable(name)[:90])
        canvas.drawRightString(A4[0] - 20 * mm, 10 * mm, str(page.page))
        canvas.restoreState()

    document.build(list(_flowables(dossier, name)), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _flowables(dossier: Dossier, name: str) -> Iterator[Flowable]:
    styles = _styles()
    for block in blocks(dossier, name):
        yield Paragraph(_markup(block), styles[block.kind])


def _styles() -> dict[BlockKind, ParagraphStyle]:
    body = ParagraphStyle("body", fontName="Dossier", fontSize=9.5, leading=14, textColor=_INK, spaceAfter=3)
    small = ParagraphStyle("small", body, fontSize=7.5, leading=10.5, textColor=_GREY)
    return {
        BlockKind.TITLE: ParagraphStyle("title", body, fontName="Dossier-Bold", fontSize=18, leading=24),
        BlockKind.HEADING: ParagraphStyle(
            "heading", body, fontName="Dossier-Bold", fontSize=12, leading=16, spaceBefore=12, keepWithNext=1
        ),
        BlockKind.NOTE: ParagraphStyle("note", small, fontName="Dossier-Italic", fontSize=8.5),
        BlockKind.SENTENCE: body,
        BlockKind.ITEM: ParagraphStyle("item", body, leftIndent=4 * mm, bulletIndent=0),
        BlockKind.QUOTE: small,
        BlockKind.SOURCE: small,
    }


def _markup(block: Block) -> str:
    text = "".join(map(_piece, block.pieces))
    marks = " ".join(f"[{n}]" for n in block.marks)
    if block.kind is BlockKind.QUOTE:
        return f"{marks} {text}"
    bullet = "• " if block.kind is BlockKind.ITEM else ""
    return f'{bullet}{text} <font size="7" color="{_LINK}">{marks}</font>' if marks else f"{bullet}{text}"


def _piece(piece: Piece) -> str:
    text = escape(_drawable(piece.text))
    if piece.url.lower().startswith(("http://", "https://")):
        return f'<a href={quoteattr(_drawable(piece.url))} color="{_LINK}">{text}</a>'
    return text


def _drawable(text: str) -> str:
    return storable(text).translate(_NEAREST)
