"""A dossier as Markdown: sections with [n], then contradictions, what was not found, and the sources."""

from dossier.layout import Block, BlockKind, blocks
from dossier.records import Dossier
from leads.markdown import link, paragraph, plain


def as_markdown(dossier: Dossier, name: str = "") -> str:
    """Return the dossier as Markdown in which no scraped text is markup."""
    lines: list[str] = []
    before = BlockKind.TITLE
    for block in blocks(dossier, name):
        is_same_list = block.kind is before and block.kind in {BlockKind.ITEM, BlockKind.SOURCE}
        lines.append(("" if is_same_list or not lines else "\n") + _line(block))
        before = block.kind
    return "\n".join(lines) + "\n"


def _line(block: Block) -> str:
    text = "".join(
        link(piece.text, piece.url) if piece.url else _kept_ends(piece.text) for piece in block.pieces
    ).strip()
    marks = "".join(f"\\[{n}\\]" for n in block.marks)
    if block.kind is BlockKind.TITLE:
        return f"# {text}"
    if block.kind is BlockKind.HEADING:
        return f"## {text}"
    if block.kind is BlockKind.NOTE:
        return f"*{text}*"
    if block.kind in {BlockKind.ITEM, BlockKind.SOURCE}:
        return f"- {text}"
    if block.kind is BlockKind.QUOTE:
        return paragraph(f"{marks} {text}")
    return paragraph(f"{text} {marks}".rstrip())


def _kept_ends(text: str) -> str:
    """Return a text as plain Markdown with the blanks at its ends, which part it from its neighbours."""
    left = " " if text[:1] == " " else ""
    right = " " if text[-1:] == " " and text.strip() else ""
    return f"{left}{plain(text)}{right}"
