"""A dossier as blocks, in the order in which every format shows them: what is read, not how it looks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from dossier.labels import label
from dossier.numbering import Numbering
from dossier.records import ClaimState, Contradiction, Dossier, Section, SentenceKind, StatedValue


class BlockKind(StrEnum):
    """What a block is."""

    TITLE = "title"
    NOTE = "note"
    HEADING = "heading"
    SENTENCE = "sentence"
    ITEM = "item"
    QUOTE = "quote"
    SOURCE = "source"


@dataclass(frozen=True)
class Piece:
    """A run of text; with an address where it links to one."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Block:
    """One block: its pieces side by side, and the numbers of the quotes that prove it."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    marks: tuple[int, ...] = ()
    is_edited: bool = False
    quotes: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """The block in one line."""
        return "".join(piece.text for piece in self.pieces)


def blocks(dossier: Dossier, name: str = "") -> Iterator[Block]:
    """Yield a dossier block by block."""
    language = dossier.language
    numbers = Numbering.of(dossier)
    yield _block(BlockKind.TITLE, " · ".join(filter(None, [label("title", language), name])))
    yield _block(BlockKind.NOTE, f"{label('as_of', language)} {dossier.made_at:%Y-%m-%d}")
    if not dossier.written:
        yield _block(BlockKind.NOTE, label("facts_only", language))
    for section in dossier.sections:
        yield from _section(section, numbers, language)
    yield from _contradictions(dossier.contradictions, language)
    yield from _open_ends(dossier, language)
    yield from _annex(dossier, numbers, language)


def spent(dossier: Dossier) -> str:
    """Return what a dossier has cost: seconds, and what the models were asked; in its language."""
    name = "spent" if dossier.calls or dossier.reused else "spent_without"
    return label(name, dossier.language).format(
        seconds=round(dossier.seconds, 1 if dossier.seconds < 10 else None),
        calls=dossier.calls,
        tokens=dossier.prompt_tokens + dossier.completion_tokens,
        models=", ".join(dossier.models),
        reused=dossier.reused,
    )


def _section(section: Section, numbers: Numbering, language: str) -> Iterator[Block]:
    yield _block(BlockKind.HEADING, section.title)
    if any(sentence.kind is SentenceKind.ANALYSIS for sentence in section.sentences):
        yield _block(BlockKind.NOTE, label("analysis", language))
    for sentence in section.sentences:
        is_edited = sentence.kind is SentenceKind.EDITED
        note = "edited" if is_edited else "confirmed" if sentence.state is ClaimState.CONFIRMED else ""
        text = f"{sentence.text} ({label(note, language)})" if note else sentence.text
        yield Block(
            BlockKind.SENTENCE,
            (Piece(text),),
            tuple(numbers.of_sentence(sentence)),
            is_edited,
            tuple(one.quote for one in sentence.citations),
        )


def _contradictions(found: list[Contradiction], language: str) -> Iterator[Block]:
    if found:
        yield _block(BlockKind.HEADING, label("contradictions", language))
    for one in found:
        pieces = [Piece(f"{one.subject} : ")]
        same: dict[str, list[StatedValue]] = {}
        for value in one.values:
            same.setdefault(value.value, []).append(value)
        for n, (shown, stated) in enumerate(same.items()):
            pieces.append(Piece(f"{'; ' if n else ''}{shown} ("))
            for m, value in enumerate(stated):
                date = f", {value.fetched_at:%Y-%m-%d}" if value.fetched_at else ""
                code = f", {label('in_code', language)} : {value.code}" if value.code else ""
                pieces += [Piece("; " if m else ""), Piece(value.source, value.url), Piece(f"{date}{code}")]
            pieces.append(Piece(")"))
        yield Block(BlockKind.ITEM, tuple(piece for piece in pieces if piece.text))


def _open_ends(dossier: Dossier, language: str) -> Iterator[Block]:
    if dossier.not_found:
        yield _block(BlockKind.HEADING, label("not_found", language))
    for one in dossier.not_found:
        where = f" ({label('searched', language)} {', '.join(one.searched)})" if one.searched else ""
        yield _block(BlockKind.ITEM, f"{one.question}{where}")
    if dossier.unverified:
        yield _block(BlockKind.HEADING, label("unverified", language))
    for claim in dossier.unverified:
        yield _block(BlockKind.ITEM, claim.text)


def _annex(dossier: Dossier, numbers: Numbering, language: str) -> Iterator[Block]:
    yield _block(BlockKind.HEADING, label("sources", language))
    for n, citation in numbers.citations():
        pieces = (Piece(citation.source, citation.url), Piece(f" : « {citation.quote} »"))
        yield Block(BlockKind.QUOTE, pieces, (n,))
    for entry in dossier.sources:
        called = entry.file or entry.id
        name = entry.title or called
        about = [entry.url, f"{entry.fetched_at:%Y-%m-%d %H:%M} UTC" if entry.fetched_at else ""]
        about.append(f"sha256 {entry.sha256}" if entry.sha256 else "")
        rest = " · ".join(filter(None, about))
        key = (Piece(f"{called} · "),) if name != called else ()
        yield Block(BlockKind.SOURCE, (*key, Piece(name, entry.url), Piece(f" · {rest}")))
    yield _block(BlockKind.NOTE, spent(dossier))


def _block(kind: BlockKind, text: str) -> Block:
    return Block(kind, (Piece(text),))
