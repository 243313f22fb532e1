"""Which parts of pages speak about a question: by rules, across French, English and German."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from llm.tasks.words import terms, wanted_terms

# Long enough for a price with what it is for, short enough for ten sources in a small context.
_LONGEST = 300
_JOIN = " / "
_HEADING = re.compile(r"^#{1,6}\s")
# Bounded, and no bracket inside brackets: pages choose what this is run over.
_MARKUP = re.compile(
    r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)|\*\*|__|`|^#{1,6}\s+|^\s*[-*+]\s+", re.MULTILINE
)


@dataclass(frozen=True)
class Passage:
    """A part of one source: its number, its place on the page and what it is about."""

    source: int
    position: int
    text: str
    terms: frozenset[str] = field(repr=False)


def plain(markdown: str) -> str:
    """Return Markdown as people read it: links as their words, no marks."""
    return _MARKUP.sub(lambda match: match.group(1) or "", markdown)


def is_heading(line: str) -> bool:
    """Say whether a line of Markdown is a heading."""
    return _HEADING.match(line) is not None


def passages(source: int, markdown: str) -> list[Passage]:
    """Cut a page into passages of neighbouring lines, none of which crosses a heading."""
    groups: list[list[str]] = [[]]
    for line in markdown.splitlines():
        heading = is_heading(line)
        for piece in _pieces(plain(line).strip()):
            full = len(_JOIN.join([*groups[-1], piece])) > _LONGEST
            if groups[-1] and (heading or full):
                groups.append([])
            groups[-1].append(piece)
    texts = [_JOIN.join(group) for group in groups if group]
    return [Passage(source, position, text, frozenset(terms(text))) for position, text in enumerate(texts)]


def weights(question: str, texts: Iterable[frozenset[str]]) -> dict[str, float]:
    """Return how much each term of a question tells the texts apart: what all contain says little."""
    wanted = wanted_terms(question)
    every = list(texts)
    counts = Counter(term for text in every for term in wanted & text)
    return {term: math.log(1 + len(every) / (1 + counts[term])) for term in wanted}


def score(found: frozenset[str], weight: Mapping[str, float]) -> float:
    """Return how much a text says about a question."""
    return sum(weight[term] for term in weight.keys() & found)


def snippets(question: str, pages: Mapping[int, str], characters: int) -> dict[int, str]:
    """Return what to show of each page so that all of it fits in `characters`.

    Each page first gets its best passage, the best pages first; what is left goes to the next best passages.
    Where nothing on any page meets the question, the beginnings of the pages are shown.
    """
    every = [passage for n, markdown in pages.items() for passage in passages(n, markdown)]
    weight = weights(question, (passage.terms for passage in every))
    ranked = sorted(every, key=lambda one: (-score(one.terms, weight), one.position, one.source))
    hits = [one for one in ranked if score(one.terms, weight) > 0] or ranked
    firsts = list({one.source: one for one in reversed(hits)}.values())[::-1]
    chosen: list[Passage] = []
    left = characters
    for passage in [*firsts, *(one for one in hits if one not in firsts)]:
        if len(passage.text) <= left:
            chosen.append(passage)
            left -= len(passage.text)
    return {n: _in_page_order(chosen, n) for n in pages if any(one.source == n for one in chosen)}


def _in_page_order(chosen: Sequence[Passage], source: int) -> str:
    mine = sorted((one for one in chosen if one.source == source), key=lambda one: one.position)
    return "\n".join(one.text for one in mine)


def _pieces(text: str) -> list[str]:
    """Cut a line that is too long between its sentences, else anywhere between words."""
    pieces: list[str] = []
    while len(text) > _LONGEST:
        head = text[:_LONGEST]
        cut = max(head.rfind(mark) + 1 for mark in (". ", "! ", "? ")) or head.rfind(" ") + 1 or _LONGEST
        pieces.append(text[:cut].strip())
        text = text[cut:].strip()
    return [*pieces, text] if text else pieces
