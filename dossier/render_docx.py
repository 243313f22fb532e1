"""A dossier as a Word document."""

import io
import re
from typing import Any

from docx import Document
from docx.shared import Cm, Pt, RGBColor

from dossier.layout import Block, BlockKind, blocks
from dossier.records import Dossier

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SMALL = {BlockKind.QUOTE, BlockKind.SOURCE, BlockKind.NOTE}


def as_docx(dossier: Dossier, name: str = "") -> bytes:
    """Return the dossier as a document."""
    document = Document()
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.2)
    document.styles["Normal"].font.size = Pt(11)
    document.core_properties.title = _xml(name or "Dossier")
    for block in blocks(dossier, name):
        _add(document, block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: Any, block: Block) -> None:
    if block.kind is BlockKind.TITLE:
        document.add_heading(_xml(block.text), level=0)
        return
    if block.kind is BlockKind.HEADING:
        document.add_heading(_xml(block.text), level=1)
        return
    style = "List Bullet" if block.kind is BlockKind.ITEM else None
    line = document.add_paragraph(style=style)
    marks = " ".join(f"[{n}]" for n in block.marks)
    if block.kind is BlockKind.QUOTE:
        line.add_run(f"{marks} ")
    text = line.add_run(_xml(block.text))
    if block.kind in _SMALL:
        text.font.size = Pt(9)
        text.font.italic = block.kind is BlockKind.NOTE
    if marks and block.kind is BlockKind.SENTENCE:
        mark = line.add_run(f" {marks}")
        mark.font.size = Pt(8)
        mark.font.color.rgb = RGBColor(0x1B, 0x5E, 0x8C)


def _xml(text: str) -> str:
    """Return a text without what XML does not allow."""
    return _NOT_XML.sub("", text)
