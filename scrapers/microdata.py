"""Read the microdata of a page."""

from leads.record import Method
from scrapers.dom import Document
from scrapers.entities import INSIDE, OTHERS, Entity, Fact, plain_text
from scrapers.evidence import QUOTE_LIMIT

MAX_TEXT = 300

_LINKS = frozenset({"url", "sameas"})
_SCHEMES = ("mailto:", "tel:")


def microdata(document: Document) -> list[Entity]:
    """Return the entities of a page's microdata."""
    owners = _owners(document)
    entities: dict[int, Entity] = {}
    for prop in document.props:
        owner = owners.get(prop.scope, -1)
        if owner < 0 or prop.item >= 0:
            continue
        text, quote = prop.value, prop.value[:QUOTE_LIMIT]
        # A link's address is the value of a link; of a name in a link the words are.
        worded = (
            prop.attribute == "href" and prop.name.lower() not in _LINKS and not text.startswith(_SCHEMES)
        )
        shown = _text(document, prop.line, prop.start, prop.end_line, prop.end) if worded or not text else ""
        if shown:
            text, quote = shown, shown[:QUOTE_LIMIT]
        text = plain_text(text)
        if text and quote:
            entity = entities.setdefault(owner, Entity(document.items[owner].types, Method.MICRODATA))
            for name in prop.name.split():
                entity.add(name.lower(), Fact(text, quote, prop.line))
    return list(entities.values())


def _owners(document: Document) -> dict[int, int]:
    """Return for each item the one whose facts it holds: itself, its parent for an address, or -1."""
    owners: dict[int, int] = {}
    for number, item in enumerate(document.items):
        parent = owners.get(item.parent, -1) if item.parent >= 0 else -1
        kinds = {kind.lower() for kind in item.types}
        if (item.parent >= 0 and parent < 0) or any(name.lower() in OTHERS for name in item.prop.split()):
            owners[number] = -1
        elif kinds & INSIDE and parent >= 0:
            owners[number] = parent
        else:
            owners[number] = number
    return owners


def _text(document: Document, line: int, start: int, end_line: int, end: int) -> str:
    """Return the text of an element that may span lines, at most `MAX_TEXT` characters."""
    lines = document.lines
    if line >= len(lines):
        return ""
    if line == end_line:
        return lines[line].text[start:end].strip()
    pieces = [lines[line].text[start:], *(item.text for item in lines[line + 1 : end_line])]
    if end_line < len(lines):
        pieces.append(lines[end_line].text[:end])
    return " ".join(piece.strip() for piece in pieces if piece.strip())[:MAX_TEXT]
