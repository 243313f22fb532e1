"""Sources cut into chunks a model reads at once: whole blocks, 120 to 180 words."""

from collections.abc import Iterable, Iterator

from dossier.records import Chunk, Source
from llm.tasks.sentences import sentences

WORDS = 150
LONGEST_BLOCK = 180


def chunks_of(sources: Iterable[Source]) -> list[Chunk]:
    """Return the chunks of all sources, in order."""
    return [chunk for source in sources for chunk in _chunks(source)]


def _chunks(source: Source) -> Iterator[Chunk]:
    seen: set[str] = set()
    group: list[str] = []
    words = position = 0
    for block in _blocks(source.text):
        if block in seen:
            continue  # menus and footers of a page repeat themselves
        seen.add(block)
        size = len(block.split())
        if group and words + size > LONGEST_BLOCK:
            position += 1
            yield _chunk(source, position, group)
            group, words = [], 0
        group.append(block)
        words += size
        if words >= WORDS:
            position += 1
            yield _chunk(source, position, group)
            group, words = [], 0
    if group:
        yield _chunk(source, position + 1, group)


def _chunk(source: Source, position: int, blocks: list[str]) -> Chunk:
    return Chunk(
        id=f"{source.id}.{position}",
        source=source.id,
        position=position,
        text=" ".join(blocks),
        language=source.language,
    )


def _blocks(text: str) -> Iterator[str]:
    """Yield the lines of a text, long ones cut between sentences, else anywhere between words."""
    for line in text.splitlines():
        if len(line.split()) <= LONGEST_BLOCK:
            if line.strip():
                yield line.strip()
            continue
        group: list[str] = []
        for piece in _short_pieces(line):
            if group and len(" ".join([*group, piece]).split()) > WORDS:
                yield " ".join(group)
                group = []
            group.append(piece)
        if group:
            yield " ".join(group)


def _short_pieces(line: str) -> Iterator[str]:
    for sentence in sentences(line):
        words = sentence.split()
        for start in range(0, len(words), WORDS):
            yield " ".join(words[start : start + WORDS])
